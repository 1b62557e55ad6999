/// What decides the layout of an adaptive map.
@usableFromInline
struct Policy {
  @usableFromInline let windowOperations: Int
}
