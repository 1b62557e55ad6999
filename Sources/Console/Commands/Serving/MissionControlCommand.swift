import Base
import Server

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `mission-control`.
enum MissionControlCommand {
  /// The folder below which runs are looked for.
  private static let runs = "runs"

  static let spec = CommandSpec(
    name: "mission-control",
    summary: "Show the runs of this folder in the browser: serve with everything that lies below runs/.",
    details: [
      """
      The desktop program of that name is not part of this package; the dashboard shows what it showed. Without --source \
      every metrics.ndjson in \(runs) and its folders is followed; without --port a free one is taken. The first line of \
      standard output is the address to open.
      """,
      "In a terminal without a browser hashmap-cli tui --source FILE shows the same.",
    ],
    flags: ServeCommand.spec.flags,
    examples: [
      Example(purpose: "everything that was measured here", line: "hashmap-cli mission-control"),
      Example(
        purpose: "one run as it grows",
        line: "hashmap-cli mission-control --source runs/metrics_demo/metrics.ndjson"),
    ],
    failures: ServeCommand.spec.failures
  ) { arguments, session throws(Failure) in
    var named = arguments[ServeCommand.source]
    if named.isEmpty { named = try found() }
    try ServeCommand.serve(arguments, session, sources: named, follows: true, port: 0)
  }

  /// The metrics files in the folder of runs and in the folders in it, by their names; none where there is no such folder.
  private static func found() throws(Failure) -> [String] {
    do throws(SystemError) {
      let folders = try Folder.entries(runs).filter { $0.kind == .folder }.map { "\(runs)/\($0.name)" }
        .sorted()
      var files: [String] = []
      for folder in [runs] + folders {
        let hasMetrics = try Folder.entries(folder).contains {
          $0.name == "metrics.ndjson" && $0.kind == .file
        }
        if hasMetrics { files.append("\(folder)/metrics.ndjson") }
      }
      return files
    } catch {
      if error.code == ENOENT { return [] }
      throw error.failure
    }
  }
}
