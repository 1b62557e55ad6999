import Base
import Governance
import Market

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `g6 diagnostics`: what a collection would find on this machine, each thing with a verdict.
enum DiagnosticsCommand {
  static let spec = CommandSpec(
    name: "diagnostics",
    summary: "Look at everything a collection depends on: arithmetic, calendar, token, memory, disk, panels.",
    details: [
      """
      Every check is ok, warn or fail. It changes nothing, asks no provider and shows no credential. What does not exist \
      yet, such as folders before the first collection, is ok.
      """
    ],
    flags: [
      CollectFlags.contracts.spec, CollectFlags.token.spec, CollectFlags.out.spec, IntegrityFlags.panels.spec,
    ],
    examples: [
      Example(purpose: "for people", line: "g6 diagnostics"),
      Example(
        purpose: "what is not ok", line: "g6 diagnostics --json | jq '.checks[] | select(.status != \"ok\")'"),
    ],
    failures: [FailureNote(label: .invariant, meaning: "A check failed; warnings are no failure.")]
  ) { arguments, session throws(Failure) in
    let now = WallClock.nanoseconds()
    let settings = try session.settings(arguments)
    var checks = [Diagnosis.arithmetic()]
    checks += Diagnosis.contracts(settings.optionalText(CollectionKeys.contracts), now)
    checks += [
      Diagnosis.token(settings.optionalText(CollectionKeys.tokenFile), session.environment, now),
      Diagnosis.memory(),
      Diagnosis.disk(settings.optionalText(DestinationKeys.out) ?? "."),
      Diagnosis.panels(settings.panelFolder ?? "data/panels", now),
      Diagnosis.environment(session.program.environment.map(\.name)),
    ]
    let failed = checks.filter { $0.status == .fail }
    try session.conclude(isOK: failed.isEmpty, text: text(checks)) { json in
      json.field("schema", "g6.diagnostics.v1")
      json.field("version", session.program.version)
      json.field("panel_schema_version", PanelSchema.version)
      json.field("machine", "\(MachineFacts.os), \(MachineFacts.cores) cores")
      json.array("checks") { json in
        for check in checks {
          json.beginObject()
          json.field("name", check.name)
          json.field("status", check.status.rawValue)
          json.field("detail", check.detail)
          json.endObject()
        }
      }
    }
    if let first = failed.first { throw .invariant("\(first.name): \(first.detail)") }
  }

  private static func text(_ checks: [Diagnosis]) -> String {
    var table = TextTable("check", "status", "what was found")
    for check in checks { table.add(check.name, check.status.rawValue, check.detail) }
    return table.lines().map { $0 + "\n" }.joined()
  }
}

/// One thing that was looked at.
struct Diagnosis {
  /// How it is.
  enum Status: String { case ok, warn, fail }

  let name: String
  let status: Status
  let detail: String

  /// A published volatility, solved again.
  static func arithmetic() -> Diagnosis {
    let solved = ImpliedVolatility.solve(
      .call, forward: 24_800, strike: 24_800, years: 0.02, price: 181.89216008426787)
    let isRight = solved.status == .ok && abs(solved.sigma - 0.13) < 1e-12
    return Diagnosis(
      name: "arithmetic", status: isRight ? .ok : .fail,
      detail: isRight
        ? "a published volatility comes out to twelve digits"
        : "a published volatility comes out as \(solved.sigma)")
  }

  /// The table, and where each exchange stands.
  static func contracts(_ path: String?, _ now: Int64) -> [Diagnosis] {
    do throws(MarketError) {
      let table = try ContractTable.read(path)
      let today = MarketCalendar.zone.date(now)
      let isKnown = table.known.contains(today)
      var found = [
        Diagnosis(
          name: "contracts", status: isKnown ? .ok : .warn,
          detail: "\(table.origin): \(table.indices.count) indices, holidays until \(table.known.upperBound)"
            + (isKnown ? "" : "; today is outside"))
      ]
      for (name, exchange) in table.exchanges.sorted(by: { $0.key < $1.key }) {
        let calendar = MarketCalendar(exchange)
        let next = calendar.nextOpen(after: now).map {
          "; next session \(WallClock.iso8601($0, fractionDigits: 0))"
        }
        found.append(
          Diagnosis(
            name: "session \(name)", status: .ok, detail: calendar.phase(at: now).rawValue + (next ?? "")))
      }
      return found
    } catch {
      return [Diagnosis(name: "contracts", status: .fail, detail: error.message)]
    }
  }

  /// Whether there is one; none is needed before a live provider is used.
  static func token(_ path: String?, _ environment: [String: String], _ now: Int64) -> Diagnosis {
    do throws(MarketError) {
      let token = try ProviderToken.find(file: path, environment: environment)
      if token.isExpired(at: now) == true {
        return Diagnosis(name: "token", status: .warn, detail: "it has expired")
      }
      if token.isPrivate == false {
        return Diagnosis(name: "token", status: .warn, detail: "others can read its file")
      }
      return Diagnosis(
        name: "token", status: .ok,
        detail: token.isPresent ? "there is one" : "none; live providers may need one")
    } catch {
      return Diagnosis(name: "token", status: .warn, detail: error.message)
    }
  }

  /// Against the limit that would end the process.
  static func memory() -> Diagnosis {
    guard let reading = MemoryMeter().read(), let fraction = reading.fraction else {
      return Diagnosis(name: "memory", status: .warn, detail: "the system does not tell")
    }
    return Diagnosis(
      name: "memory", status: fraction < 0.8 ? .ok : .warn,
      detail:
        "\(Figures.percent(fraction)) of \(Figures.bytes(reading.limit)) in use (\(reading.source.rawValue))")
  }

  /// Room for a folder, or for the first one above it that exists.
  static func disk(_ folder: String) -> Diagnosis {
    var place = folder
    while access(place, F_OK) != 0, let slash = place.lastIndex(of: "/"), slash != place.startIndex {
      place = String(place[..<slash])
    }
    if access(place, F_OK) != 0 { place = folder.hasPrefix("/") ? "/" : "." }
    if access("\(place)/.", F_OK) != 0, errno == ENOTDIR {
      return Diagnosis(name: "disk", status: .fail, detail: "\(place) is not a folder")
    }
    var facts = statvfs()
    guard statvfs(place, &facts) == 0 else {
      return Diagnosis(
        name: "disk", status: .fail, detail: "\(SystemError(operation: "look at", path: place))")
    }
    guard access(place, W_OK) == 0 else {
      return Diagnosis(name: "disk", status: .fail, detail: "\(place) cannot be written to")
    }
    let free = UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
    return Diagnosis(
      name: "disk", status: free >= 1 << 30 ? .ok : .warn, detail: "\(Figures.bytes(free)) free for \(folder)"
    )
  }

  /// What was published last, without its signature.
  static func panels(_ folder: String, _ now: Int64) -> Diagnosis {
    guard access(folder, F_OK) == 0 else {
      return Diagnosis(name: "panels", status: .ok, detail: "none yet in \(folder)")
    }
    do throws(GovernanceError) {
      let report = try IntegrityMonitor(folder: folder, keys: nil).check(at: now)
      if let issue = report.issues.first {
        return Diagnosis(
          name: "panels", status: issue.kind == .expired ? .warn : .fail,
          detail: "\(issue.file): \(issue.kind.rawValue): \(issue.detail)")
      }
      return Diagnosis(
        name: "panels", status: .ok,
        detail:
          "generation \(report.generation.map(String.init) ?? "none"), \(Figures.counted(report.files, "file")); g6 integrity checks signatures"
      )
    } catch {
      return Diagnosis(name: "panels", status: .fail, detail: "\(error)")
    }
  }

  /// Variables that look like ours and are not.
  static func environment(_ known: [String]) -> Diagnosis {
    let strangers = Secrets.processEnvironment().keys.filter { $0.hasPrefix("G6_") && !known.contains($0) }
      .sorted()
    guard let first = strangers.first else {
      return Diagnosis(name: "environment", status: .ok, detail: "no unknown variable that begins with G6_")
    }
    let nearest = Suggestion.didYouMean(first, among: known).map { "; " + $0 } ?? ""
    return Diagnosis(
      name: "environment", status: .warn,
      detail: "nothing reads \(strangers.prefix(5).joined(separator: ", "))\(nearest)")
  }
}
