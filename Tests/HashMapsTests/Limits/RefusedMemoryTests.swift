#if os(Linux)
  import Glibc
  import TestSupport
  import Testing

  @testable import HashMaps

  /// A system that refuses memory, each time in a process of its own.
  @Suite(.serialized) struct RefusedMemoryTests {
    @Test func aRefusalLeavesTheMapWhole() async {
      await #expect(processExitsWith: .success) { try fillUntilRefused() }
    }

    /// A reseed that runs out of memory half-way rests and goes on when there is some again.
    @Test func aReseedOutlivesARefusal() async {
      await #expect(processExitsWith: .success) { try reseedWithoutMemory() }
    }

    @Test func aRefusalOfLongStringsLeavesTheMapWhole() async {
      await #expect(processExitsWith: .success) { try storeLongStringsUntilRefused() }
    }
  }

  private func fillUntilRefused() throws {
    for layout in Layout.allCases {
      for cap in [16_384, nil] as [Int?] where cap != nil || layout == .grouped || TestScale.current != .quick
      {
        let map = try AdaptiveMap<UInt64, UInt64>(
          Shape(layout: layout, segmentBytes: cap).configuration(seed: 1))
        var former = limitMemory(to: TestScale.pick(quick: 1, full: 16, deep: 100) << 20)
        var number: UInt64 = 0
        var refusal: MapError?
        while refusal == nil, number < 4_000_000 {
          do throws(MapError) {
            _ = try map.set(number, number)
            number += 1
          } catch { refusal = error }
        }
        guard case .outOfMemory = refusal else { fatalError("\(layout): no refusal after \(number)") }
        precondition(map.count == Int(number), "\(layout): \(map.count) entries, \(number) were put")
        precondition(map.get(number) == nil)
        // Verifying takes some memory too.
        restore(former)
        try map.verify()
        former = limitMemory(to: 0)
        for wanted in 0..<number where map.get(wanted) != wanted {
          fatalError("\(layout): \(wanted) is lost")
        }
        // Work that needs memory rests; what needs none goes on.
        map.convert(to: layout == .grouped ? .robinhood : .grouped)
        _ = map.performIdleWork(budget: .max)
        for gone in 0..<(number / 2) { precondition(map.delete(gone), "\(layout): \(gone)") }
        restore(former)
        for back in 0..<(number / 4) { _ = try map.set(back, back) }
        try map.verify()
        map.finishWork()
        precondition(!map.isWorking)
        try map.verify()
        precondition(map.count == Int(number - number / 2 + number / 4))
      }
    }
  }

  private func reseedWithoutMemory() throws {
    let entries = TestScale.pick(quick: 10_000, full: 100_000, deep: 1_000_000)
    for layout in Layout.allCases {
      for slack in stride(from: 0, through: entries * 64, by: entries * 8) {
        let map = try AdaptiveMap<UInt64, UInt64>(Shape(layout: layout).configuration(seed: 2))
        for number in 0..<UInt64(entries) { _ = try map.set(number, number) }
        let former = limitMemory(to: slack)
        map.reseed()
        _ = map.performIdleWork(budget: .max)
        for number in stride(from: 0, to: UInt64(entries), by: 30) { precondition(map.get(number) == number) }
        restore(former)
        try map.verify()
        map.finishWork()
        precondition(!map.isWorking)
        try map.verify()
      }
    }
  }

  private func storeLongStringsUntilRefused() throws {
    let map = try ByteMap(Shape().configuration(seed: 3))
    let former = limitMemory(to: 24 << 20)
    var stored = 0
    var refusals = 0
    for number in 0..<3000 {
      let key = Array("a key longer than a cell, number \(number)".utf8)
      let value = [UInt8](repeating: 7, count: number % 3 == 0 ? 300_000 : 20_000)
      do {
        _ = try map.store(key, value)
        stored += 1
      } catch { refusals += 1 }
      precondition(map.count == stored)
    }
    precondition(refusals > 0 && stored > 10, "\(refusals) refusals, \(stored) stored")
    try map.verify()
    restore(former)
    _ = try map.store([1], [UInt8](repeating: 7, count: 1 << 20))
    try map.verify()
    try map.clear()
    precondition(map.statistics().arenaBytes == 0)
  }

  /// Limits the writable memory of this process to what it has and `bytes` more; gives back the former limit.
  private func limitMemory(to bytes: Int) -> rlimit {
    var former = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &former)
    var statm = [CChar](repeating: 0, count: 256)
    let file = open("/proc/self/statm", O_RDONLY)
    _ = read(file, &statm, 255)
    close(file)
    // The sixth number: pages of data and stack.
    let line = statm.prefix { $0 != 0 }.map { Character(UnicodeScalar(UInt8(bitPattern: $0))) }
    guard let pages = Int(String(line.split(separator: " ")[5])) else {
      fatalError("/proc/self/statm: \(line)")
    }
    var tight = former
    tight.rlim_cur = rlim_t(pages * sysconf(Int32(_SC_PAGESIZE)) + bytes)
    precondition(setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &tight) == 0)
    return former
  }

  private func restore(_ former: rlimit) {
    var former = former
    precondition(setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &former) == 0)
  }
#endif
