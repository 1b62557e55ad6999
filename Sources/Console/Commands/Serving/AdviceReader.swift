import Base
import Documents
import Server
import Telemetry

/// `--recommendations`: what studies advise, read again while a run or a server goes on.
struct AdviceReader {
  static let flag = Flag<[String]>.repeated(
    "recommendations", "PATH", kind: .file,
    "Show what this file, or each file of this folder, advises (docs/recommendations.md); they may come later."
  )

  private let watch: RecommendationWatch
  private let log: Logger

  /// Nil where no path was given. One that is there must be what it is said to be; one that is not may come.
  init?(_ paths: [String], _ session: Session) throws(Failure) {
    if paths.isEmpty { return nil }
    for path in paths {
      switch Folder.facts(path)?.kind {
      case .folder: break
      case nil: session.log.warning("\(path) is not there yet; it is looked for again every second")
      default:
        _ = try Failure.wrapping { () throws(ServerError) in try RecommendationFile.read(path: path) }
      }
    }
    watch = RecommendationWatch(paths: paths)
    log = session.log
  }

  /// The recommendations where they have changed; once a second at most.
  func look() -> [RecommendationDocument]? {
    let (documents, problems) = watch.look(now: MonotonicClock.nanoseconds())
    for problem in problems { log.warning(problem) }
    if let documents { log.info("recommendations: \(documents.count)") }
    return documents
  }
}

extension Settings {
  /// What is used for a setting, as text; nil for a name that is none, for secrets, and where nothing is set.
  func used(_ name: String) -> String? {
    guard let entry = entries.first(where: { $0.key.name == name }), !entry.key.isSecret else { return nil }
    switch entry.value {
    case .none: return nil
    case .bool(let value): return String(value)
    case .integer(let value): return String(value)
    case .number(let value): return Numbers.plain(value)
    case .text(let value): return value
    }
  }
}
