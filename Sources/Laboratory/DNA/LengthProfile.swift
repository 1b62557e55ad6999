import Base

/// Lengths in bytes: how many, their bounds, mean, spread, and how they are distributed by powers of two.
package struct LengthProfile: Sendable {
  private(set) var count = 0
  private(set) var least = Int.max
  private(set) var most = 0
  private var mean = 0.0
  private var squares = 0.0
  private var powers: [Int] = []

  /// Counts one length (Welford's method, so that large counts lose no digits).
  mutating func add(_ length: Int) {
    count += 1
    least = min(least, length)
    most = max(most, length)
    let distance = Double(length) - mean
    mean += distance / Double(count)
    squares += distance * (Double(length) - mean)
    let place = length == 0 ? 0 : Int.bitWidth - length.leadingZeroBitCount
    while powers.count <= place { powers.append(0) }
    powers[place] += 1
  }

  /// The mean; 0 without lengths.
  package var average: Double { mean }
  /// The standard deviation of the lengths themselves (not of a larger population).
  package var deviation: Double { count == 0 ? 0 : (squares / Double(count)).squareRoot() }

  /// Writes the members of an object that is open; `histogram` has pairs of the largest length and the count.
  func render(into json: inout JSONWriter) {
    json.field("count", count)
    json.field("min", count == 0 ? 0 : least)
    json.field("max", most)
    json.field("mean", mean)
    json.field("stdev", deviation)
    json.array("histogram") { list in
      for (place, count) in powers.enumerated() where count > 0 {
        list.beginArray()
        list.integer(place == 0 ? 0 : (1 << place) - 1)
        list.integer(count)
        list.endArray()
      }
    }
  }
}
