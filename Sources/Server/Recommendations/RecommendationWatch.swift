import Base
import Telemetry

/// Files and folders of recommendations, looked at again as a run goes on. Used by one thread at a time.
///
/// A file that is not there yet, or not whole, is looked for again; what it said last stays until it says something else.
/// Of a folder every `*.json` counts that holds a recommendation, in the order of names.
package final class RecommendationWatch {
  /// Nanoseconds between two looks, at least.
  package static let pace: UInt64 = 1_000_000_000
  /// Names of a folder that are looked at; further ones are left out.
  package static let mostNames = 64

  private let paths: [String]
  private var known: [String: RecommendationDocument] = [:]
  private var shown: [RecommendationDocument]?
  private var problems: [String] = []
  private var next: UInt64 = 0

  /// A watch of these files and folders; nothing is read yet.
  package init(paths: [String]) { self.paths = paths }

  /// The recommendations where they are others than at the look before, at most `RunAdvice.limit`; nil where nothing
  /// changed or the last look was just now. Problems are told when they are new.
  package func look(now: UInt64) -> (documents: [RecommendationDocument]?, problems: [String]) {
    guard now >= next else { return (nil, []) }
    next = now &+ Self.pace
    var found: [RecommendationDocument] = []
    var problems: [String] = []
    for path in paths {
      if Folder.facts(path)?.kind == .folder {
        for name in names(of: path, &problems) { take("\(path)/\(name)", inFolder: true, &found, &problems) }
      } else {
        take(path, inFolder: false, &found, &problems)
      }
    }
    if found.count > RunAdvice.limit {
      problems.append("only the first \(RunAdvice.limit) of \(found.count) recommendations are shown")
      found.removeLast(found.count - RunAdvice.limit)
    }
    let news = problems.filter { !self.problems.contains($0) }
    self.problems = problems
    defer { shown = found }
    return (found == shown ? nil : found, news)
  }

  private func names(of folder: String, _ problems: inout [String]) -> [String] {
    do throws(SystemError) {
      let names = try Folder.entries(folder).map(\.name).filter { $0.hasSuffix(".json") }
      if names.count > Self.mostNames {
        problems.append("\(folder): only the first \(Self.mostNames) of \(names.count) files are looked at")
      }
      return Array(names.prefix(Self.mostNames))
    } catch {
      problems.append(error.description)
      return []
    }
  }

  private func take(
    _ path: String, inFolder: Bool, _ found: inout [RecommendationDocument], _ problems: inout [String]
  ) {
    do throws(ServerError) {
      let document = try RecommendationFile.read(path: path)
      known[path] = document
      found.append(document)
    } catch {
      // A folder may hold other documents.
      if inFolder, known[path] == nil, case .recommendation = error { return }
      problems.append(error.description)
      if let before = known[path] { found.append(before) }
    }
  }
}

/// The recommendations a server was given, for all threads that answer.
package final class RecommendationShelf: @unchecked Sendable {
  private let lock = Lock()
  private var documents: [RecommendationDocument] = []

  /// An empty shelf.
  package init() {}

  /// Takes the place of what is there.
  package func put(_ documents: [RecommendationDocument]) { lock.withLock { self.documents = documents } }

  /// What is there.
  var all: [RecommendationDocument] { lock.withLock { documents } }
}
