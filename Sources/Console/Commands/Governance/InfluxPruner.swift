import Base
import Documents
import Governance
import HTTP
import Market

/// Deletes old points of an InfluxDB: `DELETE WHERE time < …` sent to the `/query` of version 1, the range of time to the
/// `/api/v2/delete` of version 2.
struct InfluxPruner: PointPruner {
  private let target: InfluxTarget

  /// What settings and environment say of the server; nil where they name none. Refuses what cannot be an address or a name.
  init?(_ settings: Settings, _ session: Session) throws(Failure) {
    guard let address = settings.optionalText(DestinationKeys.influx) else { return nil }
    let web: WebAddress
    do throws(FetchError) {
      web = try WebAddress(address)
    } catch { throw .badInput("--influx-url \(address): \(error)", hint: error.hint) }
    let place = CollectSettings.place(settings)
    if case .database(let name) = place, name.isEmpty || !name.utf8.allSatisfy({ Self.isPlain($0) }) {
      throw .badInput(
        "--influx-db \"\(name)\" is not a name", hint: "letters, digits, dashes and underscores")
    }
    target = try Failure.wrapping { () throws(MarketError) in
      try InfluxTarget(
        url: web.origin + web.rest, place: place, token: session.environment["G6_INFLUX_TOKEN"])
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
      || byte == 95
  }

  func deletePoints(before moment: Int64) throws(GovernanceError) {
    let shown = target.url
    var question = WebClient.Question(url: target.pruneURL)
    question.method = "POST"
    switch target.place {
    case .database:
      question.headers = ["Content-Type: application/x-www-form-urlencoded"]
      question.body = Array("q=DELETE%20WHERE%20time%20%3C%20\(moment)".utf8)
    case .bucket:
      question.headers = ["Content-Type: application/json"]
      // The end counts as within the range.
      let last = WallClock.iso8601(moment - 1, fractionDigits: 9)
      question.body = Array("{\"start\":\"1970-01-01T00:00:00Z\",\"stop\":\"\(last)\"}".utf8)
    }
    if let authorization = target.authorization {
      question.headers.append("Authorization: \(authorization)")
    }
    question.timeout = 60_000_000_000
    let answer: WebClient.Answer
    do throws(WebClient.Fault) {
      answer = try WebClient().ask(question)
    } catch {
      throw .unavailable(
        "\(shown) cannot be asked to delete points: \(error)", hint: Self.again)
    }
    guard let fault = fault(in: answer) else { return }
    throw .unavailable("\(shown) did not delete points: \(fault)", hint: Self.again)
  }

  private static let again = "the files are in quarantine; apply the same plan again once the server answers"

  /// Why the points are still there; nil when they are gone.
  private func fault(in answer: WebClient.Answer) -> String? {
    let isBucket = if case .bucket = target.place { true } else { false }
    if answer.status == 204, isBucket { return nil }
    let told = Self.fault(in: answer.body)
    // A statement that failed is answered with 200, too.
    if answer.status == 200, !isBucket { return told }
    let isDenied = answer.status == 401 || answer.status == 403
    return [told, "status \(answer.status)", isDenied ? "its token comes from G6_INFLUX_TOKEN" : nil]
      .compactMap(\.self).joined(separator: "; ")
  }

  private static func fault(in body: [UInt8]) -> String? {
    do throws(DocumentError) {
      let table = try JSON.parse(body, file: "").table
      return (table?["error"] ?? table?["message"])?.string
        ?? table?["results"]?.array?.compactMap { $0.table?["error"]?.string }.first
    } catch { return "no JSON in the answer" }
  }
}
