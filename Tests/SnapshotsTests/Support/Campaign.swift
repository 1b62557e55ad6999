import Base
import HashMaps
import Snapshots

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file damaged in every way one can think of; each attempt is read strictly, surveyed and repaired.
struct Campaign {
  let contents: [[UInt8]: [UInt8]]
  let sound: [UInt8]
  let path: String
  let salvaged: String
  /// What went wrong, in words.
  private(set) var failures: [String] = []
  private(set) var attempts = 0
  /// Attempts that a survey could make something of, and entries saved by repairs.
  private(set) var surveyed = 0
  private(set) var saved = 0

  init(
    _ contents: [[UInt8]: [UInt8]], folder: String, _ compression: SnapshotCompression = .none,
    key: SnapshotSecretKey? = nil
  ) throws {
    self.contents = contents
    path = folder + "/damaged.snap"
    salvaged = folder + "/salvaged.snap"
    sound = try Contents.write(contents, to: path, Contents.configuration(), compression, key: key)
  }

  /// Nothing at all: a campaign that does not fail then cannot fail.
  mutating func spare() throws { try attempt(sound, "untouched", false) }

  /// Every single-bit flip, from some byte on.
  mutating func flipEveryBit(from start: Int = 0) throws {
    for offset in sound.indices.dropFirst(start) {
      for bit in 0..<8 {
        var damaged = sound
        damaged[offset] ^= 1 << bit
        try attempt(damaged, "bit \(bit) of byte \(offset) flipped", offset % 40 == 0 && bit == 3)
      }
    }
  }

  /// Every shorter file, down to some length.
  mutating func cutEverywhere(from start: Int = 0) throws {
    for length in sound.indices.dropFirst(start) {
      try attempt(Array(sound[..<length]), "cut to \(length)", length % 40 == 0)
    }
  }

  /// Random edits: flips, runs of zeros or noise, pieces moved, left out, doubled.
  mutating func mutate(seed: UInt64, count: Int) throws {
    var random = SeededRandom(seed: seed)
    for number in 0..<count {
      var damaged = sound
      for _ in 0...random.below(3) { Self.mutate(&damaged, &random) }
      if damaged == sound { continue }
      try attempt(damaged, "seed \(seed), mutation \(number)", number % 10 == 0)
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    guard !bytes.isEmpty else { return bytes.append(UInt8(random.below(256))) }
    let start = Int(random.below(UInt64(bytes.count)))
    let end = min(bytes.count, start + 1 + Int(random.below(64)))
    switch random.below(6) {
    case 0: bytes[start] ^= 1 << UInt8(random.below(8))
    case 1: for index in start..<end { bytes[index] = 0 }
    case 2: for index in start..<end { bytes[index] = UInt8(random.below(256)) }
    case 3: bytes.removeSubrange(start..<end)
    case 4: bytes.insert(contentsOf: Array(bytes[start..<end]), at: Int(random.below(UInt64(bytes.count))))
    default: bytes.removeLast(bytes.count - start)
    }
  }

  /// One damaged file: the strict reader must refuse it, a survey must name damage, a repair may give only what was
  /// written.
  private mutating func attempt(_ damaged: [UInt8], _ what: String, _ repairs: Bool) throws {
    attempts += 1
    try Self.overwrite(path, damaged)
    do throws(SnapshotError) {
      let found = try Contents.of(path)
      failures.append("\(what): read as sound, \(found.count) entries")
    } catch {
      if error.description.isEmpty { failures.append("\(what): no words") }
    }
    do throws(SnapshotError) {
      let survey = try SnapshotSurvey(path: path)
      surveyed += 1
      if survey.isSound { failures.append("\(what): surveyed as sound") }
      guard repairs else { return }
      try SnapshotSurvey.repair(path: path, to: salvaged)
    } catch { return }
    let rest = try Contents.of(salvaged)
    saved += rest.count
    for (key, value) in rest where contents[key] != value { failures.append("\(what): wrong entry \(key)") }
  }

  /// Without fsync, which would cost most of the time.
  private static func overwrite(_ path: String, _ bytes: [UInt8]) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemError(operation: "open", path: path) }
    defer { close(file) }
    let written = bytes.withUnsafeBytes { systemWrite(file, $0) }
    guard written == bytes.count else { throw SystemError(operation: "write", path: path) }
  }
}
