import Base
import Documents
import TestSupport
import Testing

@testable import Governance

@Suite struct IntegrityTests {
  private static let folder = "generation-00000002"

  private func published() throws -> PanelFixture {
    let fixture = try PanelFixture()
    try fixture.publish(1)
    try fixture.publish(2)
    return fixture
  }

  private func kinds(_ report: IntegrityReport) -> [String] {
    report.issues.map { "\($0.severity.rawValue) \($0.kind.rawValue) \($0.file)" }
  }

  @Test func aSoundFolderHasNoIssue() throws {
    let fixture = try published()
    let report = try fixture.check(maxAge: 60, remembers: true, isStrict: true)
    #expect(report.isOK && report.generation == 2 && report.files == 6 && report.isSignatureChecked)
    #expect(report.ageSeconds == 0 && report.bytes > 1000)
    #expect(try fixture.check(remembers: true).isOK)
    // A newer generation is remembered in its place.
    try fixture.publish(3)
    #expect(try fixture.check(remembers: true).isOK)
    #expect(try GenerationMemory.read(path: fixture.state)?.generation == 3)
  }

  @Test func anUncheckedGenerationDoesNotRaiseAVerifiedState() throws {
    let fixture = try published()
    func unchecked() throws -> IntegrityReport {
      try IntegrityMonitor(folder: fixture.panels, keys: nil, statePath: fixture.state).check(at: fixture.now)
    }
    // Without a key before there was one: the state follows, and the key that comes later vouches for it.
    #expect(try unchecked().isOK)
    #expect(try GenerationMemory.read(path: fixture.state)?.isVerified == false)
    #expect(try fixture.check(remembers: true).isOK)
    let verified = try #require(try GenerationMemory.read(path: fixture.state))
    #expect(verified.isVerified && verified.generation == 2)

    // A generation far ahead that nobody vouches for: unchecked it is sound, and the state stays where it was.
    let bytes = try FileBytes.read(path: fixture.state, limit: 1 << 16)
    let aside = fixture.folder.file("genuine")
    try Folder.move(fixture.panels, to: aside)
    let forger = KeyRing([.hmac(id: "one", secret: [UInt8](repeating: 9, count: 32))])
    for number in 1...9 { try fixture.publish(number, keys: forger) }
    let forged = try unchecked()
    #expect(forged.isOK && forged.generation == 9 && forged.heldState == 2)
    #expect(try FileBytes.read(path: fixture.state, limit: 1 << 16) == bytes)

    // The genuine next one is no rollback, and raises it.
    try Folder.removeTree(fixture.panels)
    try Folder.move(aside, to: fixture.panels)
    try fixture.publish(3)
    let next = try fixture.check(remembers: true)
    #expect(next.isOK && next.heldState == nil)
    #expect(try GenerationMemory.read(path: fixture.state)?.generation == 3)
    #expect(try unchecked().isOK)
  }

  /// Every kind of harm on a folder of its own: what is done, and what is found.
  @Test func everyKindOfHarmIsFound() throws {
    let indices = "\(Self.folder)/indices.json"
    let harms: [(String, (PanelFixture) throws -> Void, [String])] = [
      (
        "a changed number",
        { try Self.edit($0, indices, "\"cycle\":2", "\"cycle\":3") }, ["high data \(indices)"]
      ),
      (
        "a changed time of the envelope",
        { try Self.edit($0, indices, "\"generated_at\":17", "\"generated_at\":18") },
        ["high envelope \(indices)"]
      ),
      ("a space", { try Self.edit($0, indices, "{\"data\"", "{ \"data\"") }, ["high envelope \(indices)"]),
      ("no data", { try $0.write(indices, Array("{}".utf8)) }, ["high envelope \(indices)"]),
      ("no JSON", { try $0.write(indices, []) }, ["high data \(indices)"]),
      ("a missing file", { try Folder.removeFile("\($0.panels)/\(indices)") }, ["medium missing \(indices)"]),
      (
        "a link in place of a file",
        {
          let path = "\($0.panels)/\(indices)"
          try Folder.move(path, to: $0.folder.file("aside.json"))
          #expect(symlink($0.folder.file("aside.json"), path) == 0)
        }, ["medium missing \(indices)"]
      ),
      (
        "an extra file in a generation", { try $0.write("\(Self.folder)/more.json", [1]) },
        ["medium extra \(Self.folder)/more.json"]
      ),
      ("an extra file", { try $0.write("indices.json", [1]) }, ["medium extra indices.json"]),
      (
        "a folder like one being written", { try Folder.create("\($0.panels)/.staging-x") },
        ["medium extra .staging-x"]
      ),
      (
        "no manifest", { try Folder.removeFile("\($0.panels)/manifest.json") },
        ["critical missing manifest.json"]
      ),
      (
        "a rewritten manifest",
        { try Self.edit($0, "manifest.json", "\"generation\":2", "\"generation\":9") },
        [
          "critical manifest manifest.json",
          "medium missing generation-00000009/alerts.json", "medium missing generation-00000009/indices.json",
          "medium missing generation-00000009/manifest.json",
          "medium missing generation-00000009/system.json",
        ]
      ),
      (
        "a null digest",
        {
          let text = String(decoding: try $0.read("manifest.json"), as: UTF8.self)
          let digest = try #require(text.split(separator: "\"digest\":").dropFirst().first?.prefix(66))
          try Self.edit($0, "manifest.json", String(digest), "null")
        },
        [
          "critical manifest \(Self.folder)/manifest.json", "critical manifest manifest.json",
          "high null_digest \(Self.folder)/alerts.json",
        ]
      ),
      (
        "no digest",
        {
          let text = String(decoding: try $0.read("manifest.json"), as: UTF8.self)
          let digest = try #require(text.split(separator: "\"digest\":").dropFirst().first?.prefix(66))
          try Self.edit($0, "manifest.json", "\"digest\":\(digest),", "")
        },
        [
          "critical manifest \(Self.folder)/manifest.json", "critical manifest manifest.json",
          "critical manifest manifest.json", "high null_digest \(Self.folder)/alerts.json",
        ]
      ),
      (
        "no signature",
        {
          let text = String(decoding: try $0.read("manifest.json"), as: UTF8.self)
          let start = try #require(text.firstRange(of: "\"signature\":"))
          let end = try #require(text[start.upperBound...].firstIndex(of: "}"))
          try $0.write(
            "manifest.json",
            Array((text[..<start.upperBound] + "null" + text[text.index(after: end)...]).utf8))
        }, ["critical manifest \(Self.folder)/manifest.json", "critical manifest manifest.json"]
      ),
      (
        "an old panel that is changed",
        { try Self.edit($0, "generation-00000001/system.json", "test", "tess") },
        ["high envelope generation-00000001/system.json"]
      ),
    ]
    for (name, harm, found) in harms {
      let fixture = try published()
      try harm(fixture)
      let report = try fixture.check()
      #expect(kinds(report) == found, "\(name): \(report.issues)")
      #expect(!report.isOK && report.count(IntegrityIssue.Severity.low) == 0)
    }
  }

  private static func edit(_ fixture: PanelFixture, _ file: String, _ old: String, _ new: String) throws {
    let text = String(decoding: try fixture.read(file), as: UTF8.self)
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    try #require(changed != text, "\(old) is not in \(file)")
    try fixture.write(file, Array(changed.utf8))
  }

  @Test func aClockSetByHandMakesNoGenerationOld() throws {
    let fixture = try PanelFixture()
    let panel = PanelContent("loop", source: "test", data: .object(["cycle": .whole(1)]))
    let store = try fixture.store(keys: fixture.keys)
    try store.publish(panels: [panel], at: fixture.now, hasManualClock: true)
    func kinds(aged: Bool, _ seconds: Int64, maxAge: Int? = nil) throws -> [IntegrityIssue.Kind] {
      try IntegrityMonitor(
        folder: fixture.panels, keys: fixture.keys, maxAge: maxAge, agesManualClocks: aged
      ).check(at: fixture.now + seconds * 1_000_000_000).issues.map(\.kind)
    }
    for seconds in [0, 599, 601, 1_000_000, -1_000_000] as [Int64] {
      #expect(try kinds(aged: false, seconds) == [] && kinds(aged: false, seconds, maxAge: 1) == [])
    }
    #expect(try kinds(aged: true, 599) == [] && kinds(aged: true, 601) == [.expired])
    let text = String(decoding: try fixture.read("manifest.json"), as: UTF8.self)
    #expect(text.contains("\"clock\":\"manual\""))
    // Nobody who has no key makes a generation young for ever.
    try store.publish(panels: [panel], at: fixture.now)
    let honest = String(decoding: try fixture.read("manifest.json"), as: UTF8.self)
    #expect(!honest.contains("clock"))
    let forged = honest.replacing("{\"created_at\"", with: "{\"clock\":\"manual\",\"created_at\"")
    try #require(forged != honest)
    try fixture.write("manifest.json", Array(forged.utf8))
    #expect(try kinds(aged: false, 1_000_000).contains(.manifest))
  }

  @Test func aFolderRemovedUnderTheWriterIsMadeAgain() throws {
    let fixture = try PanelFixture()
    let panel = PanelContent("loop", source: "test", data: .object(["cycle": .whole(1)]))
    let store = try fixture.store(keys: fixture.keys)
    try store.publish(panels: [panel], at: fixture.now)
    try Folder.removeTree(fixture.panels)
    try store.publish(panels: [panel], at: fixture.now)
    #expect(try fixture.check().isOK)
  }

  @Test func oldGenerationsPutBackAreFound() throws {
    let fixture = try published()
    let old = try fixture.read("generation-00000001/manifest.json")
    #expect(try fixture.check(remembers: true).isOK)
    try fixture.write("manifest.json", old)
    try Folder.removeTree("\(fixture.panels)/generation-00000002")
    #expect(kinds(try fixture.check(remembers: true)) == ["critical rollback manifest.json"])
    // Without a memory the old generation is only old; the strict form says that nobody remembers.
    #expect(try fixture.check().isOK)
    #expect(kinds(try fixture.check(isStrict: true)) == ["critical rollback manifest.json"])
    // Another generation of a number that was seen.
    let other = try published()
    #expect(try other.check(remembers: true).isOK)
    try Folder.removeTree(other.panels)
    other.now += 1_000_000_000
    try other.publish(5)
    try other.publish(6)
    #expect(kinds(try other.check(remembers: true)) == ["critical rollback manifest.json"])
    // A memory that was spoilt does not count as none, and is left for whoever looks into it.
    try AtomicFileWriter.replace(path: other.state, with: Array("{}".utf8))
    #expect(kinds(try other.check(remembers: true)) == ["critical rollback manifest.json"])
    #expect(try other.folder.read("seen.json") == "{}")
  }

  @Test func staleGenerationsAndForeignKeysAreFound() throws {
    let fixture = try published()
    fixture.now += 61_000_000_000
    #expect(kinds(try fixture.check(maxAge: 60)) == ["low expired manifest.json"])
    #expect(try fixture.check(maxAge: 61).isOK)
    fixture.now += 600_000_000_000
    #expect(kinds(try fixture.check()) == ["low expired manifest.json"])
    fixture.now = PanelFixture.start - 3600_000_000_000
    #expect(kinds(try fixture.check()) == ["low expired manifest.json"])
    fixture.now = PanelFixture.start + 20_000_000_000
    let otherName = KeyRing([.hmac(id: "two", secret: PanelFixture.secret)])
    let otherSecret = KeyRing([.hmac(id: "one", secret: [UInt8](repeating: 8, count: 32))])
    for ring in [otherName, otherSecret] {
      #expect(
        kinds(try fixture.check(keys: ring)) == [
          "critical key generation-00000001/manifest.json", "critical key manifest.json",
        ])
    }
    // Nothing untrusted is remembered.
    _ = try fixture.check(keys: otherSecret, remembers: true)
    #expect(Folder.facts(fixture.state) == nil)
    let unchecked = IntegrityMonitor(folder: fixture.panels, keys: nil, isStrict: true)
    #expect(try unchecked.check(at: fixture.now).count(IntegrityIssue.Kind.key) == 2)
    #expect(throws: GovernanceError.self) {
      try IntegrityMonitor(folder: fixture.folder.file("none"), keys: nil).check(at: 0)
    }
  }

  /// Every single byte of a generation, its manifest included, changed in one bit: each change is found.
  @Test func aChangeOfAnyByteIsFound() throws {
    let fixture = try PanelFixture()
    try fixture.publish(1)
    let folder = "generation-00000001"
    var campaign = 0
    let check = ManifestCheck(keys: fixture.keys, isStrict: true)
    let manifestBytes = try fixture.read("manifest.json")
    var sound = IntegrityReport()
    let manifest = try #require(check.manifest(manifestBytes, file: "manifest.json", into: &sound))
    #expect(sound.isOK && sound.isSignatureChecked)
    for place in manifestBytes.indices {
      var bytes = manifestBytes
      bytes[place] ^= 1 << UInt8(place % 8)
      var report = IntegrityReport()
      _ = check.manifest(bytes, file: "manifest.json", into: &report)
      #expect(report.count(.critical) > 0, "byte \(place) of the manifest")
      campaign += 1
    }
    for entry in manifest.files {
      let whole = try fixture.read("\(folder)/\(entry.name)")
      for place in whole.indices {
        var bytes = whole
        bytes[place] ^= 1 << UInt8(place % 8)
        var report = IntegrityReport()
        check.panel(bytes, entry, file: entry.name, into: &report)
        #expect(report.count(.high) == 1, "byte \(place) of \(entry.name)")
        campaign += 1
      }
      for length in [0, 1, whole.count - 1] {
        var report = IntegrityReport()
        check.panel(Array(whole.prefix(length)), entry, file: entry.name, into: &report)
        #expect(report.count(.high) == 1, "\(length) bytes of \(entry.name)")
      }
    }
    #expect(campaign > 1500)
    // The same through the files, at a few places of each.
    for file in try fixture.files() {
      let whole = try fixture.read(file)
      for place in [0, whole.count / 3, whole.count - 1] {
        var bytes = whole
        bytes[place] ^= 1
        try fixture.write(file, bytes)
        #expect(!(try fixture.check().isOK), "byte \(place) of \(file)")
      }
      try fixture.write(file, whole)
    }
    #expect(try fixture.check().isOK)
  }

  /// A writer publishes without a pause while others check: none sees an issue, and no reader a mixture.
  @Test func publicationGoesUnnoticed() async throws {
    let fixture = try PanelFixture()
    try fixture.publish(1)
    let (panels, keys) = (fixture.panels, fixture.keys)
    let deadline = fixture.now + 500_000_000_000
    let checks = Task.detached {
      var seen = Set<Int>()
      while !Task.isCancelled {
        let report = try IntegrityMonitor(folder: panels, keys: keys).check(at: deadline)
        #expect(report.isOK, "\(report.issues)")
        let pinned = try PanelGeneration.pin(folder: panels, keys: keys)
        do throws(GovernanceError) {
          let cycles = try pinned.panels.map { name throws(GovernanceError) in
            try pinned.panel(name)?.data.table?["cycle"]?.integer
          }
          #expect(Set(cycles).count == 1)
          seen.insert(pinned.manifest.generation)
        } catch {
          guard case .system(let failure) = error, failure.code == ENOENT else { throw error }
        }
        await Task.yield()
      }
      return seen.count
    }
    for number in 2...40 {
      try fixture.publish(number)
      await Task.yield()
    }
    checks.cancel()
    #expect(try await checks.value >= 0)
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
