import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What keeping one cycle came to.
package struct CycleWriting: Sendable, Equatable {
  /// Rows that are new.
  package var rows = 0
  /// Rows whose moment a file already had.
  package var duplicates = 0
  /// Lines of NDJSON that are new.
  package var lines = 0
  /// Lines whose contract and moment a file already had.
  package var lineDuplicates = 0
  /// Bytes of new lines.
  package var lineBytes = 0
  /// Files of lines that did not exist before.
  package var newLineFiles = 0
  /// CSV files that grew.
  package var files = 0
  /// Bytes by which they grew.
  package var bytes = 0
  /// CSV files that did not exist before.
  package var newFiles = 0
  /// Files that somebody else had cut or deleted since they were last written.
  package var changedFiles = 0
  /// Nanoseconds of the whole of it.
  package var nanoseconds: UInt64 = 0
  /// Nanoseconds of it that the device took to make the journal durable.
  package var syncNanoseconds: UInt64 = 0

  /// Nothing yet.
  package init() {}

  /// Rows that are new, whatever forms they are kept in.
  package var kept: Int { max(rows, lines) }
  /// Rows that were known before, whatever forms they are kept in.
  package var known: Int { max(duplicates, lineDuplicates) }
}

/// The collector's output folder: CSV files by contract and an overview by index, lines of JSON by expiry, or both.
///
/// `<folder>/<INDEX>/<expiry>/<strike>/<date>.csv`, `<folder>/overview/<INDEX>/<date>.csv`;
/// `<folder>/ndjson/<INDEX>/<expiry>/<date>.ndjson`, `<folder>/ndjson/overview/<INDEX>/<date>.ndjson`; the journal of all of
/// them stands in `<folder>/.g6/journal`. A cycle is kept when ``write(_:_:)`` has returned, whatever happens to the program or the
/// machine: its rows went to the journal with one sync, and reach the files at the latest when the folder is next opened. A
/// row with the moment of one that its file has already is a duplicate and left out, after a restart too; a line with
/// moment and contract.
package final class CycleFiles {
  /// Files whose state is remembered; past that all are looked at again.
  private static let rememberedFiles = 65_536

  /// The folder.
  package let folder: String
  /// The forms of rows.
  private let forms: Set<RowForm>
  let zone: FixedZone
  private let journal: CycleJournal
  private let appender: FileAppender
  private var files: [String: DayFile] = [:]
  var lineFiles: [String: LineFile] = [:]
  var appends = CycleAppends()
  /// What is kept in the journal but not yet in the files, because writing those failed.
  private var pending: [CycleAppends] = []
  /// Cycles that the journal had and the files had not, when the folder was opened.
  package private(set) var recoveredCycles = 0
  /// Bytes of a torn record that were cut from the journal when the folder was opened.
  package var cutBytes: Int { journal.cutBytes }

  /// Opens a folder, makes it if need be, and brings its files up to the journal.
  ///
  /// Throws `storage` when another collector has it, when the journal is not one, or when a file cannot be written.
  package init(
    folder: String, forms: Set<RowForm> = [.csv], zone: FixedZone = .india
  ) throws(MarketError) {
    self.folder = folder
    self.forms = forms
    self.zone = zone
    do throws(SystemError) { try Folder.create(folder + "/.g6") } catch { throw MarketError(error) }
    let appender = FileAppender(folder: folder)
    self.appender = appender
    var recovered = 0
    journal = try CycleJournal(path: folder + "/.g6/journal") { appends throws(MarketError) in
      try appender.apply(appends) { _ in }
      recovered += 1
    }
    recoveredCycles = recovered
    if recovered > 0 { try checkpoint() }
  }

  /// Keeps the rows of one cycle. When it throws, none of them was kept.
  package func write(
    _ rows: [ContractRow], _ overviews: [OverviewRow]
  ) throws(MarketError) -> CycleWriting {
    let began = MonotonicClock.nanoseconds()
    try settlePending()
    var writing = CycleWriting()
    appends.removeAll()
    var staged: [String: DayFile] = [:]
    var stagedLines: [String: LineFile] = [:]
    if forms.contains(.csv) { try addRows(rows, overviews, &writing, &staged) }
    writing.bytes = appends.bytes.count
    if forms.contains(.ndjson) { try addLines(rows, overviews, &writing, &stagedLines) }
    writing.lineBytes = appends.bytes.count - writing.bytes
    if !appends.entries.isEmpty {
      writing.syncNanoseconds = try journal.append(appends)
      files.merge(staged) { $1 }
      lineFiles.merge(stagedLines) { $1 }
      do throws(MarketError) {
        try appender.apply(appends) { forget($0) }
      } catch {
        // The cycle is safe in the journal; its rows reach the files before the next one is kept.
        pending.append(appends)
        forgetAll()
      }
      if journal.length > CycleJournal.checkpointBytes { try checkpoint() }
    }
    if files.count + lineFiles.count > Self.rememberedFiles { forgetAll() }
    writing.nanoseconds = MonotonicClock.nanoseconds() - began
    return writing
  }

  private func forget(_ path: String) {
    files[path] = nil
    lineFiles[path] = nil
  }

  private func forgetAll() {
    files.removeAll()
    lineFiles.removeAll()
  }

  private func addRows(
    _ rows: [ContractRow], _ overviews: [OverviewRow], _ writing: inout CycleWriting,
    _ staged: inout [String: DayFile]
  ) throws(MarketError) {
    staged.reserveCapacity(rows.count + overviews.count)
    for row in rows {
      let place = "\(row.index)/\(row.expiry)/\(Self.strikeText(row.strikeHundredths))/"
      try add(place, row.stamp, RowColumns.contract, 10, row.together, &writing, &staged) {
        row.append(first: $0, previous: $1, to: &$2)
      }
    }
    for row in overviews {
      try add("overview/\(row.index)/", row.stamp, RowColumns.overview, 7, row.indexPrice, &writing, &staged)
      {
        row.append(first: $0, previous: $1, to: &$2)
      }
    }
  }

  private func add(
    _ place: String, _ stamp: RowStamp, _ columns: [String], _ column: Int, _ value: Double,
    _ writing: inout CycleWriting, _ staged: inout [String: DayFile],
    _ append: (Double, Double, inout [UInt8]) -> Void
  ) throws(MarketError) {
    let path = place + stamp.date.description + ".csv"
    let isStaged = staged[path] != nil
    var file: DayFile
    if let known = staged[path] {
      file = known
    } else {
      file = try state(of: path, place, stamp.date, columns, column, &writing)
    }
    guard !file.slots.contains(stamp.slot) else {
      writing.duplicates += 1
      return
    }
    file.slots.insert(stamp.slot)
    file.length += appends.add(path, offset: file.length) { bytes in
      if file.length == 0, let header = RowColumns.header(of: path) { bytes.append(contentsOf: header) }
      append(file.first, file.previous, &bytes)
    }
    if file.first.isNaN { file.first = value }
    writing.rows += 1
    if !isStaged { writing.files += 1 }
    staged[path] = file
  }

  /// What is known of a file, looked at again when its length is not what it was left at.
  private func state(
    of path: String, _ place: String, _ date: CivilDate, _ columns: [String], _ column: Int,
    _ writing: inout CycleWriting
  ) throws(MarketError) -> DayFile {
    var facts = stat()
    let exists = stat("\(folder)/\(path)", &facts) == 0
    if let known = files[path] {
      if known.length == (exists ? Int(facts.st_size) : 0) { return known }
      writing.changedFiles += 1
    }
    if !exists { writing.newFiles += 1 }
    return try DayFile(
      path: path, in: folder, columns: columns, column: column, olderPath: { "\(place)\($0).csv" }, date: date
    )
  }

  /// Brings files up to cycles that failed to reach them. Throws when that fails again.
  private func settlePending() throws(MarketError) {
    while let oldest = pending.first {
      try appender.apply(oldest) { forget($0) }
      pending.removeFirst()
    }
  }

  /// Makes the files durable and begins the journal anew.
  private func checkpoint() throws(MarketError) {
    try appender.sync()
    try journal.clear()
  }

  /// Makes everything durable in the files themselves. Nothing is written afterwards.
  package func close() throws(MarketError) {
    try settlePending()
    try checkpoint()
  }

  static func strikeText(_ hundredths: Int32) -> String {
    var bytes: [UInt8] = []
    RowText.append(hundredths: hundredths, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
