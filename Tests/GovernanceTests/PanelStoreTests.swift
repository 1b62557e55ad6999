import Base
import Documents
import Foundation
import TestSupport
import Testing

@testable import Governance

@Suite struct PanelStoreTests {
  @Test func aReaderPinsOneGenerationWhileOthersArePublished() throws {
    let fixture = try PanelFixture()
    #expect(try fixture.publish(1) == 1)
    let pinned = try PanelGeneration.pin(folder: fixture.panels, keys: fixture.keys)
    #expect(pinned.panels == ["alerts", "indices", "system"] && pinned.isVerified)
    try fixture.publish(2)
    try fixture.publish(3)
    for name in pinned.panels {
      let panel = try #require(try pinned.panel(name))
      #expect(panel.data.table?["cycle"]?.integer == 1 && panel.panel == name && panel.source == "test")
      #expect(panel.schemaVersion == PanelSchema.version)
    }
    #expect(try pinned.panel("none") == nil)
    #expect(!pinned.isExpired(at: fixture.now) && pinned.isExpired(at: fixture.now + 600_000_000_000))
    // Three are kept: the fourth takes the place of the first, whose reader is told.
    try fixture.publish(4)
    #expect(throws: GovernanceError.self) { try pinned.panel("indices") }
    #expect(
      try Folder.entries(fixture.panels).map(\.name) == [
        "generation-00000002", "generation-00000003", "generation-00000004", "manifest.json",
      ])
    #expect(try fixture.check().isOK)
  }

  /// Numbers go on from what a writer knows where the folder knows less, and from the folder where that knows more.
  @Test func numbersGoOnWhenTheFolderIsCleared() throws {
    let fixture = try PanelFixture()
    for number in 1...4 { try fixture.publish(number) }
    #expect(try fixture.check(remembers: true).isOK)
    let store = try fixture.store()
    let latest = try store.latest()
    try Folder.removeTree(fixture.panels)
    let panel = PanelContent("indices", source: "test", data: .nothing)
    #expect(latest == 4)
    #expect(try store.publish(panels: [panel], at: fixture.now, after: latest).generation == 5)
    #expect(try fixture.check(remembers: true).isOK)
    #expect(try store.publish(panels: [panel], at: fixture.now, after: 2).generation == 6)
    #expect(try store.latest() == 6)
  }

  @Test func namesAndValuesThatCannotBeAreRefusedAndNothingIsPublished() throws {
    let fixture = try PanelFixture()
    try fixture.publish(1)
    let before = try fixture.files()
    let nan = DocumentValue.float(.nan, DocumentPosition(line: 0, column: 0))
    let bad = [
      [PanelContent("../x", source: "t", data: .nothing)], [PanelContent("", source: "t", data: .nothing)],
      [PanelContent("manifest", source: "t", data: .nothing)],
      [PanelContent("A", source: "t", data: .nothing)],
      [PanelContent("a", source: "t", data: .nothing), PanelContent("a", source: "t", data: .nothing)],
      [PanelContent("a", source: "t", data: nan)],
      [PanelContent("a", source: "t", data: .whole((1 << 53) + 1))],
    ]
    for panels in bad {
      #expect(throws: GovernanceError.self) { try fixture.store().publish(panels: panels, at: fixture.now) }
    }
    #expect(throws: GovernanceError.self) {
      try fixture.store(keys: KeyRing([.ed25519(id: "v", open: PanelFixture.secret)]))
    }
    #expect(try fixture.files() == before)
  }

  /// One writer has the folder from its beginning to its end; who looks and what is published is not held up.
  @Test func aFolderHasOneWriter() throws {
    let fixture = try PanelFixture()
    var first: PanelWriterLock? = try PanelWriterLock(folder: fixture.panels)
    func isRefused() -> Bool {
      do throws(GovernanceError) { _ = try PanelWriterLock(folder: fixture.panels) } catch {
        guard case .refused(let detail, _) = error else { return false }
        return detail.contains(fixture.panels)
      }
      return false
    }
    #expect(isRefused())
    try first?.renew()
    #expect(try fixture.publish(1) == 1)
    #expect(try fixture.check().isOK)
    // A file of that name which holds something is a stranger's.
    try fixture.write(".writer", [1])
    #expect(try !fixture.check().isOK)
    // Removed under it, it is taken anew.
    try Folder.removeTree(fixture.panels)
    try first?.renew()
    #expect(isRefused())
    first = nil
    #expect(try fixture.files().isEmpty && !isRefused())
  }

  /// What a writer leaves that was killed between any two of its steps.
  @Test func aKilledWriterLeavesTheGenerationBefore() throws {
    let fixture = try PanelFixture()
    try fixture.publish(1)
    let staging = "\(fixture.panels)/.staging-generation-00000002"
    try Folder.create(staging)
    try FileBytes.create(path: "\(staging)/indices.json", [1, 2], sync: false)
    try Folder.create("\(fixture.panels)/.retired-generation-00000001")
    #expect(try fixture.check().isOK)
    // The folder has its name, the manifest was not replaced: the generation is not used, and is found.
    try fixture.publish(2)
    let first = try fixture.read("generation-00000001/manifest.json")
    try fixture.write("manifest.json", first)
    let report = try fixture.check()
    #expect(report.issues.map(\.kind) == [.extra] && report.generation == 1)
    #expect(try PanelGeneration.pin(folder: fixture.panels, keys: fixture.keys).manifest.generation == 1)
    // The next writer clears it away and does not use its number again.
    #expect(try fixture.publish(3) == 3)
    #expect(try fixture.check().isOK)
    #expect(
      try Folder.entries(fixture.panels).map(\.name) == [
        "generation-00000001", "generation-00000003", "manifest.json",
      ])
  }

  @Test func whatIsSomebodyElsesIsNotReplaced() throws {
    let fixture = try PanelFixture()
    try FileManager.default.createDirectory(atPath: fixture.panels, withIntermediateDirectories: true)
    let manifest = "\(fixture.panels)/manifest.json"
    for foreign in ["{}", "{\"name\":\"My site\"}", "{\"schema\":\"other.v1\"}", "{\"schema\":1}"] {
      try foreign.write(toFile: manifest, atomically: true, encoding: .utf8)
      let error = #expect(throws: GovernanceError.self) { try fixture.store() }
      #expect(error?.description == "\(manifest) is no manifest of panels" && error?.hint != nil)
      #expect(try String(contentsOfFile: manifest, encoding: .utf8) == foreign)
    }
    // What is damaged is mended, and folders of no generation stay.
    let others = [".staging-mine", ".retired-", ".staging-generation-1", "generation-mine"]
    for other in others {
      try FileManager.default.createDirectory(
        atPath: "\(fixture.panels)/\(other)", withIntermediateDirectories: true)
    }
    for damaged in ["", "{\"schema\":\"g6.panels.ma", "\0\0\0"] {
      try damaged.write(toFile: manifest, atomically: true, encoding: .utf8)
      try fixture.store().publish(panels: [], at: 1_000_000_000)
    }
    for other in others { #expect(FileManager.default.fileExists(atPath: "\(fixture.panels)/\(other)")) }
  }

  @Test func keysRotate() throws {
    let fixture = try PanelFixture()
    let two = SigningKey.ed25519(id: "two", seed: [UInt8](repeating: 9, count: 32))
    try fixture.publish(1)
    try fixture.publish(2, keys: KeyRing([two] + fixture.keys.keys))
    // Generation 1 is still signed with the old key, so both are needed until it is gone.
    #expect(try fixture.check(keys: KeyRing([two] + fixture.keys.keys)).isOK)
    let onlyNew = try fixture.check(keys: KeyRing([two]))
    #expect(onlyNew.issues.map(\.file) == ["generation-00000001/manifest.json"])
    #expect(onlyNew.issues.map(\.kind) == [.key])
    try fixture.publish(3, keys: KeyRing([two]))
    try fixture.publish(4, keys: KeyRing([two]))
    let reader = KeyRing([
      .ed25519(id: "two", open: Digests.ed25519Keys(seed: [UInt8](repeating: 9, count: 32)).open)
    ])
    #expect(try fixture.check(keys: reader).isOK)
  }

  /// The bytes of a generation, held against the golden of its version: raising `PanelSchema.version` without a golden
  /// named after it fails here, and so does any change of the bytes without raising it.
  @Test func theGoldenOfTheSchemaVersionIsWhatIsWritten() throws {
    let fixture = try PanelFixture()
    try fixture.publish(1)
    for name in ["indices.json", "manifest.json"] {
      let bytes = try fixture.read("generation-00000001/\(name)")
      let golden = "Tests/Goldens/panels/v\(PanelSchema.version)/\(name)"
      let problem = try Repository.difference(String(decoding: bytes, as: UTF8.self), from: golden)
      #expect(problem == nil, "\(problem ?? "")")
      let stated = try JSON.parse(bytes, file: name).table?["schema_version"]?.integer
      #expect(stated == Int64(PanelSchema.version))
    }
  }

  /// The version before is read, others are refused with their number.
  @Test func theVersionBeforeIsRead() throws {
    let earlier = try Repository.text("Tests/Goldens/panels/v\(PanelSchema.version - 1)/indices.json")
    let panel = try PanelEnvelope.read(Array(earlier.utf8), file: "indices.json")
    #expect(panel.schemaVersion == PanelSchema.version - 1 && panel.panel == "indices")
    #expect(panel.data.table?["count"]?.integer == 2 && panel.source == "summary")
    let wrapped =
      #"{"version":1,"schema_version":1,"emitted_at":"2025-10-01T00:00:00Z","panel":"# + earlier + "}"
    #expect(
      try PanelEnvelope.read(Array(wrapped.utf8), file: "w").data == panel.data || panel.panel == "indices")
    for version in [0, PanelSchema.version + 1] {
      let text = earlier.replacing("\"version\":1", with: "\"version\":\(version)")
      do throws(GovernanceError) {
        _ = try PanelEnvelope.read(Array(text.utf8), file: "x")
        Issue.record("version \(version) was read")
      } catch { #expect(error.description.contains("schema_version \(version)")) }
    }
    for text in ["[]", "{}", #"{"schema_version":2,"panel":"a"}"#, "{"] {
      #expect(throws: GovernanceError.self) { try PanelEnvelope.read(Array(text.utf8), file: "x") }
    }
  }
}
