import Base
import Snapshots

/// `put`, `get` and `del`.
enum StoreKeyCommands {
  private static let key = PositionalSpec(name: "KEY", help: "The key.")

  static let put = CommandSpec(
    name: "put",
    summary: "Set the value of a key in a store that outlives the process.",
    details: ["Answers OK when the change is as safe as --sync promises."],
    flags: [StoreFlags.store.spec, StoreFlags.sync.spec],
    positionals: [
      key, PositionalSpec(name: "VALUE", help: "Its value; one that begins with - comes after --."),
    ],
    examples: [
      Example(purpose: "remember something", line: "hashmap-cli put greeting hello"),
      Example(purpose: "in a store of its own", line: "hashmap-cli put --store ./prices apple 3"),
    ],
    failures: StoreFlags.writing
  ) { arguments, session throws(Failure) in
    let (key, value) = (arguments.words[0], arguments.words[1])
    let store = try StorePlace(arguments, session).writer(arguments, session)
    let sequence = try Failure.wrapping { () throws(SnapshotError) in
      try store.put(Array(key.utf8), Array(value.utf8))
      return try store.finish()
    }
    try session.succeed(text: "OK\n") { json in
      json.field("key", key)
      json.field("value", value)
      json.field("sequence", sequence)
      json.field("result", "OK")
    }
  }

  static let get = CommandSpec(
    name: "get",
    summary: "Print the value of a key of a store; an empty line when it has none.",
    details: ["Reads the log and one block of the snapshot. A writer may be at work."],
    flags: [StoreFlags.store.spec],
    positionals: [key],
    examples: [Example(purpose: "what was it?", line: "hashmap-cli get greeting")],
    failures: StoreFlags.reading
  ) { arguments, session throws(Failure) in
    let key = arguments.words[0]
    let content = try StorePlace(arguments, session).content()
    let value = try Failure.wrapping { () throws(SnapshotError) in try content?.value(of: Array(key.utf8)) }
    let text = value.map { String(decoding: $0, as: UTF8.self) }
    try session.succeed(text: (text ?? "") + "\n") { json in
      json.field("key", key)
      json.field("found", text != nil)
      json.field("value", text)
      json.field("result", text ?? "")
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
    let key = arguments.words[0]
    let store = try StorePlace(arguments, session).writer(arguments, session)
    let (wasThere, sequence) = try Failure.wrapping { () throws(SnapshotError) in
      let wasThere = try store.delete(Array(key.utf8))
      return (wasThere, try store.finish())
    }
    try session.succeed(text: wasThere ? "1\n" : "0\n") { json in
      json.field("key", key)
      json.field("deleted", wasThere)
      json.field("sequence", sequence)
    }
  }
}
