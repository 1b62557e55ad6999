import Documents
import TestSupport
import Testing

@testable import Console

/// `g6 surface` as a command: the table, the envelope, and every way it refuses its input.
struct SurfaceCommandTests {
  /// Sigmas beside prices that would give others: the sigma counts.
  private static let rows = """
    type,forward,strike,years,price,sigma
    P,100,92,0.25,1,0.30
    P,100,93,0.25,1,0.32
    C,100,112,0.25,1,0.20
    P,100,92,1,1,0.28
    P,100,97,1,1,0.26
    C,100,101,1,1,0.25
    C,100,107,1,1,0.24
    C,100,112,1,1,0.23

    """

  private func run(_ rows: String, _ arguments: String...) throws -> InProcess {
    let folder = try TemporaryFolder()
    try folder.write("rows.csv", rows)
    return try InProcess(["surface", "--csv", folder.path + "/rows.csv"] + arguments, program: .g6)
  }

  @Test func aTable() throws {
    let ended = try run(Self.rows)
    #expect(ended.exitCode == 0 && ended.errors == "")
    #expect(try Repository.difference(ended.output, from: "Tests/Goldens/console/surface.txt") == nil)
    let other = try run(Self.rows, "--edges=-5,5")
    #expect(other.exitCode == 0 && other.output.contains(" <-5  [-5,5)") && other.output.contains(">=5"))
  }

  @Test func oneEnvelope() throws {
    let ended = try run(Self.rows + "C,100,101,1,,\nC,100,101,1,200,\n", "--json")
    #expect(ended.exitCode == 0 && ended.output.split(separator: "\n").count == 1)
    #expect(try Repository.difference(ended.output, from: "Tests/Goldens/console/surface.json") == nil)
    guard case .table(let envelope) = try JSON.parse(Array(ended.output.utf8), file: "output"),
      case .array(let expiries, _)? = envelope["expiries"], case .table(let first) = expiries[0],
      case .array(let cells, _)? = first["cells"], case .table(let statuses)? = envelope["statuses"]
    else {
      Issue.record("no surface")
      return
    }
    #expect(envelope["schema"]?.string == "g6.surface.v1" && expiries.count == 2 && cells.count == 8)
    #expect(
      statuses["ok"]?.integer == 8 && statuses["noQuote"]?.integer == 1
        && statuses["aboveMaximum"]?.integer == 1)
  }

  @Test func readsWhatVolatilitiesWrote() throws {
    let folder = try TemporaryFolder()
    let rows =
      "type,forward,strike,years,price\nC,24800,24800,0.02,181.89216008426787\nP,24800,24000,0.02,20\nC,100\n"
    try folder.write("prices.csv", rows)
    let solved = try InProcess(["iv", "--csv", folder.path + "/prices.csv", "-q"], program: .g6).output
    let direct = try run(rows, "-q")
    #expect(direct.exitCode == 0 && direct.output.contains("2 of 3 options solved"))
    #expect(try run(solved, "-q").output == direct.output)
    // The same as JSON lines, priced on the spot.
    let lines = """
      {"type":"C","spot":100,"strike":102,"years":0.5,"rate":0.05,"sigma":0.2}
      {"type":"P","spot":100,"strike":100,"years":0.5,"rate":0.05,"price":4.4197}

      """
    let spot = try run(lines)
    #expect(spot.exitCode == 0 && spot.output.contains("2 of 2 options solved"))
    #expect(spot.output.contains("20.0"))
  }

  @Test func nothingSolvedIsSaid() throws {
    let none = try run("type,forward,strike,years,price\nC,100,50,1,1\n")
    #expect(none.exitCode == 0 && none.output.contains("no row has a volatility"))
    #expect(none.output.contains("quality 0.000: 0 of 1 options solved"))
    let strict = try run("type,forward,strike,years,price\nC,100,50,1,1\n", "--strict")
    #expect(
      strict.exitCode == 2 && strict.errors.contains("not every row has a volatility: 1 belowIntrinsic"))
    #expect(try run("type,forward,strike,years,price\n").output.contains("quality: no rows"))
  }

  @Test func badInputIsRefusedWithItsReason() throws {
    let columns = try run("type,forward,strike,years\nC,1,1,1\n")
    #expect(columns.exitCode == 2 && columns.errors.contains("no column sigma or price"))
    for (edges, reason) in [
      ("0,a", "no number"), ("5,1", "edges of moneyness"), ("", "is empty"), ("0,,1", "no number"),
    ] {
      let refused = try run(Self.rows, "--edges=\(edges)")
      #expect(refused.exitCode == 2 && refused.errors.contains(reason), "\(edges): \(refused.errors)")
    }
    let many = (1...513).map { "C,100,100,\($0),,0.2\n" }.joined()
    let expiries = try run("type,forward,strike,years,price,sigma\n" + many)
    #expect(expiries.exitCode == 2 && expiries.errors.contains("more than 512 expiries"))
    let missing = try InProcess(["surface", "--csv", "/nonexistent/rows.csv"], program: .g6)
    #expect(missing.exitCode == 5 && missing.errors.contains("No such file"))
  }
}
