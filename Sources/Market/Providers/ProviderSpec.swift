import Base

/// A provider as it is named on the command line: `synthetic`, `replay:DIR` or `exec:COMMAND`.
package enum ProviderSpec: Sendable, Equatable, CustomStringConvertible {
  /// The market that needs no network.
  case synthetic
  /// A recording in a folder.
  case replay(String)
  /// A process by its command line.
  case exec(String)

  /// The most providers of one collection.
  package static let limit = 8

  /// Reads the providers of `--provider`, in order of preference. One text may name several with commas between; a comma
  /// within a folder or command stays unless a provider's name follows it.
  ///
  /// - Throws: kind `config`.
  package static func list(_ texts: [String]) throws(MarketError) -> [ProviderSpec] {
    var specs: [ProviderSpec] = []
    for text in texts {
      var parts: [String] = []
      for piece in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
        let begins = piece == "synthetic" || piece.hasPrefix("replay:") || piece.hasPrefix("exec:")
        if parts.isEmpty || begins { parts.append(piece) } else { parts[parts.count - 1] += "," + piece }
      }
      for part in parts { specs.append(try ProviderSpec(part)) }
    }
    guard (1...limit).contains(specs.count) else {
      throw MarketError(.config, "\(specs.count) providers", hint: "name from 1 to \(limit) of them")
    }
    return specs
  }

  /// Reads one of them.
  ///
  /// - Throws: kind `config`.
  package init(_ text: String) throws(MarketError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count > 1 ? parts[1] : nil) {
    case ("synthetic", nil): self = .synthetic
    case ("replay", let folder?) where !folder.isEmpty: self = .replay(folder)
    case ("exec", let command?) where command.contains { $0 != " " }: self = .exec(command)
    default:
      throw MarketError(
        .config, "no provider \"\(parts[0].prefix(40))\(parts.count > 1 ? ":…" : "")\"",
        hint: "write synthetic, replay:DIR or exec:COMMAND")
    }
  }

  /// What it is, without the arguments of a command.
  package var description: String {
    switch self {
    case .synthetic: "synthetic"
    case .replay(let folder): "replay:\(folder)"
    case .exec(let command): "exec:\(command.split(separator: " ").first ?? "")"
    }
  }
}

/// What providers of one collection have in common.
package struct ProviderSetup: Sendable {
  /// Facts of the indices.
  package var table = ContractTable.builtIn
  /// Of the synthetic market and of all jitter.
  package var seed: UInt64 = 1
  /// What goes wrong on purpose, with the first provider.
  package var faults = FaultPlan()
  /// Whether a stall on purpose lasts until its deadline.
  package var faultsWait = false
  /// For processes; those inside this program have no limits.
  package var limits = ProviderLimits()
  /// How processes are treated. Credentials of the environment and of the token's file are taken out of their words besides
  /// what stands here.
  package var processes = ExecProvider.Options()
  /// The file of a token; nil for that which the environment names, if any. Processes find it in `G6_TOKEN_FILE`.
  package var tokenFile: String?
  /// The environment that credentials are looked for in; nil for this process's own.
  package var environment: [String: String]?

  /// The defaults.
  package init() {}

  /// Providers in order of preference behind one that asks them in turn, each with a guard of its own.
  ///
  /// - Parameters:
  ///   - told: hears of a question that went on to another provider, once for each trouble; `counted` of every one.
  ///   - warned: hears of rows of recordings that are passed over; it must not ask a provider.
  /// - Throws: kind `config`.
  package func make(
    _ specs: [ProviderSpec], told: @escaping @Sendable (FailoverProvider.Change) -> Void = { _ in },
    counted: @escaping @Sendable (FailoverProvider.Change) -> Void = { _ in },
    warned: @escaping @Sendable (MarketError) -> Void = { _ in }
  ) throws(MarketError) -> Providers {
    var guards: [GuardedProvider] = []
    var replay: ReplayProvider?
    let isLive = specs.contains { if case .exec = $0 { true } else { false } }
    let processes = isLive ? try prepared() : self.processes
    for (place, spec) in specs.enumerated() {
      var provider: any MarketProvider
      switch spec {
      case .synthetic: provider = try SyntheticProvider(table, seed: seed)
      case .replay(let folder):
        let recorded = try ReplayProvider(folder, table, told: warned)
        if replay == nil { replay = recorded }
        provider = recorded
      case .exec(let command): provider = ExecProvider(command, processes, seed: seed &+ UInt64(place))
      }
      if place == 0, faults != FaultPlan() { provider = FaultyProvider(provider, faults, waits: faultsWait) }
      let limits: ProviderLimits = if case .exec = spec { limits } else { .none }
      guards.append(GuardedProvider(provider, limits, seed: seed &+ UInt64(place)))
    }
    return Providers(
      first: FailoverProvider(guards, told: told, counted: counted), guards: guards, replay: replay)
  }

  /// Treatment of processes that knows which words to hide.
  private func prepared() throws(MarketError) -> ExecProvider.Options {
    let environment = environment ?? Secrets.processEnvironment()
    let token = try ProviderToken.find(file: tokenFile, environment: environment)
    var options = processes
    options.secrets = options.secrets.and(token.secrets(environment: environment))
    if let tokenFile { options.environment[ProviderToken.fileVariable] = tokenFile }
    return options
  }
}

/// The providers of a collection.
package struct Providers: Sendable {
  /// What is asked: all of them in turn.
  package let first: FailoverProvider
  /// Each of them, for their counts and states.
  package let guards: [GuardedProvider]
  /// The first recording, whose instants a host follows; nil without one.
  package let replay: ReplayProvider?
}
