import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The runs that were made, in an SQLite file: entered as a whole or not at all, by any number of programs at a time.
///
/// Bounded: beyond ``mostRuns`` the oldest that no baseline means are removed with every entry, and the file never
/// grows past ``mostBytes``. A run is one transaction behind a rollback journal with every sync: after a crash the
/// catalogue holds the runs whose entry had been told of, and no part of another. One file that can be copied and read
/// where nothing may be written.
package final class Catalogue {
  /// The version of the tables; later ones are refused.
  package static let version = 1
  /// Runs that are kept.
  package static let mostRuns = 10_000
  /// The size the file may reach.
  package static let mostBytes = 256 << 20
  /// How long others are waited for.
  package static let patienceSeconds = 10
  /// The word for the last run of the same suite.
  package static let previous = "previous"

  /// What is done with a catalogue.
  package enum Purpose: Sendable {
    /// It must be there.
    case reading
    /// It is made where it is missing, with its folder.
    case writing
  }

  /// "ADHC" in the header of the file tells it from other databases.
  private static let application: Int64 = 0x4144_4843

  /// The file.
  package let path: String
  let database: Database

  /// Opens a catalogue. O(size of the file), which is checked.
  package init(path: String, for purpose: Purpose) throws(LaboratoryError) {
    self.path = path
    do throws(CatalogueTrouble) {
      if purpose == .writing {
        try Self.makeFolder(of: path)
      } else if access(path, F_OK) != 0 {
        throw errno == ENOENT ? .missing : .other(SystemError(operation: "open", path: path).reason)
      }
      database = try Database(
        path: path, creates: purpose == .writing, patience: Int32(Self.patienceSeconds * 1000))
      try prepare(purpose)
    } catch {
      throw .catalogue(path: path, error)
    }
  }

  private static func makeFolder(of path: String) throws(CatalogueTrouble) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    do throws(SystemError) { try Folder.create(String(path[..<slash])) } catch {
      throw .other(error.description)
    }
  }

  private func prepare(_ purpose: Purpose) throws(CatalogueTrouble) {
    if try isNew() {
      if purpose == .reading { throw .foreign }
      // Somebody else may be making the tables at the same moment.
      try database.transaction { () throws(CatalogueTrouble) in
        if try isNew() { try database.run(Self.tables) }
      }
    }
    let version = try pragma("user_version")
    if try pragma("application_id") != Self.application { throw .foreign }
    if version > Int64(Self.version) { throw .newer(version: Int(version)) }
    let findings = try database.query("PRAGMA quick_check(1)") { $0.text(0) }
    if findings != ["ok"] { throw .corrupt(findings.first ?? "no finding") }
    try database.run(
      "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA max_page_count = \(Self.mostBytes / 4096)")
    // What cannot be written is known before hours of measuring, not after.
    if purpose == .writing { try database.run("BEGIN IMMEDIATE; ROLLBACK") }
  }

  /// Whether the file is empty.
  private func isNew() throws(CatalogueTrouble) -> Bool {
    let tables = try database.query("SELECT count(*) FROM sqlite_master") { $0.integer(0) }
    let (application, version) = (try pragma("application_id"), try pragma("user_version"))
    return tables == [0] && application == 0 && version == 0
  }

  private func pragma(_ name: String) throws(CatalogueTrouble) -> Int64 {
    try database.query("PRAGMA \(name)") { $0.integer(0) }.first ?? 0
  }

  /// Version 1. Later ones are additions only, made from here by the program that needs them.
  private static let tables = """
    PRAGMA application_id = \(application);
    PRAGMA user_version = \(version);
    CREATE TABLE run (
      id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, suite TEXT NOT NULL, specification TEXT,
      specification_digest TEXT, version TEXT NOT NULL, cpu TEXT NOT NULL, cores INTEGER NOT NULL, os TEXT NOT NULL,
      started_at INTEGER NOT NULL, seconds REAL NOT NULL, ok INTEGER NOT NULL, command TEXT NOT NULL);
    CREATE INDEX run_by_suite ON run (suite, id);
    CREATE TABLE job (
      id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, name TEXT NOT NULL,
      command TEXT NOT NULL, class TEXT, status TEXT NOT NULL, exit INTEGER NOT NULL, seconds REAL NOT NULL,
      definition_digest TEXT NOT NULL, configuration_digest TEXT, input_digest TEXT, seeds TEXT NOT NULL,
      execution TEXT NOT NULL, UNIQUE (run, name));
    CREATE TABLE sample (
      job INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE, metric TEXT NOT NULL, repeat INTEGER NOT NULL,
      value REAL NOT NULL, PRIMARY KEY (job, metric, repeat)) WITHOUT ROWID;
    CREATE TABLE baseline (name TEXT PRIMARY KEY, run INTEGER NOT NULL REFERENCES run (id));
    CREATE INDEX baseline_by_run ON baseline (run);
    """

  /// Runs `body` and says of which catalogue its trouble is.
  func telling<R>(_ body: () throws(CatalogueTrouble) -> R) throws(LaboratoryError) -> R {
    do throws(CatalogueTrouble) { return try body() } catch { throw .catalogue(path: path, error) }
  }
}
