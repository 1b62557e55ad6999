import Workloads

/// `docs/traces.md`: every format that is read, from the table of formats.
struct TraceReference {
  private let program: Program

  init(_ program: Program) {
    self.program = program
  }

  func markdown() -> String {
    var lines = [
      "# Traces in other formats", "",
      "Generated from the table of formats by `\(program.name) docs`; change the table, not this page.", "",
      "Every command that reads a workload reads these formats too, compressed with gzip or zstd or not, from a file or",
      "from standard input (`-`). `--format auto`, the default, looks at the beginning of the file; a name settles it.",
      "`convert-trace` writes what would be replayed as a [workload file](workload_schema.md).", "",
      "```bash",
    ]
    let samples = "Tests/Corpus/traces"
    lines += [
      "hashmap-cli run-csv --csv \(samples)/twitter.csv",
      "hashmap-cli run-csv --csv \(samples)/msr.csv --page-bytes 0 --no-fill --json",
      "hashmap-cli convert-trace --in \(samples)/redis-monitor.txt --out w.csv",
      "hashmap-cli convert-trace --in \(samples)/libcachesim.csv --out w.csv \\",
      "  --trace-columns 'time-col=1,tenant-col=2,obj-id-col=3,obj-size-col=4,op-col=5,delimiter=;,has-header=true'",
      "```", "", "## Formats", "",
      "| `--format` | what | a row | times | fills | described |", "|---|---|---|---|---|---|",
    ]
    for format in TraceFormat.all {
      let cells = [
        "`\(format.name)`", format.title, "`\(format.row)`", clock(format.clock),
        format.fillsByDefault ? "yes" : "no", "[there](\(format.link))",
      ]
      lines.append("| \(cells.joined(separator: " | ")) |")
    }
    for format in TraceFormat.all {
      lines += ["", "### \(format.name)", ""] + format.traps.map { "- \($0)" }
    }
    lines += [
      "", "## Columns of your own", "",
      "`--trace-columns` takes libCacheSim's words, columns counted from 1; it implies `--format libcachesim-csv`.",
      "",
      "| word | |", "|---|---|",
    ]
    for item in TraceColumnList.words { lines.append("| `\(item.word)` | \(item.meaning) |") }
    lines += [
      "", "## What becomes of a row", "",
      "- Reads are `get`, writes `put`, removals `del`. A trace tells the size of a value but not its text: so many letters",
      "  stand for it, cut to `--max-value-bytes`; a value of no bytes, or blank, becomes one letter.",
      "- With filling, a read that finds nothing puts the object at once, as an application beside a cache does. What is",
      "  there is known from the trace itself: a map that starts from a snapshot is not asked. `--no-fill` and `--fill`",
      "  change what the format does by default.",
      "- A count becomes so many operations; `--no-expand` takes one.",
      "- Times are kept from the first request on and never fall. Where a stamp stands for a whole second, its requests are",
      "  spread evenly over it.",
      "- Reading is streaming: the memory it takes is bounded by the longest row, and with filling by the keys that are",
      "  there at once.", "",
      "## Rows that are left out", "",
      "`run-csv --json` and `--dry-run` have them as `trace.skipped`, `convert-trace --json` as `skipped`: a number for each",
      "reason there was.", "", "| reason | |", "|---|---|",
    ]
    for reason in TraceSkip.allCases { lines.append("| `\(reason.rawValue)` | \(reason.meaning) |") }
    lines += [
      "",
      "A row that breaks its format ends the run (`BadInput`, exit code 2) with its line or byte, what was expected, what was",
      "found, and what a row looks like. `--skip-bad-rows` counts such rows as `malformed` and goes on. The limits",
      "`--csv-max-rows`, `--csv-max-bytes` and `--csv-max-line-bytes` hold for traces too; large ones want 0. A row that stands for",
      "several requests counts as so many rows, before any of them is made: a count of a million millions is refused with its line and",
      "column (`--no-expand` takes it for one request). A file of which no row is a request of the format that was named is refused.",
      "",
      "## JSON of convert-trace", "",
      "`{ok, in, out, operations, bytes, input_digest, format, rows, filled, values_cut, trace_seconds, skipped}`. A replay",
      "of `out` reports the same `input_digest`, and ends with the same content as a replay of `in`.",
    ]
    return lines.map { $0 + "\n" }.joined()
  }

  private func clock(_ clock: TraceFormat.Clock?) -> String {
    guard let clock else { return "none" }
    return clock.isCoarse ? "whole seconds" : "exact"
  }
}
