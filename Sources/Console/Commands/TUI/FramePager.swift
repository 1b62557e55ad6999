import Base
import Documents
import HTTP
import Server
import Telemetry

/// Reads the frames of a server page by page, behind a cursor.
struct FramePager {
  /// What one answer brought.
  struct Page {
    var frames: [Frame] = []
    /// Numbers of frames that the server no longer has.
    var gap: ClosedRange<UInt64>?
    /// Frames that could not be read.
    var refused = 0
    /// Whether more can be had at once.
    var hasMore = false
  }

  /// Frames of one answer.
  private static let batch = 200

  private let fetch: Fetch
  private var cursor: Int64 = 0
  private var run: String?
  private var reader: FrameReader

  init(_ fetch: Fetch) {
    self.fetch = fetch
    reader = FrameReader(file: fetch.address.description)
  }

  private var name: String { fetch.address.description }

  /// Asks once for what comes behind the frames read so far; of another run, from its beginning.
  mutating func next() throws(Failure) -> Page {
    let answer = try Failure.wrapping { () throws(FetchError) in
      try fetch.get("/api/frames?since=\(cursor)&limit=\(Self.batch)")
    }
    guard answer.status == 200 else { throw problem(of: answer.status) }
    let document: DocumentValue
    do throws(DocumentError) {
      document = try JSON.parse(answer.body, file: name)
    } catch { throw .io(error.description, hint: error.hint) }
    guard let table = document.table else {
      throw .io("\(name) answers with something that is no list of frames")
    }
    var page = Page()
    if let id = table["run_id"]?.string, id != run {
      let isFirst = run == nil
      run = id
      // The cursor counted the frames of the run before.
      if !isFirst, cursor > 0 {
        cursor = 0
        page.hasMore = true
        return page
      }
    }
    if let gap = table["gap"]?.table, let from = gap["from"]?.integer, let to = gap["to"]?.integer, from >= 0,
      to >= from
    {
      page.gap = UInt64(from)...UInt64(to)
    }
    let values = table["frames"]?.array ?? []
    for value in values {
      do throws(ServerError) { page.frames.append(try reader.read(value)) } catch { page.refused += 1 }
    }
    let next = table["next"]?.integer ?? cursor
    page.hasMore = values.count >= Self.batch && next > cursor
    cursor = max(0, next)
    return page
  }

  private func problem(of status: Int) -> Failure {
    switch status {
    case 401: .policy("\(name) wants a token: set \(ServerFlags.token)")
    case 421: .policy("\(name) does not answer to that name: start it with --allowed-host NAME")
    case 429:
      .policy(
        "\(name) answers no more than so many questions a second: ask less often with --poll-interval")
    default: .io("\(name) answers \(status) to /api/frames; is it a server of hashmap-cli?")
    }
  }
}
