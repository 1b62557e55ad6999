import Base
import Workloads

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `scrub-csv`.
enum ScrubCSVCommand {
  enum KeyChoice: String, FlagChoice {
    case hmac, drop

    var help: String {
      switch self {
      case .hmac: "a keyed hash of the key, the same under the same --key-file"
      case .drop: "a number, in the order of first use"
      }
    }
  }

  enum ValueChoice: String, FlagChoice {
    case drop
    case sizeOnly = "size-only"

    var help: String {
      switch self {
      case .drop: "a single 0"
      case .sizeOnly: "as many letters x as there were bytes"
      }
    }
  }

  static let output = Flag<String>.required(
    "out", "FILE", kind: .file, "Workload to write, - is standard output; a file appears when it is complete."
  )
  static let keys = Flag<KeyChoice>.choice("key", "HOW", default: .hmac, "What becomes of keys.")
  static let values = Flag<ValueChoice>.choice(
    "value", "HOW", default: .sizeOnly, "What becomes of the values of puts.")
  static let keyFile = Flag<String?>.optional(
    "key-file", "FILE", kind: .file,
    "The secret of --key hmac: all bytes of this file, 16 to 4096 of them. Keep it to yourself.")

  static let spec = CommandSpec(
    name: "scrub-csv",
    summary: "Make a workload that can be shared: without its keys and values, with its behaviour.",
    details: [
      """
      Which operations use the same key stays as it is, and their order; lengths of keys, and what they say, do not. \
      Traces are read in every format (docs/traces.md). How often a key is used is still told: who knows that of a key \
      can find it again.
      """
    ],
    flags: [RunCSVFlags.csv.spec, output.spec, keys.spec, values.spec, keyFile.spec]
      + [RunCSVFlags.maxRows.spec, RunCSVFlags.maxBytes.spec, RunCSVFlags.maxLineBytes.spec] + TraceFlags.all
      + [RunCSVFlags.progress.spec],
    examples: [
      Example(
        purpose: "keys under a secret of your own, values as sizes",
        line: "hashmap-cli scrub-csv --csv w.csv --out shared.csv --key-file secret"),
      Example(
        purpose: "nothing but numbers",
        line: "hashmap-cli scrub-csv --csv w.csv --out shared.csv --key drop --value drop"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The workload or a flag is wrong, or the secret is missing."),
      FailureNote(
        label: .io, meaning: "A file cannot be read or written; what the result held is untouched."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM came; no file is left behind."),
    ]
  ) { arguments, session throws(Failure) in
    let path = arguments[output]
    let name = arguments[RunCSVFlags.csv]
    if ([name] + [arguments[keyFile]].compactMap(\.self)).contains(where: { OutputFile.isSame(path, $0) }) {
      throw .badInput("--out names a file that is read", hint: "write the result into another file")
    }
    let scrubber = Scrubber(
      keys: try secret(arguments), values: arguments[values] == .drop ? .drop : .sizeOnly)
    let traces = try TraceOptions(arguments)
    let source = try Failure.wrapping { () throws(WorkloadError) in
      try CSVOperationSource(path: name, limits: CSVLimits(arguments), traces: traces)
    }
    try OutputFile.makeFolders(of: path)
    let bar = ProgressBar(
      "operations", on: session.errors, policy: arguments[RunCSVFlags.progress],
      isQuiet: session.options.isQuiet)
    let written = try Failure.wrapping { () throws(WorkloadError) in
      try ConvertedTrace.write(source, to: path, scrubber: scrubber) { operations, bytes in
        bar.update(done: operations, fraction: source.size.map { Double(bytes) / Double(max(1, $0)) })
        return Interrupt.signal == nil
      }
    }
    bar.finish()
    guard let written else { return try Interrupt.check() }
    TraceReportText.warn(of: written, from: name, session)
    try session.succeed(writing: path, text: TraceReportText.text(written, to: path)) { json in
      json.field("csv", name)
      json.field("out", path)
      json.field("key", arguments[keys].name)
      json.field("value", arguments[values].name)
      json.field("operations", written.operations)
      json.field("bytes", written.bytes)
      json.field("input_digest", written.inputDigest)
      written.trace.renderMember(into: &json)
    }
  }

  private static let secretBytes = 16...4096

  private static func secret(_ arguments: Arguments) throws(Failure) -> Scrubber.Keys {
    let file = arguments[keyFile]
    guard arguments[keys] == .hmac else {
      if file == nil { return .drop }
      throw .badInput("--key-file has no effect with --key drop", hint: "leave one of them out")
    }
    guard let file else {
      throw .badInput(
        "--key hmac needs --key-file FILE",
        hint: "head -c 32 /dev/urandom > secret makes one; --key drop needs none")
    }
    let wrong = { (count: String) in
      Failure.badInput(
        "\(file) has \(count) bytes, a secret has 16 to 4096",
        hint: "head -c 32 /dev/urandom > secret makes one")
    }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: file, limit: secretBytes.upperBound)
    } catch {
      throw error.code == EFBIG ? wrong("more than 4096") : error.failure
    }
    guard secretBytes.contains(bytes.count) else { throw wrong("\(bytes.count)") }
    return .hmac(KeyedHash(secret: bytes))
  }
}
