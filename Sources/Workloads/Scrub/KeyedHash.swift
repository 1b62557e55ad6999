import CSodium

/// HMAC-SHA-256 under one secret.
package final class KeyedHash {
  /// Lets libsodium choose the code that suits the processor.
  private static let isReady = sodium_init() >= 0
  private let begun: UnsafeMutableRawPointer
  private let state: UnsafeMutableRawPointer
  private let stateBytes = crypto_auth_hmacsha256_statebytes()

  /// The hash under a secret of any length; its memory is wiped when the hash is let go.
  package init(secret: [UInt8]) {
    precondition(Self.isReady, "libsodium cannot be used")
    // The state may ask for an alignment that a Swift value would not have.
    begun = .allocate(byteCount: stateBytes, alignment: 64)
    state = .allocate(byteCount: stateBytes, alignment: 64)
    let result = crypto_auth_hmacsha256_init(
      begun.assumingMemoryBound(to: crypto_auth_hmacsha256_state.self), secret, secret.count)
    precondition(result == 0, "libsodium refused a secret")
  }

  deinit {
    for memory in [begun, state] {
      sodium_memzero(memory, stateBytes)
      memory.deallocate()
    }
  }

  /// The digest of some bytes as 64 hex digits.
  package func hexadecimal(of bytes: UnsafeRawBufferPointer) -> String {
    state.copyMemory(from: begun, byteCount: stateBytes)
    let typed = state.assumingMemoryBound(to: crypto_auth_hmacsha256_state.self)
    var result: Int32 = 0
    if let base = bytes.baseAddress {
      result = crypto_auth_hmacsha256_update(
        typed, base.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
    }
    let digest = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      result |= crypto_auth_hmacsha256_final(typed, buffer.baseAddress.unsafelyUnwrapped)
      count = 32
    }
    precondition(result == 0, "libsodium refused bytes")
    let nibbles = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [nibbles[Int($0 >> 4)], nibbles[Int($0 & 15)]] }, as: UTF8.self)
  }
}
