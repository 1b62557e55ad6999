import Base
import Documents
import HTTP
import Server
import Terminal

/// The frames of a server, asked for by a thread of its own, so that a slow answer never holds up a key.
final class ServerFrames: FrameSource, @unchecked Sendable {
  /// Frames of one answer.
  private static let batch = 200

  private let fetch: Fetch
  private let period: UInt64
  private let inbox: FrameInbox
  private let sleep = ConditionLock()
  /// Under the lock of `sleep`.
  private var isWanted = false
  private var isClosed = false

  // The asking thread alone.
  private var cursor: Int64 = 0
  private var run: String?
  private var reader: FrameReader

  var name: String { fetch.address.description }

  /// Begins to ask; `period` is the time between two questions in nanoseconds.
  init(_ fetch: Fetch, period: UInt64, limit: Int) throws(Failure) {
    self.fetch = fetch
    self.period = period
    reader = FrameReader(file: fetch.address.description)
    inbox = FrameInbox(name: fetch.address.description, limit: limit) {}
    try Failure.wrapping { () throws(SystemError) in
      try SystemThread(for: "the server's frames") { self.askOnAndOn() }.detach()
    }
  }

  func take() -> FrameNews { inbox.take() }

  func refresh() {
    sleep.withLock { isWanted = true }
    sleep.broadcast()
  }

  /// Ends the asking, after the answer that is awaited.
  func close() {
    sleep.withLock { isClosed = true }
    sleep.broadcast()
  }

  private func askOnAndOn() {
    while !sleep.withLock({ isClosed }) {
      if ask() { continue }
      sleep.wait(until: MonotonicClock.nanoseconds() &+ period) { isWanted || isClosed }
      sleep.withLock { isWanted = false }
    }
  }

  /// Asks once; true when there is more to be had at once.
  private func ask() -> Bool {
    do throws(FetchError) {
      let answer = try fetch.get("/api/frames?since=\(cursor)&limit=\(Self.batch)")
      guard answer.status == 200 else {
        inbox.put(problem: problem(of: answer.status), refused: 0)
        return false
      }
      return read(answer.body)
    } catch {
      inbox.put(problem: error.description, refused: 0)
      return false
    }
  }

  private func problem(of status: Int) -> String {
    switch status {
    case 401: "\(name) wants a token: set ADHASH_TOKEN"
    case 429: "\(name) answers no more than so many questions a second: ask less often with --poll-interval"
    default: "\(name) answers \(status) to /api/frames; is it a server of hashmap-cli?"
    }
  }

  private func read(_ body: [UInt8]) -> Bool {
    let table: DocumentTable
    do throws(DocumentError) {
      guard let value = try JSON.parse(body, file: name).table else {
        inbox.put(problem: "\(name) answers with something that is no list of frames", refused: 0)
        return false
      }
      table = value
    } catch {
      inbox.put(problem: error.description, refused: 0)
      return false
    }
    if let id = table["run_id"]?.string, id != run {
      let isFirst = run == nil
      run = id
      // The cursor counted the frames of the run before.
      if !isFirst, cursor > 0 {
        cursor = 0
        return true
      }
    }
    if let gap = table["gap"]?.table, let from = gap["from"]?.integer, let to = gap["to"]?.integer, from >= 0,
      to >= from
    {
      inbox.put(gap: UInt64(from)...UInt64(to))
    }
    var refused = 0
    let values = table["frames"]?.array ?? []
    for value in values {
      do throws(ServerError) { inbox.put(try reader.read(value)) } catch { refused += 1 }
    }
    inbox.put(problem: nil, refused: refused)
    let next = table["next"]?.integer ?? cursor
    defer { cursor = max(0, next) }
    return values.count >= Self.batch && next > cursor
  }
}
