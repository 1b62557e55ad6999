extension Program {
  /// The program `hashmap-cli`.
  package static let hashmapCLI = Program(
    name: "hashmap-cli",
    summary: """
      Replay a workload through hash maps that change their own layout while they serve, \
      and see what every operation costs.
      """,
    version: ProductVersion.current,
    globals: GlobalFlags.all,
    commands: [
      RunCSVCommand.spec(replay: RunCSVReplay.run), ControlCommand.spec, GenerateCSVCommand.spec,
      ConvertTraceCommand.spec, ScrubCSVCommand.spec,
      ProfileCommand.spec, ExplainCommand.spec, ForecastCommand.spec, CostModelCommand.spec,
      ProbeVisualizeCommand.spec,
      ABCompareCommand.spec,
      BatchCommand.spec,
      CatalogueCommands.history, CatalogueCommands.compare, CatalogueUpkeep.baseline, CatalogueUpkeep.prune,
      WorkloadDNACommand.spec, SweepCommand.spec, PolicyLabCommand.spec,
      ValidateMetricsCommand.spec, FrameCommand.spec, ServeCommand.spec, MissionControlCommand.spec,
      QueryMetricCommand.spec,
      TUICommand.spec,
      StoreKeyCommands.put, StoreKeyCommands.get, StoreKeyCommands.del, StoreListCommands.items,
      StoreListCommands.scan, StoreUpkeepCommands.importing, StoreUpkeepCommands.stats,
      StoreUpkeepCommands.compact, VerifyStoreCommand.spec, ReplCommand.spec,
      VerifySnapshotCommand.spec, InspectSnapshotCommand.spec, ExportSnapshotCommand.spec,
      ImportSnapshotCommand.spec, DiffSnapshotCommand.spec, CompactSnapshotCommand.spec,
      SnapshotKeyCommand.spec,
    ] + ConfigFileCommands.all(.maps) + [
      CompletionCommand.spec, ManCommand.spec, DocsCommand.spec,
      MetricsSpecCommand.spec, GraphValidateCommand.spec, GraphShowCommand.spec,
      GraphRunCommand.spec, GraphReplayCommand.spec,
      GraphBenchCommand.spec, GraphPublisherCommand.spec, GraphSubscriberCommand.spec,
      HelpCommand.spec, VersionCommand.spec,
    ])
}
