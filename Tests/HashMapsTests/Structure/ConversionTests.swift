import Base
import TestSupport
import Testing

@testable import HashMaps

/// Conversions interrupted at every position of their cursor by operations and by every other kind of work.
@Suite(.serialized) struct ConversionTests {
  static let pairs = Layout.allCases.flatMap { from in
    Layout.allCases.filter { $0 != from }.map { (from: from, to: $0) }
  }

  @Test func everyCursorPositionBearsEveryInterruption() throws {
    for (from, to) in Self.pairs {
      for tombstones in [false, true] where tombstones == false || from == .robinhood || to == .robinhood {
        let shape = Shape(layout: from, segmentBytes: Shape.tiny, usesTombstones: tombstones)
        var position = 0
        while try Self.interrupt(
          try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: 11)), shape, to, at: position,
          entries: 300, key: { $1 }, value: { $0.next() })
        {
          position += TestScale.pick(quick: 2, full: 1, deep: 1)
        }
        #expect(position > 5, "\(shape): a conversion of only \(position) steps")
      }
    }
  }

  @Test func everyCursorPositionBearsEveryInterruptionOfByteStrings() throws {
    for (index, (from, to)) in Self.pairs.enumerated() {
      let shape = Shape(layout: from, segmentBytes: Shape.tiny)
      var position = index % 3
      while try Self.interrupt(
        try ByteMap(shape.configuration(seed: 12)), shape, to, at: position, entries: 200,
        key: { Bytes.key($1) }, value: { Bytes.value(&$0) })
      {
        position += TestScale.pick(quick: 5, full: 1, deep: 1)
      }
    }
  }

  /// Converts `position` steps far, then works on; false once the conversion was over before that.
  private static func interrupt<Map: TestedMap>(
    _ map: Map, _ shape: Shape, _ goal: Layout, at position: Int, entries: Int,
    key: @escaping (inout SeededRandom, UInt64) -> Map.TestKey,
    value: @escaping (inout SeededRandom) -> Map.TestValue
  ) throws -> Bool {
    let label = "\(shape) to \(goal.name) at \(position)"
    var run = ModelRun(map, label, seed: UInt64(position), key: key, value: value)
    run.commandEvery = 0
    for number in 0..<UInt64(entries) {
      let (name, content) = (key(&run.random, number), value(&run.random))
      _ = try map.store(name, content)
      run.model[name] = content
    }
    map.convert(to: goal)
    for _ in 0..<position { _ = map.performIdleWork(budget: 1) }
    guard map.isWorking else { return false }
    let universe = UInt64(entries * 3 / 2)
    try run.checkStructure()
    for turn in 0..<4 {
      for _ in 0..<15 { try run.operate(40, 30, universe) }
      switch (position + turn) % 5 {
      case 0: map.convert(to: Layout.allCases[(position / 5 + turn) % 4])
      case 1: map.compact()
      case 2: map.reseed()
      case 3: map.convert(to: goal)
      default: try run.checkContents()
      }
      _ = map.performIdleWork(budget: 1 + Int(run.random.below(40)))
      try run.checkStructure()
    }
    try run.checkContents()
    map.finishWork()
    try run.checkStructure()
    try run.checkContents()
    let began = [EventKind.migrationBegan, .compactionBegan, .reseedBegan].map { map.ledger.total($0).events }
    let ended = [EventKind.migrationEnded, .compactionEnded, .reseedEnded].map { map.ledger.total($0).events }
    guard began == ended, !map.isWorking else { throw Mismatch("\(label): began \(began), ended \(ended)") }
    return true
  }

  /// Every sequence of puts, gets and deletes of three keys up to a length, with a conversion begun at every step.
  @Test func allShortSequencesAreRight() throws {
    let length = TestScale.pick(quick: 3, full: 5, deep: 7)
    for layout in Layout.allCases {
      for collision in [Collision.tag, .everything] {
        var configuration = MapConfiguration.fixed(layout)
        configuration.seed = 1
        // A step of work at every operation.
        configuration.incrementalBatch = 1 << 16
        let map = try AdaptiveMap<ForgedKey, Int>(configuration)
        let keys = (0..<3).map { collision.key(UInt64($0)) }
        for length in 1...length {
          // The longest ones with one kind of keys only.
          if length > 5, collision == .everything { continue }
          var sequence = [Int](repeating: 0, count: length)
          repeat {
            for start in 0...length {
              for goal in Layout.allCases where goal != layout {
                try Self.play(sequence, map, keys, start, from: layout, to: goal)
              }
            }
          } while Self.advance(&sequence)
        }
      }
    }
  }

  private static func advance(_ sequence: inout [Int]) -> Bool {
    for index in sequence.indices {
      sequence[index] += 1
      if sequence[index] < 9 { return true }
      sequence[index] = 0
    }
    return false
  }

  private static func play(
    _ sequence: [Int], _ map: AdaptiveMap<ForgedKey, Int>, _ keys: [ForgedKey], _ start: Int,
    from layout: Layout, to goal: Layout
  ) throws {
    func wrong(_ step: Int, _ what: String) -> Mismatch {
      Mismatch("\(layout.name), \(sequence), \(goal.name) from \(start), step \(step): \(what)")
    }
    map.convert(to: layout)
    try map.clear()
    var model: (Int?, Int?, Int?) = (nil, nil, nil)
    func held(_ index: Int) -> Int? { index == 0 ? model.0 : index == 1 ? model.1 : model.2 }
    func hold(_ index: Int, _ value: Int?) {
      switch index {
      case 0: model.0 = value
      case 1: model.1 = value
      default: model.2 = value
      }
    }
    for (step, code) in sequence.enumerated() {
      if step == start { map.convert(to: goal) }
      let index = code % 3
      let key = keys[index]
      switch code / 3 {
      case 0:
        guard try map.put(key, step) == held(index) else { throw wrong(step, "put") }
        hold(index, step)
      case 1: guard map.get(key) == held(index) else { throw wrong(step, "get") }
      default:
        guard map.remove(key) == held(index) else { throw wrong(step, "delete") }
        hold(index, nil)
      }
    }
    for index in 0..<3 {
      guard map.get(keys[index]) == held(index) else {
        throw wrong(sequence.count, "key \(index) at the end")
      }
    }
    let count = (0..<3).count { held($0) != nil }
    guard map.count == count else { throw wrong(sequence.count, "count \(map.count), not \(count)") }
    if sequence.count <= 3 || sequence[0] == 0 {
      do throws(MapViolation) {
        try map.verify()
      } catch {
        throw wrong(sequence.count, "\(error)")
      }
    }
  }
}
