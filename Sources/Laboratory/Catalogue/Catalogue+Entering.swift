/// What changes a catalogue.
extension Catalogue {
  /// Enters a run with all it has, and removes the oldest beyond what is kept; gives its number.
  package func enter(_ run: CatalogueRun, keeping most: Int = mostRuns) throws(LaboratoryError) -> Int64 {
    try telling { () throws(CatalogueTrouble) in
      try database.transaction { () throws(CatalogueTrouble) in
        let number = try insert(run)
        for job in run.jobs { try insert(job, of: number) }
        try drop(keeping: most)
        return number
      }
    }
  }

  /// Removes the oldest runs that no baseline means, so that at most `count` others stay; tells how many went, and gives
  /// their room back to the disk.
  package func prune(keeping count: Int) throws(LaboratoryError) -> Int {
    try telling { () throws(CatalogueTrouble) in
      let dropped = try database.transaction { () throws(CatalogueTrouble) in try drop(keeping: count) }
      if dropped > 0 { try database.run("VACUUM") }
      return dropped
    }
  }

  /// Lets a name mean a run from now on; the run stays as long as it does.
  package func setBaseline(_ name: String, to number: Int64) throws(LaboratoryError) {
    try telling { () throws(CatalogueTrouble) in
      guard Self.isName(name) else { throw .badName(name) }
      let change = try database.transaction { () throws(CatalogueTrouble) in
        try database.change(
          "INSERT OR REPLACE INTO baseline SELECT ?, id FROM run WHERE id = ?",
          [.text(name), .integer(number)])
      }
      if change == 0 { throw .unknownRun(String(number)) }
    }
  }

  /// Forgets a name; the run stays until it is the oldest.
  package func removeBaseline(_ name: String) throws(LaboratoryError) {
    try telling { () throws(CatalogueTrouble) in
      if try database.change("DELETE FROM baseline WHERE name = ?", [.text(name)]) == 0 {
        throw .unknownRun(name)
      }
    }
  }

  private static func isName(_ name: String) -> Bool {
    let isPlain = name.utf8.allSatisfy { byte in
      byte < 128 && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
        || "-_./".utf8.contains(byte)
    }
    return isPlain && (1...100).contains(name.utf8.count) && Int64(name) == nil && name != previous
  }

  private func insert(_ run: CatalogueRun) throws(CatalogueTrouble) -> Int64 {
    try database.change(
      """
      INSERT INTO run (kind, suite, specification, specification_digest, version, cpu, cores, os, started_at, seconds, \
      ok, command) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(run.kind), .text(run.suite), .optional(run.specification),
        .optional(run.specificationDigest), .text(run.version), .text(run.machine.cpu),
        .integer(Int64(run.machine.cores)), .text(run.machine.os), .integer(run.startedAt),
        .number(run.seconds), .integer(run.isOK ? 1 : 0), .text(run.command),
      ])
    return database.lastRow
  }

  private func insert(_ job: CatalogueJob, of number: Int64) throws(CatalogueTrouble) {
    try database.change(
      """
      INSERT INTO job (run, name, command, class, status, exit, seconds, definition_digest, configuration_digest, \
      input_digest, seeds, execution) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(number), .text(job.name), .text(job.command), .optional(job.workloadClass),
        .text(job.status), .integer(Int64(job.exit)), .number(job.seconds), .text(job.definitionDigest),
        .optional(job.configurationDigest), .optional(job.inputDigest),
        .text(job.seeds.map(String.init).joined(separator: " ")), .text(job.execution),
      ])
    let row = database.lastRow
    for (metric, values) in job.samples.sorted(by: { $0.key < $1.key }) {
      for (index, value) in values.enumerated() {
        try database.change(
          "INSERT INTO sample (job, metric, repeat, value) VALUES (?, ?, ?, ?)",
          [.integer(row), .text(metric), .integer(Int64(index)), .number(value)])
      }
    }
  }

  @discardableResult
  private func drop(keeping count: Int) throws(CatalogueTrouble) -> Int {
    try database.change(
      """
      DELETE FROM run WHERE id IN (SELECT id FROM run WHERE id NOT IN (SELECT run FROM baseline) \
      ORDER BY id DESC LIMIT -1 OFFSET ?)
      """, [.integer(Int64(count))])
  }
}
