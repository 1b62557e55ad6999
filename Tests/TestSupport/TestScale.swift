import Foundation

/// How much the heavy tests do: `quick` in debug builds, `full` in release ones, `deep` at night.
///
/// `ADHASH_TEST_SCALE=quick|full|deep` decides otherwise.
package enum TestScale: String, Sendable {
  case quick, full, deep

  /// The scale of this run.
  package static let current: TestScale = {
    if let name = ProcessInfo.processInfo.environment["ADHASH_TEST_SCALE"] {
      guard let scale = TestScale(rawValue: name) else {
        fatalError("ADHASH_TEST_SCALE is \(name): it may be quick, full or deep")
      }
      return scale
    }
    #if DEBUG
      return .quick
    #else
      return .full
    #endif
  }()

  /// The number that belongs to the scale of this run.
  package static func pick(quick: Int, full: Int, deep: Int) -> Int {
    switch current {
    case .quick: quick
    case .full: full
    case .deep: deep
    }
  }
}
