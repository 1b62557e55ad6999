import Base

/// The one-line JSON objects that tell scripts how a command ended.
enum Envelope {
  /// `{"ok":true,"command":...}` with the command's own fields behind.
  static func result(of command: String, isOK: Bool = true, _ fields: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.field("ok", isOK)
    json.field("command", command)
    fields(&json)
    json.endObject()
    return json.text
  }

  /// `{"error":...,"detail":...}` with a hint when there is one.
  static func failure(_ failure: Failure) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.field("error", failure.label.rawValue)
    json.field("detail", failure.detail)
    if let hint = failure.hint { json.field("hint", hint) }
    json.endObject()
    return json.text
  }
}
