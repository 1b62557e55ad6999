import Base
import Connectors
import Dataflow
import TestSupport
import Testing

/// What every type of node does, said in a file: values in, values out.
@Suite struct NodeTypeTests {
  /// A chain: the given values, then the node `n` with these settings, then a sink.
  private func through(_ settings: String, _ values: String) throws -> [String] {
    let text = """
      node:
        - {name: source, type: values, values: \(values)}
        - {name: n, \(settings)}
        - {name: sink, type: collect}
      edge:
        - {from: source.out, to: n.in}
        - {from: n.out, to: sink.in}
      """
    let outcome = try GraphRun(GraphText.parse(text, path: "g.yaml"), GraphRunOptions()).run()
    #expect(outcome.report.outcome == .completed, "\(settings)")
    let errors = outcome.report[node: "n"]?.errors ?? 0
    return outcome.received[0].values.map(\.description) + (errors > 0 ? ["\(errors) errors"] : [])
  }

  @Test("stages that stand in a chain")
  func chains() throws {
    let cases: [(settings: String, values: String, received: [String])] = [
      ("type: map, function: 'add:2'", "[1, 2.5]", ["3", "4.5"]),
      ("type: map, function: upper", "[a, 3]", ["A", "1 errors"]),
      (
        "type: map, function: 'add:1', field: n", "[{n: 1, m: 2}, {m: 1}]", ["{\"n\":2,\"m\":2}", "1 errors"]
      ),
      ("type: map, function: 'multiply:9223372036854775807'", "[1, 2]", ["9223372036854775807", "1 errors"]),
      ("type: map, function: json", "['[1, {\"a\": null}]', '{']", ["[1,{\"a\":null}]", "1 errors"]),
      ("type: map, function: 'get:a.b'", "[{a: {b: 5}}]", ["5"]),
      ("type: map, function: round", "[2.5, 1e300]", ["3", "1 errors"]),
      ("type: filter, predicate: even", "[1, 2, 3, 4]", ["2", "4"]),
      ("type: filter, predicate: 'above:2', field: p", "[{p: 1}, {p: 3}, {q: 9}]", ["{\"p\":3}"]),
      ("type: filter, predicate: 'prefix:b'", "[bar, foo]", ["bar"]),
      ("type: flat_map, function: 'repeat:2'", "[1, 2]", ["1", "1", "2", "2"]),
      ("type: flat_map, function: words", "[a b, c]", ["a", "b", "c"]),
      ("type: flat_map, function: elements", "[[1, 2], []]", ["1", "2"]),
      ("type: batch, count: 2", "[1, 2, 3]", ["[1,2]", "[3]"]),
      ("type: deduplicate", "[1, 1, 2, 1]", ["1", "2"]),
      ("type: sampler, every: 2", "[1, 2, 3, 4]", ["1", "3"]),
      ("type: trigger, predicate: 'above:2'", "[1, 3, 4, 1, 5]", ["3", "5"]),
      ("type: throttle, count: 1, per_ms: 10", "[1, 2, 3]", ["1", "2", "3"]),
      ("type: debounce, quiet_ms: 5", "[1, 2, 3]", ["3"]),
      ("type: delay, for_ms: 5, capacity: 2", "[1, 2, 3]", ["1", "2", "3"]),
      ("type: workers, function: negate", "[1, 2, 3]", ["-1", "-2", "-3"]),
      ("type: cache, function: upper", "[a, a, b]", ["A", "A", "B"]),
      ("type: breaker, function: upper, failures: 1", "[a, 1, b]", ["A", "1 errors"]),
      (
        "type: state_machine, initial: idle, transitions: {idle: {go: busy}, busy: {halt: idle}}",
        "[halt, go, go, halt]",
        ["{\"from\":\"idle\",\"to\":\"busy\"}", "{\"from\":\"busy\",\"to\":\"idle\"}"]
      ),
      ("type: fail_after, count: 2", "[1, 2, 3, 4]", ["1", "2", "2 errors"]),
      (
        "type: counter, key: k, amount: n", "[{k: a, n: 1}, {k: b, n: 2}, {k: a, n: 3}]",
        ["[{\"key\":\"a\",\"count\":2,\"sum\":4.0},{\"key\":\"b\",\"count\":1,\"sum\":2.0}]"]
      ),
    ]
    for expected in cases { #expect(try through(expected.settings, expected.values) == expected.received) }
  }

  @Test("routers, splitters and mergers have ports by name")
  func ports() throws {
    let text = """
      node:
        - {name: source, type: values, values: [a, b, c, a]}
        - {name: route, type: router, routes: [a, b], default: rest}
        - {name: split, type: splitter, branches: {same: all, bees: 'equal:b'}}
        - {name: merge, type: merger, inputs: [one, two, three], order: weights, weights: [1, 1, 1]}
        - {name: sink, type: collect}
        - {name: bees, type: collect}
      edge:
        - {from: source.out, to: route.in}
        - {from: route.a, to: merge.one}
        - {from: route.b, to: split.in}
        - {from: split.same, to: merge.two}
        - {from: split.bees, to: bees.in}
        - {from: route.rest, to: merge.three}
        - {from: merge.out, to: sink.in}
      """
    let outcome = try GraphRun(GraphText.parse(text, path: "g.yaml"), GraphRunOptions()).run()
    #expect(outcome.received[0].values.map(\.description).sorted() == ["a", "a", "b", "c"])
    #expect(outcome.received[1].values == [.text("b")])
  }

  @Test("dead letters are records; retries come before them; stop ends the run")
  func errorPolicies() throws {
    func text(_ policy: String) -> String {
      """
      node:
        - {name: source, type: values, values: [a, 1]}
        - {name: n, type: map, function: upper, on_error: \(policy)}
        - {name: sink, type: collect}
        - {name: dead, type: collect}
      edge:
        - {from: source.out, to: n.in}
        - {from: n.out, to: sink.in}
        - {from: n.dead, to: dead.in}
      """
    }
    let buried = try GraphRun(GraphText.parse(text("dead_letter"), path: "g.yaml"), GraphRunOptions()).run()
    let letter =
      "{\"node\":\"n\",\"input\":\"in\",\"reason\":\"a text is needed, not a whole number\",\"attempts\":1,\"value\":1}"
    #expect(buried.received.map { $0.values.map(\.description) } == [["A"], [letter]])
    #expect(buried.report[node: "n"]?.emitted == 2)
    let retried = try GraphRun(GraphText.parse(text("retry, attempts: 4"), path: "g.yaml"), GraphRunOptions())
      .run()
    #expect(retried.received[1].values.first?[path: "attempts"] == .integer(4))
    let stopped = text("stop").split(separator: "\n").filter { !$0.contains("dead") }.joined(separator: "\n")
    let failed = try GraphRun(GraphText.parse(stopped, path: "g.yaml"), GraphRunOptions()).run()
    #expect(failed.report.outcome == .failed && failed.failure?.description.hasPrefix("node n: ") == true)
  }

  @Test(
    "nodes with a port for what failed have just that one under every error policy",
    arguments: [
      ("workers", "continue", "dead", 1), ("workers", "dead_letter", "dead", 1),
      ("workers", "retry", "dead", 1),
      ("breaker", "continue", "rejected", 1), ("breaker", "dead_letter", "rejected", 1),
      ("breaker", "retry", "dead", 3),
    ])
  func letterBoxes(type: String, policy: String, port: String, attempts: Int64) throws {
    let text = """
      node:
        - {name: source, type: values, values: [a, 1, b]}
        - {name: n, type: \(type), function: upper, on_error: \(policy)}
        - {name: ok, type: collect}
        - {name: bad, type: collect}
      edge:
        - {from: source.out, to: n.in}
        - {from: n.out, to: ok.in}
        - {from: n.\(port), to: bad.in}
      """
    let outcome = try GraphRun(GraphText.parse(text, path: "g.yaml"), GraphRunOptions()).run()
    #expect(outcome.received[0].values.map(\.description) == ["A", "B"])
    #expect(outcome.received[1].values.count == 1)
    #expect(outcome.received[1].values.first?[path: "attempts"] == .integer(attempts))
  }

  @Test("every type is described, and each table of names has no name twice")
  func tables() {
    func isUnique(_ names: [String]) -> Bool { Set(names).count == names.count }
    #expect(isUnique(NodeTypes.all.map(\.name)))
    for type in NodeTypes.all {
      #expect(!type.help.isEmpty && isUnique(type.settings.map(\.name)), "\(type.name)")
      #expect(type.settings.allSatisfy { !$0.rule.isEmpty && !$0.help.isEmpty }, "\(type.name)")
    }
    #expect(isUnique(Formulas.mappings.map(\.name)) && isUnique(Formulas.predicates.map(\.name)))
    #expect(isUnique(Formulas.expansions.map(\.name)) && isUnique(Formulas.merges.map(\.name)))
  }
}
