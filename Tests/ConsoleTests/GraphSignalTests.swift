import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

/// `graph publisher`, `graph subscriber` and `graph bench` as other programs use them.
@Suite struct GraphSignalTests {
  private func speak(_ words: [String], _ signals: [String]) throws -> Product.Finished {
    try Product.run(["graph"] + words + ["--stdio"], input: signals.map { $0 + "\n" }.joined())
  }

  private static let subscribe = "{\"signal\":\"subscribe\"}"
  private static let onSubscribe = "{\"signal\":\"onSubscribe\"}"
  private static let onComplete = "{\"signal\":\"onComplete\"}"
  private static func request(_ count: Int) -> String { "{\"signal\":\"request\",\"n\":\(count)}" }
  private static func onNext(_ value: Int) -> String { "{\"signal\":\"onNext\",\"value\":\(value)}" }

  @Test func publisher() throws {
    let cases: [(source: String, signals: [String], answers: [String])] = [
      ("finite:5", [Self.subscribe, Self.request(2)], [Self.onSubscribe, Self.onNext(1), Self.onNext(2)]),
      (
        "finite:2", [Self.subscribe, Self.request(1), Self.request(9)],
        [Self.onSubscribe, Self.onNext(1), Self.onNext(2), Self.onComplete]
      ),
      (
        "finite:1", [Self.subscribe, Self.request(1)], [Self.onSubscribe, Self.onNext(1), Self.onComplete]
      ),
      ("finite:0", [Self.subscribe, Self.request(1)], [Self.onSubscribe, Self.onComplete]),
      (
        "endless", [Self.subscribe, Self.request(3)],
        [Self.onSubscribe, Self.onNext(1), Self.onNext(2), Self.onNext(3)]
      ),
      ("endless", [], []),
    ]
    for expected in cases {
      let run = try speak(["publisher", "--source", expected.source], expected.signals)
      #expect(run.exitCode == 0 && run.errors.isEmpty, "\(expected): \(run)")
      #expect(run.output == expected.answers.map { $0 + "\n" }.joined(), "\(expected.source)")
    }
  }

  @Test func publisherFails() throws {
    let failing = try speak(["publisher", "--source", "failing:2"], [Self.subscribe, Self.request(5)])
    let lines = failing.output.split(separator: "\n").map(String.init)
    #expect(lines.prefix(3) == [Self.onSubscribe, Self.onNext(1), Self.onNext(2)] && failing.exitCode == 0)
    #expect(lines.count == 4)
    #expect(
      lines.last?.contains("\"signal\":\"onError\"") == true && lines.last?.contains("on purpose") == true,
      "\(failing)")
    let illegal = try speak(["publisher", "--source", "endless"], [Self.subscribe, Self.request(0)])
    #expect(illegal.output.contains("onError") && illegal.output.contains("3.9"), "\(illegal)")
    let cancelled = try speak(
      ["publisher", "--source", "endless"], [Self.subscribe, "{\"signal\":\"cancel\"}"])
    #expect(cancelled.exitCode == 0 && !cancelled.output.contains("onNext"))
  }

  @Test func subscriber() throws {
    let signals = [Self.onSubscribe] + (1...4).map(Self.onNext) + [Self.onComplete]
    let run = try speak(["subscriber", "--capacity", "4"], signals)
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.prefix(2) == [Self.subscribe, Self.request(4)], "\(run)")
    #expect(run.exitCode == 0 && !run.output.contains("cancel"))
    let taken = try speak(["subscriber", "--take", "2"], Array(signals.dropLast()))
    #expect(taken.output.hasSuffix("{\"signal\":\"cancel\"}\n"), "\(taken)")
    let twice = try speak(["subscriber"], [Self.onSubscribe, Self.onSubscribe, Self.onComplete])
    #expect(twice.output.contains("cancel") && twice.exitCode == 0)
  }

  @Test func garbage() throws {
    for (line, reason) in [
      ("nonsense", "standard input:1:"), ("[]", "an object with signal"),
      ("{\"signal\":\"requst\"}", "did you mean request?"),
      ("{\"signal\":\"request\"}", "request needs"), ("{\"signal\":\"onComplete\"}", "a publisher takes"),
    ] {
      let run = try speak(["publisher"], [line])
      #expect(run.exitCode == 2 && run.errors.contains(reason), "\(line): \(run)")
    }
    #expect(try InProcess("graph", "publisher").exitCode == 2)
    #expect(try InProcess("graph", "publisher", "--stdio", "--source", "infinite").exitCode == 2)
    #expect(try InProcess("graph", "subscriber").exitCode == 2)
  }

  @Test func bench() throws {
    let run = try Product.run([
      "--json", "graph", "bench", Repository.path("examples/kill_switch.toml"), "--seconds", "0.3",
    ])
    #expect(run.exitCode == 0, "\(run)")
    let result = try #require(try JSON.parse(Array(run.output.utf8), file: "result").table)
    #expect(
      result.members.map(\.key) == [
        "ok", "command", "messages_per_s", "hops", "step_ns", "allocations_per_message", "idle_cpu",
      ])
    #expect(result["hops"]?.integer == 4)
    #expect((result["messages_per_s"]?.number ?? 0) > 1000)
    let slice = result["step_ns"]?.table
    #expect((slice?["p50"]?.number ?? 0) > 0 && (slice?["p99"]?.number ?? 0) >= slice?["p50"]?.number ?? 0)
    #expect((result["allocations_per_message"]?.number ?? -1) >= 0)
    #expect((0...1).contains(result["idle_cpu"]?.number ?? -1))
    #expect(try Product.run(["graph", "bench", "/nowhere.toml"]).exitCode == 5)
  }

  /// Numbers travel inside their messages: a warm graph allocates nothing for them.
  @Test func numbersAllocateNothing() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "numbers.toml",
      """
      [[node]]
      name = "numbers"
      type = "sequence"
      count = 20000
      [[node]]
      name = "next"
      type = "map"
      function = "add:1"
      [[node]]
      name = "sink"
      type = "discard"
      [[edge]]
      from = "numbers.out"
      to = "next.in"
      [[edge]]
      from = "next.out"
      to = "sink.in"
      """)
    let run = try Product.run(["--json", "graph", "bench", file, "--seconds", "0.5"])
    let result = try #require(try JSON.parse(Array(run.output.utf8), file: "result").table)
    // What restarting a short graph allocates is spread over its messages.
    #expect((result["allocations_per_message"]?.number ?? 1) < 0.2, "\(run.output)")
  }
}
