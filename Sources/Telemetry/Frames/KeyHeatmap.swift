/// How full the regions of a map are, in at most 512 cells of at most 32 columns.
package struct KeyHeatmap: Equatable, Sendable {
  /// Cells a map is shown in at most.
  package static let cellLimit = 512
  private static let columnLimit = 32

  /// Entries of each cell, row by row; the last row is padded with zeros.
  package let cells: [Int]
  /// Columns of a row.
  package let columns: Int
  /// Regions one cell adds up.
  package let span: Int
  /// Regions counted.
  package let regions: Int

  /// Rows of the picture.
  package var rows: Int { cells.count / columns }

  /// Adds up the entries of `regions` (slots or segments, in their order) into cells. O(regions).
  package init(regions: some Collection<Int>) {
    var fold = Fold(regions: regions.count)
    for count in regions { fold.add(count) }
    self = fold.finish()
  }

  /// A picture that is there already: `cells` are whole rows of `columns`.
  package init(cells: [Int], columns: Int, span: Int, regions: Int) {
    self.cells = cells
    self.columns = columns
    self.span = span
    self.regions = regions
  }

  /// Adds up regions as they are visited, without an array of them.
  package struct Fold {
    private let regions: Int
    private let span: Int
    private var cells: [Int]
    private var seen = 0

    /// Room for `regions` counts.
    package init(regions: Int) {
      self.regions = max(regions, 0)
      span = max((regions + KeyHeatmap.cellLimit - 1) / KeyHeatmap.cellLimit, 1)
      cells = []
      cells.reserveCapacity(KeyHeatmap.cellLimit)
    }

    /// The count of the next region; counts beyond the announced regions go into the last cell.
    package mutating func add(_ count: Int) {
      if seen % span == 0, cells.count < KeyHeatmap.cellLimit { cells.append(0) }
      seen += 1
      cells[cells.count - 1] += count
    }

    /// The picture.
    package consuming func finish() -> KeyHeatmap {
      let columns = min(max(cells.count, 1), KeyHeatmap.columnLimit)
      let rows = max((cells.count + columns - 1) / columns, 1)
      cells += [Int](repeating: 0, count: rows * columns - cells.count)
      return KeyHeatmap(cells: cells, columns: columns, span: span, regions: max(seen, regions))
    }
  }
}
