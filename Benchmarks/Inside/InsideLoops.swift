// Compiled together with the sources of HashMaps into one module (see scripts/bench): the measuring loop as it runs
// where everything can be seen, to compare generic use from another module with.

/// The map the loops work on.
private final class Inside {
  let map: AdaptiveMap<UInt64, UInt64>
  init(_ map: AdaptiveMap<UInt64, UInt64>) { self.map = map }
}

/// A grouped map of these keys, each with its complement as value; nil where a map refuses. `inside_free` frees it.
@_cdecl("inside_make")
public func insideMake(_ keys: UnsafePointer<UInt64>, _ count: Int) -> UnsafeMutableRawPointer? {
  var configuration = MapConfiguration.fixed(.grouped)
  configuration.seed = 1
  do {
    let map = try AdaptiveMap<UInt64, UInt64>(configuration)
    for index in 0..<count { _ = try map.set(keys[index], ~keys[index]) }
    return Unmanaged.passRetained(Inside(map)).toOpaque()
  } catch {
    return nil
  }
}

/// The sum of the values found.
@_cdecl("inside_get")
public func insideGet(_ opaque: UnsafeMutableRawPointer, _ keys: UnsafePointer<UInt64>, _ count: Int) -> UInt64 {
  let map = Unmanaged<Inside>.fromOpaque(opaque).takeUnretainedValue().map
  var sum: UInt64 = 0
  for index in 0..<count { if let value = map.get(keys[index]) { sum &+= value } }
  return sum
}

@_cdecl("inside_free")
public func insideFree(_ opaque: UnsafeMutableRawPointer) { Unmanaged<Inside>.fromOpaque(opaque).release() }
