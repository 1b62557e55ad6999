import Base
import Documents
import Telemetry

/// A file of schema `adhash.recommendation/1`, as `--recommendation-out` writes it.
package enum RecommendationFile {
  /// The largest file, in bytes.
  package static let largest = 64 << 10
  /// Details that are read; further ones are left out.
  private static let mostDetails = 64

  /// The recommendation of a file; throws when it cannot be read, is not JSON, or of another schema.
  package static func read(path: String) throws(ServerError) -> RecommendationDocument {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: path, limit: largest)
    } catch { throw .file(error) }
    do throws(DocumentError) { return try parse(bytes, path: path) } catch { throw .recommendation(error) }
  }

  private static func parse(_ bytes: [UInt8], path: String) throws(DocumentError) -> RecommendationDocument {
    let value = try JSON.parse(bytes, file: path)
    func refusal(_ at: DocumentPosition, _ detail: String) -> DocumentError {
      DocumentError(
        file: path, line: at.line, column: at.column, detail: detail,
        hint: "profile, policy-lab and forecast write such files with --recommendation-out")
    }
    guard let table = value.table, table["schema"]?.string == RecommendationDocument.schema else {
      throw refusal(value.position, "the schema is not \"\(RecommendationDocument.schema)\"")
    }
    func text(_ name: String) throws(DocumentError) -> String {
      guard let member = table[name] else { throw refusal(value.position, "\(name) is missing") }
      guard let text = member.string else {
        throw refusal(member.position, "\(name): expected a text, found \(member.shown)")
      }
      return text
    }
    let trust = try text("confidence")
    guard let confidence = RecommendationDocument.Confidence(rawValue: trust) else {
      throw refusal(table["confidence"]?.position ?? value.position, "confidence: high, moderate or low")
    }
    let details = (table["details"]?.table?.members ?? []).prefix(mostDetails).compactMap { member in
      detail(member.value).map { RecommendationDocument.Detail(member.key, $0) }
    }
    return RecommendationDocument(
      source: try text("source"), created: table["created"]?.string, runID: table["run_id"]?.string,
      summary: try text("summary"), reason: try text("reason"), confidence: confidence, details: details)
  }

  /// A plain value; what is null or has parts is not shown.
  private static func detail(_ value: DocumentValue) -> RecommendationDocument.Value? {
    if let text = value.string { return .text(text) }
    if let flag = value.bool { return .flag(flag) }
    if let integer = value.integer, integer >= 0 { return .count(UInt64(integer)) }
    return value.number.map { .number($0) }
  }
}
