import Base
import CXXHash

/// The XXH3-128 digest of a stream of bytes.
package final class InputDigest {
  private let state: OpaquePointer

  /// The digest of nothing yet.
  package init() {
    guard let state = XXH3_createState() else { fatalError("no memory for a digest's state") }
    self.state = state
    XXH3_128bits_reset(state)
  }

  deinit {
    XXH3_freeState(state)
  }

  /// Takes the next bytes.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
  }

  /// The digest of bytes that are all there.
  package static func of(_ bytes: [UInt8]) -> String {
    let digest = InputDigest()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.hexadecimal
  }

  /// The digest of everything so far as 32 hex digits, in the order in which `xxhsum -H2` prints it.
  package var hexadecimal: String {
    let digest = XXH3_128bits_digest(state)
    return hexadecimalDigits(digest.high64) + hexadecimalDigits(digest.low64)
  }
}
