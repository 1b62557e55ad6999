import Base

/// Writes the rows of a generated workload, phase after phase.
struct WorkloadGenerator {
  /// What was written so far.
  private(set) var rows = 0
  private(set) var puts = 0
  private(set) var gets = 0
  private(set) var deletes = 0
  /// The rows still to come.
  var remainingRows: Int { options.rows - rows }

  private let options: GeneratorOptions
  private let adversarialKeys: [[UInt8]]
  private var random: SeededRandom
  private var values: SeededRandom
  private var phaseNumber = -1
  private var phase: PhaseState
  /// The number that the next new key gets.
  private var nextKey: UInt64

  /// The most bytes one row of the options can have.
  static func longestRowBytes(_ options: GeneratorOptions, _ adversarialKeys: [[UInt8]]) -> Int {
    let value = options.phases.map(\.valueSize.mostBytes).max() ?? 0
    let key = max(options.keyFormat.longestBytes, adversarialKeys.map(\.count).max() ?? 0)
    return 4 + key + 1 + value + 1 + 16
  }

  /// The mix of a phase as bounds for random bits, and where it stands.
  private struct PhaseState {
    let phase: GeneratorPhase
    let readBound: UInt64
    let deleteBound: UInt64
    let insertBound: UInt64
    let modifyBound: UInt64
    let adversarialBound: UInt64
    let hasAdversary: Bool
    let isLatest: Bool
    let firstKey: UInt64
    let keySpace: UInt64
    var sampler: KeySampler
    var remaining: Int

    init(_ phase: GeneratorPhase) {
      self.phase = phase
      readBound = Self.bound(phase.readRatio)
      deleteBound = Self.bound(phase.deleteRatio)
      insertBound = Self.bound(phase.insertShare)
      modifyBound = Self.bound(phase.modifyRatio)
      adversarialBound = Self.bound(phase.adversarialRatio)
      hasAdversary = phase.adversarialRatio > 0
      if case .latest = phase.distribution { isLatest = true } else { isLatest = false }
      firstKey = UInt64(phase.firstKey)
      keySpace = UInt64(phase.keySpace)
      sampler = KeySampler(phase.distribution, keys: keySpace)
      remaining = phase.operations
    }

    /// 53 random bits are below this with the given probability.
    private static func bound(_ ratio: Double) -> UInt64 {
      UInt64(ratio * 0x1p53)
    }
  }

  init(_ options: GeneratorOptions, adversarialKeys: [[UInt8]]) {
    self.options = options
    self.adversarialKeys = adversarialKeys
    random = SeededRandom(seed: options.seed)
    values = random.split()
    var warmup = GeneratorPhase()
    warmup.operations = options.warmup
    warmup.readRatio = 0
    warmup.deleteRatio = 0
    warmup.distribution = .sequential
    warmup.keySpace = max(options.warmup, 1)
    warmup.firstKey = options.phases.first?.firstKey ?? 0
    warmup.valueSize = options.phases.first?.valueSize ?? .number
    phase = PhaseState(warmup)
    nextKey = 0
  }

  /// Writes at most `limit` rows; false when there were none left. Each needs the room of `longestRowBytes`.
  mutating func write(_ limit: Int, to writer: inout RowWriter) -> Bool {
    while phase.remaining == 0 {
      if phaseNumber + 1 == options.phases.count { return false }
      phaseNumber += 1
      phase = PhaseState(options.phases[phaseNumber])
      beginPhase()
    }
    var room = min(limit, phase.remaining)
    while room > 0 {
      let before = rows
      writeOperation(room, to: &writer)
      room -= rows - before
      phase.remaining -= rows - before
    }
    return true
  }

  /// New keys come after everything that exists.
  private mutating func beginPhase() {
    let end = phase.isLatest ? phase.firstKey : phase.firstKey + phase.keySpace
    nextKey = max(nextKey, end, phase.firstKey + UInt64(options.warmup))
    if phase.isLatest { phase.sampler.setNewest(keys: min(max(nextKey - phase.firstKey, 1), phase.keySpace)) }
  }

  /// Writes the rows of one draw: one, or as many as a scan or a read-modify-write has and there is room for.
  @inline(__always)
  private mutating func writeOperation(_ room: Int, to writer: inout RowWriter) {
    if phase.hasAdversary, chance(phase.adversarialBound) {
      return writeAdversarial(to: &writer)
    }
    if chance(phase.readBound) {
      var key = drawKey()
      if phase.phase.scanLength > 1 {
        let length = 1 + Int(random.below(UInt64(phase.phase.scanLength)))
        for _ in 1..<max(min(length, room), 1) {
          writeGet(key, to: &writer)
          key += 1
        }
      }
      writeGet(key, to: &writer)
      if phase.modifyBound > 0, chance(phase.modifyBound), room > 1 { writePut(key, to: &writer) }
    } else if chance(phase.deleteBound) {
      let key = drawKey()
      writer.word(0x2C6C_6564)
      options.keyFormat.write(key, to: &writer)
      endRow(to: &writer)
      deletes += 1
    } else if phase.insertBound > 0, chance(phase.insertBound) {
      let key = nextKey
      nextKey += 1
      if phase.isLatest, phase.sampler.keys < phase.keySpace {
        phase.sampler.setNewest(keys: min(nextKey - phase.firstKey, phase.keySpace))
      }
      writePut(key, to: &writer)
    } else {
      writePut(drawKey(), to: &writer)
    }
  }

  @inline(__always)
  private mutating func chance(_ bound: UInt64) -> Bool {
    random.next() >> 11 < bound
  }

  /// A key by the phase's distribution; for `latest` among the last `keySpace` that exist.
  @inline(__always)
  private mutating func drawKey() -> UInt64 {
    let key = phase.sampler.next(&random)
    if phase.isLatest {
      return max(nextKey, phase.firstKey + phase.sampler.keys) - phase.sampler.keys + key
    }
    return phase.firstKey + key
  }

  @inline(__always)
  private mutating func writeGet(_ key: UInt64, to writer: inout RowWriter) {
    writer.word(0x2C74_6567)
    options.keyFormat.write(key, to: &writer)
    endRow(to: &writer)
    gets += 1
  }

  @inline(__always)
  private mutating func writePut(_ key: UInt64, to writer: inout RowWriter) {
    writer.word(0x2C74_7570)
    options.keyFormat.write(key, to: &writer)
    writeValue(to: &writer)
  }

  @inline(__always)
  private mutating func writeValue(to writer: inout RowWriter) {
    writer.byte(0x2C)
    phase.phase.valueSize.write(&values, to: &writer)
    writer.byte(0x0A)
    rows += 1
    puts += 1
  }

  @inline(__always)
  private mutating func endRow(to writer: inout RowWriter) {
    writer.byte(0x2C)
    writer.byte(0x0A)
    rows += 1
  }

  /// A row with one of the colliding keys, in the mix of the phase.
  @inline(never)
  private mutating func writeAdversarial(to writer: inout RowWriter) {
    let key = adversarialKeys[Int(random.below(UInt64(adversarialKeys.count)))]
    let isGet = chance(phase.readBound)
    let isDelete = !isGet && chance(phase.deleteBound)
    writer.word(isGet ? 0x2C74_6567 : (isDelete ? 0x2C6C_6564 : 0x2C74_7570))
    key.withUnsafeBufferPointer { writer.bytes($0) }
    if isGet || isDelete {
      endRow(to: &writer)
      gets += isGet ? 1 : 0
      deletes += isDelete ? 1 : 0
    } else {
      writeValue(to: &writer)
    }
  }
}
