import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Batches on their way to the database, a file each, in the order of their numbers. What a crash leaves is sent later.
struct InfluxSpool {
  private static let suffix = ".lp"
  let folder: String
  /// The most bytes it holds; the oldest batches make room.
  let limit: Int
  private var batches: [(number: Int, bytes: Int)] = []
  private var total = 0
  private var next = 1

  /// Opens or makes a spool, with what an earlier run left.
  init(folder: String, limit: Int) throws(MarketError) {
    self.folder = folder
    self.limit = limit
    do throws(SystemError) {
      try Folder.create(folder)
      for entry in try Folder.entries(folder) where entry.name.hasSuffix(Self.suffix) {
        guard let number = Int(entry.name.dropLast(Self.suffix.count)) else { continue }
        var facts = stat()
        guard stat("\(folder)/\(entry.name)", &facts) == 0 else { continue }
        batches.append((number, Int(facts.st_size)))
      }
    } catch { throw MarketError(error) }
    batches.sort { $0.number < $1.number }
    total = batches.reduce(0) { $0 + $1.bytes }
    next = (batches.last?.number ?? 0) + 1
  }

  /// Batches that wait.
  var count: Int { batches.count }

  private func path(_ number: Int) -> String { "\(folder)/\(number)\(Self.suffix)" }

  /// Adds a batch; gives back how many of the oldest had to go for it.
  mutating func add(_ bytes: [UInt8]) throws(MarketError) -> Int {
    do throws(SystemError) { try AtomicFileWriter.replace(path: path(next), with: bytes) } catch {
      throw MarketError(error)
    }
    batches.append((next, bytes.count))
    total += bytes.count
    next += 1
    var dropped = 0
    while total > limit, batches.count > 1 {
      try remove(batches[0].number)
      dropped += 1
    }
    return dropped
  }

  /// The oldest batch; nil when none waits.
  func oldest() throws(MarketError) -> (number: Int, bytes: [UInt8])? {
    guard let first = batches.first else { return nil }
    do throws(SystemError) {
      return (first.number, try FileBytes.read(path: path(first.number), limit: max(limit, first.bytes)))
    } catch { throw MarketError(error) }
  }

  /// Forgets a batch; one that was dropped meanwhile is fine.
  mutating func remove(_ number: Int) throws(MarketError) {
    guard let place = batches.firstIndex(where: { $0.number == number }) else { return }
    if unlink(path(number)) != 0, errno != ENOENT {
      throw MarketError(SystemError(operation: "remove", path: path(number)))
    }
    total -= batches.remove(at: place).bytes
  }
}
