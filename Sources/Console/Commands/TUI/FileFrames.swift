import Base
import Connectors
import Server
import Telemetry
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The frames of a metrics file that may still grow, be cut or be replaced.
final class FileFrames: FrameSource {
  /// Nanoseconds one look may take, so that keys are answered while a long file is read.
  private static let patience: UInt64 = 20_000_000

  let name: String
  private let follower: LineFollower
  private var reader: FrameReader
  private var line = 0

  /// Opens the file; `-` is standard input.
  init(path: String, follows: Bool) throws(Failure) {
    name = path == "-" ? "standard input" : path
    reader = FrameReader(file: name)
    let longest = FrameFile.lineLimit
    follower =
      path == "-"
      ? LineFollower(descriptor: 0, neverWaits: true, longest: longest)
      : LineFollower(path: path, follows: follows, startsAtEnd: false, longest: longest)
    try Failure.wrapping { () throws(SystemError) in
      // Opening a folder succeeds; reading it must not be what tells.
      var facts = stat()
      if path != "-", stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR {
        throw SystemError(operation: "open", path: path, code: EISDIR)
      }
      try follower.open()
    }
  }

  func take() -> FrameNews {
    var news = FrameNews()
    let deadline = MonotonicClock.nanoseconds() &+ Self.patience
    do throws(SystemError) {
      while true {
        switch try follower.next() {
        case .line(let text): read(text, into: &news)
        case .tooLong:
          line += 1
          news.refused += 1
        case .nothingYet:
          if name != "standard input", access(name, F_OK) != 0 {
            news.problem = "\(name) is gone; waiting for it"
          }
          return news
        case .end:
          news.isOver = true
          return news
        }
        if MonotonicClock.nanoseconds() > deadline {
          news.hasMore = true
          return news
        }
      }
    } catch {
      news.problem = error.description
      return news
    }
  }

  private func read(_ text: String, into news: inout FrameNews) {
    line += 1
    if text.isEmpty { return }
    do throws(ServerError) {
      news.frames.append(try reader.read(text.utf8, number: line))
    } catch {
      news.refused += 1
    }
  }

  func refresh() {}
}
