/// The 120 bytes between index and trailer of a signed file: who signed, and the signature of the file's digest.
struct SnapshotSignature: Equatable {
  static let bytes = 120
  static let signatureBytes = 64
  static let magic = Array("ADHSSIGN".utf8)
  private static let algorithm: UInt32 = 1
  /// What stands before the signature, and what its sum covers.
  private static let signed = 48
  private static let summed = 112

  let signer: SnapshotPublicKey

  /// The section for a file of this digest.
  static func section(_ digest: [UInt8], _ key: SnapshotSecretKey) -> [UInt8] {
    var section = magic
    section.append(little: algorithm)
    section.append(little: UInt32(0))
    section += key.publicKey.bytes
    section += key.sign(section + digest)
    section.append(little: section.withUnsafeBytes { checksum($0) })
    return section
  }

  /// What a section says of a file of this digest. Throws why it says nothing.
  init(_ section: [UInt8], digest: [UInt8]) throws(Refusal) {
    guard section.count == Self.bytes, section.starts(with: Self.magic),
      section.withUnsafeBytes({ checksum($0.part(0, Self.summed)) }) == section.little(Self.summed)
    else { throw Refusal(reason: "checksum mismatch") }
    guard section.little(8, as: UInt32.self) == Self.algorithm, section.little(12, as: UInt32.self) == 0
    else {
      throw Refusal(reason: "algorithm \(section.little(8, as: UInt32.self)) is not known")
    }
    guard let signer = SnapshotPublicKey(bytes: Array(section[16..<Self.signed])),
      signer.holds(Array(section[Self.signed..<Self.summed]), of: section[..<Self.signed] + digest)
    else { throw Refusal(reason: "the signature does not hold") }
    self.signer = signer
  }

  /// Why a section is none.
  struct Refusal: Error {
    let reason: String
  }
}
