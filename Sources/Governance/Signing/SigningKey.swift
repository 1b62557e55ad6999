/// How a manifest is signed.
package enum SigningAlgorithm: String, CaseIterable, Sendable {
  /// One secret signs and verifies.
  case hmac = "hmac-sha256"
  /// A secret seed signs, its public key verifies.
  case ed25519
}

/// One key that verifies, and signs where it holds a secret.
package struct SigningKey: Equatable, Sendable {
  /// The shortest secret that is taken, in bytes.
  static let shortestSecret = 16

  /// Its name in manifests: 1 to 64 letters, digits and `.-_`.
  package let id: String
  /// What it signs with.
  package let algorithm: SigningAlgorithm
  /// The secret of HMAC or the secret key of Ed25519; nil for a key that only verifies.
  private let secret: [UInt8]?
  /// The public key of Ed25519.
  private let open: [UInt8]

  /// A secret for HMAC-SHA-256; any length from 16 bytes.
  package static func hmac(id: String, secret: [UInt8]) -> SigningKey {
    SigningKey(id: id, algorithm: .hmac, secret: secret, open: [])
  }

  /// The pair of keys of Ed25519 that a seed of 32 bytes stands for.
  package static func ed25519(id: String, seed: [UInt8]) -> SigningKey {
    let keys = Digests.ed25519Keys(seed: seed)
    return SigningKey(id: id, algorithm: .ed25519, secret: keys.secret, open: keys.open)
  }

  /// A public key of Ed25519 of 32 bytes, which verifies only.
  package static func ed25519(id: String, open: [UInt8]) -> SigningKey {
    SigningKey(id: id, algorithm: .ed25519, secret: nil, open: open)
  }

  /// Whether it can sign.
  package var signs: Bool { secret != nil }

  /// The public key of Ed25519 as hex, for a file of those who only verify; nil for HMAC.
  package var publicHex: String? { algorithm == .ed25519 ? Hexadecimal.text(open) : nil }

  /// Sixteen hex digits that tell this key from another of the same name without telling the key.
  var fingerprint: String {
    let label = Array("adhash key fingerprint v1".utf8)
    let digest =
      switch algorithm {
      case .hmac: Digests.hmac(label, key: secret ?? [])
      case .ed25519: Digests.sha256(label + open)
      }
    return Hexadecimal.text(Array(digest.prefix(8)))
  }

  /// The signature of bytes, or nil for a key that only verifies.
  func sign(_ bytes: [UInt8]) -> [UInt8]? {
    guard let secret else { return nil }
    return switch algorithm {
    case .hmac: Digests.hmac(bytes, key: secret)
    case .ed25519: Digests.ed25519Sign(bytes, secret: secret)
    }
  }

  /// Whether a signature belongs to these bytes and this key.
  func verify(_ bytes: [UInt8], _ signature: [UInt8]) -> Bool {
    switch algorithm {
    case .hmac: secret.map { Digests.areEqual(Digests.hmac(bytes, key: $0), signature) } ?? false
    case .ed25519: Digests.ed25519Verify(bytes, signature: signature, open: open)
    }
  }
}
