/// The numbers of format v2; `docs/snapshot_format.md` gives them their places.
public enum SnapshotFormat {
  /// The version written, and the only one read.
  public static let version = 2
  /// Content after which a block is closed, in bytes. A larger entry is a block of its own.
  public static let blockBytes = 262_144
  /// The most bytes of content of one block, and so of one entry with its two lengths.
  public static let longestBlock = 1 << 30
  /// The most bytes of metadata.
  public static let longestMetadata = 65_536
  /// The most bytes of index: the bound on what a reader keeps in memory besides one block.
  public static let longestIndex = 1 << 30
  /// What a block's record in the index keeps of its first and last key, in bytes.
  public static let shownKeyBytes = 48

  static let magic = Array("ADHSNAP2".utf8)
  static let ancestorMagic = Array("ADHSNAP1".utf8)
  static let endMagic = Array("ADHSNEND".utf8)
  static let frameMagic = Array("ABLK".utf8)
  static let headerBytes = 64
  static let frameBytes = 32
  static let recordBytes = 56
  static let trailerBytes = 152
  /// In the header's flags, beside the compression: a signature stands before the trailer.
  static let signedFlag: UInt32 = 0x100
  /// Trailer bytes the digest covers, and trailer bytes its own sum covers.
  static let digestedTrailer = 104
  static let summedTrailer = 136
}

/// How the content of blocks is compressed.
public enum SnapshotCompression: UInt8, Sendable, CaseIterable {
  /// As it stands.
  case none = 0
  /// One gzip member (RFC 1952) a block.
  case gzip = 1
  /// One Zstandard frame (RFC 8878) a block.
  case zstd = 2

  /// The name used in flags and JSON.
  public var name: String {
    switch self {
    case .none: "none"
    case .gzip: "gzip"
    case .zstd: "zstd"
    }
  }

  /// The compression of that name, or nil.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }
}
