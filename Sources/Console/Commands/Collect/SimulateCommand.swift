/// `simulate`.
enum SimulateCommand {
  static let spec = CommandSpec(
    name: "simulate",
    summary:
      "Live through a market day in seconds, with faults on purpose, and see how the collector bears them.",
    details: [
      """
      The same as collect on a manual clock: the same files and panels, the same decisions of fault budgets and memory \
      tiers, without waiting and without real pressure. The same seed gives the same bytes. What --fault asks for does not \
      change the exit code: cycles that bring nothing home while it has the provider fail, are not kept while it has the \
      storage fail, or have no panels while it has those fail. Anything else that goes wrong does.
      """
    ],
    flags: CollectFlags.all.filter { !["clock", "hours"].contains($0.long) },
    examples: [
      Example(
        purpose: "a day with a stalled provider in it",
        line: "g6 simulate --out day --fault provider:stall@3-5"),
      Example(
        purpose: "what memory pressure does, and that it is undone",
        line: "g6 simulate --cycles 10 --out none --fault memory:0.92@4-6"),
    ],
    failures: CollectCommand.failures
  ) { arguments, session throws(Failure) in
    try CollectRun(arguments, session, isSimulated: true).start()
  }
}
