import Base
import Snapshots
import Workloads

/// `verify-snapshot`.
enum VerifySnapshotCommand {
  static let repair = Flag<Bool>.toggle(
    "repair", "Write a new snapshot of every block that holds, and list what is lost.")
  static let outfile = Flag<String?>.optional(
    "out", "FILE", kind: .file, "Where --repair writes; without it the file itself is replaced.")
  static let verbose = Flag<Bool>.toggle("verbose", "Tell more about a sound file, too.")

  static let spec = CommandSpec(
    name: "verify-snapshot",
    summary: "Check every byte of a snapshot; repair what is damaged.",
    details: [
      """
      Reads the file once with the memory of one block and names every damaged block with its place and key range. \
      Nothing that has not been verified is used. With --repair everything that holds is saved; what was damaged is \
      listed as lost, and the exit code still tells of the damage. With --verify-key nothing is saved from a file whose \
      signature by that key does not hold any more; the copy is signed only with --sign.
      """
    ],
    flags: [
      SnapshotFlags.infile.spec, SnapshotFlags.verifyKey.spec, repair.spec, outfile.spec,
      SnapshotFlags.sign.spec, verbose.spec,
    ],
    examples: [
      Example(purpose: "is this file what was written?", line: "hashmap-cli verify-snapshot --in map.snap"),
      Example(
        purpose: "save what can be saved",
        line: "hashmap-cli verify-snapshot --in map.snap --repair --out saved.snap"),
      Example(
        purpose: "has our build server written it?",
        line: "hashmap-cli verify-snapshot --in map.snap --verify-key build.pub"),
    ],
    failures: [
      FailureNote(label: .invariant, meaning: "The file is damaged, or no snapshot at all."),
      FailureNote(
        label: .policy,
        meaning: "The file is of the earlier Python program or of a later version, or not signed by that key."
      ),
      FailureNote(label: .io, meaning: "The file cannot be read or the new one cannot be written."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM came; no file was changed."),
    ]
  ) { arguments, session throws(Failure) in
    let path = arguments[SnapshotFlags.infile]
    let wantsRepair = arguments[repair]
    if arguments[outfile] != nil, !wantsRepair {
      throw .badInput("--out has no effect without --repair", hint: "give --repair, too")
    }
    if arguments[SnapshotFlags.sign] != nil, !wantsRepair {
      throw .badInput("--sign has no effect without --repair", hint: "compact-snapshot signs a sound file")
    }
    let wanted = try SnapshotFlags.publicKey(arguments)
    let key = try SnapshotFlags.secretKey(arguments)
    var report = try Failure.wrapping { () throws(SnapshotError) in try SnapshotCheck(path, signedBy: wanted)
    }
    if wantsRepair {
      if let target = arguments[outfile], !report.survey.isSound { try OutputFile.makeFolders(of: target) }
      try Failure.wrapping { () throws(SnapshotError) in
        try report.repair(to: arguments[outfile] ?? path, key: key)
      }
    }
    let text = report.text(isVerbose: arguments[verbose])
    let stranger = report.stranger
    try session.conclude(isOK: report.survey.isSound && stranger == nil, text: text, report.render)
    if !report.survey.isSound { throw report.failure }
    if let stranger { throw stranger.failure }
  }
}

/// What a look at a whole file found, and what was made of it.
struct SnapshotCheck {
  let path: String
  let survey: SnapshotSurvey
  let contentDigest: String
  /// The file a repair has written.
  private(set) var repaired: (path: String, entries: UInt64)?
  private var isRepairWanted = false
  /// The key that should have signed it; nil where that does not matter.
  private let wanted: SnapshotPublicKey?

  init(_ path: String, signedBy wanted: SnapshotPublicKey?) throws(SnapshotError) {
    self.path = path
    self.wanted = wanted
    var pass = SnapshotPass()
    survey = try SnapshotSurvey(path: path) { key, value throws(SnapshotError) in try pass.take(key, value) }
    contentDigest = pass.digest.hexadecimal
  }

  /// Writes what holds to `target`, signed by `key`, and reads the new file back; a sound file is left alone. A damaged one
  /// must be signed by the wanted key where one is given.
  mutating func repair(to target: String, key: SnapshotSecretKey?) throws(SnapshotError) {
    isRepairWanted = true
    if survey.isSound { return }
    try SnapshotSurvey.repair(path: path, to: target, signedBy: wanted, key: key) {
      _, _ throws(SnapshotError) in
      if Interrupt.signal != nil { throw .stopped }
    }
    let again = try SnapshotSurvey(path: target)
    if let damage = again.damages.first { throw .damaged(path: target, damage) }
    repaired = (target, again.entries)
  }

  /// What is wrong with the signature of a file that the wanted key should have signed.
  var stranger: SnapshotError? {
    guard let key = wanted else { return nil }
    guard let signer = survey.signer else { return .unsigned(path: path) }
    return signer == key ? nil : .signedByAnother(path: path, signer: signer.hexadecimal)
  }

  var failure: Failure {
    let count = survey.damages.count + survey.badBlocks.count
    let faults = Figures.counted(count, "fault")
    let hint =
      repaired.map {
        "what could be saved stands in \($0.path): \(Figures.counted($0.entries, "entry", "entries"))"
      }
      ?? "hashmap-cli verify-snapshot --repair --out FILE saves what is not damaged"
    return .invariant("\(path) is damaged: \(faults); the first: \(messages[0])", hint: hint)
  }

  /// What is wrong, a line each; of a sound file one line that says so.
  var messages: [String] {
    if survey.isSound {
      let verdict =
        stranger == nil
        ? "OK: snapshot verified"
        : "every byte is as it was written, but "
          + (survey.signer == nil ? "the snapshot is not signed" : "another key signed the snapshot")
      return [verdict] + (isRepairWanted ? ["nothing to repair, nothing was written"] : [])
    }
    var lines = survey.damages.map(\.description)
    lines += survey.badBlocks.map(\.shown)
    if let repaired {
      let place = repaired.path == path ? "" : " in \(repaired.path)"
      lines.append("\(Figures.counted(repaired.entries, "entry", "entries")) saved\(place) and verified")
    }
    return lines
  }

  func text(isVerbose: Bool) -> String {
    var lines = messages
    if isVerbose {
      lines.append(
        "\(Figures.grouped(survey.goodBlocks)) of \(Figures.grouped(survey.blocks)) blocks hold, "
          + Figures.counted(survey.entries, "entry", "entries"))
      lines.append(survey.signer.map { "signed by \($0.hexadecimal)" } ?? "not signed")
      lines.append("content digest \(contentDigest)")
      lines.append("file digest \(survey.digest.map(hexadecimal) ?? "unknown")")
    }
    return lines.map { "\(path): \($0)\n" }.joined()
  }

  func render(into json: inout JSONWriter) {
    json.field("infile", path)
    json.field("repaired", repaired != nil)
    json.field("outfile", repaired?.path)
    json.array("messages") { list in for message in messages { list.string(message) } }
    json.field("blocks", survey.blocks)
    json.array("bad_blocks") { list in for block in survey.badBlocks { block.render(into: &list) } }
    json.array("damages") { list in
      for damage in survey.damages {
        list.beginObject()
        list.field("part", damage.part.name)
        list.field("offset", damage.offset)
        list.field("reason", damage.reason)
        list.endObject()
      }
    }
    json.field("entries", survey.entries)
    json.field("content_digest", contentDigest)
    json.field("file_digest", survey.digest.map(hexadecimal))
    json.field("signer", survey.signer?.hexadecimal)
    guard isRepairWanted else { return }
    json.array("lost") { list in for block in survey.badBlocks { block.render(into: &list) } }
  }
}

extension SnapshotSurvey.BadBlock {
  /// In a line: which, where, what, and what is lost with it.
  var shown: String {
    var line = index.map { "block \($0)" } ?? "a block"
    line += " at byte \(offset), \(Figures.bytes(length)): \(reason)"
    if let entries { line += "; \(Figures.counted(entries, "entry", "entries"))" }
    if let first = firstKey, let last = lastKey {
      line += ", keys \(ShownBytes.text(first, limit: 40)) to \(ShownBytes.text(last, limit: 40))"
    }
    return line
  }

  func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("index", index)
    json.field("offset", offset)
    json.field("length", length)
    json.field("entries", entries)
    json.data("first_key", firstKey)
    json.data("last_key", lastKey)
    json.field("reason", reason)
    json.endObject()
  }
}

/// Bytes as lower-case hex digits.
func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
