import Base
import Documents
import Foundation
import HTTP
import TestSupport
import Testing

@testable import Console

/// The built program posting alerts to a receiver of this machine.
@Suite struct AlertWebhookTests {
  /// A receiver and what it heard.
  private final class Receiver: @unchecked Sendable {
    private let lock = Lock()
    private var heard: [(path: String, bearer: String?, body: [UInt8])] = []
    private var listener: Listener?

    init() throws {
      listener = try Listener(ListenerOptions()) { request in
        self.lock.withLock {
          self.heard.append((request.path, request.header("Authorization"), request.body))
        }
        return Response(status: 204, body: .bytes([]))
      }
    }

    var port: UInt16 { listener?.port ?? 0 }
    var all: [(path: String, bearer: String?, body: [UInt8])] { lock.withLock { heard } }
    func stop() { listener?.stop() }
  }

  private static let workload = "op,key,value\n" + (0..<20_000).map { "put,k\($0 % 900),v\n" }.joined()

  @Test func aRunAndItsFileTellTheSame() throws {
    let folder = try TemporaryFolder()
    let csv = try folder.write("w.csv", Self.workload)
    let receiver = try Receiver()
    let hook = "http://127.0.0.1:\(receiver.port)/hook-of-secrets?team=maps"
    let run = try Product.run(
      [
        "run-csv", "--csv", csv, "--tick-ops", "4000", "--metrics-out-dir", folder.file("m"),
        "--json-summary-out", folder.file("s.json"), "--alert-webhook", hook, "--json",
      ], environment: ["ADHASH_ALERT_TOKEN": "s3cret", "WATCHDOG_LOAD_FACTOR_WARN": "0.1"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let live = receiver.all
    #expect(
      live.count >= 2 && live.allSatisfy { $0.path == "/hook-of-secrets" && $0.bearer == "Bearer s3cret" })
    let notices = try live.map { try #require(try JSON.parse($0.body, file: "notice").table) }
    #expect(notices.allSatisfy { $0["schema"]?.string == "hashmap.alert.v1" })
    let first = try #require(notices.first)
    #expect(first["state"]?.string == "raised" && first["alert"]?.table?["metric"]?.string == "load_factor")
    #expect(notices.last?["reason"]?.string == "run_ended", "what was raised ends with the run")
    let everything = try run.output + run.errors + folder.read("s.json")
    for secret in ["s3cret", "hook-of-secrets"] { #expect(!everything.contains(secret)) }
    #expect(everything.contains("set, not shown"))

    let serve = try RunningProduct(
      ["serve", "--source", folder.file("m/metrics.ndjson"), "--port", "0"],
      environment: ["WATCHDOG_WEBHOOK_URL": hook])
    let port = try #require(serve.port(), "\(serve.errors)")
    waitUntil { receiver.all.count >= 2 * live.count }
    let metrics = try Conversation(port: port).ask("/metrics").text
    #expect(serve.end() == 0)
    let again = receiver.all.dropFirst(live.count)
    #expect(again.allSatisfy { $0.bearer == nil })
    func comparable(_ body: [UInt8]) -> String {
      String(decoding: body, as: UTF8.self).replacing(/"generated_at":[0-9.e+]+,/, with: "")
    }
    #expect(again.map { comparable($0.body) } == live.map { comparable($0.body) })
    #expect(metrics.contains("hashmap_alert_notices_total{delivery=\"delivered\"}"))
  }

  @Test func aReceiverThatIsGoneCostsALineOfTheLog() throws {
    let folder = try TemporaryFolder()
    let csv = try folder.write("w.csv", Self.workload)
    let receiver = try Receiver()
    receiver.stop()
    let run = try Product.run(
      [
        "run-csv", "--csv", csv, "--tick-ops", "4000", "--alert-webhook",
        "http://127.0.0.1:\(receiver.port)/hook-of-secrets",
      ], environment: ["WATCHDOG_LOAD_FACTOR_WARN": "0.1", "WATCHDOG_AVG_PROBE_WARN": "none"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let origin = "http://127.0.0.1:\(receiver.port)"
    #expect(
      run.errors.components(separatedBy: "an alert did not reach \(origin): ").count == 2, "\(run.errors)")
    #expect(run.errors.contains("alert notices did not reach \(origin)"))
    #expect(!run.errors.contains("hook-of-secrets"))
  }

  @Test func whatIsNoAddressIsRefusedBeforeTheRun() throws {
    let folder = try TemporaryFolder()
    let csv = try folder.write("w.csv", "op,key,value\nput,a,1\n")
    let cases: [(arguments: [String], environment: [String: String], code: Int32, says: String)] = [
      (
        ["--alert-webhook", "no-address"], [:], 2,
        "flag --alert-webhook: watchdog.webhook_url is not an address"
      ),
      (
        [], ["WATCHDOG_WEBHOOK_URL": "ftp://a/no-address"], 2,
        "environment variable WATCHDOG_WEBHOOK_URL: watchdog.webhook_url is not"
      ),
      (["--alert-webhook", "https://user:no-address@h/"], [:], 2, "ADHASH_ALERT_TOKEN"),
      (["--alert-webhook", "http://h/no-address"], ["ADHASH_ALERT_TOKEN": "t"], 4, "unencrypted to h"),
      (["--alert-webhook", "https://h/no-address"], ["ADHASH_ALERT_TOKEN": "a b"], 2, "no header may carry"),
      (
        ["--alert-webhook", "http://127.0.0.1:9/"], ["WATCHDOG_ENABLED": "false"], 2,
        "has no effect while watchdog.enabled is false"
      ),
    ]
    for (arguments, environment, code, says) in cases {
      for command in [["run-csv", "--csv", csv], ["serve", "--port", "0"]] {
        if command[0] == "serve", says.contains("no effect") { continue }
        let run = try Product.run(command + arguments, environment: environment)
        #expect(run.exitCode == code && run.errors.contains(says), "\(arguments): \(run.errors)")
        #expect(run.output.isEmpty && !run.errors.contains("no-address"))
      }
    }
  }
}
