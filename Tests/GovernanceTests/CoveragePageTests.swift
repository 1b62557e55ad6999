import Foundation
import TestSupport
import Testing

@testable import Governance

/// `docs/options/coverage.md`: every line of the roadmap has a row, and what a row names as its proof exists.
@Suite struct CoveragePageTests {
  private struct Row {
    let line: String
    let status: String
    let proofs: [String]
  }

  private func rows(_ text: String) -> [Row] {
    text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard cells.count == 7, cells[1] != "line", !cells[1].allSatisfy({ $0 == "-" }) else { return nil }
      let proofs = cells[5].split(separator: ",").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      }
      return Row(line: cells[1], status: cells[4], proofs: proofs.filter { !$0.isEmpty })
    }
  }

  /// Numbers of the roadmap's lines, by the letters of its sections.
  private static let lines: [(String, Int)] = [
    ("P", 3), ("G", 7), ("I", 7), ("A", 3), ("B", 2), ("C", 3), ("D", 2), ("E", 2), ("F", 2), ("Ph-G", 2),
    ("H", 2),
    ("S", 7), ("R", 4), ("K", 5), ("V", 3), ("W", 1), ("M", 5), ("X", 1), ("N", 1), ("O", 3), ("T", 8),
  ]

  private func problems(_ text: String) throws -> [String] {
    let rows = rows(text)
    let wanted = Self.lines.flatMap { letter, count in (1...count).map { "\(letter)\($0)" } }
    var problems = Set(wanted).symmetricDifference(rows.map(\.line)).sorted().map {
      "\($0): no row, or none wanted"
    }
    let tests = try LiveTexts.below("Tests").filter { $0.path.hasSuffix(".swift") }
    let makefile = try Repository.text("Makefile")
    let served = try Repository.text(".ci/run")
    /// Whether the build server runs it, or a test does.
    func isRun(_ words: String) -> Bool {
      served.contains("\(words)\n") || served.contains("\(words) ")
        || tests.contains { $0.path.contains("HouseTests") && $0.text.contains(" \(words) ") }
    }
    let programs = try LiveTexts.below("Sources/Console").filter { $0.path.hasSuffix(".swift") }
    for row in rows {
      if !["done", "open"].contains(row.status) { problems.append("\(row.line): the status \(row.status)") }
      if (row.status == "done") == row.proofs.isEmpty {
        problems.append("\(row.line): done names its proof, open none")
      }
      for proof in row.proofs {
        let words = proof.split(separator: " ").map(String.init)
        let exists =
          switch words[0] {
          case "make":
            makefile.contains("\n\(words.dropFirst().joined()):")
              && (isRun(proof) || isRun("scripts/\(words.dropFirst().joined())"))
          case "g6":
            programs.contains {
              $0.text.contains(
                "name: \"\(words.dropFirst().prefix { !$0.hasPrefix("-") }.joined(separator: " "))\"")
            }
          case let path where path.hasPrefix("scripts/"):
            FileManager.default.fileExists(atPath: Repository.path(path)) && isRun(path)
          default: tests.contains { Self.isTest(proof, in: $0.text) }
          }
        if !exists { problems.append("\(row.line): \(proof) does not exist") }
      }
    }
    return problems
  }

  /// Whether a function of that name is a test that is run: one that is marked so and not switched off.
  private static func isTest(_ name: String, in text: String) -> Bool {
    guard let place = text.range(of: "func \(name)("),
      let mark = text[..<place.lowerBound].range(of: "@Test", options: .backwards)
    else { return false }
    let between = text[mark.upperBound..<place.lowerBound]
    return !between.contains("func ") && !between.contains("disabled")
  }

  @Test func aProofIsATestThatIsRun() {
    let text = """
      @Test(arguments: [1, 2])
      func one(_ seed: Int) {}
      func two() {}
      @Test(.disabled("later")) func three() {}
      @Test func four() throws {}
      """
    #expect(["one", "two", "three", "four", "five"].filter { Self.isTest($0, in: text) } == ["one", "four"])
  }

  @Test func everyLineOfTheSeedHasItsProof() throws {
    let problems = try problems(try Repository.text("docs/options/coverage.md"))
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
  }

  @Test func thePageCannotLie() throws {
    let page = try Repository.text("docs/options/coverage.md")
    let changes = [
      ("`scanApplyUndo`", "`scanApplyNothing`"), ("| G1 |", "| G8 |"),
      ("done | `make test` |", "done | `make tests` |"),
      ("`scripts/coverage`", "`scripts/covering`"),
      ("| P2 | Guard (warn) → enforce (fail) | stages with dates | done |", "| P2 | x | y | sure |"),
    ]
    for (old, new) in changes {
      let changed = page.replacing(old, with: new, maxReplacements: 1)
      #expect(changed != page, "\(old) is not on the page")
      #expect(try !problems(changed).isEmpty, "\(new)")
    }
  }

  @Test func thePullRequestTemplateAsksForTheSpecification() throws {
    #expect(try Repository.text(".github/pull_request_template.md").contains("metrics.yaml"))
  }

  @Test func theDefaultsRemoveNothing() {
    let policy = RetentionPolicy()
    #expect(
      !policy.isEnabled && policy.isDryRun && policy.protectsToday && !policy.prunesInflux
        && policy.minKeep > 0)
    func value(_ name: String) -> String? {
      RetentionKeys.all.first { $0.name == "retention.\(name)" }?.defaultValue.description
    }
    #expect(value("enabled") == "false" && value("dry_run") == "true" && value("max_age_days") == "45")
    #expect(
      value("protect_today") == "true" && value("prune_csv") == "true" && value("prune_influx") == "false")
  }
}
