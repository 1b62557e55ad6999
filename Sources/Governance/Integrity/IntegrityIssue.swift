/// Something that is not as a generation of panels promises.
package struct IntegrityIssue: Equatable, Sendable {
  /// What is wrong. Raw values are the names in JSON and metrics.
  package enum Kind: String, CaseIterable, Sendable {
    /// What a panel shows is not what was published.
    case data
    /// What stands around it is not.
    case envelope
    /// A file that the manifest names, or the manifest, is not there.
    case missing
    /// Something is there that no manifest names.
    case extra
    /// A manifest names a file without its digest.
    case nullDigest = "null_digest"
    /// An older generation than one already seen, or another of the same number.
    case rollback
    /// The manifest is not what was signed, or not signed.
    case manifest
    /// The generation is too old to be believed, or comes from the future.
    case expired
    /// The manifest was signed with a key that is not trusted.
    case key
  }

  /// How bad it is.
  package enum Severity: String, CaseIterable, Sendable, Comparable {
    case low, medium, high, critical

    /// Less severe first.
    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// The file, named from the folder of panels; the folder itself where none is meant.
  package let file: String
  /// What is wrong.
  package let kind: Kind
  /// How bad it is.
  package let severity: Severity
  /// In words.
  package let detail: String

  init(_ kind: Kind, _ file: String, _ detail: String) {
    self.file = file
    self.kind = kind
    self.detail = detail
    severity =
      switch kind {
      case .manifest, .key, .rollback: .critical
      case .data, .envelope, .nullDigest: .high
      // Without its manifest nothing in the folder is vouched for.
      case .missing: file == PanelSchema.manifestFile ? .critical : .medium
      case .extra: .medium
      case .expired: .low
      }
  }
}
