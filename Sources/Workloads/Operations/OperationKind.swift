/// What an operation does to a map. The raw values are those of the columns a batch hands to the map.
package enum OperationKind: UInt8, CaseIterable, Sendable {
  case put = 0
  case get = 1
  case delete = 2

  /// The word in a workload file: `put`, `get` or `del`.
  package var word: String {
    switch self {
    case .put: "put"
    case .get: "get"
    case .delete: "del"
    }
  }
}
