/// A form in which the rows of a cycle are kept. Raw values are the words of `--sinks`.
package enum RowForm: String, CaseIterable, Sendable {
  /// A file by contract and day, a row a moment.
  case csv
  /// A file by expiry and day, an object a contract and moment.
  case ndjson

  /// Reads a list of them.
  ///
  /// - Throws: kind `config` for a word that is none, and for no word at all.
  package static func list(_ words: [String]) throws(MarketError) -> Set<RowForm> {
    var forms: Set<RowForm> = []
    for word in words {
      guard let form = RowForm(rawValue: word) else {
        throw MarketError(
          .config, "\"\(word)\" is no form of rows",
          hint: "write \(allCases.map(\.rawValue).joined(separator: " or ")), or both with a comma between",
          severity: .fatal)
      }
      forms.insert(form)
    }
    if forms.isEmpty {
      throw MarketError(
        .config, "no form of rows is named", hint: "name csv, ndjson or both; --out none keeps nothing",
        severity: .fatal)
    }
    return forms
  }
}
