/// The pages of the documentation that are made from this room's tables.
package enum MarketReference {
  /// Every page by its path below `docs`, with its text.
  package static var pages: [(name: String, text: String)] {
    [("options/error_routes.md", errorRoutes), ("options/quality_rules.md", qualityRules)]
  }

  private static let notice = "Generated from a table by `hashmap-cli docs`; change the table, not this page."

  private static var errorRoutes: String {
    var lines = [
      "# Errors and faults of the collector", "", notice, "",
      "Every error between a provider and the files has a kind and a severity; both decide where it goes. What the kinds",
      "mean for budgets stands in [resilience](resilience.md).", "", "## Routes", "",
      "| kind | severity | log level | label in metrics | budget | exit code |", "|---|---|---|---|---|---|",
    ]
    for kind in MarketError.Kind.allCases {
      for severity in MarketError.Severity.allCases {
        let route = ErrorRoute.of(kind, severity)
        let usual = kind.usualSeverity == severity ? "**\(severity.rawValue)**" : severity.rawValue
        lines.append(
          "| `\(kind.rawValue)` | \(usual) | \(route.level.rawValue) | `\(route.label)` | "
            + "\(route.budget?.rawValue ?? "none") | \(route.exit.meaning) |")
      }
    }
    lines += [
      "",
      "The usual severity of a kind stands in bold. `recoverable`: the next attempt or cycle may succeed. `abort`: the",
      "cycle is over for what the error concerns. `fatal`: the program ends.", "",
      "An error has its usual severity where the program starts, and where it follows a recording. Within a cycle no error ends",
      "the program, since the next cycle may have what this one lacks: `fatal` becomes `abort`. For `storage` that is a cycle whose",
      "rows or panels are lost; a full disk may have room again for the next one. Trouble with storage that loses nothing kept (a",
      "recording that cannot be read, the spool of a database beside the files) is `recoverable`.", "",
      "`rate_limit` also stands for indices that are not asked about while the breaker of the provider's budget is open. No",
      "question is asked there, so no budget pays. In `simulate` cycles in which `--fault` asked for the trouble do not count for",
      "the exit code.", "", "## Faults on request", "",
      "`--fault DOMAIN:EFFECT@CYCLES`, several separated by commas or by repeating the flag. Cycles count from 1: `@2`, `@3-5`,",
      "`@7-` (from the seventh on), nothing for always. `memory` takes a fraction of the limit instead of an effect:",
      "`memory:0.92@4-6`.", "", "| domain | effect | what happens |", "|---|---|---|",
    ]
    for domain in FaultDomain.allCases {
      for effect in domain.effects {
        lines.append("| `\(domain.rawValue)` | `\(effect.rawValue)` | \(effect.meaning) |")
      }
    }
    lines += [
      "| `memory` | a number within 0...2 | the reading of memory is that fraction of the limit |", "",
      "## Budgets", "",
      "| domain | share of attempts that may fail |", "|---|---|",
    ]
    for domain in BudgetDomain.allCases {
      lines.append("| `\(domain.rawValue)` | \(domain.allowedShare) |")
    }
    lines += ["", "| action | long window | burn rate from | bad cycles at least |", "|---|---|---|---|"]
    for rule in BudgetRule.standard {
      lines.append(
        "| `\(rule.action.rawValue)` | \(rule.long.cycles) cycles, \(Int(rule.long.seconds)) s | \(rule.burn) | \(rule.badCycles) |"
      )
    }
    lines += [
      "", "## Memory", "", "| tier | from | until below | depth | actions |", "|---|---|---|---|---|",
    ]
    let thresholds = MemoryThresholds.standard
    for tier in MemoryTier.allCases {
      let enter = tier == .normal ? 0 : thresholds.enter[tier.rawValue - 1]
      let actions = MemoryAction.allCases.filter(tier.actions.contains).map { "`\($0.rawValue)`" }
      let leave = tier == .normal ? "" : "\(((enter - thresholds.hysteresis) * 100).rounded() / 100)"
      lines.append(
        "| \(tier.rawValue) | \(enter) | \(leave) | \(tier.depthFactor) | \(actions.joined(separator: ", ")) |"
      )
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static var qualityRules: String {
    var lines = [
      "# Rules of data quality", "", notice, "",
      "What they are for and what becomes of findings stands in [data quality](data_quality.md). `T` is the threshold.",
      "",
      "| rule | scope | severity | effect | threshold | when |", "|---|---|---|---|---|---|",
    ]
    for rule in QualityRule.allCases {
      let facts = rule.facts
      let threshold = facts.threshold.isNaN ? "" : "\(facts.threshold)"
      lines.append(
        "| `\(facts.id)` | \(facts.scope.rawValue) | \(facts.severity.rawValue) | \(facts.effect.rawValue) | "
          + "\(threshold) | \(facts.meaning) |")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
