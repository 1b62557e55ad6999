import Documents

/// What a batch does: jobs, how often and how long each runs, and where its reports go.
package struct BatchSpec: Sendable {
  /// The largest specification that is read, in bytes.
  package static let longestBytes = 1 << 20
  /// Jobs there may be after matrices were multiplied out.
  package static let mostJobs = 10_000

  /// The file it came from.
  package let path: String
  /// The name its history goes by.
  package let name: String
  /// XXH3-128 of its bytes.
  package let digest: String
  /// The folder of that file: paths in it and the jobs themselves start from there.
  package let folder: String
  /// Where the Markdown report goes.
  package let report: String
  /// Where the HTML report goes; nil for none.
  package let htmlReport: String?
  /// Where the report in PDF goes; nil for none.
  package let pdfReport: String?
  /// The run or baseline to compare with; nil for none.
  package let baseline: String?
  /// The regression in percent that is let pass; nil without a gate.
  package let gate: Double?
  /// Budgets by the class of workloads they are for.
  package let budgets: [WorkloadBudget]
  /// The words that start the program; nil is this one.
  package let program: [String]?
  /// Jobs that run at the same time.
  package let parallel: Int
  /// The jobs in order, matrices multiplied out.
  package let jobs: [BatchJob]
}

/// One command line of a batch.
package struct BatchJob: Sendable, Equatable {
  /// The name, different from that of every other job.
  package var name: String
  /// The command, such as `run-csv`.
  package var command: String
  /// The words behind the program's name.
  package var arguments: [String]
  /// The class of its workload; nil leaves that to its operations.
  package var workloadClass: String?
  /// Variables added to the environment.
  package var environment: [String: String]
  /// How often it runs.
  package var repeats: Int
  /// Seconds after which a run is ended.
  package var timeLimit: Double

  /// Everything that decides what the job does, for telling whether an earlier result is still its own.
  package var definition: String {
    let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return (variables + arguments + ["×\(repeats)", "\(timeLimit) s"]).joined(separator: "\u{1F}")
  }
}
