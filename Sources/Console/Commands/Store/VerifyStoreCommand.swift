import Base
import Snapshots

/// `verify-store`.
enum VerifyStoreCommand {
  static let repair = Flag<Bool>.toggle(
    "repair", "Save everything that holds as a new store, and list what is lost.")
  static let outfolder = Flag<String?>.optional(
    "out", "DIR", kind: .directory,
    "Where --repair writes: a new or empty folder. Without it the store itself is repaired, and its damaged files are kept in a folder within it."
  )
  static let verbose = Flag<Bool>.toggle("verbose", "Tell more about a sound store, too.")

  static let spec = CommandSpec(
    name: "verify-store",
    summary: "Check every byte of a store; repair what is damaged.",
    details: [
      """
      Reads snapshot and log once, changes nothing, and names every damaged block and every stretch of the log with its \
      place; a writer may be at work. With --repair every record and every block that holds is saved, also those behind \
      the damage; what is lost is listed, and the exit code still tells of the damage.
      """,
      """
      Records are applied in the order of their sequence numbers. What they build on may be lost: a key whose removal was \
      lost is there again, one whose last change was lost has the value before it, or none.
      """,
    ],
    flags: [StoreFlags.store.spec, repair.spec, outfolder.spec, verbose.spec],
    examples: [
      Example(purpose: "is everything there?", line: "hashmap-cli verify-store --store ./prices"),
      Example(
        purpose: "save what can be saved",
        line: "hashmap-cli verify-store --store ./prices --repair --out ./saved"),
    ],
    failures: [
      FailureNote(label: .invariant, meaning: "The store is damaged, or none at all."),
      FailureNote(
        label: .policy,
        meaning:
          "With --repair: another process writes to the store, or --out holds something; or a file is of a later version."
      ),
      FailureNote(
        label: .io, meaning: "There is no such store, it cannot be read, or the new one not written."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM came; no file was changed."),
    ]
  ) { arguments, session throws(Failure) in
    let wantsRepair = arguments[repair]
    if arguments[outfolder] != nil, !wantsRepair {
      throw .badInput("--out has no effect without --repair", hint: "give --repair, too")
    }
    let place = try StorePlace(arguments, session)
    guard place.exists else {
      throw .io("open \(place.path): there is no store", hint: "hashmap-cli put or import makes a store")
    }
    var check = try Failure.wrapping { () throws(SnapshotError) in try StoreCheck(place.path) }
    if wantsRepair {
      try Failure.wrapping { () throws(SnapshotError) in
        try check.repair(to: arguments[outfolder], creator: session.program.creator)
      }
    }
    let text = check.text(isVerbose: arguments[verbose])
    try session.conclude(isOK: check.survey.isSound, text: text, check.render)
    if !check.survey.isSound { throw check.failure }
  }
}

/// What a look at a whole store found, and what was made of it.
struct StoreCheck {
  let path: String
  private(set) var survey: StoreSurvey
  private let contentDigest: String
  /// The store a repair has written, and what is in it.
  private var repaired: (repair: StoreRepair, entries: UInt64)?
  private var isRepairWanted = false

  init(_ path: String) throws(SnapshotError) {
    self.path = path
    var pass = SnapshotPass()
    survey = try StoreSurvey(path: path) { key, value throws(SnapshotError) in try pass.take(key, value) }
    contentDigest = pass.digest.hexadecimal
  }

  /// Saves what holds, in `target` or in the store itself, and reads it back; a sound store is left alone.
  mutating func repair(to target: String?, creator: String) throws(SnapshotError) {
    isRepairWanted = true
    if survey.isSound { return }
    let repair = try StoreSurvey.repair(path: path, to: target, creator: creator) {
      _, _ throws(SnapshotError) in
      if Interrupt.signal != nil { throw .stopped }
    }
    survey = repair.survey
    guard let folder = repair.folder else { return }
    let again = try StoreSurvey(path: folder)
    if let damage = again.damages.first { throw .damaged(path: damage.file, damage.damage) }
    repaired = (repair, again.entries)
  }

  var failure: Failure {
    let hint =
      repaired.map {
        "what could be saved stands in \($0.repair.folder ?? path): \(Figures.counted($0.entries, "entry", "entries"))"
      } ?? SnapshotError.storeHint(path)
    return .invariant("\(path) is damaged: \(messages[0])", hint: hint)
  }

  /// What is wrong, a line each; of a sound store one line that says so.
  private var messages: [String] {
    var lines = survey.damages.map { "\(Self.name($0.file)): \($0.damage)" }
    for block in survey.badBlocks {
      lines.append("\(survey.snapshot.map(Self.name) ?? ""): \(block.shown)")
    }
    for range in survey.badRanges {
      lines.append(
        "\(Self.name(range.file)): \(Figures.bytes(range.length)) at byte \(range.offset): \(range.reason)")
    }
    for numbers in survey.lost {
      lines.append(
        numbers.count == 1
          ? "change \(numbers.lowerBound) is lost"
          : "changes \(numbers.lowerBound) to \(numbers.upperBound) are lost (\(Figures.grouped(numbers.count)))"
      )
    }
    if survey.isSound { lines.append("OK: store verified") }
    if survey.cutBytes > 0 {
      lines.append(
        "\(Figures.bytes(survey.cutBytes)) behind the last record are no whole one: the rest of a write that was broken off, or damaged"
      )
    }
    if !survey.isSound {
      if !survey.lost.isEmpty {
        lines.append(
          "what was changed later is kept and may build on what is lost: keys may be back or have former values"
        )
      }
      if survey.isOfRepair {
        lines.append("the snapshot is of an earlier repair, which told what it had lost")
      }
    }
    for folder in survey.aside {
      lines.append(
        "\(Self.name(folder)) holds what was put aside earlier; verify-store --store '\(folder)' tells what that is"
      )
    }
    if let repaired {
      let folder = repaired.repair.folder ?? path
      lines.append("\(folder): \(Figures.counted(repaired.entries, "entry", "entries")) saved and verified")
      if let kept = repaired.repair.kept { lines.append("the damaged files are kept in \(kept)") }
    } else if isRepairWanted, survey.isSound {
      lines.append("nothing to repair, nothing was written")
    }
    return lines
  }

  func text(isVerbose: Bool) -> String {
    var lines = messages
    if isVerbose {
      lines.append(
        "\(Figures.counted(survey.records, "record")) of \(Figures.counted(survey.changes, "change")) hold, "
          + Figures.counted(survey.entries, "entry", "entries"))
      lines.append("last change \(survey.lastSequence)")
      lines.append("content digest \(contentDigest)")
    }
    return lines.map { "\(path): \($0)\n" }.joined()
  }

  /// The file's name without the folder, which stands before every line.
  private static func name(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}

extension StoreCheck {
  func render(into json: inout JSONWriter) {
    json.field("store", path)
    json.field("repaired", repaired != nil)
    json.field("outdir", repaired?.repair.folder)
    json.field("kept", repaired?.repair.kept)
    json.array("aside") { list in for folder in survey.aside { list.string(folder) } }
    json.array("messages") { list in for message in messages { list.string(message) } }
    json.field("snapshot", survey.snapshot)
    json.field("records", survey.records)
    json.field("changes", survey.changes)
    json.field("entries", survey.entries)
    json.field("last_sequence", survey.lastSequence)
    json.field("cut_bytes", survey.cutBytes)
    json.field("content_digest", contentDigest)
    json.array("damages") { list in
      for found in survey.damages {
        list.beginObject()
        list.field("file", found.file)
        list.field("part", found.damage.part.name)
        list.field("offset", found.damage.offset)
        list.field("reason", found.damage.reason)
        list.endObject()
      }
    }
    json.array("bad_blocks") { list in for block in survey.badBlocks { block.render(into: &list) } }
    json.array("bad_ranges") { list in
      for range in survey.badRanges {
        list.beginObject()
        list.field("file", range.file)
        list.field("offset", range.offset)
        list.field("length", range.length)
        list.field("reason", range.reason)
        list.endObject()
      }
    }
    json.array("lost_changes") { list in
      for numbers in survey.lost {
        list.beginObject()
        list.field("first_sequence", numbers.lowerBound)
        list.field("last_sequence", numbers.upperBound)
        list.endObject()
      }
    }
  }
}
