import Base

/// The keys somebody trusts: the first that can sign signs, all verify; so a new key is put in front and the old one
/// stays until nothing signed with it is left.
///
/// As a file, a key a line: `ID ALGORITHM HEX` with `hmac-sha256` (a secret from 16 bytes), `ed25519` (a secret seed of
/// 32 bytes) or `ed25519-public` (32 bytes). A line with hex alone is an HMAC secret named after its fingerprint.
/// `#` begins a comment.
package struct KeyRing: Equatable, Sendable {
  /// The largest file of keys that is read.
  private static let fileLimit = 65_536
  /// Keys in one ring.
  private static let keyLimit = 64

  /// All keys, the newest first.
  package let keys: [SigningKey]

  /// A ring of keys.
  package init(_ keys: [SigningKey]) { self.keys = keys }

  /// The key that signs; nil in a ring that only verifies.
  package var signer: SigningKey? { keys.first(where: \.signs) }

  /// The key of a name.
  func key(_ id: String) -> SigningKey? { keys.first { $0.id == id } }

  /// Reads a file of keys. No message ever holds a part of a key.
  package static func read(path: String) throws(GovernanceError) -> KeyRing {
    let bytes = try GovernanceError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: fileLimit)
    }
    return try parse(String(decoding: bytes, as: UTF8.self), file: path)
  }

  /// Reads the text of a file of keys.
  package static func parse(_ text: String, file: String) throws(GovernanceError) -> KeyRing {
    var keys: [SigningKey] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }
      if words.isEmpty { continue }
      let place = "\(file):\(index + 1)"
      let key = try key(words, place)
      if keys.contains(where: { $0.id == key.id }) {
        throw .badInput("\(place): the key \(key.id) stands twice", hint: "give each key a name of its own")
      }
      keys.append(key)
      if keys.count > keyLimit { throw .badInput("\(file): more than \(keyLimit) keys") }
    }
    if keys.isEmpty { throw .badInput("\(file): no key in it", hint: form) }
    return KeyRing(keys)
  }

  private static let form =
    "a line of it reads: ID hmac-sha256 HEX, such as 2026-11 hmac-sha256 $(openssl rand -hex 32)"

  private static func key(_ words: [Substring], _ place: String) throws(GovernanceError) -> SigningKey {
    if words.count == 1 {
      let secret = try secret(words[0], place)
      let id = "k-" + SigningKey.hmac(id: "", secret: secret).fingerprint
      return .hmac(id: id, secret: secret)
    }
    guard words.count == 3 else { throw .badInput("\(place): not a key", hint: form) }
    let id = String(words[0])
    guard isName(id) else {
      throw .badInput("\(place): the name of a key has 1 to 64 letters, digits, dots, dashes and underscores")
    }
    switch words[1] {
    case "hmac-sha256": return .hmac(id: id, secret: try secret(words[2], place))
    case "ed25519": return .ed25519(id: id, seed: try thirtyTwo(words[2], place))
    case "ed25519-public": return .ed25519(id: id, open: try thirtyTwo(words[2], place))
    default:
      throw .badInput(
        "\(place): an algorithm is hmac-sha256, ed25519 or ed25519-public, not \(words[1].prefix(20))")
    }
  }

  private static func secret(_ text: Substring, _ place: String) throws(GovernanceError) -> [UInt8] {
    guard let bytes = Hexadecimal.bytes(text), bytes.count >= SigningKey.shortestSecret else {
      throw .badInput(
        "\(place): a secret is at least \(SigningKey.shortestSecret * 2) hex digits", hint: form)
    }
    return bytes
  }

  private static func thirtyTwo(_ text: Substring, _ place: String) throws(GovernanceError) -> [UInt8] {
    guard let bytes = Hexadecimal.bytes(text), bytes.count == 32 else {
      throw .badInput("\(place): a key of Ed25519 is 64 hex digits")
    }
    return bytes
  }

  static func isName(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= 64
      && id.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || $0.properties.numericType != nil
            || "-._".unicodeScalars.contains($0))
      }
  }
}
