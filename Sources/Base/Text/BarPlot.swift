/// Labelled horizontal bars, an eighth of a character exact.
package struct BarPlot {
  /// How a value becomes a length.
  package enum Scale {
    case linear
    /// Length by the logarithm, so that rare and frequent both show; 0 has no bar, 1 the shortest.
    case logarithmic
  }

  /// One bar.
  package struct Bar {
    let label: String
    /// What its length stands for.
    package let value: Double
    let shown: String

    /// A bar; `shown` is the value as it stands behind it.
    package init(label: String, value: Double, shown: String) {
      self.label = label
      self.value = value
      self.shown = shown
    }
  }

  /// The bars from top to bottom.
  package var bars: [Bar] = []
  /// How long a bar is for its value.
  package var scale = Scale.linear

  /// A plot of these bars.
  package init(bars: [Bar] = [], scale: Scale = .linear) {
    self.bars = bars
    self.scale = scale
  }

  /// One line for each bar, at most `width` columns: label, bar, value.
  package func lines(width: Int) -> [String] {
    let labels = bars.map { DisplayWidth.of($0.label) }.max() ?? 0
    let values = bars.map { DisplayWidth.of($0.shown) }.max() ?? 0
    let room = max(4, width - labels - values - 4)
    let greatest = bars.map { length(of: $0.value) }.max() ?? 0
    return bars.map { bar in
      let share = greatest > 0 ? length(of: bar.value) / greatest : 0
      let label = DisplayWidth.pad(bar.label, to: labels, left: true)
      return "\(label)  \(DisplayWidth.pad(Self.bar(share, columns: room), to: room))  \(bar.shown)"
    }
  }

  /// A bar over a share of some columns; anything above nothing shows at least an eighth.
  package static func bar(_ share: Double, columns: Int) -> String {
    guard share > 0, columns > 0 else { return "" }
    let eighths = max(1, Int((min(1, share) * Double(columns * 8)).rounded()))
    let tips: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let full = String(repeating: "█", count: eighths / 8)
    return eighths % 8 == 0 ? full : full + String(tips[eighths % 8 - 1])
  }

  private func length(of value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    switch scale {
    case .linear: return value
    case .logarithmic: return Self.logarithm(1 + value)
    }
  }

  /// The binary logarithm of a number of at least 1, linear between powers of two: exact enough for a drawing.
  private static func logarithm(_ value: Double) -> Double {
    Double(value.exponent) + value.significand - 1
  }
}
