import Base
import Documents
import TestSupport
import Testing

@testable import Governance

@Suite struct ProvenanceTests {
  private static let keys = [
    SettingKey("a.size", .integer(0...100), default: .integer(3), environment: "G6_A_SIZE", help: "A."),
    SettingKey("a.name", .text, default: .text("x"), help: "B."),
    SettingKey("a.token", .text, default: .text(""), environment: "G6_A_TOKEN", isSecret: true, help: "C."),
  ]

  private func settings(_ environment: [String: String], keys: [SettingKey] = keys) throws -> Settings {
    var settings = Settings(keys: keys)
    try settings.merge(environment: environment)
    return settings
  }

  @Test func theHashIsThatOfTheValuesAlone() throws {
    let plain = ConfigurationProvenance(version: "1", settings: try settings([:]))
    let same = ConfigurationProvenance(version: "2", settings: try settings(["G6_A_SIZE": "3"]))
    let other = ConfigurationProvenance(version: "1", settings: try settings(["G6_A_SIZE": "4"]))
    #expect(plain.hash == same.hash && plain.hash != other.hash && plain.hash.count == 64)
    #expect(same.entries[0].origin == "environment G6_A_SIZE" && plain.entries[0].origin == "default")
    #expect(other.changes(since: plain) == [.init(name: "a.size", before: "3", after: "4")])
    let fewer = ConfigurationProvenance(
      version: "1", settings: try settings([:], keys: Array(Self.keys.prefix(1))))
    #expect(fewer.changes(since: plain).map(\.name) == ["a.name", "a.token"])
    // A secret shows only whether it is set.
    let secret = ConfigurationProvenance(version: "1", settings: try settings(["G6_A_TOKEN": "s3cret"]))
    #expect(secret.entries[2].value == "set, not shown" && secret.changes(since: plain).count == 1)
  }

  @Test func thePanelShowsWhatChangedUntilSomethingChangesAgain() throws {
    let fixture = try PanelFixture()
    func publish(_ environment: [String: String], version: String = "1") throws -> DocumentTable {
      fixture.now += 1_000_000_000
      let previous: PanelEnvelope? =
        Folder.facts(fixture.panels + "/manifest.json") == nil
        ? nil : try PanelGeneration.pin(folder: fixture.panels, keys: fixture.keys).panel("provenance")
      let present = ConfigurationProvenance(version: version, settings: try settings(environment))
      let panel = present.panel(source: "test", previous: previous, at: fixture.now)
      try fixture.store().publish(panels: [panel], at: fixture.now)
      let written = try PanelGeneration.pin(folder: fixture.panels, keys: fixture.keys).panel("provenance")
      return try #require(written?.data.table)
    }
    let first = try publish([:])
    #expect(first["changes"]?.array?.isEmpty == true && first["previous_hash"]?.string == nil)
    let second = try publish(["G6_A_SIZE": "9"])
    let change = try #require(second["changes"]?.array?.first?.table)
    #expect(
      change["name"]?.string == "a.size" && change["before"]?.string == "3" && change["after"]?.string == "9")
    #expect(second["previous_hash"].map(\.string) == first["config_hash"].map(\.string))
    let third = try publish(["G6_A_SIZE": "9"])
    #expect(third["changed_at"]?.string == second["changed_at"]?.string)
    #expect(
      third["changes"]?.array?.count == 1 && third["previous_hash"]?.string == first["config_hash"]?.string)
    let fourth = try publish(["G6_A_SIZE": "9"], version: "2")
    #expect(fourth["changes"]?.array?.isEmpty == true && fourth["previous_version"]?.string == "1")
    #expect(fourth["changed_at"]?.string != second["changed_at"]?.string)
  }
}
