import Market
import TestSupport
import Testing

@testable import Console

/// Errors of the collector as the programs tell of them: log level, key in a cycle's line and exit code are those of the table
/// of routes, which docs/options/error_routes.md is made from.
struct ErrorRouteTests {
  private func run(_ line: String, _ folder: TemporaryFolder) throws -> Product.Finished {
    try Product.bash(line, environment: ["WORK": folder.path], in: folder.path)
  }

  private func levels(_ ended: Product.Finished, of text: String) -> Set<String> {
    Set(
      ended.errors.split(separator: "\n").filter { $0.contains(text) }.compactMap { line in
        RouteLevel.allCases.map { $0.rawValue.uppercased() }.first { line.contains("\"level\":\"\($0)\"") }
      })
  }

  @Test(arguments: ["api", "rate_limit", "data_quality", "expiry", "instruments", "quotes"])
  func whatAProgramRefusesWithTakesItsRoute(_ name: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "provider",
      """
      while IFS= read -r line; do
        id=${line#*'"id":'}; id=${id%%,*}
        echo "{\\"id\\":$id,\\"ok\\":false,\\"error\\":{\\"kind\\":\\"\(name)\\",\\"message\\":\\"refused here\\"}}"
      done
      """)
    let ended = try run(
      "g6 collect --clock manual --hours always --cycles 1 --indices NIFTY --out none --panels-dir none --json --log-json --provider 'exec:sh provider'",
      folder)
    let kind = try #require(MarketError.Kind(rawValue: name))
    let route = ErrorRoute.of(kind, kind.usualSeverity)
    #expect(levels(ended, of: "refused here") == [route.level.rawValue.uppercased()], "\(ended.errors)")
    #expect(ended.output.contains("\"failures\":{\"\(route.label)\":1}"), "\(ended.output)")
    #expect(ended.exitCode == route.exit.code, "\(ended.errors)")
    for domain in BudgetDomain.allCases {
      #expect(
        ended.output.contains("\"\(domain.rawValue)\":1.0") == (domain != route.budget), "\(ended.output)")
    }
  }

  @Test func aLostCycleIsToldAtOnceAndAtTheEnd() throws {
    let folder = try TemporaryFolder()
    for fault in ["storage:full@2", "panels:full@2"] {
      let ended = try run(
        "g6 collect --cycles 3 --indices NIFTY --out rows --panels-dir panels --json --log-json --fault \(fault)",
        folder)
      let route = ErrorRoute.of(.storage, .abort)
      #expect(
        levels(ended, of: "cycle 2: storage: ") == [route.level.rawValue.uppercased()], "\(ended.errors)")
      #expect(ended.exitCode == route.exit.code && ended.output.contains("\"cycle\":3,"), "\(ended.errors)")
    }
  }

  @Test func whatEndsTheProgramHasTheCodeOfItsRoute() throws {
    let folder = try TemporaryFolder()
    try folder.write("file", "not a folder")
    let lines = [
      (MarketError.Kind.config, "g6 collect --cycles 1 --start 2023-06-01 --out none --panels-dir none"),
      (.storage, "g6 collect --cycles 1 --out file/rows --panels-dir none"),
    ]
    for (kind, line) in lines {
      let ended = try run(line, folder)
      #expect(ended.exitCode == ErrorRoute.of(kind, .fatal).exit.code, "\(ended.errors)")
      #expect(!ended.output.contains("cycle 1"))
    }
  }

  @Test func whatBudgetsDoHasALineEach() throws {
    let folder = try TemporaryFolder()
    let ended = try run(
      "g6 simulate --cycles 8 --out none --panels-dir none --fault provider:stall@3-5", folder)
    for action in ["detail", "widen", "breaker"] {
      for verb in ["begins", "ends"] {
        #expect(
          ended.errors.split(separator: "\n").count { $0.contains("budget of provider: \(action) \(verb)") }
            == 1,
          "\(ended.errors)")
      }
    }
    #expect(ended.output.split(separator: "\n").count { $0.hasSuffix("next after 120 s · 4 failures") } == 2)
  }
}
