import CSQLite

/// Why a catalogue of runs cannot be used.
package enum CatalogueTrouble: Error, Sendable, Equatable {
  /// SQLite itself is not on this machine.
  case noLibrary(String)
  /// There is no such file.
  case missing
  /// The file is something else.
  case foreign
  /// A later program made it.
  case newer(version: Int)
  /// Its content contradicts itself.
  case corrupt(String)
  /// Somebody else was writing for longer than is waited.
  case busy
  /// The disk, or the room a catalogue may take.
  case full
  /// It may not be written.
  case readOnly
  /// No run is called that.
  case unknownRun(String)
  /// A name that no baseline can have.
  case badName(String)
  /// A call of the system, or one of SQLite that should have worked.
  case other(String)

  init(_ outcome: sqlite_outcome, _ message: String) {
    switch outcome {
    case sqlite_outcome_busy: self = .busy
    case sqlite_outcome_full: self = .full
    case sqlite_outcome_corrupt: self = .corrupt(message)
    case sqlite_outcome_foreign: self = .foreign
    case sqlite_outcome_read_only: self = .readOnly
    default: self = .other(message)
    }
  }

  /// What happened, without the file.
  package var words: String {
    switch self {
    case .noLibrary(let reason): "SQLite cannot be loaded: \(reason)"
    case .missing: "there is no catalogue of runs"
    case .foreign: "the file is no catalogue of runs"
    case .newer(let version):
      "the catalogue has version \(version), and this program knows \(Catalogue.version)"
    case .corrupt(let detail): "the catalogue is damaged: \(detail)"
    case .busy: "others were writing to the catalogue for \(Catalogue.patienceSeconds) seconds"
    case .full: "no room is left for the catalogue"
    case .readOnly: "the catalogue may not be written"
    case .unknownRun(let name): "the catalogue has no run or baseline \"\(name)\""
    case .badName(let name): "\"\(name)\" cannot be the name of a baseline"
    case .other(let detail): detail
    }
  }

  /// What to do about it; nil where nothing general can be said.
  package var hint: String? {
    switch self {
    case .noLibrary: "install libsqlite3-0, or keep no catalogue: --catalogue none"
    case .missing: "hashmap-cli batch makes one; --catalogue FILE names another"
    case .foreign: "--catalogue FILE names another; nothing was changed in this one"
    case .newer: "use the program that made it, or another catalogue; nothing was changed"
    case .corrupt: "move the file away to begin a new one; sqlite3 FILE .recover may save what it holds"
    case .busy: "try again"
    case .full:
      "make room on the disk; a catalogue takes \(Catalogue.mostBytes >> 20) MiB at most: catalogue prune --keep N"
    case .readOnly: "--catalogue FILE names one that may be written, --catalogue none keeps none"
    case .unknownRun: "catalogue history lists the runs, catalogue baseline the baselines"
    case .badName:
      "1 to 100 letters, digits and -_./, not a number alone and not \(Catalogue.previous)"
    case .other: nil
    }
  }
}
