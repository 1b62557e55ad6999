/// How urgent work is: the scheduler serves higher bands more often, and no band never.
public enum Band: UInt8, Sendable, CaseIterable, Comparable {
  /// Ordinary work.
  case normal = 0
  /// Work that should wait less.
  case high = 1
  /// Commands and what must overtake data.
  case control = 2

  /// Ordered by urgency.
  @inlinable
  public static func < (a: Band, b: Band) -> Bool { a.rawValue < b.rawValue }

  /// The band's name in files and reports: `normal`, `high`, `control`.
  public var name: String {
    switch self {
    case .normal: "normal"
    case .high: "high"
    case .control: "control"
    }
  }
}
