import Base
import Workloads

/// A workload without its keys and values: how often keys are used, how far apart, in which mix and when. It can be
/// shared, and a workload of the same DNA be made of it.
///
/// Keys are grouped by how often they are still used, in powers of two, since how soon a key comes again depends on that
/// most.
package struct WorkloadModel: Sendable {
  /// How many keys are used so often.
  struct KeyCount: Equatable, Sendable {
    let uses: Int
    let keys: Int
  }

  /// Further uses of a group's keys at one class of distances: how many different keys lay between them and the uses
  /// before.
  struct Reuse: Equatable, Sendable {
    /// Which class.
    let place: Int
    /// Uses at such a distance.
    let count: Int
    /// The mean number of operations between them and the uses before.
    let gap: Int
  }

  /// How many of something have a size.
  struct Share: Equatable, Sendable {
    let value: Int
    let count: Int
  }

  /// One stretch of operations.
  struct Window: Equatable, Sendable {
    /// Operations by kind (puts, gets, deletes) that are the first of their key.
    var firstKinds = [0, 0, 0]
    /// The other operations by kind.
    var againKinds = [0, 0, 0]
    /// First uses by group of keys, the first use counted.
    var first: [Int]
    /// Further uses by group of keys, that use counted.
    var again: [Int]
    /// By group of keys: how far from the uses in this stretch those are that follow them.
    var distances: [[Reuse]]
  }

  /// A model holds at most so many keys.
  package static let mostKeys = 1_000_000
  /// And so many operations.
  package static let mostRows = 2_000_000_000
  static let mostWindows = 64
  static let mostGroups = 64
  /// Classes of distances there may be.
  static let mostPlaces = 100

  /// Operations.
  package let rows: Int
  /// Uses of keys in descending order.
  let keyCounts: [KeyCount]
  /// The course.
  let windows: [Window]
  /// Lengths of keys in bytes.
  let keyLengths: [Share]
  /// Sizes of the values of puts in bytes, in classes of under one percent.
  let valueSizes: [Share]

  /// Groups of keys there are.
  var groups: Int { windows.first?.first.count ?? 0 }

  /// Different keys.
  package var keys: Int { keyCounts.reduce(0) { $0 + $1.keys } }

  /// The class of a distance: up to 7 one each, then four to a power of two.
  static func place(_ distance: Int) -> Int {
    guard distance >= 8 else { return max(distance, 0) }
    let power = Int.bitWidth - 1 - distance.leadingZeroBitCount
    return 8 + (power - 3) * 4 + (distance >> (power - 2)) - 4
  }

  /// The least distance of a class.
  static func least(in place: Int) -> Int {
    place < 8 ? place : (4 + (place - 8) % 4) << (1 + (place - 8) / 4)
  }

  /// The group of a key by its uses to come: the power of two.
  static func group(uses: Int) -> Int { Int.bitWidth - 1 - max(uses, 1).leadingZeroBitCount }
}
