import CSodium
import CXXHash

/// XXH3-64 under a seed.
func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
  XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, seed)
}

/// BLAKE2b-256 of what the whole file hangs on: header, metadata, index and the trailer's numbers.
final class FileDigest {
  static let bytes = 32
  /// Lets libsodium choose the code that suits the processor.
  private static let isReady = sodium_init() >= 0
  private let memory: UnsafeMutableRawPointer

  init() {
    precondition(Self.isReady, "libsodium cannot be used")
    // The state asks for 64-byte alignment, which a Swift value would not have.
    memory = .allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
    let result = crypto_generichash_init(OpaquePointer(memory), nil, 0, Self.bytes)
    precondition(result == 0, "libsodium refused a digest of 32 bytes")
  }

  deinit {
    memory.deallocate()
  }

  func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    let result = crypto_generichash_update(
      OpaquePointer(memory), base.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
    precondition(result == 0, "libsodium refused bytes")
  }

  func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The digest; the value is of no use afterwards.
  func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.bytes) { buffer, count in
      let target = buffer.baseAddress.unsafelyUnwrapped
      let result = crypto_generichash_final(OpaquePointer(memory), target, Self.bytes)
      precondition(result == 0, "libsodium refused to finish")
      count = Self.bytes
    }
  }
}
