import Base
import Documents
import Snapshots

/// The flags of commands that work on a store.
enum StoreFlags {
  static let store = Flag<String?>.optional(
    "store", "DIR", kind: .directory, "The store; a folder of its own, made by the first put or import."
  ).environment("ADHASH_STORE").defaulting("adhash/store in the user's data directory")
  static let sync = Flag<StoreSync>.choice(
    "sync", "WHEN", default: .always, "What an answer promises when power is lost (docs/durable_store.md).")
  static let prefix = Flag<[UInt8]?>.data("prefix", "TEXT", "Only keys that begin with this.")
  static let limit = Flag<Int>.integer("limit", default: 0, "Entries to show at most; 0 shows all.")

  /// The failures of commands that read a store.
  static let reading = [
    FailureNote(label: .invariant, meaning: "A file of the store is damaged."),
    FailureNote(label: .io, meaning: "There is no such store, or it cannot be read or written."),
    FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM came."),
  ]
  /// The failures of commands that write to one.
  static let writing =
    reading + [
      FailureNote(label: .policy, meaning: "Another process writes to the store; or an entry is too long.")
    ]
}

extension StoreSync: FlagChoice {
  var help: String {
    switch self {
    case .always: "nothing that was answered is lost"
    case .interval: "what was answered in the last 100 ms may be lost"
    case .never: "what the system had not written may be lost"
    }
  }
}

/// Where the store of a command line is, and how it is opened.
struct StorePlace {
  let path: String
  /// Whether somebody named it; one that nobody named may be missing: it is empty then.
  let isNamed: Bool

  init(_ arguments: Arguments, _ session: Session) throws(Failure) {
    // No setting concerns a store, but a file that was named and is wrong is told of.
    if session.options.configPath != nil { _ = try session.settings(arguments) }
    isNamed = arguments.has(StoreFlags.store)
    if let path = arguments[StoreFlags.store] {
      self.path = path
      return
    }
    // A relative path in the variable is to be ignored (XDG Base Directory Specification).
    let data = session.environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = session.environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.local/share" : nil }
    guard let folder = data ?? home else {
      throw .badInput("neither HOME nor XDG_DATA_HOME tells where the store is", hint: "give --store DIR")
    }
    path = folder + "/adhash/store"
  }

  /// Whether a folder is there, or something that is none and will be told of.
  var exists: Bool { Folder.facts(path) != nil }

  /// The store as it stands; nil for a missing one that nobody named.
  func content() throws(Failure) -> StoreContent? {
    do throws(SnapshotError) { return try StoreContent.open(path: path) } catch {
      if case .io(let missing, _, _, _) = error, missing == path {
        if !isNamed, error.isMissing { return nil }
        throw .io(error.description, hint: error.isMissing ? "hashmap-cli put or import makes a store" : nil)
      }
      throw error.failure
    }
  }

  /// The store for writing; a torn tail is cut, which the log tells, and so where a copy is kept.
  func writer(_ arguments: Arguments, _ session: Session) throws(Failure) -> DurableStore {
    let store = try Failure.wrapping { () throws(SnapshotError) in
      try DurableStore(path: path, sync: arguments[StoreFlags.sync], creator: session.program.creator)
    }
    for kept in store.kept {
      let what = kept.records > 0 ? Figures.counted(kept.records, "whole record") : "perhaps whole records"
      session.log.warning(
        """
        \(kept.log): damaged at byte \(kept.offset); \(Figures.bytes(kept.bytes)) were cut off there, \(what) among them. The log \
        is kept as it was found: hashmap-cli verify-store --store '\(kept.folder)' --repair --out DIR saves what it holds
        """)
    }
    let cut = store.content.cutBytes - store.kept.reduce(0) { $0 + $1.bytes }
    if cut > 0 {
      session.log.warning("\(path): \(Figures.bytes(cut)) of a record that was never complete were cut off")
    }
    return store
  }
}
