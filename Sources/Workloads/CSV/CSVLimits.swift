/// What a workload file may cost at most. 0 switches a limit off.
package struct CSVLimits: Equatable, Sendable {
  /// Data rows, blank lines not counted.
  package var maxRows: Int
  /// Bytes of the file, and bytes of text where it is compressed or not a file.
  package var maxBytes: Int
  /// Bytes of one row without its line end; a row is longer than a line where quoted fields hold line feeds.
  package var maxLineBytes: Int

  /// The row length nothing may exceed, since positions in a batch have 32 bits.
  package static let longestLineBytes = 1 << 30

  /// Limits; by default 5,000,000 rows, 500 MiB, 16 MiB a row.
  package init(maxRows: Int = 5_000_000, maxBytes: Int = 524_288_000, maxLineBytes: Int = 16_777_216) {
    self.maxRows = maxRows
    self.maxBytes = maxBytes
    self.maxLineBytes = maxLineBytes
  }

  /// The row length in force.
  var effectiveLineBytes: Int {
    maxLineBytes == 0 ? Self.longestLineBytes : min(maxLineBytes, Self.longestLineBytes)
  }
}
