/// Objects that somebody else keeps alive, gone through without a retain and a release each: for the lists that every
/// slice reads. Whoever owns it sets it anew when the objects change, and frees it.
struct Unretained<Object: AnyObject> {
  private var objects: UnsafeMutablePointer<Unmanaged<Object>>?
  private(set) var count = 0

  /// Takes these objects in place of the ones so far.
  mutating func set(_ list: some Collection<Object>) {
    free()
    guard !list.isEmpty else { return }
    let room = UnsafeMutablePointer<Unmanaged<Object>>.allocate(capacity: list.count)
    for (position, object) in list.enumerated() {
      (room + position).initialize(to: .passUnretained(object))
    }
    objects = room
    count = list.count
  }

  /// Gives the list's memory back; the objects are left alone.
  mutating func free() {
    objects?.deallocate()
    objects = nil
    count = 0
  }

  /// Calls `body` with the object at a position, which must be below ``count``.
  @inline(__always)
  func with<R>(_ position: Int, _ body: (Object) -> R) -> R {
    objects.unsafelyUnwrapped[position]._withUnsafeGuaranteedRef(body)
  }

  /// Whether `predicate` holds for one of them at least.
  @inline(__always)
  func contains(where predicate: (Object) -> Bool) -> Bool {
    var position = 0
    while position < count {
      if with(position, predicate) { return true }
      position &+= 1
    }
    return false
  }
}
