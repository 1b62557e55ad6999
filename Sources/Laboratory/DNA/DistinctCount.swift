import Base

/// How many different keys a stream has, in 256 KiB however many they are (HyperLogLog: Flajolet, Fusy, Gandouet and
/// Meunier, 2007).
///
/// A register keeps the longest run of zeros among the hashes that fall to it. The relative standard error is
/// 1.04/√m with m registers, 0.2 %; it is less while keys are few. The estimate is the one of Ertl ("New cardinality
/// estimation algorithms for HyperLogLog sketches", 2017), which needs no table of corrections.
struct DistinctCount {
  private let precision: Int
  private var registers: [UInt8]
  /// Registers by what they hold.
  private var counts: [Int]

  /// - Parameter precision: the binary logarithm of the number of registers.
  init(precision: Int = 18) {
    self.precision = precision
    registers = [UInt8](repeating: 0, count: 1 << precision)
    counts = [Int](repeating: 0, count: 66 - precision)
    counts[0] = registers.count
  }

  /// The relative standard error.
  var relativeError: Double { 1.04 / Double(registers.count).squareRoot() }

  /// Counts a key by its hash; the hash may be one that was used to choose keys, since it is mixed anew.
  mutating func add(_ hash: UInt64) {
    var state = hash
    let mixed = SeededRandom.splitmix(&state)
    let place = Int(mixed >> UInt64(64 - precision))
    let rest = mixed << UInt64(precision)
    let run = UInt8(min(rest.leadingZeroBitCount, 64 - precision) + 1)
    let before = registers[place]
    guard run > before else { return }
    registers[place] = run
    counts[Int(before)] -= 1
    counts[Int(run)] += 1
  }

  /// The number of different keys.
  var estimate: Double {
    let all = Double(registers.count)
    let last = counts.count - 1
    var sum = all * Self.tau(1 - Double(counts[last]) / all)
    for run in stride(from: last - 1, through: 1, by: -1) { sum = 0.5 * (sum + Double(counts[run])) }
    sum += all * Self.sigma(Double(counts[0]) / all)
    return all * all / (2 * DeterministicMath.log(2) * sum)
  }

  /// x + Σ x^(2^k) 2^(k−1): what empty registers tell.
  private static func sigma(_ share: Double) -> Double {
    if share == 1 { return .infinity }
    var (power, sum, weight) = (share, share, 1.0)
    while true {
      power *= power
      let before = sum
      sum += power * weight
      weight *= 2
      if sum == before { return sum }
    }
  }

  /// (1 − x − Σ (1 − x^(2^−k))² 2^(−k)) / 3: what full registers tell.
  private static func tau(_ share: Double) -> Double {
    if share == 0 || share == 1 { return 0 }
    var (root, sum, weight) = (share, 1 - share, 1.0)
    while true {
      root = root.squareRoot()
      let before = sum
      weight /= 2
      sum -= (1 - root) * (1 - root) * weight
      if sum == before { return sum / 3 }
    }
  }
}
