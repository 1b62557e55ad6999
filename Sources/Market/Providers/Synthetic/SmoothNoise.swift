import Base

/// A random curve that can be asked at any instant in any order: smooth between random values at the points of a grid, and
/// the sum of such curves from slow to fast, each four times as fast as the one before.
///
/// It stays near zero for ever (mean-reverting) and moves over a time as a diffusion does. Equal on every machine.
struct SmoothNoise: Sendable {
  private struct Octave {
    let seed: UInt64
    /// Nanoseconds between the points of its grid.
    let period: Int64
    let amplitude: Double
  }

  private let octaves: [Octave]

  /// - Parameters:
  ///   - slowest: nanoseconds between the points of the slowest curve.
  ///   - count: how many curves.
  ///   - yearly: how much a diffusion like it moves in a year of 365 days (standard deviation).
  init(seed: UInt64, slowest: Int64, count: Int, yearly: Double) {
    var state = seed
    var period = slowest
    octaves = (0..<count).map { _ in
      let years = Double(period) / 31_536_000_000_000_000
      // Neighbouring points differ by √2 amplitudes; three quarters of the motion over a period come from slower curves.
      let octave = Octave(
        seed: SeededRandom.splitmix(&state), period: period, amplitude: yearly * (years * 0.375).squareRoot())
      period /= 4
      return octave
    }
  }

  /// Its value at an instant. O(curves).
  func value(at instant: Int64) -> Double {
    var sum = 0.0
    for octave in octaves {
      var (cell, rest) = instant.quotientAndRemainder(dividingBy: octave.period)
      if rest < 0 {
        cell -= 1
        rest += octave.period
      }
      let place = Double(rest) / Double(octave.period)
      let weight = place * place * (3 - 2 * place)
      let left = Self.point(octave.seed, cell)
      let right = Self.point(octave.seed, cell + 1)
      sum += octave.amplitude * (left + weight * (right - left))
    }
    return sum
  }

  /// A number of variance 1 for a point of the grid, within ±√3.
  private static func point(_ seed: UInt64, _ cell: Int64) -> Double {
    var state = seed ^ (UInt64(bitPattern: cell) &* 0xD6E8_FEB8_6659_FD93)
    return (Double(SeededRandom.splitmix(&state) >> 11) * 0x1p-53 - 0.5) * 3.4641016151377544
  }
}
