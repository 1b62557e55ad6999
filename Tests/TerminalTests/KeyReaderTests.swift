import Base
import Telemetry
import Testing

@testable import Terminal

@Suite struct KeyReaderTests {
  private static let table: [(String, [Key])] = [
    ("q", [.character("q")]), ("\t\r\n", [.tab, .enter, .enter]),
    ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [.up, .down, .right, .left]),
    ("\u{1B}OA\u{1B}OH\u{1B}OF", [.up, .home, .end]), ("\u{1B}[Z", [.backTab]),
    ("\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~", [.home, .end, .home, .end, .home, .end]),
    ("\u{1B}[5~\u{1B}[6~\u{1B}[5;5~", [.pageUp, .pageDown, .pageUp]), ("\u{1B}[1;2A", [.up]),
    ("\u{1B}[200~\u{1B}[3~\u{1B}[E", []), ("\u{1}\u{2}\u{7F}x", [.character("x")]),
    ("äz", [.character("ä"), .character("z")]), ("日🙂", [.character("日"), .character("🙂")]),
    ("\u{1B}x", [.escape, .character("x")]),
  ]

  /// The same keys, whole and however the bytes are cut.
  @Test func sequences() {
    for (text, keys) in Self.table {
      let bytes = Array(text.utf8)
      for cut in 0...bytes.count {
        var reader = KeyReader()
        let found = reader.keys(Array(bytes[..<cut])) + reader.keys(Array(bytes[cut...]))
        #expect(found == keys && !reader.isWaiting, "\(text.debugDescription) cut at \(cut)")
      }
    }
  }

  @Test func aloneAnEscapeIsAKeyAfterAWhile() {
    var reader = KeyReader()
    #expect(reader.keys([0x1B]).isEmpty && reader.isWaiting)
    #expect(reader.flush() == [.escape] && !reader.isWaiting && reader.flush().isEmpty)
    #expect(reader.keys(Array("\u{1B}[12".utf8)).isEmpty && reader.flush() == [.escape])
    #expect(reader.keys([0xC3]).isEmpty && reader.flush().isEmpty)
  }

  @Test func garbageIsNeitherKeptNorATrap() {
    var random = SeededRandom(seed: 9)
    var reader = KeyReader()
    for _ in 0..<2000 {
      _ = reader.keys((0..<random.next() % 9).map { _ in UInt8(truncatingIfNeeded: random.next()) })
      if random.next() % 20 == 0 { _ = reader.flush() }
    }
    _ = reader.flush()
    #expect(
      reader.keys(Array(("\u{1B}[" + String(repeating: "1", count: 50)).utf8)).isEmpty && !reader.isWaiting)
    #expect(reader.keys([0xFF, 0xFF, 0xFF, 0xFF]).count <= 1)
  }
}

@Suite struct SourceTests {
  @Test func anInboxLosesTheOldestAndSaysSo() {
    let frames = SampleRun.frames()
    let inbox = FrameInbox(name: "x", limit: 10) {}
    for frame in frames[..<4] { inbox.put(frame) }
    #expect(inbox.take().frames.map(\.frame) == [1, 2, 3, 4])
    for frame in frames[4..<20] { inbox.put(frame) }
    inbox.put(problem: "late", refused: 2)
    let news = inbox.take()
    #expect(news.frames.map(\.frame) == Array(11...20) && news.gap == 5...10)
    #expect(news.problem == "late" && news.refused == 2 && !news.isOver)
    inbox.put(gap: 21...25)
    inbox.put(gap: 30...31)
    inbox.put(problem: nil, refused: 0)
    inbox.close()
    let last = inbox.take()
    #expect(
      last.gap == 21...31 && last.problem == nil && last.refused == 0 && last.isOver && last.frames.isEmpty)
  }

  /// A source that has some news, then is over.
  private final class Script: FrameSource {
    let name = "script"
    var news: [FrameNews]
    private(set) var refreshes = 0

    init(_ news: [FrameNews]) {
      self.news = news
    }

    func take() -> FrameNews {
      if news.isEmpty {
        var end = FrameNews()
        end.isOver = true
        return end
      }
      return news.removeFirst()
    }

    func refresh() { refreshes += 1 }
  }

  @Test func linesOfASource() {
    let frames = SampleRun.frames()
    var first = FrameNews()
    first.frames = [frames[0]]
    first.problem = "no answer"
    first.hasMore = true
    var second = FrameNews()
    second.gap = 2...3
    second.problem = "no answer"
    var third = FrameNews()
    third.frames = [frames[3]]
    var lines: [String] = []
    let never = { false }
    LineView.run(of: Script([first, second, third]), period: 1000, mustEnd: never) { lines += $0 }
    #expect(
      lines == FrameLine.lines(frames[0]) + ["no answer", "… frames 2 to 3 are lost"]
        + FrameLine.lines(frames[3]))
    var count = 0
    let thrice = {
      count += 1
      return count > 3
    }
    LineView.run(of: Script([FrameNews()]), period: 60_000_000_000, mustEnd: thrice) { _ in
      Issue.record("nothing to write")
    }
    #expect(count > 3, "a signal ends the wait long before the period does")
  }
}
