import Base

/// A chart as a few marks on a plane, from which SVG and PDF are made. Lengths are points, y grows downwards.
struct Drawing {
  /// A colour, each part from 0 to 255.
  struct Ink: Equatable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    static let black = Ink(red: 0x1A, green: 0x1A, blue: 0x1A)
    static let gray = Ink(red: 0x6B, green: 0x6B, blue: 0x6B)
    static let pale = Ink(red: 0xC8, green: 0xC8, blue: 0xC8)
    static let blue = Ink(red: 0x2B, green: 0x6C, blue: 0xB0)
    static let red = Ink(red: 0xB0, green: 0x3A, blue: 0x2E)

    /// As CSS has it.
    var css: String {
      "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }

  /// Where a text lies beside its point.
  enum Anchor: String { case start, end, middle }

  enum Mark {
    case box(x: Double, y: Double, width: Double, height: Double, Ink)
    case line(x1: Double, y1: Double, x2: Double, y2: Double, width: Double, Ink)
    /// `room` is the width there is, for whoever can measure a text; nil for texts that are short.
    case text(String, x: Double, y: Double, size: Double, Anchor, Ink, room: Double? = nil)
  }

  /// What it shows, for those who do not see it.
  let title: String
  let width: Double
  let height: Double
  var marks: [Mark] = []

  /// Bars, one below the other.
  ///
  /// - Parameter whole: the chart that these are a part of, whose scale they have; nil where they are all.
  init(_ chart: BarChart, of whole: BarChart? = nil) {
    title = chart.title
    width = 820
    height = Double(chart.bars.count) * 24
    let best = max((whole ?? chart).bars.map(\.value).max() ?? 0, .leastNormalMagnitude)
    for (index, bar) in chart.bars.enumerated() {
      let top = Double(index) * 24
      marks.append(
        .text(
          DisplayWidth.cutMiddle(bar.label, to: 44), x: 0, y: top + 15, size: 12, .start, .black, room: 284))
      marks.append(
        .box(x: 290, y: top + 3, width: max(1, 420 * bar.value / best), height: 16, .blue))
      marks.append(.text(bar.shown, x: 718, y: top + 15, size: 12, .start, .black))
    }
  }

  /// A course: its range at the left, the marked value in another colour and form.
  init(_ chart: CourseChart) {
    title = chart.title
    width = 400
    height = 130
    let values = chart.points.map(\.value)
    let least = values.min() ?? 0
    let greatest = values.max() ?? 0
    let span = greatest - least
    let (left, right, top, bottom) = (84.0, 388.0, 30.0, 104.0)
    func x(_ index: Int) -> Double {
      chart.points.count < 2
        ? (left + right) / 2 : left + (right - left) * Double(index) / Double(chart.points.count - 1)
    }
    func y(_ value: Double) -> Double {
      span > 0 ? bottom - (bottom - top) * ((value - least) / span) : (top + bottom) / 2
    }
    marks.append(
      .text(
        DisplayWidth.cutMiddle(chart.title, to: 64), x: 0, y: 13, size: 11, .start, .black, room: width))
    for value in span > 0 ? [least, greatest] : [least] {
      marks.append(.line(x1: left, y1: y(value), x2: right, y2: y(value), width: 0.6, .pale))
      marks.append(.text(chart.shown(value), x: left - 10, y: y(value) + 4, size: 10, .end, .gray))
    }
    for index in values.indices.dropFirst() {
      marks.append(
        .line(
          x1: x(index - 1), y1: y(values[index - 1]), x2: x(index), y2: y(values[index]), width: 1.6, .blue))
    }
    for (index, point) in chart.points.enumerated() {
      let size = point.isMarked ? 9.0 : 5.0
      marks.append(
        .box(
          x: x(index) - size / 2, y: y(point.value) - size / 2, width: size, height: size,
          point.isMarked ? .red : .blue))
    }
    if let first = chart.points.first {
      marks.append(.text(first.label, x: left, y: 122, size: 10, .start, .gray))
    }
    if chart.points.count > 1, let last = chart.points.last {
      marks.append(.text(last.label, x: right, y: 122, size: 10, .end, .gray))
    }
  }

  /// The drawing as an element of HTML.
  var svg: String {
    func n(_ value: Double) -> String { Figures.fixed(value, 1) }
    let shapes = marks.map { mark -> String in
      switch mark {
      case .box(let x, let y, let width, let height, let ink):
        "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" fill=\"\(ink.css)\"/>"
      case .line(let x1, let y1, let x2, let y2, let width, let ink):
        "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" stroke=\"\(ink.css)\" "
          + "stroke-width=\"\(n(width))\"/>"
      case .text(let text, let x, let y, let size, let anchor, let ink, room: _):
        "<text x=\"\(n(x))\" y=\"\(n(y))\" font-size=\"\(n(size))\" text-anchor=\"\(anchor.rawValue)\" "
          + "fill=\"\(ink.css)\">\(XML.escaped(text))</text>"
      }
    }
    return """
      <svg viewBox="0 0 \(n(width)) \(n(height))" width="\(n(width))" role="img" aria-label="\(XML.escaped(title))">
      \(shapes.joined(separator: "\n"))
      </svg>
      """
  }
}
