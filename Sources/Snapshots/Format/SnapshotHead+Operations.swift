extension SnapshotHead {
  /// Operations the map had seen when it was written, where that is recorded (`operations` in the metadata).
  public var operations: UInt64? {
    get { fields["operations"].flatMap { UInt64($0) } }
    set { fields["operations"] = newValue.map { "\($0)" } }
  }

  /// The same, from a file at `path`; throws `metadata` for what is no number.
  package func operations(path: String) throws(SnapshotError) -> UInt64? {
    guard let text = fields["operations"] else { return nil }
    guard let number = UInt64(text) else { throw .metadata(path: path, name: "operations", value: text) }
    return number
  }
}
