import Base
import Documents
import Workloads

/// Specifications in TOML or YAML, in the shape of the earlier program and beyond.
extension BatchSpec {
  /// Reads a specification; every member it does not know is refused with its place.
  ///
  /// - Parameter modes: what `mode` may be; any word where none are given.
  package static func read(_ path: String, modes: [String] = []) throws(LaboratoryError) -> BatchSpec {
    let bytes = try LaboratoryError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: longestBytes)
    }
    do throws(DocumentError) {
      let isYAML = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
      let root =
        isYAML
        ? try YAML.parse(bytes, file: path) : .table(try TOML.parse(bytes, file: path))
      return try BatchSpecReader(path: path, digest: InputDigest.of(bytes), modes: modes).read(root)
    } catch {
      throw .specification(error)
    }
  }
}

/// What is read of a specification, with the defaults of the whole.
private struct BatchSpecReader {
  let path: String
  let digest: String
  let modes: [String]

  private static let commands = ["profile", "run-csv", "ab-compare", "workload-dna", "sweep", "generate-csv"]

  func read(_ value: DocumentValue) throws(DocumentError) -> BatchSpec {
    var root = try TableReader(value, file: path, subject: "the specification")
    guard let inner = root.value("batch") else {
      throw error(value.position, "there is no table [batch]")
    }
    let budgets = try WorkloadBudget.read(root.members("budgets"), file: path)
    try root.finish()
    var batch = try TableReader(inner, file: path, subject: "[batch]")
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let name = try batch.optionalText("name") ?? fileName
    let report = try batch.optionalText("report") ?? "reports/batch_report.md"
    let html = try batch.optionalText("html_report")
    let pdf = try batch.optionalText("pdf_report")
    let baseline = try batch.optionalText("baseline")
    let gate = try gate(batch.value("gate"))
    let program = try words(batch.value("hashmap_cli"), "hashmap_cli")
    let parallel = try batch.optionalCount("parallel") ?? 1
    let repeats = try batch.optionalCount("repeats") ?? 1
    let limit = try seconds(batch.value("timeout_seconds")) ?? 120
    let tables = try batch.list("jobs")
    try batch.finish()
    if tables.isEmpty { throw error(inner.position, "there are no [[batch.jobs]]") }
    var jobs: [BatchJob] = []
    for (index, table) in tables.enumerated() {
      jobs += try self.jobs(
        table, number: index + 1, repeats: repeats, limit: limit, classes: budgets.map(\.workloadClass))
      if jobs.count > BatchSpec.mostJobs {
        throw error(table.position, "more than \(BatchSpec.mostJobs) jobs")
      }
    }
    var names = Set<String>()
    for job in jobs where !names.insert(job.name).inserted {
      throw error(inner.position, "two jobs are called \"\(job.name)\"", "give each its own name")
    }
    return BatchSpec(
      path: path, name: name, digest: digest, folder: folder, report: report, htmlReport: html,
      pdfReport: pdf,
      baseline: baseline, gate: gate, budgets: budgets, program: program, parallel: parallel, jobs: jobs)
  }

  /// The file's name without folder and ending.
  private var fileName: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.lastIndex(of: ".").map { $0 == name.startIndex ? name : String(name[..<$0]) } ?? name
  }

  private func jobs(
    _ value: DocumentValue, number: Int, repeats: Int, limit: Double, classes: [String]
  ) throws(DocumentError) -> [BatchJob] {
    var table = try TableReader(value, file: path, subject: "job \(number)")
    let name = try table.optionalText("name") ?? "job-\(number)"
    let command = try table.text("command")
    guard Self.commands.contains(command) else {
      throw error(
        table.value("command")?.position ?? value.position,
        "job \"\(name)\": no batch runs the command \"\(command)\"",
        "one of \(Self.commands.joined(separator: ", "))")
    }
    let workloadClass = try table.optionalText("class")
    if let workloadClass, !classes.contains(workloadClass), WorkloadClass(rawValue: workloadClass) == nil {
      throw error(
        table.value("class")?.position ?? value.position,
        "job \"\(name)\": no class is called \"\(workloadClass)\"",
        "a table [budgets.\(workloadClass)] makes one; the others are "
          + "\(WorkloadClass.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let csv = try table.optionalText("csv")
    let mode = try table.optionalText("mode")
    if let mode, let value = table.value("mode") { try check(mode: mode, at: value.position) }
    let config = try table.optionalText("config")
    var rest: [String] = []
    for (key, flag) in [
      ("json_summary", "--json-summary-out"), ("metrics_out_dir", "--metrics-out-dir"),
      ("format", "--format"),
    ] {
      if let text = try table.optionalText(key) { rest += [flag, text] }
    }
    // Of the earlier program; every sample is kept now.
    _ = table.value("latency_sample_k")
    if let every = try table.optionalCount("latency_sample_every") {
      rest += ["--latency-sample-every", String(every)]
    }
    rest += try table.texts("extra_args")
    var environment: [String: String] = [:]
    for member in try table.members("env") {
      guard let text = member.value.string else {
        throw error(member.value.position, "env.\(member.key) must be a text")
      }
      environment[member.key] = text
    }
    let ownRepeats = try table.optionalCount("repeats") ?? repeats
    let ownLimit = try seconds(table.value("timeout_seconds")) ?? limit
    let matrix = try matrix(table.value("matrix"), name, csv: csv, mode: mode)
    try table.finish()
    return try matrix.map { cell throws(DocumentError) in
      if cell.csv == nil, command != "generate-csv" {
        throw error(value.position, "job \"\(name)\" needs a csv")
      }
      var words = ["--json", "--quiet"]
      if let mode = cell.mode { words += ["--mode", mode] }
      if let config { words += ["--config", config] }
      words.append(command)
      if let csv = cell.csv { words += ["--csv", csv] }
      if let seed = cell.seed { words += ["--seed", seed] }
      return BatchJob(
        name: ([name] + cell.label).joined(separator: " / "), command: command, arguments: words + rest,
        workloadClass: workloadClass, environment: environment, repeats: ownRepeats, timeLimit: ownLimit)
    }
  }

  /// One combination of a matrix.
  private struct Cell {
    var csv: String?
    var mode: String?
    var seed: String?
    var label: [String] = []
  }

  /// All combinations of `mode`, `csv` and `seed`; a single one without a matrix.
  private func matrix(
    _ value: DocumentValue?, _ name: String, csv: String?, mode: String?
  ) throws(DocumentError) -> [Cell] {
    guard let value else { return [Cell(csv: csv, mode: mode)] }
    var table = try TableReader(value, file: path, subject: "the matrix of \"\(name)\"")
    var cells = [Cell(csv: csv, mode: mode)]
    let modes = try table.texts("mode")
    let workloads = try table.texts("csv")
    let seeds = try table.list("seed")
    try table.finish()
    if modes.isEmpty, workloads.isEmpty, seeds.isEmpty {
      throw error(value.position, "the matrix of \"\(name)\" is empty", "give it mode, csv or seed as lists")
    }
    for (mode, place) in zip(modes, table.value("mode")?.array ?? []) {
      try check(mode: mode, at: place.position)
    }
    if !modes.isEmpty {
      cells = cells.flatMap { cell in modes.map { Cell(csv: cell.csv, mode: $0, label: [$0]) } }
    }
    if !workloads.isEmpty {
      cells = cells.flatMap { cell in
        workloads.map { Cell(csv: $0, mode: cell.mode, label: cell.label + [$0]) }
      }
    }
    if seeds.isEmpty { return cells }
    var texts: [String] = []
    for seed in seeds {
      guard let number = seed.integer, number >= 0 else {
        throw error(seed.position, "a seed must be a whole number of at least 0, not \(seed.shown)")
      }
      texts.append(String(number))
    }
    return cells.flatMap { cell in
      texts.map { Cell(csv: cell.csv, mode: cell.mode, seed: $0, label: cell.label + ["seed \($0)"]) }
    }
  }

  private func check(mode: String, at position: DocumentPosition) throws(DocumentError) {
    if modes.isEmpty || modes.contains(mode) { return }
    throw error(
      position, "there is no mode \"\(mode)\"",
      Spelling.nearest(mode, in: modes).map { "did you mean \($0)?" }
        ?? "one of \(modes.joined(separator: ", "))")
  }

  private func words(_ value: DocumentValue?, _ key: String) throws(DocumentError) -> [String]? {
    guard let value else { return nil }
    let words =
      value.string.map { $0.split(separator: " ").map(String.init) } ?? value.array?.compactMap(\.string)
    guard let words, !words.isEmpty else { throw error(value.position, "\(key) must be a path or words") }
    return words
  }

  private func seconds(_ value: DocumentValue?) throws(DocumentError) -> Double? {
    guard let value else { return nil }
    guard let number = value.number, number > 0, number <= 604_800 else {
      throw error(
        value.position, "timeout_seconds must be a number above 0 and at most 604800, not \(value.shown)")
    }
    return number
  }

  private func gate(_ value: DocumentValue?) throws(DocumentError) -> Double? {
    guard let value else { return nil }
    let words = value.string.flatMap { $0.last == "%" ? Double($0.dropLast()) : nil }
    guard let number = value.number ?? words, number >= 0, number <= 1000 else {
      throw error(value.position, "gate must be percent from 0 to 1000, not \(value.shown)")
    }
    return number
  }

  private func error(_ position: DocumentPosition, _ detail: String, _ hint: String? = nil) -> DocumentError {
    DocumentError(
      file: path, line: position.line, column: position.column, detail: detail,
      hint: hint ?? "see docs/batch.md")
  }
}
