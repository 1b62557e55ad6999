import Documents
import Server
import Telemetry

/// The flags of commands that serve a dashboard.
enum ServerFlags {
  /// The environment variable with the token.
  static let token = "ADHASH_TOKEN"

  static let host = Flag<Void>.setting(
    "metrics-host", MetricsKeys.host, value: "ADDRESS", "Address the server binds."
  ).grouped(group)
  static let port = Flag<Void>.setting(
    "metrics-port", MetricsKeys.port, value: "PORT",
    "Serve the dashboard, the JSON interface and /metrics on this port; 0 or auto takes a free one."
  ).grouped(group)
  static let names = Flag<Exposition.Names>.choice(
    "metrics-names", "NAMES", default: .standard, "Under which names /metrics has its metrics."
  ).grouped(group)
  static let certificate = Flag<String?>.optional(
    "tls-cert", "FILE", kind: .file, "Serve over TLS with this certificate (PEM, with its chain)."
  ).grouped(group)
  static let key = Flag<String?>.optional(
    "tls-key", "FILE", kind: .file, "The key of --tls-cert (PEM, without a passphrase)."
  ).grouped(group)
  static let allowInsecureBind = Flag<Bool>.toggle(
    "allow-insecure-bind", "Let others reach the server although it has no token or no TLS."
  ).grouped(group)
  static let allowedHost = Flag<[String]>.repeated(
    "allowed-host", "NAME",
    "Answer to this name too; on a loopback address only localhost and numbers are answered to otherwise."
  ).grouped(group)
  static let rateLimit = Flag<Int>.integer(
    "rate-limit", "N", in: 0...1_000_000, default: 100,
    "Requests a second one client may send to /api; 0 is any number."
  ).grouped(group)
  static let maxConnections = Flag<Int>.integer(
    "max-connections", in: 1...100_000, default: 2048, "Connections at a time; further ones wait."
  ).grouped(group)

  static let alertWebhook = Flag<Void>.setting(
    "alert-webhook", WatchdogKeys.webhook, value: "URL",
    "Post every alert that is raised or cleared to this address; ADHASH_ALERT_TOKEN goes along as bearer."
  )

  /// Those that say how a server answers, whatever starts it.
  static let common: [FlagSpec] = [
    names.spec, certificate.spec, key.spec, allowInsecureBind.spec, allowedHost.spec,
    rateLimit.spec, maxConnections.spec,
  ]

  private static let group = "Server"
}

extension MetricsServer.Options {
  /// What flags, settings and environment say; the port is the caller's to choose.
  init(_ arguments: Arguments, _ settings: Settings, _ session: Session) {
    self.init()
    host = settings.text(MetricsKeys.host.name)
    certificatePath = arguments[ServerFlags.certificate]
    keyPath = arguments[ServerFlags.key]
    allowsInsecureBind = arguments[ServerFlags.allowInsecureBind]
    allowedHosts = arguments[ServerFlags.allowedHost]
    maxConnections = arguments[ServerFlags.maxConnections]
    service.token = session.environment[ServerFlags.token]
    service.rateLimit = arguments[ServerFlags.rateLimit]
    service.names = arguments[ServerFlags.names]
    service.version = session.program.version
  }
}

extension Settings {
  /// The port of the metrics server: 0 for a free one, nil where none is set.
  var metricsPort: UInt16? {
    switch value(MetricsKeys.port.name) {
    case .integer(let port): UInt16(exactly: port)
    case .text: 0
    default: nil
    }
  }
}

extension Session {
  /// The files of the dashboard, its chart libraries from where settings and environment say.
  func dashboard(_ settings: Settings) -> Assets {
    .dashboard(
      libraryFolders: Assets.libraryFolders(
        folder: settings.text(MetricsKeys.chartLibraries.name), dataHome: environment["XDG_DATA_HOME"],
        home: environment["HOME"]))
  }
}

extension ServerError: FailureConvertible {
  var failure: Failure {
    switch self {
    case .line, .parameter, .unknownRun, .halfCertificate, .comparison, .recommendation:
      .badInput(description, hint: hint)
    case .insecureBind: .policy(description, hint: hint)
    case .file(let error): error.failure
    case .listener(.address), .listener(.certificate): .badInput(description, hint: hint)
    case .listener: .io(description, hint: hint)
    }
  }
}
