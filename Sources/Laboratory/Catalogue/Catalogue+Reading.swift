/// What a catalogue tells.
extension Catalogue {
  /// A name and the run it means.
  package struct Baseline: Sendable, Equatable {
    /// The name.
    package let name: String
    /// The number of the run.
    package let run: Int64
  }

  /// The latest runs without their jobs, the newest first.
  ///
  /// - Parameters:
  ///   - suite: only those of this suite; nil for all.
  ///   - earlier: only those before this one.
  package func runs(
    suite: String? = nil, before earlier: Int64 = .max, limit: Int
  ) throws(LaboratoryError) -> [CatalogueRun] {
    try telling { () throws(CatalogueTrouble) in
      try runs(
        where: "(? IS NULL OR suite = ?) AND id < ? ORDER BY id DESC LIMIT ?",
        [.optional(suite), .optional(suite), .integer(earlier), .integer(Int64(limit))])
    }
  }

  /// A run with its jobs.
  ///
  /// - Parameters:
  ///   - name: a number, the name of a baseline, or ``previous`` for the last run of the suite.
  ///   - suite: what ``previous`` goes by; nil for any suite.
  package func run(_ name: String, suite: String? = nil) throws(LaboratoryError) -> CatalogueRun {
    try telling { () throws(CatalogueTrouble) in
      let found: [CatalogueRun]
      if let number = Int64(name) {
        found = try runs(where: "id = ?", [.integer(number)])
      } else if name == Self.previous {
        found = try runs(
          where: "(? IS NULL OR suite = ?) ORDER BY id DESC LIMIT 1",
          [.optional(suite), .optional(suite)])
      } else {
        found = try runs(where: "id = (SELECT run FROM baseline WHERE name = ?)", [.text(name)])
      }
      guard var run = found.first else { throw .unknownRun(name) }
      run.jobs = try jobs(of: run.number)
      return run
    }
  }

  /// The latest runs with their jobs, the oldest first: the history of a suite, or of all where it is nil.
  package func history(suite: String?, limit: Int) throws(LaboratoryError) -> [CatalogueRun] {
    var found = try runs(suite: suite, limit: limit)
    found.reverse()
    try telling { () throws(CatalogueTrouble) in
      for index in found.indices { found[index].jobs = try jobs(of: found[index].number) }
    }
    return found
  }

  /// All baselines by name.
  package func baselines() throws(LaboratoryError) -> [Baseline] {
    try telling { () throws(CatalogueTrouble) in
      try database.query("SELECT name, run FROM baseline ORDER BY name") {
        Baseline(name: $0.text(0), run: $0.integer(1))
      }
    }
  }

  private func runs(
    where condition: String, _ values: [Database.Value]
  ) throws(CatalogueTrouble) -> [CatalogueRun] {
    var runs = try database.query(
      """
      SELECT id, kind, suite, specification, specification_digest, version, cpu, cores, os, started_at, seconds, ok, \
      command FROM run WHERE \(condition)
      """, values
    ) { row in
      var run = CatalogueRun(
        kind: row.text(1), suite: row.text(2), specification: row.optionalText(3),
        specificationDigest: row.optionalText(4), version: row.text(5),
        machine: CatalogueRun.Machine(cpu: row.text(6), cores: Int(row.integer(7)), os: row.text(8)),
        startedAt: row.integer(9), seconds: row.number(10), isOK: row.integer(11) != 0,
        command: row.text(12), jobs: [])
      run.number = row.integer(0)
      return run
    }
    for index in runs.indices {
      runs[index].baselines = try database.query(
        "SELECT name FROM baseline WHERE run = ? ORDER BY name", [.integer(runs[index].number)]
      ) { $0.text(0) }
    }
    return runs
  }

  private func jobs(of run: Int64) throws(CatalogueTrouble) -> [CatalogueJob] {
    var numbers: [Int64] = []
    var jobs = try database.query(
      """
      SELECT id, name, command, class, status, exit, seconds, definition_digest, configuration_digest, input_digest, \
      seeds, execution FROM job WHERE run = ? ORDER BY id
      """, [.integer(run)]
    ) { row in
      numbers.append(row.integer(0))
      return CatalogueJob(
        name: row.text(1), command: row.text(2), workloadClass: row.optionalText(3), status: row.text(4),
        exit: Int32(clamping: row.integer(5)), seconds: row.number(6), definitionDigest: row.text(7),
        configurationDigest: row.optionalText(8), inputDigest: row.optionalText(9),
        seeds: row.text(10).split(separator: " ").compactMap { UInt64($0) }, execution: row.text(11),
        samples: [:])
    }
    let places = Dictionary(zip(numbers, jobs.indices)) { first, _ in first }
    try database.query(
      """
      SELECT job, metric, value FROM sample WHERE job IN (SELECT id FROM job WHERE run = ?) \
      ORDER BY job, metric, repeat
      """, [.integer(run)]
    ) { row in
      if let place = places[row.integer(0)] {
        jobs[place].samples[row.text(1), default: []].append(row.number(2))
      }
    }
    return jobs
  }
}
