import Base
import Server
import Telemetry

/// The metrics file of a run, for commands that look back at it.
enum RunFile {
  /// Hands every frame of `path` (`-` is standard input) to `take`; lines that are none are warned of, the first three by
  /// name. A file without a frame is bad input.
  static func read(_ path: String, _ session: Session, _ take: (Frame) -> Void) throws(Failure) {
    var frames = 0
    var refused = 0
    try Failure.wrapping { () throws(SystemError) in
      try FrameFile.forEachFrame(path: path) { frame in
        frames += 1
        take(frame)
      } refused: { error in
        refused += 1
        if refused <= 3 { session.log.warning(error.description) }
      }
    }
    try Interrupt.check()
    if refused > 3 { session.log.warning("\(path): \(refused) lines are not frames and were passed over") }
    guard frames > 0 else {
      throw .badInput(
        "\(path): the file holds no frame", hint: "validate-metrics lists what is wrong with it")
    }
  }

  /// What to do where a run has too few frames.
  static let moreFrames =
    "run-csv --tick-ops N writes a frame every N operations; a smaller N gives more frames"

  /// The argument that names it.
  static let positional = PositionalSpec(
    name: "FILE", help: "The metrics file; - is standard input.", kind: .file)

  /// How reading it can fail.
  static let failures = [FailureNote(label: .io, meaning: "The file cannot be read.")]
}
