import Base
import Documents

/// What a policy lab tries: policies, workloads to try them on, one that is held out, and ways of searching for more.
package struct PolicySuite: Sendable {
  /// Settings under a name.
  package struct Policy: Equatable, Sendable {
    /// What reports call it.
    package let name: String
    /// Settings by their full names, as texts.
    package let settings: [Setting]
    /// Whether a winner has to beat it.
    package let isBaseline: Bool
  }

  /// One setting.
  package struct Setting: Hashable, Sendable {
    /// Its full name.
    package let key: String
    /// Its value as a text.
    package let value: String
    /// Where the value stands; settings that differ in nothing else are the same.
    package let position: DocumentPosition

    init(key: String, value: String, position: DocumentPosition = DocumentPosition(line: 0, column: 0)) {
      self.key = key
      self.value = value
      self.position = position
    }

    /// Whether both say the same.
    package static func == (one: Setting, other: Setting) -> Bool {
      one.key == other.key && one.value == other.value
    }

    /// By what it says.
    package func hash(into hasher: inout Hasher) {
      hasher.combine(key)
      hasher.combine(value)
    }
  }

  /// A setting that is searched, and the values it may have.
  struct Axis: Sendable {
    let key: String
    let values: [Setting]
  }

  /// How the space of settings is searched.
  package enum Method: String, CaseIterable, Sendable {
    /// From the first values on, one setting at a time to its best value, until nothing gets better.
    case heuristic
    /// All of them a little, the better half longer, and so on.
    case successiveHalving = "successive-halving"
    /// Whichever promises most by what is known and what is not (upper confidence bounds).
    case bandit
  }

  static let longestBytes = 1 << 20
  static let mostPolicies = 64
  /// Combinations of the space that are looked at; of more, so many drawn at random.
  static let mostCandidates = 24

  /// The folder of the file: paths in it start from there.
  let folder: String
  /// Workloads that policies are tried on.
  package let workloads: [String]
  /// The workload that only the winner and the best baseline meet.
  package let heldOut: String
  /// Policies that are always tried in full; the first baseline is what scores are relative to.
  package let policies: [Policy]
  let space: [Axis]
  let methods: [Method]
  /// Replays of every finalist on every workload.
  package let rounds: Int
  /// Draws hash seeds and candidates.
  let seed: UInt64
  /// How much the tail of the latency counts against memory, from 0 to 1.
  let latencyWeight: Double
  /// Where the Markdown report goes.
  package let report: String
  /// Where the HTML report goes; nil for none.
  package let htmlReport: String?
  /// Where the recommended settings go, as a configuration file; nil for none.
  package let patch: String?

  /// Reads a suite in TOML; every member it does not know is refused with its place.
  package init(file path: String) throws(LaboratoryError) {
    let bytes = try LaboratoryError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: Self.longestBytes)
    }
    do throws(DocumentError) {
      self = try PolicySuiteReader(file: path).read(.table(try TOML.parse(bytes, file: path)))
    } catch {
      throw .specification(error)
    }
  }

  init(
    folder: String, workloads: [String], heldOut: String, policies: [Policy], space: [Axis],
    methods: [Method], rounds: Int, seed: UInt64, latencyWeight: Double, report: String,
    htmlReport: String?, patch: String?
  ) {
    self.folder = folder
    self.workloads = workloads
    self.heldOut = heldOut
    self.policies = policies
    self.space = space
    self.methods = methods
    self.rounds = rounds
    self.seed = seed
    self.latencyWeight = latencyWeight
    self.report = report
    self.htmlReport = htmlReport
    self.patch = patch
  }
}

/// What is read of a suite.
private struct PolicySuiteReader {
  let file: String

  func read(_ value: DocumentValue) throws(DocumentError) -> PolicySuite {
    var root = try TableReader(value, file: file, subject: "the suite's file")
    guard let inner = root.value("suite") else { throw fault(value, "there is no table [suite]") }
    try root.finish()
    var suite = try TableReader(inner, file: file, subject: "[suite]")
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    func place(_ path: String) -> String { path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)" }
    let workloads = try suite.texts("workloads").map(place)
    if workloads.isEmpty { throw fault(inner, "[suite] needs workloads", "a list of files") }
    let heldOut = place(try suite.text("held_out"))
    if workloads.contains(heldOut) {
      throw fault(
        suite.value("held_out") ?? inner, "the held-out workload is among the others",
        "a winner is verified on an unseen one")
    }
    let rounds = try suite.optionalCount("rounds") ?? 6
    if rounds < 6 || rounds > 1000 {
      throw fault(suite.value("rounds") ?? inner, "rounds must be from 6 to 1000, not \(rounds)")
    }
    let seed = try suite.optionalCount("seed") ?? 1
    let weight = suite.value("latency_weight")
    let share = weight?.number ?? 0.5
    if let weight, !(0...1).contains(share) || weight.number == nil {
      throw fault(weight, "latency_weight must be a number from 0 to 1, not \(weight.shown)")
    }
    let report = place(try suite.optionalText("report") ?? "policy_lab.md")
    let html = try suite.optionalText("html_report").map(place)
    let patch = try suite.optionalText("patch").map(place)
    let policies = try policies(try suite.list("policies"), inner)
    var space: [PolicySuite.Axis] = []
    var methods: [PolicySuite.Method] = []
    if let search = suite.value("search") { (space, methods) = try self.search(search) }
    try suite.finish()
    return PolicySuite(
      folder: folder, workloads: workloads, heldOut: heldOut, policies: policies, space: space,
      methods: methods, rounds: rounds, seed: UInt64(seed), latencyWeight: share, report: report,
      htmlReport: html, patch: patch)
  }

  private func policies(
    _ values: [DocumentValue], _ suite: DocumentValue
  ) throws(DocumentError) -> [PolicySuite.Policy] {
    if values.count > PolicySuite.mostPolicies {
      throw fault(suite, "there are more than \(PolicySuite.mostPolicies) policies")
    }
    var policies: [PolicySuite.Policy] = []
    for value in values {
      var table = try TableReader(value, file: file, subject: "a policy")
      let name = try table.text("name")
      if policies.contains(where: { $0.name == name }) {
        throw fault(
          table.value("name") ?? value, "two policies are called \"\(name)\"", "give each its own name")
      }
      let isBaseline = table.value("baseline")
      var settings: [PolicySuite.Setting] = []
      for member in try table.members("set") {
        settings.append(try setting(member.key, member.value))
      }
      try table.finish()
      policies.append(
        PolicySuite.Policy(name: name, settings: settings, isBaseline: isBaseline?.bool ?? false))
    }
    if !policies.contains(where: \.isBaseline) {
      throw fault(suite, "no policy is a baseline", "set baseline = true in one or two of them")
    }
    return policies
  }

  private func search(
    _ value: DocumentValue
  ) throws(DocumentError) -> ([PolicySuite.Axis], [PolicySuite.Method]) {
    var table = try TableReader(value, file: file, subject: "[suite.search]")
    var methods: [PolicySuite.Method] = []
    for name in try table.texts("methods") {
      guard let method = PolicySuite.Method(rawValue: name) else {
        let names = PolicySuite.Method.allCases.map(\.rawValue)
        let place = table.value("methods")?.array?.first { $0.string == name }
        throw fault(
          place ?? value, "there is no method \"\(name)\"", "one of \(names.joined(separator: ", "))")
      }
      methods.append(method)
    }
    var axes: [PolicySuite.Axis] = []
    for member in try table.members("space") {
      guard let values = member.value.array, !values.isEmpty, values.count <= 64 else {
        throw fault(member.value, "\(member.key) needs a list of 1 to 64 values")
      }
      var settings: [PolicySuite.Setting] = []
      for value in values { settings.append(try setting(member.key, value)) }
      axes.append(PolicySuite.Axis(key: member.key, values: settings))
    }
    try table.finish()
    if methods.isEmpty != axes.isEmpty {
      throw fault(value, "a search needs both methods and a space")
    }
    return (axes, methods)
  }

  private func setting(_ key: String, _ value: DocumentValue) throws(DocumentError) -> PolicySuite.Setting {
    PolicySuite.Setting(key: key, value: try text(value), position: value.position)
  }

  private func text(_ value: DocumentValue) throws(DocumentError) -> String {
    if let text = value.string { return text }
    if value.number != nil || value.bool != nil { return value.shown }
    throw fault(value, "a setting is a text, a number or a truth value, not \(value.shown)")
  }

  private func fault(_ value: DocumentValue, _ detail: String, _ hint: String? = nil) -> DocumentError {
    DocumentError(
      file: file, line: value.position.line, column: value.position.column, detail: detail, hint: hint)
  }
}
