import Base
import Market

/// `collect`.
enum CollectCommand {
  static let spec = CommandSpec(
    name: "collect",
    summary: "Collect option chains cycle by cycle: quotes, volatilities, Greeks, files.",
    details: [
      """
      Every cycle asks the provider for the level of each index, its expiries and the quotes around the money, solves \
      volatilities and Greeks, and keeps a row for every strike: one journal append with one sync makes the cycle \
      durable, the CSV files are written from it. What is kept survives kill -9 and power loss; a row is never written \
      twice, after a restart neither.
      """,
      """
      Without anything else it lives through a synthetic session of 2026-11-16 in seconds. A price that is not there is \
      an error of its cycle, never invented.
      """,
      """
      With --json every cycle is one line: schema g6.cycle.v1 with cycle, instant, options, ok, iv_ok, failures, \
      wall_ms, phase_ms, tier, budget, detail, rows, duplicates, indices, errors.
      """,
    ],
    flags: CollectFlags.all,
    examples: [
      Example(purpose: "three cycles of a priced market, offline", line: "g6 collect --cycles 3"),
      Example(
        purpose: "a whole day of one index in seconds", line: "g6 collect --indices NIFTY --out day --seed 7"),
      Example(
        purpose: "a provider of your own",
        line: "g6 collect --provider \"exec:python3 examples/providers/echo.py\" --clock manual --cycles 2"),
      Example(
        purpose: "the failures of a bad morning", line: "g6 collect --cycles 6 --fault provider:error@2-3"),
    ],
    failures: failures
  ) { arguments, session throws(Failure) in
    let run = try CollectRun(arguments, session)
    try run.start()
  }

  static let failures = [
    FailureNote(
      label: .badInput, meaning: "A flag, the contract table or the provider's description is wrong."),
    FailureNote(label: .invariant, meaning: "A cycle brought nothing home; the others are kept."),
    FailureNote(
      label: .io, meaning: "A cycle could not be kept: the folder, the disk, another collector in it."),
    FailureNote(
      label: .interrupted, meaning: "Stopped by a signal after the cycle under way, which is kept."),
  ]
}
