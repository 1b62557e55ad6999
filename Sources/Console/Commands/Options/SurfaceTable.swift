import Base
import Market

/// A surface as text: a row for each expiry, a column for each bucket; on a terminal in colours, blue for low and red for
/// high volatilities.
struct SurfaceTable {
  private let surface: VolatilitySurface
  private let emphasis: Emphasis
  /// The least and the greatest volatility of all cells.
  private let range: ClosedRange<Double>?

  init(_ surface: VolatilitySurface, _ emphasis: Emphasis) {
    self.surface = surface
    self.emphasis = emphasis
    let all = surface.slices.flatMap(\.cells).map(\.sigma).filter { !$0.isNaN }
    range = all.min().map { $0...(all.max() ?? $0) }
  }

  /// The table and a line about its quality.
  func text() -> String {
    let headings =
      ["years", "days", "points"] + (0..<surface.buckets.count).map(surface.buckets.label) + ["at the money"]
    let rows = surface.slices.map(cells)
    let widths = headings.indices.map { column in
      rows.reduce(DisplayWidth.of(headings[column])) { max($0, DisplayWidth.of($1[column].text)) }
    }
    var lines = [
      "Volatility in percent a year by (strike / forward - 1) in percent; ~ interpolated, · not known", "",
    ]
    lines.append(emphasis.strong(line(headings, widths)))
    for row in rows {
      let padded = zip(row, widths).map { cell, width in
        paint(DisplayWidth.pad(cell.text, to: width, left: true), cell.heat)
      }
      lines.append(padded.joined(separator: "  "))
    }
    if rows.isEmpty { lines.append("no row has a volatility") }
    return (lines + ["", quality, ""]).joined(separator: "\n")
  }

  private func cells(_ slice: VolatilitySurface.Slice) -> [(text: String, heat: Double?)] {
    let terms: [(text: String, heat: Double?)] = [
      (Figures.fixed(slice.years, 4), nil), (Figures.fixed(slice.years * 365, 1), nil),
      ("\(slice.points)", nil),
    ]
    let columns = slice.cells.map { cell -> (text: String, heat: Double?) in
      switch cell.source {
      case .empty: ("· ", nil)
      case .raw: (Figures.fixed(cell.sigma * 100, 1) + " ", heat(cell.sigma))
      case .interpolated: (Figures.fixed(cell.sigma * 100, 1) + "~", heat(cell.sigma))
      }
    }
    let money = slice.atTheMoney.isNaN ? "·" : Figures.fixed(slice.atTheMoney * 100, 2)
    return terms + columns + [(money, nil)]
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    zip(cells, widths).map { DisplayWidth.pad($0, to: $1, left: true) }.joined(separator: "  ")
  }

  private var quality: String {
    let quality = surface.quality
    guard !quality.score.isNaN else { return "quality: no rows" }
    let parts = [
      "\(Figures.grouped(quality.solved)) of \(Figures.grouped(quality.offered)) options solved",
      "\(quality.raw) raw, \(quality.interpolated) interpolated, \(quality.empty) empty cells",
      "\(quality.calendarViolations) of \(Figures.grouped(quality.calendarChecks)) calendar and "
        + "\(Figures.grouped(quality.butterflyViolations)) of \(Figures.grouped(quality.butterflyChecks)) butterfly checks violated",
    ]
    return "quality \(Figures.fixed(quality.score, 3)): \(parts.joined(separator: "; "))"
  }

  /// Where a volatility stands between the least and the greatest cell, 0...1.
  private func heat(_ sigma: Double) -> Double {
    guard let range, range.upperBound > range.lowerBound else { return 0.5 }
    return (sigma - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// Six shades of the 256 colours from blue over green and yellow to red, black on them.
  private func paint(_ text: String, _ heat: Double?) -> String {
    guard emphasis.isOn, let heat else { return text }
    let shades = [75, 80, 114, 185, 215, 210]
    let shade = shades[min(shades.count - 1, Int(heat * Double(shades.count)))]
    return "\u{1B}[30;48;5;\(shade)m\(text)\u{1B}[0m"
  }
}
