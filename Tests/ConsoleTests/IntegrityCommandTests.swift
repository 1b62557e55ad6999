import Base
import Documents
import Governance
import TestSupport
import Testing

@testable import Console

/// `g6 integrity` as a command: what it prints, its envelope, its exit codes.
struct IntegrityCommandTests {
  private static let secret = String(repeating: "6b", count: 32)
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("keys", "2026-11 hmac-sha256 \(Self.secret)\n")
  }

  private var panels: String { folder.file("panels") }

  private func publish(_ cycle: Int, secondsAgo: Int64 = 0) throws {
    let store = try PanelStore(
      folder: panels, keys: try KeyRing.read(path: folder.file("keys")), isDurable: false)
    let data = DocumentValue.object(["cycle": .whole(cycle)])
    try store.publish(
      panels: [
        PanelContent("indices", source: "test", data: data),
        PanelContent("system", source: "test", data: data),
      ],
      at: WallClock.nanoseconds() - secondsAgo * 1_000_000_000)
  }

  private func check(_ arguments: String...) throws -> InProcess {
    try InProcess(["integrity", "--panels-dir", panels] + arguments, program: .g6)
  }

  @Test func aSoundFolder() throws {
    try publish(1)
    let all = [
      "--key-file", folder.file("keys"), "--max-age", "3600", "--state", folder.file("s/seen"), "--strict",
    ]
    let ended = try InProcess(["integrity", "--panels-dir", panels + "/", "--json"] + all, program: .g6)
    #expect(ended.exitCode == 0 && ended.errors == "", "\(ended.errors)")
    let envelope = try #require(try JSON.parse(Array(ended.output.utf8), file: "output").table)
    #expect(envelope["ok"]?.bool == true && envelope["generation"]?.integer == 1)
    #expect(envelope["schema"]?.string == "g6.integrity.v1" && envelope["issues"]?.array == [])
    #expect(envelope["signature_checked"]?.bool == true && envelope["files"]?.integer == 2)
    let text = try check("--key-file", folder.file("keys"))
    #expect(
      text.exitCode == 0 && text.output.contains("generation 1, 2 panels, 0 s old, signature checked: sound"),
      "\(text)")
    #expect(try check("-q").output == "")
    #expect(try check().output.contains("signature not checked"))
    // A key named by the environment counts; so does one that lies in the folder itself.
    let variable = try InProcess(
      ["integrity", "--panels-dir", panels], environment: ["G6_KEY_FILE": folder.file("keys")], program: .g6)
    #expect(variable.output.contains("signature checked"))
    try AtomicFileWriter.replace(path: panels + "/keys", with: Array("a hmac-sha256 \(Self.secret)".utf8))
    #expect(try check("--key-file", panels + "/keys").errors.contains("key: signed with the key"))
  }

  @Test func whatIsWrongIsListedAndEndsWithThree() throws {
    try publish(1)
    try publish(2)
    #expect(try check("--state", folder.file("s/seen"), "-q").exitCode == 0)
    let indices = panels + "/generation-00000002/indices.json"
    let text = String(decoding: try FileBytes.read(path: indices, limit: 1 << 20), as: UTF8.self)
    try AtomicFileWriter.replace(
      path: indices, with: Array(text.replacing("\"cycle\":2", with: "\"cycle\":7").utf8))
    try Folder.removeFile(panels + "/generation-00000002/system.json")
    let ended = try check("--key-file", folder.file("keys"), "--json", "-q")
    #expect(ended.exitCode == 3)
    let envelope = try #require(try JSON.parse(Array(ended.output.utf8), file: "output").table)
    let issues = try #require(envelope["issues"]?.array).compactMap(\.table)
    #expect(envelope["ok"]?.bool == false)
    #expect(issues.map { $0["kind"]?.string } == ["data", "missing"])
    #expect(issues.map { $0["severity"]?.string } == ["high", "medium"])
    #expect(
      issues.map { $0["file"]?.string } == [
        "generation-00000002/indices.json", "generation-00000002/system.json",
      ])
    #expect(ended.errors.contains("\"error\":\"Invariant\"") && ended.errors.contains(", and 1 more"))
    // An older generation in the newer one's place.
    try publish(3)
    #expect(try check("--state", folder.file("s/seen"), "-q").exitCode == 3)
    let old = try FileBytes.read(path: panels + "/generation-00000001/manifest.json", limit: 1 << 20)
    try AtomicFileWriter.replace(path: panels + "/manifest.json", with: old)
    let replayed = try check("--state", folder.file("s/seen"), "--key-file", folder.file("keys"))
    #expect(
      replayed.exitCode == 3
        && replayed.output.contains("  critical rollback manifest.json: generation 1 is older"))
  }

  @Test func staleGenerationsAndMoments() throws {
    try publish(1, secondsAgo: 120)
    let stale = try check("--max-age", "60")
    #expect(stale.exitCode == 3 && stale.output.contains("  low expired manifest.json: written 12"))
    #expect(stale.errors.contains("is whoever publishes still running?"))
    #expect(try check("--max-age", "86400").exitCode == 0)
    #expect(
      try check("--at", "2031-01-01T00:00:00Z").output.contains("low expired manifest.json: expired at"))
    #expect(try check("--at", "tomorrow").exitCode == 2)
  }

  @Test func whatCannotBeReadIsInputOrOutput() throws {
    #expect(try check().exitCode == 5)
    try publish(1)
    #expect(try check("--key-file", folder.file("none")).exitCode == 5)
    try folder.write("bad", "a hmac-sha256 123\n")
    let bad = try check("--key-file", folder.file("bad"))
    #expect(bad.exitCode == 2 && bad.errors.contains("bad:1") && !bad.errors.contains("123\\n"))
    try folder.write("seen", "garbage")
    let spoilt = try check("--state", folder.file("seen"))
    #expect(spoilt.exitCode == 3 && spoilt.output.contains("critical rollback"))
    try Folder.create(folder.file("d"))
    #expect(try check("--state", folder.file("d")).exitCode == 5)
  }
}
