import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A log that was kept as it was found when a writer cut it: whole records stand behind the place where it tears.
public struct StoreKept: Equatable, Sendable {
  /// The log.
  public let log: String
  /// Where it tears, in bytes.
  public let offset: UInt64
  /// Bytes that were cut off there.
  public let bytes: UInt64
  /// Whole records among them; 0 where there may be some: too many places look like records to try them all.
  public let records: UInt64
  /// The folder within the store that holds all of the log, as a store of its own.
  public let folder: String
}

extension StoreFiles {
  private static let window = 1 << 20
  private static let asidePrefix = "damaged-"

  /// Folders within the store that hold what was put aside, by their numbers.
  var aside: [String] {
    let named = others.compactMap { name in
      guard name.hasPrefix(Self.asidePrefix), let number = UInt64(name.dropFirst(Self.asidePrefix.count))
      else { return nil as (number: UInt64, path: String)? }
      return (number, "\(folder)/\(name)")
    }
    return named.sorted { $0.number < $1.number }.map(\.path)
  }

  /// Cuts a log behind its last record that can be believed, once a copy of all of it is on the disk. Whoever holds the
  /// lock may.
  ///
  /// Ended at any moment it leaves the log as it was or the copy; done again, it takes the copy that is there. Throws `io`, as
  /// where there is no room for the copy; nothing is cut then. O(bytes), a mebibyte of memory.
  func cutKeeping(_ log: StoreLogReader) throws(SnapshotError) -> StoreKept {
    let file = try RandomAccessFile(path: log.path)
    let name = Self.logName(log.header.base)
    let (target, isNew) = try makeAside { held throws(SnapshotError) in
      guard held.logs.contains(log.header.base) else { return false }
      return try Self.areSame(file, RandomAccessFile(path: held.log(log.header.base)))
    }
    if isNew {
      do throws(SnapshotError) { try Self.copy(file, to: "\(target)/\(name)") } catch {
        // An empty folder would tell of nothing; where it cannot go, the next one who needs it takes it.
        rmdir(target)
        throw error
      }
    }
    try Self.sync(folder: target)
    try Self.sync(folder: folder)
    guard truncate(log.path, off_t(log.end)) == 0 else {
      throw SnapshotError(SystemError(operation: "cut", path: log.path))
    }
    return StoreKept(
      log: log.path, offset: log.end, bytes: log.cutBytes, records: log.recordsBehind, folder: target)
  }

  /// Makes a folder for what is put aside, `damaged-1` or the next number that is free, unless one `isIt` already. Empty ones
  /// and those with a copy that was broken off are taken. Throws `io` and what `isIt` throws.
  func makeAside(
    unless isIt: (StoreFiles) throws(SnapshotError) -> Bool
  ) throws(SnapshotError) -> (folder: String, isNew: Bool) {
    var number = 1
    while true {
      let target = "\(folder)/\(Self.asidePrefix)\(number)"
      if mkdir(target, 0o700) == 0 { return (target, true) }
      guard errno == EEXIST else { throw SnapshotError(SystemError(operation: "mkdir", path: target)) }
      var facts = stat()
      if stat(target, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR {
        let held = try StoreFiles(folder: target)
        try held.removeLeftovers()
        if rmdir(target) == 0 { continue }
        if try isIt(held) { return (target, false) }
      }
      number += 1
    }
  }

  private static func copy(_ file: RandomAccessFile, to target: String) throws(SnapshotError) {
    var writer = try SnapshotError.wrapping { () throws(SystemError) in try AtomicFileWriter(path: target) }
    var place: UInt64 = 0
    while place < file.size {
      let bytes = try file.read(window, at: place)
      guard !bytes.isEmpty else {
        throw SnapshotError(SystemError(operation: "read", path: file.path, code: EIO))
      }
      do throws(SystemError) { try writer.write(bytes) } catch { throw SnapshotError(error) }
      place += UInt64(bytes.count)
    }
    do throws(SystemError) { try writer.commit() } catch { throw SnapshotError(error) }
  }

  private static func areSame(
    _ one: RandomAccessFile, _ other: RandomAccessFile
  ) throws(SnapshotError) -> Bool {
    guard one.size == other.size else { return false }
    for place in stride(from: 0, to: one.size, by: window)
    where try one.read(window, at: place) != other.read(window, at: place) {
      return false
    }
    return true
  }
}
