import Base

/// One log entry and its two forms.
struct LogLine: Sendable {
  /// Nanoseconds since 1970 in UTC.
  let time: Int64
  let level: LogLevel
  let logger: String
  let message: String

  /// `2026-11-20T08:17:07Z [INFO] hashmap_cli: message`; the level is coloured on request.
  func text(isColored: Bool) -> String {
    let shown = isColored ? "\u{1B}[\(color)m\(level.shown)\u{1B}[0m" : level.shown
    return "\(stamp) [\(shown)] \(logger): \(message)"
  }

  /// `{"ts":...,"level":...,"logger":...,"msg":...}`
  var json: String {
    var json = JSONWriter()
    json.beginObject()
    json.field("ts", stamp)
    json.field("level", level.shown)
    json.field("logger", logger)
    json.field("msg", message)
    json.endObject()
    return json.text
  }

  private var stamp: String { WallClock.iso8601(time, fractionDigits: 0) }

  private var color: Int {
    switch level {
    case .trace, .debug: 2
    case .info: 32
    case .warning: 33
    case .error: 31
    }
  }
}
