import Base

/// What a progress bar knows at one moment, and the line it draws from that.
struct ProgressLine {
  /// Items done so far.
  var done: Int
  /// What the items are, in the plural: `operations`.
  var unit: String
  /// The share of the work that is done, where the whole is known.
  var fraction: Double?
  /// Items a second, lately.
  var rate: Double
  /// Seconds since the start.
  var elapsed: Double

  /// The line, at most `width` columns: percent, bar, count, rate and time to go, what matters least dropped first.
  func text(width: Int) -> String {
    let count = "\(Figures.grouped(done)) \(unit)"
    let speed = "\(Figures.scaled(rate))/s"
    guard let fraction else {
      return DisplayWidth.cut("\(count)  \(speed)  \(Figures.clock(seconds: elapsed))", to: width)
    }
    let share = min(1, max(0, fraction))
    let left = share > 0 ? elapsed / share - elapsed : .infinity
    let percent = DisplayWidth.pad("\(Int(share * 100)) %", to: 5, left: true)
    let tail = "\(count)  \(speed)  ETA \(Figures.clock(seconds: left))"
    let room = width - percent.count - tail.count - 5
    if room >= 8 {
      let columns = min(room, 30)
      let bar = DisplayWidth.pad(BarPlot.bar(share, columns: columns), to: columns)
      return "\(percent) ▕\(bar)▏ \(tail)"
    }
    return DisplayWidth.cut("\(percent) \(tail)", to: width)
  }
}
