import Base
import Telemetry

/// `--recommendation-out`: what a study advises, as a file that the dashboard shows.
enum RecommendationOutput {
  static let flag = Flag<String?>.optional(
    "recommendation-out", "FILE", kind: .file,
    "Write the recommendation here, in the form that the dashboard shows (schema adhash.recommendation/1)."
  ).grouped("Results")

  /// Fails before the work where the file could not be written after it, or is one of those that are read.
  static func check(_ arguments: Arguments, from inputs: [String]) throws(Failure) {
    guard let path = arguments[flag] else { return }
    try OutputFile.checkApart([(flag.spec.spelling, path)], from: inputs)
    try OutputFile.check(path, besides: nil)
  }

  /// Writes the file where one was asked for, stamped with the present time.
  static func write(
    _ arguments: Arguments, _ recommendation: @autoclosure () -> RecommendationDocument
  ) throws(Failure) {
    guard let path = arguments[flag] else { return }
    var document = recommendation()
    document.created = WallClock.iso8601(WallClock.nanoseconds(), fractionDigits: 0)
    let bytes = document.file()
    try Failure.wrapping { () throws(SystemError) in try AtomicFileWriter.replace(path: path, with: bytes) }
  }
}
