import Documents
import TestSupport
import Testing

@testable import Console

/// `g6 price` and `g6 iv` as commands: rows out, envelopes, exit codes.
struct QuoteCommandTests {
  private func run(_ rows: String, _ arguments: String...) throws -> InProcess {
    let folder = try TemporaryFolder()
    try folder.write("rows.csv", rows)
    return try InProcess(arguments.map { $0 == "FILE" ? folder.path + "/rows.csv" : $0 }, program: .g6)
  }

  @Test func pricesRows() throws {
    let ended = try run("type,spot,strike,years,rate,sigma\nC,42,40,0.5,0.1,0.2\n", "price", "--csv", "FILE")
    #expect(ended.exitCode == 0 && ended.errors == "")
    #expect(
      ended.output.hasPrefix(
        "type,spot,strike,years,rate,sigma,value,delta,gamma,vega,theta,rho,status\nC,42,40,0.5,0.1,0.2,4.7594223928715"
      ))
    #expect(ended.output.hasSuffix(",ok\n"))
  }

  @Test func strictRefusesWhatIsNotOK() throws {
    let rows = "type,forward,strike,years,price\nC,100,50,1,51\nC,100,50,1,49\nC,100\n"
    let lenient = try run(rows, "iv", "--csv", "FILE")
    #expect(lenient.exitCode == 0)
    #expect(
      lenient.errors.contains(
        "1 of 3 rows cannot be read; the first, line 4: 2 fields where the header has 5"))
    let strict = try run(rows, "iv", "--csv", "FILE", "--strict", "-q")
    #expect(strict.exitCode == 2 && strict.output == lenient.output)
    #expect(strict.errors.contains("not every row is ok: 1 belowIntrinsic, 1 noQuote"))
  }

  @Test func oneEnvelope() throws {
    let ended = try run(
      "type,forward,strike,years,price\nP,100,90,1,5\nC,100,50,1,49\n", "--json", "iv", "--csv", "FILE")
    guard case .table(let envelope) = try JSON.parse(Array(ended.output.utf8), file: "output") else {
      Issue.record("no object")
      return
    }
    #expect(envelope["schema"]?.string == "g6.iv.v1" && envelope["count"]?.integer == 2)
    guard case .array(let rows, _)? = envelope["rows"], case .table(let first) = rows[0],
      case .table(let second) = rows[1],
      case .null? = second["sigma"]
    else {
      Issue.record("no rows")
      return
    }
    #expect(first["status"]?.string == "ok" && (first["sigma"]?.number ?? 0) > 0.2)
    #expect(second["status"]?.string == "belowIntrinsic" && second["price"]?.number == 49)
  }

  @Test func whatIsNoFileOfRows() throws {
    let missing = try InProcess(["iv", "--csv", "/nonexistent/rows.csv"], program: .g6)
    #expect(missing.exitCode == 5 && missing.errors.contains("No such file"))
    let columns = try run("type,strike\n", "price", "--csv", "FILE")
    #expect(columns.exitCode == 2 && columns.errors.contains("no column years"))
    #expect(try InProcess(["price"], program: .g6).exitCode == 2)
  }

  @Test func everyProgramSpeaksOfItself() throws {
    let help = try InProcess(["--help"], program: .g6).output
    #expect(!help.contains("hashmap-cli") && !help.contains("{program}"))
    #expect(try InProcess(["version"], program: .g6).output == "g6 \(ProductVersion.current)\n")
    #expect(try InProcess(["man"], program: .g6).output.contains(".TH"))
  }
}
