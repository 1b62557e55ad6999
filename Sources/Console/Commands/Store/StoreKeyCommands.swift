import Base
import Snapshots
import Workloads

/// `put`, `get` and `del`.
enum StoreKeyCommands {
  private static let key = PositionalSpec(
    name: "KEY", help: "The key; any bytes, none included.", kind: .data)

  static let put = CommandSpec(
    name: "put",
    summary: "Set the value of a key in a store that outlives the process.",
    details: ["Answers OK when the change is as safe as --sync promises."],
    flags: [StoreFlags.store.spec, StoreFlags.sync.spec],
    positionals: [
      key,
      PositionalSpec(
        name: "VALUE", help: "Its value; any bytes, none included. One that begins with - comes after --.",
        kind: .data),
    ],
    examples: [
      Example(purpose: "remember something", line: "hashmap-cli put greeting hello"),
      Example(purpose: "in a store of its own", line: "hashmap-cli put --store ./prices apple 3"),
    ],
    failures: StoreFlags.writing
  ) { arguments, session throws(Failure) in
    let store = try StorePlace(arguments, session).writer(arguments, session)
    try put(arguments, session, on: .store(store, staysOpen: false))
  }

  static func put(_ arguments: Arguments, _ session: Session, on target: StoreTarget) throws(Failure) {
    let (key, value) = (arguments.bytes(ofWord: 0), arguments.bytes(ofWord: 1))
    let store = try target.writable("put")
    let sequence = try Failure.wrapping { () throws(SnapshotError) in
      try store.put(key, value)
      return try target.settle()
    }
    try session.succeed(text: "OK\n") { json in
      json.data("key", key)
      json.data("value", value)
      json.field("sequence", sequence)
      json.field("result", "OK")
    }
  }

  static let get = CommandSpec(
    name: "get",
    summary: "Print the value of a key of a store; an empty line when it has none.",
    details: [
      """
      Reads the log and one block of the snapshot. A writer may be at work. What was put is written byte by byte; with \
      --json bytes that are not UTF-8 stand in value_base64.
      """
    ],
    flags: [StoreFlags.store.spec],
    positionals: [key],
    examples: [Example(purpose: "what was it?", line: "hashmap-cli get greeting")],
    failures: StoreFlags.reading
  ) { arguments, session throws(Failure) in
    try get(arguments, session, on: .content(StorePlace(arguments, session).content()))
  }

  static func get(_ arguments: Arguments, _ session: Session, on target: StoreTarget) throws(Failure) {
    let key = arguments.bytes(ofWord: 0)
    let value = try Failure.wrapping { () throws(SnapshotError) in try target.value(of: key) }
    try session.succeed(bytes: (value ?? []) + [0x0A]) { json in
      json.data("key", key)
      json.field("found", value != nil)
      json.data("value", value)
      json.data("result", value ?? [])
    }
  }

  static let del = CommandSpec(
    name: "del",
    summary: "Remove a key from a store; prints 1 when it was there, else 0.",
    flags: [StoreFlags.store.spec, StoreFlags.sync.spec],
    positionals: [key],
    examples: [Example(purpose: "forget it", line: "hashmap-cli del greeting")],
    failures: StoreFlags.writing
  ) { arguments, session throws(Failure) in
    let store = try StorePlace(arguments, session).writer(arguments, session)
    try del(arguments, session, on: .store(store, staysOpen: false))
  }

  static func del(_ arguments: Arguments, _ session: Session, on target: StoreTarget) throws(Failure) {
    let key = arguments.bytes(ofWord: 0)
    let store = try target.writable("del")
    let (wasThere, sequence) = try Failure.wrapping { () throws(SnapshotError) in
      let wasThere = try store.delete(key)
      return (wasThere, try target.settle())
    }
    try session.succeed(text: wasThere ? "1\n" : "0\n") { json in
      json.data("key", key)
      json.field("deleted", wasThere)
      json.field("sequence", sequence)
    }
  }
}
