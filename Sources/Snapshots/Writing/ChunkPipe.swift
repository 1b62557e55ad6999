import Base
import HashMaps

/// Carries chunks of a cut to the thread that writes them, and empty ones back: never more than there are.
final class ChunkPipe: @unchecked Sendable {
  private let lock = ConditionLock()
  private var free: [CutChunk]
  private var filled: [CutChunk] = []
  private var isClosed = false
  private var isAbandoned = false
  private var outcome: Result<[UInt8], SnapshotError>?
  private var workspace = 0
  private let chunkCount: Int

  init(chunks: Int, bytes: Int) {
    chunkCount = chunks
    free = (0..<chunks).map { _ in CutChunk(bytes: bytes) }
  }

  // MARK: The map's side

  /// An empty chunk, or nil while the writer has them all.
  func takeFree() -> CutChunk? { lock.withLock { free.popLast() } }

  /// Sleeps until there is an empty chunk, the writer is done or the deadline has come.
  func waitForFree(until deadline: UInt64?) {
    lock.wait(until: deadline) { !free.isEmpty || outcome != nil }
  }

  func put(_ chunk: CutChunk) {
    lock.withLock { filled.append(chunk) }
    lock.broadcast()
  }

  /// Nothing follows: the writer may put the file in its place.
  func close() {
    lock.withLock { isClosed = true }
    lock.broadcast()
  }

  /// Nothing follows, and what is there is of no use.
  func abandon() {
    lock.withLock {
      isClosed = true
      isAbandoned = true
    }
    lock.broadcast()
  }

  /// The file's digest or why there is none, once the writer is done.
  var result: Result<[UInt8], SnapshotError>? { lock.withLock { outcome } }

  /// Bytes of the chunks and of the writer's work space.
  func heldBytes(chunk: Int) -> Int { lock.withLock { chunkCount * chunk + workspace } }

  // MARK: The writer's side

  /// The next chunk; nil at the end.
  func next() -> CutChunk? {
    lock.wait(until: nil) { !filled.isEmpty || isClosed }
    return lock.withLock { isAbandoned || filled.isEmpty ? nil : filled.removeFirst() }
  }

  /// Takes back a chunk that has been written, and notes how much the writer works with.
  func giveBack(_ chunk: CutChunk, workspace bytes: Int) {
    chunk.reset()
    lock.withLock {
      free.append(chunk)
      workspace = max(workspace, bytes)
    }
    lock.broadcast()
  }

  var isWanted: Bool { lock.withLock { !isAbandoned } }

  func end(_ result: Result<[UInt8], SnapshotError>) {
    lock.withLock { outcome = result }
    lock.broadcast()
  }
}

/// What the thread of a running snapshot does; it alone uses the writer.
final class ChunkWriting: @unchecked Sendable {
  private let pipe: ChunkPipe
  private var writer: SnapshotWriter?
  private let order = ChunkOrder()

  init(_ pipe: ChunkPipe, _ writer: consuming SnapshotWriter) {
    self.pipe = pipe
    self.writer = consume writer
  }

  func run() {
    guard var writer = writer.take() else { return }
    do throws(SnapshotError) {
      while let chunk = pipe.next() {
        try writer.append(chunk, in: order)
        pipe.giveBack(chunk, workspace: order.heldBytes + writer.heldBytes)
      }
      guard pipe.isWanted else { return pipe.end(.failure(.stopped)) }
      pipe.end(.success(try writer.commit()))
    } catch {
      pipe.end(.failure(error))
    }
  }
}
