#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Texts that no log, error or file may show: credentials of this process's environment and of token files.
package struct Secrets: Sendable {
  /// Parts of names of environment variables that hold credentials.
  private static let marks = [
    "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "APIKEY", "API_KEY", "ACCESS_KEY",
  ]
  /// Shorter values hide too much else.
  private static let shortest = 6

  /// Longest first, so that no part of one is left.
  private let values: [String]

  /// The values themselves.
  package init(_ values: [String]) {
    self.values = Set(values.filter { $0.utf8.count >= Self.shortest }).sorted {
      $0.utf8.count == $1.utf8.count ? $0 < $1 : $0.utf8.count > $1.utf8.count
    }
  }

  /// The credentials of an environment by the names of its variables, and others. Variables that end in `_FILE` hold paths.
  package init(environment: [String: String], besides: [String] = []) {
    let own = environment.filter { name, _ in
      let name = name.uppercased()
      return !name.hasSuffix("_FILE") && Self.marks.contains { name.firstRange(of: $0) != nil }
    }
    self.init(own.values + besides)
  }

  /// These and others.
  package func and(_ others: Secrets) -> Secrets { Secrets(values + others.values) }

  /// Every variable of this process's environment.
  package static func processEnvironment() -> [String: String] {
    var all: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2 { all[String(pair[0])] = String(pair[1]) }
      entry += 1
    }
    return all
  }

  /// The text with three stars in place of every secret. O(secrets · length).
  package func hidden(in text: String) -> String {
    values.reduce(text) { $0.replacing($1, with: "***") }
  }
}
