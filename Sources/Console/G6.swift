extension Program {
  /// The program `g6`.
  package static let g6 = Program(
    name: "g6",
    summary: "Price options and solve their volatilities, row by row, from files and pipes.",
    version: ProductVersion.current,
    globals: GlobalFlags.everywhere,
    commands: [
      QuoteCommand.price, QuoteCommand.volatility, CompletionCommand.spec, ManCommand.spec, HelpCommand.spec,
      VersionCommand.spec,
    ])
}
