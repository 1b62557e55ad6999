import Base

/// One run of a suite as the catalogue has it.
package struct CatalogueRun: Sendable, Equatable {
  /// The machine it ran on.
  package struct Machine: Sendable, Equatable {
    /// The processor, by its maker's name.
    package let cpu: String
    /// Processors that the system has.
    package let cores: Int
    /// The operating system.
    package let os: String

    /// A machine with its facts.
    package init(cpu: String, cores: Int, os: String) {
      self.cpu = cpu
      self.cores = cores
      self.os = os
    }

    /// The machine this program runs on.
    package static var own: Machine {
      Machine(cpu: MachineFacts.cpuModel, cores: MachineFacts.cores, os: MachineFacts.os)
    }

    /// The machine in words.
    package var words: String { "\(cpu), \(cores) cores, \(os)" }
  }

  /// Its number; 0 before it is entered.
  package var number: Int64 = 0
  /// The command that made it, `batch` or `ab-compare`.
  package var kind: String
  /// The name of the suite, which its history goes by.
  package var suite: String
  /// The specification as the user named it; nil where there is none.
  package var specification: String?
  /// XXH3-128 of the specification's bytes.
  package var specificationDigest: String?
  /// The version of the program.
  package var version: String
  /// Where it ran.
  package var machine: Machine
  /// When it began, in nanoseconds since 1970 (UTC).
  package var startedAt: Int64
  /// Seconds it took.
  package var seconds: Double
  /// Whether every job did what it was asked.
  package var isOK: Bool
  /// The command line that makes it again.
  package var command: String
  /// The names of baselines that mean this run.
  package var baselines: [String] = []
  /// Its jobs; empty where they were not asked for.
  package var jobs: [CatalogueJob] = []

  /// A run that is not entered yet.
  package init(
    kind: String, suite: String, specification: String?, specificationDigest: String?, version: String,
    machine: Machine, startedAt: Int64, seconds: Double, isOK: Bool, command: String, jobs: [CatalogueJob]
  ) {
    self.kind = kind
    self.suite = suite
    self.specification = specification
    self.specificationDigest = specificationDigest
    self.version = version
    self.machine = machine
    self.startedAt = startedAt
    self.seconds = seconds
    self.isOK = isOK
    self.command = command
    self.jobs = jobs
  }

  /// When it began, as people read it.
  package var startedAtText: String { WallClock.iso8601(startedAt, fractionDigits: 0) }

  /// The job of that name.
  package func job(named name: String) -> CatalogueJob? { jobs.first { $0.name == name } }
}

/// One job of a run with everything that was measured.
package struct CatalogueJob: Sendable, Equatable {
  /// Its name, once in a run.
  package var name: String
  /// Its command, such as `run-csv`.
  package var command: String
  /// The class of its workload; nil where nothing tells.
  package var workloadClass: String?
  /// The word reports use for how it ended.
  package var status: String
  /// The exit code of the run that failed, else 0.
  package var exit: Int32
  /// Seconds of all its runs.
  package var seconds: Double
  /// XXH3-128 of everything that decides what it does.
  package var definitionDigest: String
  /// XXH3-128 of the configuration in force; nil where its result does not tell.
  package var configurationDigest: String?
  /// Digest of the workload.
  package var inputDigest: String?
  /// The seeds of the hash, a run each; empty where results tell none.
  package var seeds: [UInt64]
  /// XXH3-128 of its times and figures: a job that was taken over from an earlier batch has the same.
  package var execution: String
  /// The measured values by metric, in the order of the runs.
  package var samples: [String: [Double]]

  /// A job with its parts.
  package init(
    name: String, command: String, workloadClass: String?, status: String, exit: Int32, seconds: Double,
    definitionDigest: String, configurationDigest: String?, inputDigest: String?, seeds: [UInt64],
    execution: String, samples: [String: [Double]]
  ) {
    self.name = name
    self.command = command
    self.workloadClass = workloadClass
    self.status = status
    self.exit = exit
    self.seconds = seconds
    self.definitionDigest = definitionDigest
    self.configurationDigest = configurationDigest
    self.inputDigest = inputDigest
    self.seeds = seeds
    self.execution = execution
    self.samples = samples
  }

  /// Whether it did what it was asked: what others measured until they failed or their time was over is no figure.
  package var isOK: Bool {
    status == BatchOutcome.Status.ok.rawValue || status == BatchOutcome.Status.resumed.rawValue
  }

  /// The median of a metric; nil where it was not measured.
  package func median(_ metric: String) -> Double? { Sample(samples[metric] ?? [])?.median }
}
