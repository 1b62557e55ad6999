/// The first broken invariant that `verify()` found.
public struct MapViolation: Error, Equatable, Sendable, CustomStringConvertible {
  /// The hash prefix of the segment, or nil where the map as a whole is meant.
  public let segment: UInt32?
  /// That segment's layout.
  public let layout: Layout
  /// The group, bucket or slot, or -1.
  public let unit: Int
  /// What should hold and does not, with the numbers.
  public let detail: String

  @usableFromInline
  init(segment: UInt32?, layout: Layout, unit: Int, detail: String) {
    self.segment = segment
    self.layout = layout
    self.unit = unit
    self.detail = detail
  }

  /// Segment, layout, unit and detail in one line.
  public var description: String {
    guard let segment else { return detail }
    return "segment \(String(segment, radix: 16)) (\(layout.name)), unit \(unit): \(detail)"
  }
}
