import Documents

/// A function that a graph file can name: `upper`, `add:3`.
package struct Formula<Function>: Sendable {
  /// What stands behind the colon.
  package enum Argument: String, Sendable {
    case none
    case integer = "N"
    case number = "X"
    case text = "TEXT"
    case value = "VALUE"
    case path = "MEMBER"
  }

  /// Its name.
  package let name: String
  /// What its argument is.
  package let argument: Argument
  /// What it does, a few words.
  package let help: String
  let make: @Sendable (Value) -> Function

  init(_ name: String, _ help: String, _ function: @escaping @Sendable () -> Function) {
    self.name = name
    self.help = help
    argument = .none
    make = { _ in function() }
  }

  init(
    _ name: String, _ argument: Argument, _ help: String, _ make: @escaping @Sendable (Value) -> Function
  ) {
    self.name = name
    self.argument = argument
    self.help = help
    self.make = make
  }

  /// The name with its argument: `add:N`.
  package var usage: String { argument == .none ? name : "\(name):\(argument.rawValue)" }
}

/// Why a text names no formula.
struct FormulaProblem: Error {
  let detail: String
  var hint: String?
}

extension Formula {
  /// The function that a text such as `add:3` names.
  static func read(_ text: String, from formulas: [Formula]) throws(FormulaProblem) -> Function {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    guard let formula = formulas.first(where: { $0.name == name }) else {
      throw FormulaProblem(
        detail: "\"\(name)\" is not one of \(formulas.map(\.usage).joined(separator: ", "))",
        hint: Spelling.nearest(name, in: formulas.map(\.name)).map { "did you mean \($0)?" })
    }
    let argument = parts.count > 1 ? String(parts[1]) : nil
    return formula.make(try formula.check(argument))
  }

  private func check(_ text: String?) throws(FormulaProblem) -> Value {
    guard argument != .none else {
      if text == nil { return .null }
      throw FormulaProblem(detail: "\(name) takes no argument", hint: "write \(name)")
    }
    guard let text, !text.isEmpty || argument == .value else {
      throw FormulaProblem(detail: "\(name) needs an argument", hint: "write \(usage)")
    }
    let plain = Value(plain: text)
    switch argument {
    case .integer:
      if plain.integer != nil { return plain }
      throw FormulaProblem(detail: "\"\(text)\" is not a whole number", hint: "write \(usage)")
    case .number:
      if let number = plain.number, number.isFinite { return plain }
      throw FormulaProblem(detail: "\"\(text)\" is not a number", hint: "write \(usage)")
    case .value: return plain
    case .none, .text, .path: return .text(text)
    }
  }
}
