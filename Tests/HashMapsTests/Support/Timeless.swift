@testable import HashMaps

extension StructuralEvent {
  /// All of it but the time it took, which no two runs share.
  var timeless: String {
    "\(operation) \(kind.name) \(reason.name) \(segment) \(from.name)->\(to.name) \(entries) entries \(bytes) bytes"
  }
}

extension Ledger {
  /// The kept events without their times.
  var timeless: [String] { events.map(\.timeless) }
}

/// The first place where two lists differ, in words; nil when they are equal.
func firstDifference(_ one: [String], _ other: [String]) -> String? {
  for index in 0..<max(one.count, other.count) {
    let left = index < one.count ? one[index] : "(end)"
    let right = index < other.count ? other[index] : "(end)"
    if left != right { return "event \(index): \(left)\n  beside \(right)" }
  }
  return nil
}
