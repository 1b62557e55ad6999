import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

/// `g6 contracts` and `g6 token` as commands.
struct MarketCommandTests {
  private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> InProcess {
    try InProcess(arguments, environment: environment, program: .g6)
  }

  private func envelope(_ ended: InProcess) throws -> DocumentTable {
    try #require(try JSON.parse(Array(ended.output.utf8), file: "output").table)
  }

  @Test func contractsOfADay() throws {
    let ended = try run("contracts", "--at", "2026-03-02")
    #expect(ended.exitCode == 0 && ended.errors == "")
    let nifty = ended.output.split(separator: "\n").first { $0.hasPrefix("NIFTY ") } ?? ""
    #expect(
      nifty.split(separator: " ").map(String.init)
        == ["NIFTY", "NSE", "regular", "50", "65", "2026-03-02", "2026-03-10", "2026-03-30", "2026-04-28"])
    let json = try envelope(run("--json", "contracts", "--at", "2027-02-01T10:00:00Z"))
    #expect(json["schema"]?.string == "g6.contracts.v1" && json["holidays_known"]?.bool == false)
    #expect(json["indices"]?.array?.count == 7)
    let bank = json["indices"]?.array?[1].table
    #expect(bank?["index"]?.string == "BANKNIFTY" && bank?["expiries"]?.table?["this_week"] == nil)
  }

  @Test func ownTablesReplaceTheBuiltInOne() throws {
    let folder = try TemporaryFolder()
    let table = try run("contracts", "--toml").output
    #expect(table.hasPrefix("# Facts of the index options"))
    let path = try folder.write("own.toml", table.replacingOccurrences(of: "size = 65,", with: "size = 66,"))
    let own = try envelope(
      run("--json", "contracts", "--at", "2026-11-20", environment: ["G6_CONTRACTS": path]))
    #expect(own["indices"]?.array?[0].table?["lot_size"]?.integer == 66)
    let broken = try folder.write(
      "broken.toml", table.replacingOccurrences(of: "\"thursday\"", with: "\"thorsday\""))
    let refused = try run("contracts", "--contracts", broken)
    #expect(refused.exitCode == 2 && refused.errors.contains("broken.toml:"))
    #expect(refused.errors.contains("weekly of NIFTY: the text "))
    let when = try run("contracts", "--at", "noon")
    #expect(when.exitCode == 2 && when.errors.contains("neither a day nor a moment"))
  }

  @Test func tokensAreToldOfAndNeverShown() throws {
    let secret = "abcdef-0123456789"
    let folder = try TemporaryFolder()
    let file = try folder.write("token", "{\"token\": \"\(secret)\", \"expires\": \"2020-01-01T00:00:00Z\"}")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    let none = try run("--json", "token")
    #expect(none.exitCode == 0)
    #expect(try envelope(none)["present"]?.bool == false)
    #expect(try run("token", "--require").exitCode == 4)
    let runs = [
      try run("token", environment: ["G6_TOKEN": secret]),
      try run("--json", "token", environment: ["G6_TOKEN": secret]),
      try run("token", "--token-file", file),
      try run("--json", "--log-level", "trace", "token", "--token-file", file, "--require"),
      try run("token", environment: ["G6_TOKEN_FILE": file, "G6_TOKEN": secret]),
    ]
    for ended in runs {
      #expect(!(ended.output + ended.errors).contains("abcdef"), "\(ended.output)\(ended.errors)")
    }
    #expect(runs.map(\.exitCode) == [0, 0, 0, 4, 0])
    #expect(
      runs[0].output == "a token in the environment variable G6_TOKEN; it does not say when it expires\n")
    #expect(runs[2].output == "a token in \(file); it expired 2020-01-01T00:00:00Z\n")
    #expect(runs[2].errors.contains("others can read"))
    let json = try #require(
      try JSON.parse(Array(runs[3].output.split(separator: "\n")[0].utf8), file: "output").table)
    #expect(
      json["schema"]?.string == "g6.token.v1" && json["source"]?.string == "file"
        && json["expired"]?.bool == true)
    #expect(json["private"]?.bool == false && json["expires"]?.string == "2020-01-01T00:00:00Z")
    let broken = try run("token", "--token-file", try folder.write("broken", "{\"token\": \(secret)"))
    #expect(broken.exitCode == 2 && !broken.errors.contains("abcdef"))
  }

  @Test func diagnosticsLookAtEverything() throws {
    let folder = try TemporaryFolder()
    let out = ["--out", folder.file("new/data"), "--panels-dir", folder.file("panels")]
    let ended = try InProcess(["--json", "diagnostics"] + out, environment: [:], program: .g6)
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let checks = try #require(try envelope(ended)["checks"]?.array).compactMap(\.table)
    #expect(
      checks.compactMap { $0["name"]?.string }
        == [
          "arithmetic", "contracts", "session BSE", "session NSE", "token", "memory", "disk", "panels",
          "environment",
        ])
    #expect(checks.first?["status"]?.string == "ok" && checks.allSatisfy { $0["status"]?.string != "fail" })
    try folder.write("own.toml", "schema = 3\n")
    let broken = try InProcess(
      ["diagnostics", "--contracts", folder.file("own.toml")] + out, environment: [:], program: .g6)
    #expect(broken.exitCode == 3 && broken.output.contains("own.toml:1:10: schema must be 1"))
  }
}
