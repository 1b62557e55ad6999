import Base

/// What is on its way out, and what has gone: the table of `DEPRECATIONS.md`.
///
/// Columns: name, kind, since, earliest removal, replacement, status. What is `REMOVED` stands nowhere in sources and documents
/// any more; what is `active` past its earliest removal warns for thirty days and then fails.
package struct DeprecationRegister: Equatable, Sendable {
  /// Where the register stands.
  package static let path = "DEPRECATIONS.md"
  /// Days during which what is overdue only warns.
  package static let graceDays = 30

  /// What can be deprecated.
  package enum Kind: String, CaseIterable, Sendable {
    case command, flag, metric, environment, setting, symbol, file
  }

  /// Whether it is still there.
  package enum Status: String, CaseIterable, Sendable {
    case active
    case removed = "REMOVED"
  }

  /// One row.
  package struct Entry: Equatable, Sendable {
    /// The name as people write it.
    package let name: String
    /// What it is.
    package let kind: Kind
    /// The day it was deprecated.
    package let since: CivilDate
    /// The first day on which it may go.
    package let earliestRemoval: CivilDate
    /// What to use instead, or why nothing is needed.
    package let replacement: String
    /// Whether it is still there.
    package let status: Status
    /// Its line in the register.
    package let line: Int

    /// How it is written in sources: a flag without its dashes, in quotes.
    var spellings: [String] {
      kind == .flag ? [name, "\"\(name.drop { $0 == "-" })\""] : [name]
    }
  }

  /// All rows.
  package private(set) var entries: [Entry] = []
  /// Rows that cannot be understood.
  package private(set) var faults: [RegisterFinding] = []

  private static let columns = ["name", "kind", "since", "earliest removal", "replacement", "status"]

  /// Reads the register: the first table of the text whose header has the six columns.
  package static func read(_ text: String) -> DeprecationRegister {
    var register = DeprecationRegister()
    var isInTable = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let cells = cells(of: line) else {
        if isInTable { break }
        continue
      }
      if cells == columns {
        isInTable = true
      } else if isInTable, !cells.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } }) {
        register.take(cells, line: index + 1)
      }
    }
    if !isInTable { register.fault(1, "no table with the columns \(columns.joined(separator: ", "))") }
    return register
  }

  private static func cells(of line: Substring) -> [String]? {
    guard line.hasPrefix("|"), line.hasSuffix("|"), line.count > 1 else { return nil }
    return line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  private mutating func fault(_ line: Int, _ message: String) {
    faults.append(RegisterFinding(check: "deprecation-form", place: "\(Self.path):\(line)", message: message))
  }

  private mutating func take(_ cells: [String], line: Int) {
    guard cells.count == Self.columns.count else {
      return fault(line, "a row has \(Self.columns.count) cells")
    }
    let name = cells[0].filter { $0 != "`" }
    guard !name.isEmpty, let kind = Kind(rawValue: cells[1]), let since = CivilDate(cells[2]),
      let removal = CivilDate(cells[3]), since < removal, !cells[4].isEmpty,
      let status = Status(rawValue: cells[5])
    else {
      return fault(
        line,
        "a row has a name, one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")), two days in order, what replaces it, and active or REMOVED"
      )
    }
    if entries.contains(where: { $0.name == name }) { return fault(line, "\(name) stands here twice") }
    entries.append(
      Entry(
        name: name, kind: kind, since: since, earliestRemoval: removal, replacement: cells[4], status: status,
        line: line))
  }

  /// Everything the register objects to on a day.
  ///
  /// - Parameter texts: the live sources and documents by path; the register and the change log are not among them.
  package func findings(
    in texts: [(path: String, text: String)], on today: CivilDate
  ) -> [RegisterFinding] {
    var findings = faults
    for entry in entries {
      let place = "\(Self.path):\(entry.line)"
      let places = texts.filter { file in entry.spellings.contains { Words.contains($0, in: file.text) } }
        .map(\.path)
      switch entry.status {
      case .removed:
        for path in places {
          findings.append(
            RegisterFinding(
              check: "deprecation-removed", place: path,
              message: "\(entry.name) is REMOVED and stands here still"))
        }
      case .active:
        if places.isEmpty {
          findings.append(
            RegisterFinding(
              check: "deprecation-gone", place: place,
              message: "\(entry.name) is nowhere any more; its status is REMOVED"))
        }
        let overdue = Int(today.daysSinceEpoch) - Int(entry.earliestRemoval.daysSinceEpoch)
        if overdue > 0 {
          let check = overdue > Self.graceDays ? "deprecation-overdue" : "deprecation-due"
          findings.append(
            RegisterFinding(
              check: check, place: place,
              message:
                "\(entry.name) could go since \(entry.earliestRemoval), \(overdue) days ago; remove it or give it a later day"
            ))
        }
      }
    }
    return findings
  }

  /// Whether a finding only warns whatever the stages say: what came due within the last thirty days.
  package static func warns(_ finding: RegisterFinding) -> Bool { finding.check == "deprecation-due" }
}
