import Base
import HashMaps
import TestSupport
import Testing

@testable import Snapshots

/// Signed snapshots: by whom, over what, and what is refused.
@Suite struct SignatureTests {
  /// The first test of RFC 8032, section 7.1: a seed, its public key.
  private static let seed: [UInt8] = [
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44,
    0x49,
    0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
  ]
  private static let publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
  private let folder: TemporaryFolder
  private let contents = Contents.random(seed: 5, entries: 4000)

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: SnapshotCompression.allCases)
  func theSignerIsKnownAndTheBytesAreTheSame(_ compression: SnapshotCompression) throws {
    let key = SnapshotSecretKey(seed: Self.seed)
    #expect(key.publicKey.hexadecimal == Self.publicKey)
    let path = folder.file("a.snap")
    let bytes = try Contents.write(contents, to: path, Contents.configuration(), compression, key: key)
    #expect(try Contents.write(contents, to: path, Contents.configuration(), compression, key: key) == bytes)
    let reader = try SnapshotReader(path: path, signedBy: key.publicKey)
    #expect(reader.signer == key.publicKey && reader.head.compression == compression)
    #expect(try Contents.of(path) == contents)
    let survey = try SnapshotSurvey(path: path)
    #expect(survey.isSound && survey.signer == key.publicKey)
    // Beside the flag, what is signed is what is not, with 120 bytes more.
    let plain = try Contents.write(contents, to: path, Contents.configuration(), compression)
    #expect(bytes.count == plain.count + 120 && bytes[13] == 1 && plain[13] == 0)
    #expect(bytes[64..<plain.count - 152] == plain[64..<plain.count - 152])
    #expect(try SnapshotSurvey(path: path).signer == nil)
  }

  @Test func othersAndNobodyAreRefused() throws {
    let key = SnapshotSecretKey(seed: Self.seed)
    let other = SnapshotSecretKey.random()
    let path = folder.file("a.snap")
    let bytes = try Contents.write(contents, to: path, key: key)
    #expect(throws: SnapshotError.signedByAnother(path: path, signer: Self.publicKey)) {
      _ = try SnapshotReader(path: path, signedBy: other.publicKey)
    }
    // The section of another file, and one whose sum fits but whose signature does not.
    let section = bytes.count - 272
    let foreign = try Contents.write([:], to: path, key: key)
    for (name, damage) in [
      ("foreign", Array(foreign[(foreign.count - 272)..<(foreign.count - 152)])),
      ("zero", Array(bytes[section..<section + 48]) + [UInt8](repeating: 0, count: 64)),
      ("later", SnapshotSignature.magic + [2, 0, 0, 0] + bytes[(section + 12)..<(section + 112)]),
    ] {
      var damaged = bytes
      damaged.replaceSubrange(section..<section + damage.count, with: damage)
      if damage.count == 112 {
        damaged.set(little: damage.withUnsafeBytes { checksum($0) }, at: section + 112)
      }
      try Contents.replace(path, damaged)
      do throws(SnapshotError) {
        _ = try SnapshotReader(path: path)
        Issue.record("\(name) was believed")
      } catch {
        guard case .damaged(_, let found) = error else { throw error }
        #expect(found.part == .signature && found.offset == UInt64(section), "\(name): \(error)")
      }
      let survey = try SnapshotSurvey(path: path)
      #expect(survey.damages.map(\.part) == [.signature] && survey.signer == nil, "\(name)")
      // Nothing but the signature is lost, and what a repair writes is not signed.
      let out = folder.file("b.snap")
      try SnapshotSurvey.repair(path: path, to: out)
      #expect(try Contents.of(out) == contents)
      #expect(throws: SnapshotError.unsigned(path: out)) {
        _ = try SnapshotReader(path: out, signedBy: key.publicKey)
      }
    }
    // The section taken out of the file.
    var stripped = bytes
    stripped.removeSubrange(section..<section + 120)
    try Contents.replace(path, stripped)
    #expect(throws: SnapshotError.self) { _ = try SnapshotReader(path: path) }
  }

  @Test func keyFilesComeBackAndOthersAreNamed() throws {
    let key = SnapshotSecretKey(seed: Self.seed)
    let secret = try folder.write("k", key.line)
    let open = try folder.write("k.pub", key.publicKey.line)
    #expect(try SnapshotSecretKey(path: secret).line == key.line)
    #expect(try SnapshotPublicKey(path: open) == key.publicKey)
    #expect(key.publicKey.line == "adhash-public-key ed25519 \(Self.publicKey)\n")
    let other = SnapshotSecretKey.random()
    #expect(other.line != SnapshotSecretKey.random().line && other.publicKey != key.publicKey)
    for (text, words) in [
      ("", "it is not one line"), (String(repeating: "a large file ", count: 9000), "it is not one line"),
      ("hello world again", "it is not one line"),
      ("adhash-public-key ed25519 \(Self.publicKey)0", "not 64 hex digits"),
      ("adhash-public-key ed25519 \(Self.publicKey.dropLast())g", "not 64 hex digits"),
      ("adhash-public-key rsa \(Self.publicKey)", "it is not one line"), (key.line, "it is a secret key"),
    ] {
      let path = try folder.write("bad", text)
      do throws(SnapshotError) {
        _ = try SnapshotPublicKey(path: path)
        Issue.record("\(text) is a key")
      } catch {
        #expect(error.description.contains(words), "\(error)")
      }
    }
    #expect(throws: SnapshotError.self) { _ = try SnapshotSecretKey(path: open) }
    do throws(SnapshotError) { _ = try SnapshotSecretKey(path: "/none") } catch { #expect(error.isMissing) }
  }
}
