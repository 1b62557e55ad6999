/// Swift's own Dictionary with word keys. Loops work on a local variable, moved out of the object and back, so that nothing is
/// copied and no access is checked.
final class WordDictionary: Contender {
  let name = "Dictionary"
  private var map: [UInt64: UInt64] = [:]

  func drop() { map = [:] }

  private func taken() -> [UInt64: UInt64] {
    defer { map = [:] }
    return map
  }

  func insert(keys: WordStream, values: WordStream) -> UInt64 {
    var map: [UInt64: UInt64] = [:]
    for index in 0..<keys.count { map[keys.words[index]] = ~keys.words[index] }
    self.map = map
    return UInt64(self.map.count)
  }

  func get(_ keys: WordStream) -> UInt64 {
    let map = map
    var sum: UInt64 = 0
    for index in 0..<keys.count { if let value = map[keys.words[index]] { sum &+= value } }
    return sum
  }

  func mix(_ keys: WordStream, values: WordStream, puts: [UInt8]) -> UInt64 {
    var map = taken()
    defer { self.map = map }
    var sum: UInt64 = 0
    for index in 0..<keys.count {
      let key = keys.words[index]
      if puts[index] != 0 {
        map[key] = key &+ UInt64(index)
      } else if let value = map[key] {
        sum &+= value
      }
    }
    return sum
  }

  func churn(gone: WordStream, fresh: WordStream, values: WordStream) -> UInt64 {
    var map = taken()
    defer { self.map = map }
    var sum: UInt64 = 0
    for index in 0..<gone.count {
      if map.removeValue(forKey: gone.words[index]) != nil { sum &+= 1 }
      map[fresh.words[index]] = ~fresh.words[index]
    }
    return sum
  }

  func erase(_ keys: WordStream) -> UInt64 {
    var map = taken()
    defer { self.map = map }
    var sum: UInt64 = 0
    for index in 0..<keys.count where map.removeValue(forKey: keys.words[index]) != nil { sum &+= 1 }
    return sum
  }
}

/// Swift's own Dictionary with strings, made from the bytes of the stream as they come, as every other map has to.
final class TextDictionary: Contender {
  let name = "Dictionary<String, String>"
  private var map: [String: String] = [:]

  func drop() { map = [:] }

  private func taken() -> [String: String] {
    defer { map = [:] }
    return map
  }

  @inline(__always) private func string(_ stream: TextStream, _ index: Int) -> String {
    String(decoding: stream.item(index), as: UTF8.self)
  }

  /// What a found value adds to the checksum.
  @inline(__always) private func digest(_ value: String) -> UInt64 {
    let utf8 = value.utf8
    return UInt64(utf8.count) &+ UInt64(utf8[utf8.startIndex])
  }

  func insert(keys: TextStream, values: TextStream) -> UInt64 {
    var map: [String: String] = [:]
    for index in 0..<keys.count { map[string(keys, index)] = string(values, index) }
    self.map = map
    return UInt64(self.map.count)
  }

  func get(_ keys: TextStream) -> UInt64 {
    let map = map
    var sum: UInt64 = 0
    for index in 0..<keys.count { if let value = map[string(keys, index)] { sum &+= digest(value) } }
    return sum
  }

  func mix(_ keys: TextStream, values: TextStream, puts: [UInt8]) -> UInt64 {
    var map = taken()
    defer { self.map = map }
    var sum: UInt64 = 0
    for index in 0..<keys.count {
      if puts[index] != 0 {
        map[string(keys, index)] = string(values, index)
      } else if let value = map[string(keys, index)] {
        sum &+= digest(value)
      }
    }
    return sum
  }

  func churn(gone: TextStream, fresh: TextStream, values: TextStream) -> UInt64 {
    var map = taken()
    defer { self.map = map }
    var sum: UInt64 = 0
    for index in 0..<gone.count {
      if map.removeValue(forKey: string(gone, index)) != nil { sum &+= 1 }
      map[string(fresh, index)] = string(values, index)
    }
    return sum
  }

  func erase(_ keys: TextStream) -> UInt64 {
    var map = taken()
    defer { self.map = map }
    var sum: UInt64 = 0
    for index in 0..<keys.count where map.removeValue(forKey: string(keys, index)) != nil { sum &+= 1 }
    return sum
  }
}
