/// Which panel stands where: columns by the width, heights by what each panel needs.
///
/// Where not everything fits, panels are left out from the end of the order; the one with the focus always stays.
struct PanelPlan: Equatable {
  /// A panel and its place, heading included.
  struct Place: Equatable {
    let panel: Panel
    let area: Area
  }

  let places: [Place]

  init(_ model: Model, in area: Area) {
    if model.isZoomed {
      places = [Place(panel: model.focus, area: area)]
      return
    }
    let columns = Self.columns(width: area.columns).map { $0.filter { model.panels.contains($0) } }
    places = zip(columns, area.columns(columns.count)).flatMap { panels, column in
      Self.stack(panels, in: column, focus: model.focus)
    }
  }

  private static func columns(width: Int) -> [[Panel]] {
    switch width {
    case ..<110: [[.throughput, .latency, .load], [.summary, .layout, .histogram, .probe, .happenings]]
    case ..<190:
      [[.throughput, .latency, .load], [.summary, .layout, .histogram], [.probe, .happenings]]
    default: [[.throughput, .latency], [.load, .histogram], [.summary, .layout], [.probe, .happenings]]
    }
  }

  /// Panels above each other: everyone the least it needs, the rest shared out evenly up to what each can use.
  private static func stack(_ wanted: [Panel], in area: Area, focus: Panel) -> [Place] {
    var panels = wanted
    while panels.reduce(0, { $0 + $1.rows.least + 1 }) > area.rows, panels.count > 1 {
      let last = panels.last == focus ? panels.count - 2 : panels.count - 1
      panels.remove(at: last)
    }
    var heights = panels.map { $0.rows.least + 1 }
    var rest = area.rows - heights.reduce(0, +)
    while rest > 0 {
      let growing = panels.indices.filter { heights[$0] - 1 < panels[$0].rows.most }
      guard let smallest = growing.min(by: { heights[$0] < heights[$1] }) else { break }
      heights[smallest] += 1
      rest -= 1
    }
    var remaining = area
    return zip(panels, heights).map { Place(panel: $0, area: remaining.takeTop($1)) }
  }
}
