/// A report before it has a form: what Markdown, HTML and PDF are made from, so that all three say the same.
package struct ReportDocument: Sendable {
  /// How a cell is meant.
  package enum Tone: Sendable { case plain, good, bad }

  /// One cell of a table.
  package struct Cell: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// What it says.
    package let text: String
    /// How it is meant.
    package let tone: Tone

    /// A cell with its text.
    package init(_ text: String, _ tone: Tone = .plain) {
      self.text = text
      self.tone = tone
    }

    /// A plain cell.
    package init(stringLiteral text: String) { self.init(text) }
  }

  /// Rows under titles; a title that begins with `>` makes its column lean right.
  package struct Table: Sendable {
    /// The titles of the columns, with their marks.
    package let titles: [String]
    /// The rows, each with a cell for every title.
    package var rows: [[Cell]]
    /// What it is folded under where a form can fold; nil for one that is always open.
    package var fold: String?

    /// A table with its rows.
    package init(_ titles: [String], _ rows: [[Cell]], fold: String? = nil) {
      self.titles = titles
      self.rows = rows
      self.fold = fold
    }

    /// The titles without their marks.
    var headings: [String] { titles.map { $0.hasPrefix(">") ? String($0.dropFirst()) : $0 } }
    /// Whether a column leans right.
    func leansRight(_ column: Int) -> Bool { titles[column].hasPrefix(">") }
  }

  /// A fact with its label.
  package struct Fact: Sendable {
    /// What it is about.
    package let label: String
    /// The fact itself.
    package let text: String
    /// Whether it is something to type.
    package let isCode: Bool

    /// A fact.
    package init(_ label: String, _ text: String, isCode: Bool = false) {
      self.label = label
      self.text = text
      self.isCode = isCode
    }
  }

  /// One part of a report.
  package enum Block: Sendable {
    case heading(String)
    case facts([Fact])
    case paragraph(String)
    case table(Table)
    /// Values beside one another, from 0.
    case bars(BarChart)
    /// Values over time.
    case courses([CourseChart])
    /// What a program printed; in PDF only where it failed.
    case log(name: String, text: String, hasFailed: Bool)
  }

  /// The title.
  package let title: String
  /// Who made it, for the metadata of files.
  package let creator: String
  /// Its parts in order.
  package let blocks: [Block]
  /// Everything that was measured as JSON, which HTML carries along.
  package let data: [UInt8]

  /// A report with its parts.
  package init(title: String, creator: String, blocks: [Block], data: [UInt8]) {
    self.title = title
    self.creator = creator
    self.blocks = blocks
    self.data = data
  }
}

/// Values beside one another as bars from 0.
package struct BarChart: Sendable {
  /// One bar.
  package struct Bar: Sendable {
    /// What it stands for.
    package let label: String
    /// At least 0.
    package let value: Double
    /// The value as people read it.
    package let shown: String

    /// A bar with its label.
    package init(label: String, value: Double, shown: String) {
      self.label = label
      self.value = value
      self.shown = shown
    }
  }

  /// What it is about, for those who do not see it.
  package let title: String
  /// From top to bottom.
  package let bars: [Bar]
}

/// Values over time.
package struct CourseChart: Sendable {
  /// One value.
  package struct Point: Sendable {
    /// What stands below it, such as the number of a run.
    package let label: String
    /// The value.
    package let value: Double
    /// Whether it is what others are compared with.
    package let isMarked: Bool
  }

  /// What it is about.
  package let title: String
  /// A value as people read it.
  package let shown: @Sendable (Double) -> String
  /// The oldest first; at least one.
  package let points: [Point]

  /// The change from the first to the last value in percent; nil where the first is 0.
  package var change: Double? {
    guard let first = points.first?.value, let last = points.last?.value, first != 0 else { return nil }
    return 100 * (last / first - 1)
  }
}
