import Base
import CSodium

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Who has signed a snapshot: an Ed25519 public key.
public struct SnapshotPublicKey: Equatable, Sendable {
  static let byteCount = 32
  /// The 32 bytes.
  public let bytes: [UInt8]

  /// A key of 32 bytes; nil for another number of them.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// Reads a file of one line, `adhash-public-key ed25519` and 64 hex digits. Throws `io` and `key`.
  public init(path: String) throws(SnapshotError) {
    bytes = try KeyFile.read(path, as: KeyFile.publicWord)
  }

  /// The key as 64 lower-case hex digits.
  public var hexadecimal: String { KeyFile.digits(bytes) }

  /// The line that a file of the key has.
  public var line: String { KeyFile.line(KeyFile.publicWord, bytes) }

  /// Whether `signature` is that of `message` under this key.
  func holds(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    precondition(KeyFile.isReady, "libsodium cannot be used")
    return crypto_sign_verify_detached(signature, message, UInt64(message.count), bytes) == 0
  }
}

/// What snapshots are signed with: an Ed25519 secret key, kept as the 32 bytes it is made of.
public struct SnapshotSecretKey: Sendable {
  private let seed: [UInt8]
  private let expanded: [UInt8]
  /// What verifies its signatures.
  public let publicKey: SnapshotPublicKey

  /// A key that nobody has had before.
  public static func random() -> SnapshotSecretKey {
    precondition(KeyFile.isReady, "libsodium cannot be used")
    var seed = [UInt8](repeating: 0, count: SnapshotPublicKey.byteCount)
    randombytes_buf(&seed, seed.count)
    return SnapshotSecretKey(seed: seed)
  }

  /// Reads a file of one line, `adhash-secret-key ed25519` and 64 hex digits. Throws `io` and `key`.
  public init(path: String) throws(SnapshotError) {
    self.init(seed: try KeyFile.read(path, as: KeyFile.secretWord))
  }

  init(seed: [UInt8]) {
    precondition(KeyFile.isReady, "libsodium cannot be used")
    var publicBytes = [UInt8](repeating: 0, count: SnapshotPublicKey.byteCount)
    var expanded = [UInt8](repeating: 0, count: crypto_sign_secretkeybytes())
    let result = crypto_sign_seed_keypair(&publicBytes, &expanded, seed)
    guard result == 0, let key = SnapshotPublicKey(bytes: publicBytes) else {
      fatalError("libsodium refused a seed of \(seed.count) bytes")
    }
    self.seed = seed
    self.expanded = expanded
    publicKey = key
  }

  /// The line that a file of the key has; whoever reads it can sign.
  public var line: String { KeyFile.line(KeyFile.secretWord, seed) }

  /// The signature of `message`, the same every time.
  func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: SnapshotSignature.signatureBytes)
    let result = crypto_sign_detached(&signature, nil, message, UInt64(message.count), expanded)
    precondition(result == 0, "libsodium refused to sign")
    return signature
  }
}

/// Files of keys: a word for the kind, the algorithm, 64 hex digits.
private enum KeyFile {
  static let publicWord = "adhash-public-key"
  static let secretWord = "adhash-secret-key"
  static let algorithm = "ed25519"
  /// Lets libsodium choose the code that suits the processor.
  static let isReady = sodium_init() >= 0

  static func line(_ word: String, _ bytes: [UInt8]) -> String { "\(word) \(algorithm) \(digits(bytes))\n" }

  static func digits(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }

  static func read(_ path: String, as word: String) throws(SnapshotError) -> [UInt8] {
    let text: [UInt8]
    do throws(SystemError) { text = try FileBytes.read(path: path, limit: 4096) } catch {
      guard error.code == EFBIG else { throw SnapshotError(error) }
      text = []
    }
    let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count == 3, [publicWord, secretWord].contains(String(words[0])), words[1] == algorithm else {
      throw .key(path: path, what: "it is not one line \(word) \(algorithm) and 64 hex digits")
    }
    guard words[0] == word else {
      let other =
        word == publicWord
        ? "a secret key; the public one is wanted" : "a public key; only the secret one signs"
      throw .key(path: path, what: "it is \(other)")
    }
    let digits = words[2].compactMap(\.hexDigitValue)
    guard digits.count == 2 * SnapshotPublicKey.byteCount, words[2].utf8.count == digits.count else {
      throw .key(path: path, what: "its key is not 64 hex digits")
    }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
