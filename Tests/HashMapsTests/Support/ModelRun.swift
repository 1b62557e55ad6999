import Base
import HashMaps

/// A map beside a dictionary, driven by random operations and random structure work; no call in it drains that work.
struct ModelRun<Map: TestedMap> {
  let map: Map
  let label: String
  let seed: UInt64
  var random: SeededRandom
  var model: [Map.TestKey: Map.TestValue] = [:]
  var step = 0
  /// A structure command every so many operations; 0 for none.
  var commandEvery = 150
  var verifyEvery = 4096
  let makeKey: (inout SeededRandom, UInt64) -> Map.TestKey
  let makeValue: (inout SeededRandom) -> Map.TestValue
  private var lastCommand = "none"

  init(
    _ map: Map, _ label: String, seed: UInt64,
    key: @escaping (inout SeededRandom, UInt64) -> Map.TestKey,
    value: @escaping (inout SeededRandom) -> Map.TestValue
  ) {
    self.map = map
    self.label = label
    self.seed = seed
    random = SeededRandom(seed: seed)
    makeKey = key
    makeValue = value
  }

  /// Grows, churns and shrinks by turns, over `universe` keys at most.
  mutating func run(_ operations: Int, universe: UInt64) throws {
    let phases = 6
    for phase in 0..<phases {
      let puts = [70, 40, 15, 60, 30, 5][phase]
      let deletes = [10, 40, 60, 10, 30, 80][phase]
      let keys = phase == 3 ? max(1, universe / 8) : universe
      for _ in 0..<(operations / phases) { try operate(puts, deletes, keys) }
      try checkStructure()
    }
    try checkContents()
  }

  mutating func operate(_ puts: Int, _ deletes: Int, _ universe: UInt64) throws {
    step += 1
    if commandEvery > 0, random.below(UInt64(commandEvery)) == 0 { try command() }
    if step % verifyEvery == 0 { try checkStructure() }
    let key = makeKey(&random, random.below(universe))
    let dice = Int(random.below(100))
    if dice < puts {
      let value = makeValue(&random)
      let (isNew, old) = try map.store(key, value)
      let expected = model.updateValue(value, forKey: key)
      try agree(isNew == (expected == nil), "put of \(key) said new: \(isNew)")
      if let old { try agree(old == expected, "put of \(key) replaced \(describe(old))") }
    } else if dice < puts + deletes {
      let found = map.drop(key)
      try agree(found == (model.removeValue(forKey: key) != nil), "delete of \(key) said \(found)")
    } else if dice & 1 == 0 {
      let value = map.fetch(key)
      try agree(value == model[key], "get of \(key) gave \(describe(value)), not \(describe(model[key]))")
    } else {
      let has = map.has(key)
      try agree(has == (model[key] != nil), "contains \(key) said \(has)")
    }
    try agree(map.count == model.count, "count is \(map.count), not \(model.count)")
  }

  /// One random command that begins structure work or moves it on a little.
  mutating func command() throws {
    switch random.below(12) {
    case 0..<4:
      let goal = Layout.allCases[Int(random.below(4))]
      lastCommand = "convert(to: \(goal.name))"
      map.convert(to: goal)
    case 4..<6:
      lastCommand = "compact"
      map.compact()
    case 6:
      lastCommand = "reseed"
      map.reseed()
    case 7..<10:
      lastCommand = "performIdleWork"
      _ = map.performIdleWork(budget: Int(random.below(60)) + 1)
    case 10:
      lastCommand = "statistics"
      let sample = random.below(2) == 0 && model.count < 3000 ? nil : Int(random.below(9))
      try agree(map.statistics(sample: sample).entries == model.count, "statistics count differently")
    default:
      lastCommand = "probe"
      let operation = ProbeTrace.Operation.allCases[Int(random.below(3))]
      let key = makeKey(&random, random.below(64))
      let ending = try map.trace(operation, key).ending
      try agree((ending == .match) == (model[key] != nil), "probe(\(operation)) of \(key) ends \(ending)")
    }
  }

  func checkStructure() throws {
    do throws(MapViolation) {
      try map.verify()
    } catch {
      throw failure("verify: \(error)")
    }
  }

  /// Everything the map holds, by look-up, by forEach and by iterator, is what the dictionary holds.
  func checkContents() throws {
    for (key, value) in model {
      let found = map.fetch(key)
      try agree(found == value, "\(key) has \(describe(found)), not \(value)")
    }
    var seen: [Map.TestKey: Map.TestValue] = [:]
    var visits = 0
    map.visit { key, value in
      visits += 1
      seen[key] = value
    }
    try agree(visits == model.count && seen == model, "forEach gave \(visits) entries, \(seen.count) keys")
    seen = [:]
    visits = 0
    var contents = map.makeIterator()
    while let (key, value) = contents.next() {
      visits += 1
      seen[key] = value
    }
    try agree(
      visits == model.count && seen == model, "the iterator gave \(visits) entries, \(seen.count) keys")
  }

  private func describe(_ value: Map.TestValue?) -> String { value.map { "\($0)" } ?? "nothing" }

  func agree(_ holds: Bool, _ what: @autoclosure () -> String) throws {
    if !holds { throw failure(what()) }
  }

  func failure(_ what: String) -> Mismatch {
    Mismatch("\(label), seed \(seed), step \(step), after \(lastCommand), \(map.layout.name): \(what)")
  }
}
