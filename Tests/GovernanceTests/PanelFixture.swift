import Base
import Documents
import TestSupport

@testable import Governance

/// A folder of panels with a key, on a clock of its own.
final class PanelFixture {
  static let start: Int64 = 1_763_700_000_000_000_000
  static let secret = [UInt8](repeating: 7, count: 32)

  let folder: TemporaryFolder
  let keys = KeyRing([.hmac(id: "one", secret: PanelFixture.secret)])
  var now = PanelFixture.start

  init() throws { folder = try TemporaryFolder() }

  var panels: String { folder.file("panels") }
  var state: String { folder.file("seen.json") }

  func store(keys: KeyRing? = nil, kept: Int = 3) throws(GovernanceError) -> PanelStore {
    try PanelStore(folder: panels, keys: keys ?? self.keys, kept: kept, isDurable: false)
  }

  /// Publishes a generation whose panels all hold `number`, ten seconds after the one before.
  @discardableResult
  func publish(_ number: Int, keys: KeyRing? = nil, kept: Int = 3) throws -> Int {
    now += 10_000_000_000
    let data = DocumentValue.object([
      "cycle": .whole(number), "share": .real(0.1 * Double(number)), "name": .text("ä"),
    ])
    let list = ["indices", "system", "alerts"].map { PanelContent($0, source: "test", data: data) }
    return try store(keys: keys, kept: kept).publish(panels: list, at: now).generation
  }

  func check(
    keys: KeyRing? = nil, maxAge: Int? = nil, remembers: Bool = false, isStrict: Bool = false
  ) throws -> IntegrityReport {
    try IntegrityMonitor(
      folder: panels, keys: keys ?? self.keys, maxAge: maxAge, statePath: remembers ? state : nil,
      isStrict: isStrict
    ).check(at: now)
  }

  func read(_ name: String) throws -> [UInt8] {
    try FileBytes.read(path: "\(panels)/\(name)", limit: 1 << 20)
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try FileBytes.rewrite("\(panels)/\(name)", bytes)
  }

  /// All files below the folder, named from it.
  func files() throws -> [String] {
    try Folder.entries(panels).flatMap { entry -> [String] in
      entry.kind == .folder
        ? try Folder.entries("\(panels)/\(entry.name)").map { "\(entry.name)/\($0.name)" } : [entry.name]
    }
  }
}
