import CSodium

/// SHA-256, HMAC-SHA-256 and Ed25519, all by libsodium.
enum Digests {
  /// Lets libsodium choose the code that suits the processor.
  private static let isReady = sodium_init() >= 0

  private static func prepare() { precondition(isReady, "libsodium cannot be used") }

  /// SHA-256 of bytes, 32 bytes. O(bytes).
  static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    prepare()
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    return digest
  }

  /// SHA-256 as 64 lower-case hex digits.
  static func sha256Hex(_ bytes: [UInt8]) -> String { Hexadecimal.text(sha256(bytes)) }

  /// HMAC-SHA-256 by RFC 2104 with a key of any length, 32 bytes. O(bytes).
  static func hmac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    prepare()
    var mac = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
    withUnsafeTemporaryAllocation(byteCount: crypto_auth_hmacsha256_statebytes(), alignment: 64) { memory in
      let state = memory.assumingMemoryBound(to: crypto_auth_hmacsha256_state.self).baseAddress
        .unsafelyUnwrapped
      crypto_auth_hmacsha256_init(state, key, key.count)
      crypto_auth_hmacsha256_update(state, bytes, UInt64(bytes.count))
      crypto_auth_hmacsha256_final(state, &mac)
      sodium_memzero(memory.baseAddress.unsafelyUnwrapped, memory.count)
    }
    return mac
  }

  /// Whether two secrets are equal, in a time that does not tell where they differ.
  static func areEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    prepare()
    return first.count == second.count && sodium_memcmp(first, second, first.count) == 0
  }

  /// The two keys of Ed25519 that a seed of 32 bytes stands for.
  static func ed25519Keys(seed: [UInt8]) -> (open: [UInt8], secret: [UInt8]) {
    prepare()
    precondition(seed.count == Int(crypto_sign_SEEDBYTES), "a seed of Ed25519 has 32 bytes")
    var open = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
    var secret = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
    crypto_sign_seed_keypair(&open, &secret, seed)
    return (open, secret)
  }

  /// The signature of 64 bytes; the same for the same bytes and key.
  static func ed25519Sign(_ bytes: [UInt8], secret: [UInt8]) -> [UInt8] {
    prepare()
    var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
    crypto_sign_detached(&signature, nil, bytes, UInt64(bytes.count), secret)
    return signature
  }

  /// Whether a signature belongs to these bytes and this public key.
  static func ed25519Verify(_ bytes: [UInt8], signature: [UInt8], open: [UInt8]) -> Bool {
    prepare()
    guard signature.count == Int(crypto_sign_BYTES), open.count == Int(crypto_sign_PUBLICKEYBYTES) else {
      return false
    }
    return crypto_sign_verify_detached(signature, bytes, UInt64(bytes.count), open) == 0
  }
}

/// Bytes as lower-case hex digits and back.
enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The bytes of an even number of digits, either case; nil for anything else.
  static func bytes(_ text: Substring) -> [UInt8]? {
    let values = text.utf8.map { digit -> UInt8? in
      digits.firstIndex(of: digit | (digit >= 0x41 && digit <= 0x46 ? 0x20 : 0)).map { UInt8($0) }
    }
    guard values.count.isMultiple(of: 2), !values.contains(nil) else { return nil }
    return stride(from: 0, to: values.count, by: 2).map { (values[$0] ?? 0) << 4 | (values[$0 + 1] ?? 0) }
  }
}
