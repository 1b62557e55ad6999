import Documents

/// What goes wrong on purpose and when, for `--fault`, simulations and tests. Nothing happens by itself: who owns a
/// domain asks, cycle by cycle, and behaves accordingly.
package struct FaultPlan: Sendable, Equatable {
  /// The most conditions of one plan.
  package static let limit = 256

  /// In the order in which they were given.
  package private(set) var conditions: [FaultCondition] = []

  /// Nothing goes wrong.
  package init() {}

  /// Reads conditions, one or several separated by commas in each text: `provider:stall@3-5`, `memory:0.92@4-6`,
  /// `storage:full@2`, `provider:error@7-` (from the seventh cycle on), `provider:limit` (always).
  ///
  /// - Throws: `MarketError` of kind `config` that names the condition and what would be right.
  package init(_ texts: [String]) throws(MarketError) {
    for text in texts {
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard conditions.count < Self.limit else {
          throw MarketError(
            .config, "more than \(Self.limit) fault conditions", hint: "give a range of cycles, as in @3-5")
        }
        conditions.append(try Self.condition(String(part)))
      }
    }
  }

  /// Whether the domain suffers the effect in that cycle, counted from 1. O(conditions), as all questions here.
  package func has(_ domain: FaultDomain, _ effect: FaultEffect, at cycle: Int) -> Bool {
    conditions.contains { $0.domain == domain && $0.action == .effect(effect) && $0.cycles.contains(cycle) }
  }

  /// The effects on a domain in that cycle, in the order of the plan.
  package func effects(on domain: FaultDomain, at cycle: Int) -> [FaultEffect] {
    conditions.compactMap { condition in
      guard condition.domain == domain, condition.cycles.contains(cycle),
        case .effect(let effect) = condition.action
      else { return nil }
      return effect
    }
  }

  /// The fraction of the memory limit to believe in that cycle, the greatest of several; nil for the real reading.
  package func memory(at cycle: Int) -> Double? {
    conditions.compactMap { condition in
      guard condition.cycles.contains(cycle), case .memory(let fraction) = condition.action else {
        return nil
      }
      return fraction
    }.max()
  }

  /// Whether anything at all goes wrong in that cycle.
  package func isActive(at cycle: Int) -> Bool { conditions.contains { $0.cycles.contains(cycle) } }

  /// The last cycle in which something goes wrong: 0 for an empty plan, `Int.max` when it never ends.
  package var lastCycle: Int { conditions.map(\.cycles.upperBound).max() ?? 0 }

  private static func condition(_ text: String) throws(MarketError) -> FaultCondition {
    func refuse(_ reason: String, _ hint: String) -> MarketError {
      MarketError(.config, "fault condition \"\(text)\": \(reason)", hint: hint)
    }
    let form = "write DOMAIN:EFFECT@CYCLES, as in provider:stall@3-5 or memory:0.92@4-6"
    let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let words = halves[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    guard words.count == 2 else { throw refuse("no colon between domain and effect", form) }
    guard let domain = FaultDomain(rawValue: words[0]) else {
      let names = FaultDomain.allCases.map(\.rawValue)
      throw refuse(
        "no domain \"\(words[0])\"" + suggestion(words[0], names),
        "domains are \(names.joined(separator: ", "))")
    }
    let cycles: ClosedRange<Int>
    if halves.count == 1 {
      cycles = 1...Int.max
    } else if let range = range(halves[1]) {
      cycles = range
    } else {
      throw refuse(
        "\"\(halves[1])\" are no cycles",
        "write one cycle (@2), a range (@3-5) or @3- for the third and all after it")
    }
    if domain == .memory {
      guard let fraction = Double(words[1]), (0...2).contains(fraction) else {
        throw refuse(
          "\"\(words[1])\" is no fraction of the memory limit",
          "write a number within 0...2, as in memory:0.92@4-6")
      }
      return FaultCondition(domain: domain, action: .memory(fraction), cycles: cycles)
    }
    let names = domain.effects.map(\.rawValue)
    guard let effect = FaultEffect(rawValue: words[1]), domain.effects.contains(effect) else {
      throw refuse(
        "\(domain.rawValue) has no effect \"\(words[1])\"" + suggestion(words[1], names),
        "effects of \(domain.rawValue) are \(names.joined(separator: ", "))")
    }
    return FaultCondition(domain: domain, action: .effect(effect), cycles: cycles)
  }

  private static func suggestion(_ word: String, _ names: [String]) -> String {
    Spelling.nearest(word, in: names).map { "; did you mean \($0)?" } ?? ""
  }

  /// `2`, `3-5` or `3-`, counted from 1.
  private static func range(_ text: Substring) -> ClosedRange<Int>? {
    func number(_ digits: Substring) -> Int? {
      digits.allSatisfy { ("0"..."9").contains($0) } ? Int(digits).flatMap { $0 >= 1 ? $0 : nil } : nil
    }
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = number(ends[0]) else { return nil }
    if ends.count == 1 { return first...first }
    if ends[1].isEmpty { return first...Int.max }
    guard let last = number(ends[1]), last >= first else { return nil }
    return first...last
  }
}
