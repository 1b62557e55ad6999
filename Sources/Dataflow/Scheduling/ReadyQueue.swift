import Base

/// The nodes that have work: one first-in-first-out list a band, and whose turn it is among the bands. All O(1).
///
/// Links live in the nodes; whoever calls holds the scheduler's lock.
struct ReadyQueue {
  private var heads = Links()
  private var tails = Links()
  private(set) var counts = (0, 0, 0)
  /// Smooth weighted round-robin: credits of the bands.
  private var credits = (0, 0, 0)
  let weights: BandWeights

  /// A node in a list. The graph keeps it alive: a reference would cost a retain and a release at every look.
  typealias Link = Unmanaged<NodeCore>

  struct Links {
    var normal: Link?
    var high: Link?
    var control: Link?

    subscript(_ band: Int) -> Link? {
      get { band == 0 ? normal : band == 1 ? high : control }
      set {
        switch band {
        case 0: normal = newValue
        case 1: high = newValue
        default: control = newValue
        }
      }
    }
  }

  init(weights: BandWeights) { self.weights = weights }

  var isEmpty: Bool { counts.0 == 0 && counts.1 == 0 && counts.2 == 0 }

  func count(_ band: Int) -> Int { band == 0 ? counts.0 : band == 1 ? counts.1 : counts.2 }

  func head(_ band: Int) -> Link? { heads[band] }

  mutating func append(_ node: NodeCore, band: UInt8) {
    let b = Int(band)
    node.queuedBand = band
    node.isInQueue = true
    node.next = nil
    node.previous = tails[b]
    let link = Link.passUnretained(node)
    if let tail = tails[b] { tail._withUnsafeGuaranteedRef { $0.next = link } } else { heads[b] = link }
    tails[b] = link
    change(b, by: 1)
  }

  mutating func remove(_ node: NodeCore) {
    guard node.isInQueue else { return }
    let b = Int(node.queuedBand)
    let (previous, next) = (node.previous, node.next)
    if let previous { previous._withUnsafeGuaranteedRef { $0.next = next } } else { heads[b] = next }
    if let next { next._withUnsafeGuaranteedRef { $0.previous = previous } } else { tails[b] = previous }
    node.next = nil
    node.previous = nil
    node.isInQueue = false
    change(b, by: -1)
  }

  private mutating func change(_ band: Int, by amount: Int) {
    switch band {
    case 0: counts.0 += amount
    case 1: counts.1 += amount
    default: counts.2 += amount
    }
  }

  /// Takes the node whose turn it is.
  mutating func popNext() -> Link? {
    guard let band = chooseBand(), let node = heads[band] else { return nil }
    node._withUnsafeGuaranteedRef { remove($0) }
    return node
  }

  /// Takes any node of the band whose turn it is, by chance. O(nodes in the band).
  mutating func popAny(_ random: inout SeededRandom) -> Link? {
    guard let band = chooseBand() else { return nil }
    var node = heads[band]
    for _ in 0..<random.below(UInt64(count(band))) { node = node?._withUnsafeGuaranteedRef(\.next) }
    node?._withUnsafeGuaranteedRef { remove($0) }
    return node
  }

  /// Bands that have work gain credit by weight; the richest is served and pays for all. A band without work holds none.
  private mutating func chooseBand() -> Int? {
    let only = counts.2 > 0 ? 2 : counts.1 > 0 ? 1 : 0
    let rest = (only == 2 ? counts.0 + counts.1 : only == 1 ? counts.0 : 0)
    if rest == 0 {
      credits = (0, 0, 0)
      return count(only) > 0 ? only : nil
    }
    var total = 0
    var best = -1
    var bestCredit = Int.min
    for band in stride(from: 2, through: 0, by: -1) {
      guard count(band) > 0 else {
        setCredit(band, 0)
        continue
      }
      total += weights[band]
      let credit = credit(band) + weights[band]
      setCredit(band, credit)
      if credit > bestCredit {
        best = band
        bestCredit = credit
      }
    }
    setCredit(best, bestCredit - total)
    return best
  }

  private func credit(_ band: Int) -> Int { band == 0 ? credits.0 : band == 1 ? credits.1 : credits.2 }

  private mutating func setCredit(_ band: Int, _ value: Int) {
    switch band {
    case 0: credits.0 = value
    case 1: credits.1 = value
    default: credits.2 = value
    }
  }
}
