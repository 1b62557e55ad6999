import Documents
import Governance
import TestSupport
import Testing

@testable import Market

/// The panel that says what a run was started with and what differs from the run before.
struct ProvenanceTests {
  private func panel(
    _ settings: [(name: String, value: String)], in folder: String, _ keys: KeyRing?
  ) throws -> PanelContent {
    try Provenance(version: "1.2.3", digest: "d", settings: settings).panel(against: folder, keys)
  }

  private func changed(_ panel: PanelContent) throws -> [String] {
    try #require(panel.data.table?["changed"]?.array).compactMap(\.table).map { change in
      let sides = ["was", "is"].map { change[$0]?.string ?? "-" }
      return "\(change["name"]?.string ?? "") \(sides.joined(separator: " "))"
    }
  }

  @Test func whatChangedSinceTheRunBeforeIsShown() throws {
    let folder = try TemporaryFolder()
    let place = folder.file("panels")
    let keys = KeyRing([.hmac(id: "k", secret: [UInt8](repeating: 3, count: 32))])
    let first = try panel([("interval", "60"), ("seed", "7")], in: place, keys)
    #expect(first.name == "provenance" && first.data.table?["has_predecessor"]?.bool == false)
    #expect(try changed(first).isEmpty && first.data.table?["configuration"]?.string == "d")
    try PanelStore(folder: place, keys: keys, isDurable: false).publish(
      panels: [first], at: 1_763_700_000_000_000_000)
    let same = try panel([("interval", "60"), ("seed", "7")], in: place, keys)
    #expect(try changed(same).isEmpty && same.data.table?["has_predecessor"]?.bool == true)
    let other = try panel([("interval", "30"), ("strikes", "5")], in: place, keys)
    #expect(try changed(other) == ["interval 60 30", "seed 7 -", "strikes - 5"])
    // What another key signed is no predecessor.
    let stranger = KeyRing([.hmac(id: "k", secret: [UInt8](repeating: 4, count: 32))])
    #expect(
      try panel([("interval", "30")], in: place, stranger).data.table?["has_predecessor"]?.bool == false)
  }
}
