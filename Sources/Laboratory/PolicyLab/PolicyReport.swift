import Base
import Telemetry

/// What a policy lab found, for people and programs.
extension PolicyLab {
  /// The recommended settings as a configuration file.
  package var patch: String {
    let lines = recommended.settings.map { setting in
      let isPlain = Double(setting.value) != nil || ["true", "false"].contains(setting.value)
      return "\(setting.key) = \(isPlain ? setting.value : "\"\(setting.value)\"")\n"
    }
    return "# \(recommended.name): \(reason).\n" + lines.joined()
  }

  /// The command that puts the recommended settings into a configuration file, with the suite's patch where it writes one;
  /// nil where there are none.
  package func command(_ program: String) -> String? {
    if recommended.settings.isEmpty { return nil }
    if let patch = suite.patch {
      let plain = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-".utf8)
      let isPlain = patch.utf8.allSatisfy { plain.contains($0) }
      let word = isPlain ? patch : "'\(patch.replacing("'", with: "'\\''"))'"
      return "\(program) config apply --file adhash.toml \(word)"
    }
    let words = recommended.settings.map { "\($0.key)=\($0.value)" }
    return "\(program) config set --file adhash.toml \(words.joined(separator: " "))"
  }

  /// What to do, in the form that views show: every recommended setting is a detail of its name.
  package var recommendation: RecommendationDocument {
    let settings = recommended.settings
    let words = settings.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    var details = settings.map { RecommendationDocument.Detail($0.key, .text($0.value)) }
    details += [
      .init("policy", .text(recommended.name)), .init("replays", .count(UInt64(replays))),
      .init("held_out", .text(suite.heldOut)),
    ]
    if let verification { details.append(.init("held_out_score", .number(verification.overall))) }
    let keep = "keep \(recommended.name)" + (settings.isEmpty ? "" : " (\(words))")
    return RecommendationDocument(
      source: "policy-lab", summary: keepsBaseline ? keep : "set \(words)", reason: reason,
      confidence: verification?.holds == true ? .high : .moderate, details: details)
  }

  /// What to do, in a few words.
  package var advice: String { keepsBaseline ? "keep \(recommended.name)" : recommended.name }

  /// What was replayed, and what was saved.
  package var effort: String {
    let same =
      saved > 0
      ? "; \(Figures.counted(saved, "replay")) saved, since searches had come to the same settings" : ""
    return "\(Figures.counted(replays, "replay"))\(same)"
  }

  /// The columns of the table of finalists, and a row each.
  package var table: (titles: [String], rows: [[String]]) {
    let rows = finalists.map { finalist in
      [
        finalist.policy.name + finalist.marks,
        Figures.duration(nanoseconds: finalist.tail), Figures.fixed(finalist.bytesPerEntry, 1),
        Figures.fixed(finalist.overall, 3), finalist.isOnFront ? "yes" : "",
        finalist.foundBy.map(\.rawValue).joined(separator: ", "),
        finalist.policy.settings.map { "\($0.key)=\($0.value)" }.joined(separator: " "),
      ]
    }
    return (["policy", "p99", "bytes/entry", "score", "front", "found by", "settings"], rows)
  }

  private var facts: [String] {
    [
      "Recommended: \(advice); \(reason).",
      "\(effort). They were of \(suite.workloads.count + 1) workloads, \(suite.rounds) rounds for every policy of the table; "
        + "round n has the same hash seed for all. The score is p99^\(Figures.fixed(suite.latencyWeight, 2)) × "
        + "bytes^\(Figures.fixed(1 - suite.latencyWeight, 2)) relative to the first baseline; the front holds what no other "
        + "policy beats in both.",
      "\(MachineFacts.cpuModel), \(MachineFacts.cores) cores, \(MachineFacts.os).",
    ]
  }

  /// The Markdown report.
  package func markdown(_ program: String) -> String {
    func row(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    let (titles, rows) = table
    var lines = ["# Policy lab", ""] + facts.flatMap { [$0, ""] }
    lines += [row(titles), row(titles.map { _ in "---" })] + rows.map(row)
    if let command = command(program) { lines += ["", "```", command, "```"] }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The report as one file of HTML: the table, and p99 against memory as a picture.
  package func html(_ program: String) -> String {
    let (titles, rows) = table
    let head = titles.map { "<th>\($0)</th>" }.joined()
    let body = rows.map { row in "<tr>" + row.map { "<td>\(XML.escaped($0))</td>" }.joined() + "</tr>" }
    let patch = command(program).map { "<pre>\(XML.escaped($0))</pre>" } ?? ""
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>Policy lab</title><style>body{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
      table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.3rem .6rem;text-align:left}\
      pre{background:#f4f4f4;padding:.6rem;overflow:auto}svg{max-width:100%}</style></head><body>
      <h1>Policy lab</h1>
      \(facts.map { "<p>\(XML.escaped($0))</p>" }.joined(separator: "\n"))
      \(picture)
      <table><thead><tr>\(head)</tr></thead><tbody>
      \(body.joined(separator: "\n"))
      </tbody></table>
      \(patch)
      </body></html>

      """
  }

  private var picture: String {
    let (width, height, edge) = (640.0, 320.0, 60.0)
    func scale(_ values: [Double], _ span: Double) -> (Double) -> Double {
      let low = values.min() ?? 0
      let range = max((values.max() ?? 1) - low, low * 0.01)
      return { edge + ($0 - low) / range * (span - 2 * edge) }
    }
    let across = scale(finalists.map(\.bytesPerEntry), width)
    let up = scale(finalists.map(\.tail), height)
    let points = finalists.map { finalist in
      let (x, y) = (across(finalist.bytesPerEntry), height - up(finalist.tail))
      let name = XML.escaped(finalist.policy.name)
      return """
        <circle cx="\(Figures.fixed(x, 1))" cy="\(Figures.fixed(y, 1))" r="5" \
        fill="\(finalist.isOnFront ? "#0b6e4f" : "#999")"><title>\(name)</title></circle>\
        <text x="\(Figures.fixed(x + 8, 1))" y="\(Figures.fixed(y + 4, 1))" font-size="12">\(name)</text>
        """
    }
    return """
      <svg viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-label="p99 against memory">
      <text x="\(Int(width / 2))" y="\(Int(height) - 8)" font-size="12">bytes for an entry →</text>
      <text x="4" y="16" font-size="12">↑ p99</text>
      \(points.joined(separator: "\n"))
      </svg>
      """
  }

  /// Writes the members of a result.
  package func render(into json: inout JSONWriter) {
    json.field("schema", "adhash.policy_lab.v1")
    json.field("recommended", recommended.name)
    json.field("decision", keepsBaseline ? "keep" : "adopt")
    json.field("reason", reason)
    json.object("settings") { table in
      for setting in recommended.settings {
        table.key(setting.key)
        table.string(setting.value)
      }
    }
    json.field("winner", winner.policy.name)
    json.field("best_baseline", baseline.policy.name)
    json.field("replays", replays)
    json.field("replays_saved", saved)
    json.array("finalists") { list in
      for finalist in finalists {
        list.beginObject()
        list.field("name", finalist.policy.name)
        list.field("baseline", finalist.policy.isBaseline)
        list.field("method", finalist.method?.rawValue)
        list.array("found_by") { methods in for one in finalist.foundBy { methods.string(one.rawValue) } }
        list.array("same_as") { names in for name in finalist.twins { names.string(name) } }
        list.field("p99_ns", finalist.tail)
        list.field("bytes_per_entry", finalist.bytesPerEntry)
        list.field("score", finalist.overall)
        list.field("on_front", finalist.isOnFront)
        list.object("settings") { table in
          for setting in finalist.policy.settings {
            table.key(setting.key)
            table.string(setting.value)
          }
        }
        list.endObject()
      }
    }
    json.key("held_out")
    guard let verification else {
      json.null()
      return
    }
    json.beginObject()
    json.field("workload", suite.heldOut)
    json.field("score", verification.overall)
    json.field("p99_shift_percent", verification.tail.shift)
    json.field("p99_low_percent", verification.tail.interval?.lowerBound)
    json.field("p99_high_percent", verification.tail.interval?.upperBound)
    json.field("rounds", verification.score.count)
    json.field("score_shift_percent", verification.score.shift)
    json.field("score_low_percent", verification.score.interval?.lowerBound)
    json.field("score_high_percent", verification.score.interval?.upperBound)
    json.field("p", verification.score.p)
    json.field("holds", verification.holds)
    json.endObject()
  }
}

extension PolicyLab.Finalist {
  /// What stands behind its name: whether it is a baseline, and which policies of the suite are the same.
  fileprivate var marks: String {
    let same = twins.isEmpty ? "" : "the same as \(twins.joined(separator: ", "))"
    let marks = [policy.isBaseline ? "baseline" : "", same].filter { !$0.isEmpty }
    return marks.isEmpty ? "" : " (\(marks.joined(separator: "; ")))"
  }
}
