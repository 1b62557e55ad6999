import Base
import Documents
import Telemetry

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A metrics file from its first line to its last, in the memory of one line.
package enum FrameFile {
  /// The longest line that is read.
  package static let lineLimit = 16 << 20

  /// Hands out every frame of a file (`-` is standard input) in order, and every line that is none.
  package static func forEachFrame(
    path: String, _ body: (Frame) -> Void, refused: (ServerError) -> Void = { _ in }
  ) throws(SystemError) {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(operation: "open", path: path) }
    defer { if path != "-" { close(descriptor) } }
    var lines = LineReader(descriptor: descriptor, limit: lineLimit)
    var reader = FrameReader(file: path)
    var number = 0
    while let line = try lines.next(path: path) {
      number += 1
      switch line {
      case .whole(let bytes), .torn(let bytes):
        do throws(ServerError) {
          body(try reader.read(bytes, number: number))
        } catch { refused(error) }
      case .tooLong:
        refused(
          .line(
            DocumentError(
              file: path, line: number, column: 1, detail: "the line is longer than \(lineLimit) bytes")))
      }
    }
  }
}
