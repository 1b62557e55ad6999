import Base
import HashMaps

/// A snapshot of a map that goes on meanwhile: it tells of the operation at which it began.
///
/// The map's owner asks `admit` before it applies operations and calls `proceed` between them; a thread sorts,
/// compresses and writes. No call takes the owner longer than a millisecond, an entry of many megabytes apart. The memory
/// is bounded: chunks on their way to the thread, and what `keptShare` allows for keys changed before they were copied;
/// beyond that the owner has to wait for the thread.
package final class RunningSnapshot {
  /// Bytes of a chunk, and of long values kept at a time.
  static let chunkBytes = 256 << 10
  /// The most time one piece of copying takes.
  static let longestSlice: UInt64 = 250_000
  /// Of the map's bytes: what chunks may take, and what changed keys may.
  private static let (chunkShare, keptShare) = (60, 14)
  /// Maps so small that these shares would be nothing have this much instead.
  private static let leastKept = 1 << 20

  /// The file.
  package let path: String
  /// Entries of the map at that operation.
  package let entries: Int
  /// The longest time the map's owner was held up at once, in nanoseconds.
  package private(set) var longestPause: UInt64 = 0
  /// All of it together.
  package private(set) var paused: UInt64 = 0
  /// The most bytes of memory taken.
  package private(set) var mostBytes = 0
  private var cut: MapCut?
  private let pipe: ChunkPipe
  private let thread: SystemThread
  private let budget: Int
  private var nextSlice: UInt64 = 0
  private var pause: UInt64 = 0
  private var isJoined = false

  /// Begins: copies nothing yet, but the file can be written. `key` signs it; `head` is made once the map's seed is
  /// certain. Nil for a map that cannot be copied piece by piece: one of huge segments, or whose reseed an iterator holds
  /// back. Throws what a writer throws, and `map`.
  package init?(
    of map: ByteMap, to path: String, key: SnapshotSecretKey? = nil, head: () -> SnapshotHead
  ) throws(SnapshotError) {
    let began = MonotonicClock.nanoseconds()
    let made = try map.cut()
    guard let made else { return nil }
    let head = head()
    let writer = try SnapshotWriter(path: path, head: head, key: key)
    let chunks = max(2, min(32, map.heldBytes / Self.chunkShare / Self.chunkBytes))
    let pipe = ChunkPipe(chunks: chunks, bytes: Self.chunkBytes)
    let writing = ChunkWriting(pipe, writer)
    thread = try SnapshotError.wrapping { () throws(SystemError) in
      try SystemThread(for: "a snapshot") { writing.run() }
    }
    self.path = path
    self.pipe = pipe
    entries = made.entries
    budget = max(Self.leastKept, map.heldBytes / Self.keptShare)
    cut = made
    note(MonotonicClock.nanoseconds() &- began)
    pause = 0
  }

  deinit {
    if !isJoined {
      pipe.abandon()
      thread.join()
    }
  }

  /// The row up to which rows `from ..< to` may be applied now: what they change has been kept. `from` itself while there
  /// is no memory to keep more: then ``waitForRoom()``. O(rows).
  package func admit(_ columns: OperationColumns, from: Int, to: Int) -> Int {
    guard let cut else { return to }
    let began = MonotonicClock.nanoseconds()
    let row: Int
    do throws(MapError) {
      row = try cut.keep(columns, from: from, to: to, budget: budget, limit: Self.chunkBytes)
    } catch {
      fail(.map(error))
      return to
    }
    note(MonotonicClock.nanoseconds() &- began)
    if row > from { pause = 0 }
    return row
  }

  /// Copies the next piece if it is due, and if the writer has room for it.
  package func proceed(at now: UInt64) {
    guard now >= nextSlice, cut != nil else { return }
    guard let chunk = pipe.takeFree() else {
      if case .failure(let error)? = pipe.result { fail(error) }
      return
    }
    copy(into: chunk, from: now)
  }

  /// Sleeps until the writer has room, for half a millisecond at most.
  package func waitForRoom() {
    nextSlice = 0
    let began = MonotonicClock.nanoseconds()
    pipe.waitForFree(until: began &+ 500_000)
    pause = 0
    note(MonotonicClock.nanoseconds() &- began)
  }

  private func copy(into chunk: CutChunk, from began: UInt64) {
    guard let cut else { return }
    cut.copy(into: chunk, limit: Self.chunkBytes, until: began &+ Self.longestSlice)
    mostBytes = max(mostBytes, cut.keptBytes + pipe.heldBytes(chunk: chunk.heldBytes))
    pipe.put(chunk)
    let end = MonotonicClock.nanoseconds()
    pause = 0
    note(end &- began)
    // The map has five times as long for itself, less as what is kept nears its bound: the sooner it is copied, the better.
    let kept = Double(cut.keptBytes) / Double(budget)
    nextSlice = end &+ UInt64(Double(end &- began) * 5 * max(0, 1 - kept))
    guard cut.isCopied else { return }
    self.cut = nil
    pipe.close()
  }

  private func note(_ nanoseconds: UInt64) {
    pause &+= nanoseconds
    paused &+= nanoseconds
    longestPause = max(longestPause, pause)
  }

  private func fail(_ error: SnapshotError) {
    failure = error
    cut = nil
    pipe.abandon()
  }

  private var failure: SnapshotError?

  /// The file's digest or why there is none, once it is known.
  package var result: Result<[UInt8], SnapshotError>? {
    if let failure { return .failure(failure) }
    return cut == nil ? pipe.result : nil
  }

  /// Copies what is left, waits for the writer and gives the file's digest. O(entries left).
  package func finish() throws(SnapshotError) -> [UInt8] {
    while cut != nil, failure == nil {
      pipe.waitForFree(until: nil)
      nextSlice = 0
      proceed(at: MonotonicClock.nanoseconds())
    }
    if !isJoined { thread.join() }
    isJoined = true
    if let failure { throw failure }
    guard let result = pipe.result else { fatalError("the writer of a snapshot ended without a word") }
    return try result.get()
  }
}
