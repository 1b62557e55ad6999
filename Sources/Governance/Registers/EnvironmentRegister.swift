/// The environment variables of the programs: those their pages document, and those their sources read. Both directions.
package struct EnvironmentRegister: Sendable {
  /// A page of documentation that has tables of variables.
  package struct Page: Sendable {
    /// Its path.
    package let path: String
    /// Its text.
    package let text: String

    /// A page with its text.
    package init(path: String, text: String) {
      self.path = path
      self.text = text
    }
  }

  private let prefixes: [String]
  private let pages: [Page]

  /// A register of variables that begin with one of the prefixes, documented on these pages.
  package init(prefixes: [String], pages: [Page]) {
    self.prefixes = prefixes
    self.pages = pages
  }

  /// Variables that are the whole cell of a table, and how often, of one page.
  private func documented(on page: Page) -> [String: Int] {
    var found: [String: Int] = [:]
    for line in page.text.split(separator: "\n") where line.hasPrefix("|") {
      for cell in line.split(separator: "|") {
        let word = cell.filter { $0 != " " }
        guard word.first == "`", word.last == "`", word.count > 2 else { continue }
        let name = String(word.dropFirst().dropLast())
        if prefixes.contains(where: { name.hasPrefix($0) }) { found[name, default: 0] += 1 }
      }
    }
    return found
  }

  /// What is undocumented, documented twice on a page, documented and never read, or mentioned and unknown.
  ///
  /// - Parameters:
  ///   - sources: the programs' sources; a variable is read where its name stands in quotes.
  ///   - mentions: other documents; a variable they name must be known somewhere.
  ///   - elsewhere: scripts and tests, whose own variables documents may mention.
  package func findings(
    sources: [(path: String, text: String)], mentions: [(path: String, text: String)],
    elsewhere: [(path: String, text: String)]
  ) -> [RegisterFinding] {
    var findings: [RegisterFinding] = []
    func add(_ check: String, _ place: String, _ message: String) {
      findings.append(RegisterFinding(check: check, place: place, message: message))
    }
    var known: Set<String> = []
    var read: [String: String] = [:]
    for file in sources {
      for name in Words.variables(in: file.text, prefixes: prefixes, inQuotes: true).keys
      where read[name] == nil {
        read[name] = file.path
      }
    }
    for page in pages {
      for (name, count) in documented(on: page).sorted(by: { $0.key < $1.key }) {
        known.insert(name)
        if count > 1 {
          add("environment-twice", page.path, "\(name) is documented \(count) times; once is enough")
        }
        if read[name] == nil {
          add("environment-unused", page.path, "\(name) is documented and no source reads it; take it out")
        }
      }
    }
    for (name, path) in read.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
      add(
        "environment-undocumented", path,
        "\(name) is read and stands on no page; declare it in a flag or a setting")
    }
    let other = elsewhere.reduce(into: Set<String>()) { names, file in
      names.formUnion(Words.variables(in: file.text, prefixes: prefixes, inQuotes: false).keys)
    }
    for file in mentions {
      for name in Words.variables(in: file.text, prefixes: prefixes, inQuotes: false).keys.sorted()
      where !known.contains(name) && !other.contains(name) {
        add("environment-unknown", file.path, "\(name) is mentioned and nothing reads it")
      }
    }
    return findings
  }

  /// Settings or flags that share one variable, and settings declared twice.
  ///
  /// - Parameter settings: name and variable of every setting.
  package static func aliases(in settings: [(name: String, variable: String?)]) -> [RegisterFinding] {
    var findings: [RegisterFinding] = []
    var owners: [String: String] = [:]
    var names: Set<String> = []
    for setting in settings {
      if !names.insert(setting.name).inserted {
        findings.append(
          RegisterFinding(
            check: "setting-twice", place: setting.name, message: "this setting is declared twice"))
      }
      guard let variable = setting.variable else { continue }
      if let owner = owners[variable] {
        findings.append(
          RegisterFinding(
            check: "environment-alias", place: variable,
            message: "stands for \(owner) and for \(setting.name); each has its own"))
      }
      owners[variable] = setting.name
    }
    return findings
  }
}
