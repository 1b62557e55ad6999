import Base
import Documents
import Governance
import HTTP

/// Deletes old points of an InfluxDB v1 server: `DELETE WHERE time < …` sent to its `/query`.
struct InfluxPruner: PointPruner {
  private let url: String
  private let shown: String

  /// A server and a database. Refuses what cannot be an address or a name.
  init(_ address: String, database: String) throws(Failure) {
    let web: WebAddress
    do throws(FetchError) {
      web = try WebAddress(address)
    } catch { throw .badInput("--influx-url \(address): \(error)", hint: error.hint) }
    guard !database.isEmpty, database.utf8.allSatisfy({ Self.isPlain($0) }) else {
      throw .badInput(
        "--influx-db \"\(database)\" is not a name", hint: "letters, digits, dashes and underscores")
    }
    let path = web.rest == "/" ? "" : web.rest
    shown = web.origin + path
    url = "\(web.origin)\(path)/query?db=\(database)"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
      || byte == 95
  }

  func deletePoints(before moment: Int64) throws(GovernanceError) {
    var question = WebClient.Question(url: url)
    question.method = "POST"
    question.headers = ["Content-Type: application/x-www-form-urlencoded"]
    question.body = Array("q=DELETE%20WHERE%20time%20%3C%20\(moment)".utf8)
    question.timeout = 60_000_000_000
    let answer: WebClient.Answer
    do throws(WebClient.Fault) {
      answer = try WebClient().ask(question)
    } catch {
      throw .refused(
        "\(shown) cannot be asked to delete points: \(error)",
        hint: "the files are in quarantine; apply again")
    }
    // A statement that failed is answered with 200, too.
    let fault = Self.fault(in: answer.body)
    if answer.status != 200 || fault != nil {
      throw .refused(
        "\(shown) did not delete points: \(fault ?? "status \(answer.status)")",
        hint: "the files are in quarantine; apply again")
    }
  }

  private static func fault(in body: [UInt8]) -> String? {
    do throws(DocumentError) {
      let table = try JSON.parse(body, file: "").table
      return table?["error"]?.string
        ?? table?["results"]?.array?.compactMap { $0.table?["error"]?.string }.first
    } catch { return "no JSON in the answer" }
  }
}
