import HashMaps

/// What the tests use of a map, whatever its keys and values.
protocol TestedMap: AnyObject {
  associatedtype TestKey: Hashable
  associatedtype TestValue: Equatable
  associatedtype Contents: IteratorProtocol where Contents.Element == (key: TestKey, value: TestValue)

  var count: Int { get }
  var layout: Layout { get }
  var isWorking: Bool { get }
  var operations: UInt64 { get }
  var ledger: Ledger { get }
  /// Whether the key is new, and the value it replaced where the map tells it.
  func store(_ key: TestKey, _ value: TestValue) throws -> (isNew: Bool, old: TestValue??)
  func fetch(_ key: TestKey) -> TestValue?
  func has(_ key: TestKey) -> Bool
  func drop(_ key: TestKey) -> Bool
  func visit(_ body: (TestKey, TestValue) -> Void)
  func makeIterator() -> Contents
  func trace(_ operation: ProbeTrace.Operation, _ key: TestKey) throws -> ProbeTrace
  func convert(to layout: Layout)
  func compact()
  func reseed()
  func performIdleWork(budget: Int) -> Bool
  func finishWork()
  func statistics(sample: Int?) -> MapStatistics
  func observe(_ observer: @escaping (StructuralEvent) -> Void)
  func verify() throws(MapViolation)
  func clear() throws(MapError)
  func reserve(_ entries: Int) throws(MapError)
}

extension AdaptiveMap: TestedMap where Value: Equatable {
  typealias TestKey = Key
  typealias TestValue = Value

  func store(_ key: Key, _ value: Value) throws -> (isNew: Bool, old: Value??) {
    // Both ways to put, in turns.
    if operations & 1 == 0 { return (try set(key, value), .none) }
    let old = try put(key, value)
    return (old == nil, .some(old))
  }

  func fetch(_ key: Key) -> Value? { operations & 1 == 0 ? get(key) : withValue(key) { copy in copy } }
  func has(_ key: Key) -> Bool { contains(key) }
  func drop(_ key: Key) -> Bool { operations & 1 == 0 ? delete(key) : remove(key) != nil }
  func visit(_ body: (Key, Value) -> Void) { forEach(body) }
  func trace(_ operation: ProbeTrace.Operation, _ key: Key) throws -> ProbeTrace {
    try probe(operation, key)
  }
}

extension ByteMap: TestedMap {
  typealias TestKey = [UInt8]
  typealias TestValue = [UInt8]

  func store(_ key: [UInt8], _ value: [UInt8]) throws -> (isNew: Bool, old: [UInt8]??) {
    try key.withUnsafeBytes { key in try value.withUnsafeBytes { value in (try put(key, value), .none) } }
  }

  func fetch(_ key: [UInt8]) -> [UInt8]? { key.withUnsafeBytes { get($0) } }
  func has(_ key: [UInt8]) -> Bool { key.withUnsafeBytes { contains($0) } }
  func drop(_ key: [UInt8]) -> Bool { key.withUnsafeBytes { delete($0) } }
  func visit(_ body: ([UInt8], [UInt8]) -> Void) { forEach { body([UInt8]($0), [UInt8]($1)) } }
  func trace(_ operation: ProbeTrace.Operation, _ key: [UInt8]) throws -> ProbeTrace {
    try key.withUnsafeBytes { key in try probe(operation, key) }
  }
}

/// A wrong answer, with all it takes to see it again.
struct Mismatch: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
