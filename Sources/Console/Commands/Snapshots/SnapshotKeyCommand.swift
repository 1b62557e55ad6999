import Base
import Snapshots

/// `snapshot-key`.
enum SnapshotKeyCommand {
  static let outfile = Flag<String?>.optional(
    "out", "FILE", kind: .file,
    "Make a new pair: the secret key in FILE, readable by its owner alone, the public one in FILE.pub.")
  static let show = Flag<String?>.optional(
    "show", "FILE", kind: .file, "Write the public key of this secret key to standard output.")

  static let spec = CommandSpec(
    name: "snapshot-key",
    summary: "Make the keys that snapshots are signed and verified with.",
    details: [
      """
      Ed25519. --sign takes the secret key, --verify-key the public one; whoever has the secret key can sign in its \
      name. Files that exist are never replaced.
      """
    ],
    flags: [outfile.spec, show.spec],
    examples: [
      Example(purpose: "a new pair: build and build.pub", line: "hashmap-cli snapshot-key --out build"),
      Example(
        purpose: "the public key once more", line: "hashmap-cli snapshot-key --show build > build.pub"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "Neither or both flags are given, or FILE is no secret key."),
      FailureNote(label: .policy, meaning: "FILE or FILE.pub exists already."),
      FailureNote(label: .io, meaning: "A file cannot be read or written."),
    ]
  ) { arguments, session throws(Failure) in
    let (out, shown) = (arguments[outfile], arguments[show])
    guard (out == nil) != (shown == nil) else {
      throw .badInput(
        "snapshot-key takes either --out FILE or --show FILE", hint: "hashmap-cli snapshot-key --out build")
    }
    if let out { try OutputFile.makeFolders(of: out) }
    let made = try Failure.wrapping { () throws(SnapshotError) in
      if let shown { return try SnapshotSecretKey(path: shown).publicKey }
      return try SnapshotSecretKey.makePair(at: out ?? "")
    }
    let text = out.map { "secret key \($0), public key \($0).pub: \(made.hexadecimal)\n" } ?? made.line
    try session.succeed(text: text) { json in
      json.field("secret_file", out ?? shown)
      json.field("public_file", out.map { "\($0).pub" })
      json.field("public_key", made.hexadecimal)
    }
  }
}
