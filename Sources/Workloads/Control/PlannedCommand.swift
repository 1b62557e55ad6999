import Documents

/// A command given beforehand, with the operation after which it is carried out.
package struct PlannedCommand: Equatable, Sendable {
  /// Operations that are applied before it.
  package let operation: UInt64
  /// What to do.
  package let command: ReplayCommand
  /// The command as it was given.
  package let text: String

  /// Reads `OPS=COMMAND`.
  package init(_ text: String, settings: [SettingKey]) throws(WorkloadError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw ReplayCommand.fault(
        "\(ReplayCommand.shown(text)) is not OPS=COMMAND", hint: "write 100000=compact, 5000=convert:chaining"
      )
    }
    let digits = parts[0].filter { $0 != "_" }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let operation = UInt64(digits)
    else {
      throw ReplayCommand.fault(
        "\(ReplayCommand.shown(parts[0])) is not a number of operations",
        hint: "write 100000=compact: the command is carried out after so many operations")
    }
    self.operation = operation
    self.text = parts[1]
    command = try ReplayCommand(parts[1], settings: settings)
    if command == .status {
      throw ReplayCommand.fault("status cannot be planned", hint: "ask for it over --control-socket")
    }
  }
}
