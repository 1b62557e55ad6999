import Documents

/// Version 1: the envelopes of the earlier program, plain (`version`) or wrapped (`schema_version` outside, `panel` inside).
enum PanelEnvelopeV1 {
  /// Reads one.
  ///
  /// Its hash is not held against it: twelve digits over the data alone, as Python happens to write numbers. Who needs
  /// proof takes it from a signed generation, which has no panels of this version.
  static func read(_ root: DocumentTable, _ file: String) throws(GovernanceError) -> PanelEnvelope {
    let table = root["panel"]?.table ?? root
    guard let panel = table["panel"]?.string, let data = table["data"], let meta = table["meta"]?.table else {
      throw .badInput("\(file): a panel of version 1 has panel, data and meta")
    }
    return .earlier(
      panel: panel, generatedAt: table["generated_at"]?.number ?? 0,
      updatedAt: table["updated_at"]?.string ?? "",
      source: meta["source"]?.string ?? "", data: data)
  }
}
