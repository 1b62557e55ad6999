import Base
import Telemetry

extension Model {
  /// Operations per second of each tick.
  func drawThroughput(in area: Area, on screen: inout Screen) {
    let values = windowed.map { Self.rate($0) ?? .nan }
    chart([.init(ink: .first, values: values)]) { Figures.scaled($0) }.draw(in: area, on: &screen)
  }

  /// Median and 99th percentile of each tick.
  func drawLatency(in area: Area, on screen: inout Screen) {
    let frames = windowed
    var chart = chart([
      .init(ink: .third, values: frames.map { Self.quantile(0, of: $0.window) ?? .nan }),
      .init(ink: .second, values: frames.map { Self.quantile(2, of: $0.window) ?? .nan }),
    ]) { Figures.duration(nanoseconds: $0) }
    chart.scale = .logarithmic
    chart.draw(in: area, on: &screen)
  }

  /// The load factor, always from 0 to 1.
  func drawLoad(in area: Area, on screen: inout Screen) {
    var chart = chart([.init(ink: .third, values: windowed.map(\.map.loadFactor))]) {
      Figures.fixed($0, 2)
    }
    chart.scale = .linear(top: 1)
    chart.draw(in: area, on: &screen)
  }

  private func chart(_ series: [Chart.Series], label: @escaping (Double) -> String) -> Chart {
    let frames = windowed
    var marks: [Chart.Mark] = []
    for frame in frames {
      for event in frame.events {
        guard let (letter, ink) = Self.mark(event.kind) else { continue }
        marks.append(Chart.Mark(seconds: event.seconds, letter: letter, ink: ink))
      }
    }
    return Chart(times: frames.map(\.seconds), series: series, marks: marks, label: label)
  }

  /// The letter of an event on time axes; the help explains them.
  private static func mark(_ kind: TickEvent.Kind) -> (String, Ink)? {
    switch kind {
    case .switchBegan: ("m", .warning)
    case .switched: ("M", .warning)
    case .compaction: ("C", .second)
    case .reseed: ("R", .critical)
    case .command: ("c", .first)
    case .forecast: ("f", .second)
    default: nil
    }
  }
}
