import Governance
import Market

extension Program {
  /// The program `g6`.
  package static let g6 = Program(
    name: "g6",
    summary: "Collect option chains, price options and solve their volatilities.",
    version: ProductVersion.current,
    globals: [GlobalFlags.optionsConfig.spec] + GlobalFlags.everywhere,
    settings: OptionsKeys.all,
    otherEnvironment: [
      ("NO_COLOR", "No colours when it is not empty."),
      (ProviderToken.variable, "The token of a live provider; never shown."),
      (
        "G6_INFLUX_TOKEN",
        "The token of the InfluxDB that collect sends to and retention prunes; of version 1 user:password. Never shown."
      ),
      (
        ServerFlags.token,
        "A token without which the server of collect answers nobody; summary sends it. Empty for none."
      ),
      ("ADHASH_REVISION", "The revision of the sources, as g6_build_info tells it."),
    ],
    configuration: .options,
    commands: [
      CollectCommand.spec, SimulateCommand.spec, SummaryCommand.spec, BenchCommand.spec, BundleCommand.spec,
      QuoteCommand.price, QuoteCommand.volatility, SurfaceCommand.spec, ContractsCommand.spec,
      TokenCommand.spec, DiagnosticsCommand.spec, IntegrityCommand.spec,
      RetentionCommands.scan, RetentionCommands.apply, RetentionCommands.undo, RetentionCommands.legacyScan,
    ] + ConfigFileCommands.all(.options) + [
      CompletionCommand.spec, ManCommand.spec, HelpCommand.spec, VersionCommand.spec,
    ])
}
