import Base
import Connectors
import Documents
import HTTP
import Telemetry

/// Posts what the guardrails of runs report to an address (`watchdog.webhook_url`), off the path of the run.
final class AlertWebhook: Sendable {
  /// Where alerts go, once checked.
  struct Target: Sendable {
    /// The environment variable with the token that is sent along.
    static let token = "ADHASH_ALERT_TOKEN"

    fileprivate let sending: HTTPSender.Settings
    /// What may be shown of the address.
    fileprivate let origin: String
  }

  /// Nanoseconds for one try, and before the second one; the pause doubles each time.
  fileprivate static let timeout: UInt64 = 5_000_000_000
  fileprivate static let pause: UInt64 = 500_000_000
  fileprivate static let tries = 4
  /// Nanoseconds that the end of the program waits for what is under way.
  private static let patience: UInt64 = 4_000_000_000

  private let outbox: HTTPOutbox
  private let origin: String
  private let delivered: Counter
  private let failed: Counter
  private let dropped: Counter
  private let log: Logger

  /// Starts the thread that sends.
  init(_ target: Target, registry: Registry, log: Logger) throws(Failure) {
    let delivered = registry.alertNoticesTotal(delivery: .delivered)
    let failed = registry.alertNoticesTotal(delivery: .failed)
    let dropped = registry.alertNoticesTotal(delivery: .dropped)
    (self.delivered, self.failed, self.dropped, self.log) = (delivered, failed, dropped, log)
    let origin = target.origin
    self.origin = origin
    outbox = try Failure.wrapping { () throws(SystemError) in
      try HTTPOutbox(target.sending) { fate in
        switch fate {
        case .delivered(let lost):
          delivered.add()
          if lost > 0 { log.info("alerts reach \(origin) again; \(lost) notices were lost") }
        case .failed(let reason, let isFirst):
          failed.add()
          if isFirst {
            log.warning("an alert did not reach \(origin): \(reason); further failures are only counted")
          }
        case .dropped(let isFirst):
          dropped.add()
          if isFirst {
            log.warning(
              "\(HTTPOutbox.defaultCapacity) alerts wait for \(origin); further ones are dropped and counted")
          }
        }
      }
    }
  }

  /// Takes notices to be sent. Never waits.
  func send(_ notices: [AlertNotice]) {
    for notice in notices { outbox.put(notice.json(generatedAt: Double(WallClock.nanoseconds()) / 1e9)) }
  }

  /// Sends what waits, for five seconds at most, and tells how many notices were lost, if any.
  func close() {
    outbox.close(within: Self.patience)
    let lost = failed.total + dropped.total
    if lost > 0 { log.warning("\(lost) of \(lost + delivered.total) alert notices did not reach \(origin)") }
  }
}

/// The alerts of one source of frames on their way to a webhook.
final class RunAlerts {
  private let webhook: AlertWebhook
  private var watch = AlertWatch()

  init(_ webhook: AlertWebhook) { self.webhook = webhook }

  /// Sends what is new with a frame. Never waits.
  func put(_ frame: Frame) { webhook.send(watch.observe(frame)) }

  /// No frame will come: what was raised is over.
  func end() { webhook.send(watch.end()) }
}

extension AlertWebhook.Target {
  /// What settings and environment say; nil where no address is set. Refuses what cannot be an address, and a token
  /// that would leave this machine unencrypted.
  init?(_ settings: Settings, _ session: Session) throws(Failure) {
    let key = WatchdogKeys.webhook.name
    let text = settings.text(key)
    if text.isEmpty { return nil }
    let address: WebAddress
    do throws(FetchError) {
      address = try WebAddress(text)
    } catch {
      // The address may be a secret: it is not repeated.
      throw .badInput(
        "\(key) (\(settings.origin(key).description)) is not an address such as https://alerts.example/hook",
        hint:
          "http or https, host, perhaps port, path and query; a token goes into \(Self.token), not into the address"
      )
    }
    var sending = HTTPSender.Settings(url: text)
    sending.timeout = AlertWebhook.timeout
    sending.pause = AlertWebhook.pause
    sending.tries = AlertWebhook.tries
    if let token = session.environment[Self.token], !token.isEmpty {
      guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw .badInput(
          "\(Self.token) has characters that no header may carry", hint: "letters, digits and signs of ASCII")
      }
      guard address.isTLS || address.isLoopback else {
        throw .policy(
          "the token of \(Self.token) would travel unencrypted to \(address.host)",
          hint: "use https, or unset \(Self.token)")
      }
      sending.bearer = token
    }
    self.init(sending: sending, origin: address.origin)
  }
}
