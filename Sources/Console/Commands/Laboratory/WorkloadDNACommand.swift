import Base
import Laboratory
import Workloads

/// `workload-dna`.
enum WorkloadDNACommand {
  static let topKeys = Flag<Int>.integer(
    "top-keys", in: 0...10_000, default: 10, "List this many of the keys used most."
  ).grouped("Analysis")
  static let trackedKeys = Flag<Int>.integer(
    "max-tracked-keys", in: 16...100_000_000, default: 200_000,
    "Know everything of so many keys; of more, an even sample stands for all."
  ).grouped("Analysis")
  static let hashSeed = Flag<Int>.integer(
    "hash-seed", default: 1, "Seed of the hash that collisions are looked for under: --seed of the replay."
  ).grouped("Analysis")
  static let jsonOut = Flag<String?>.optional(
    "json-out", "FILE", kind: .file, "Write the DNA as JSON."
  ).grouped("Results")
  static let fit = Flag<String?>.optional(
    "fit", "FILE", kind: .file,
    "Write a model of the workload without its keys and values, for generate-csv --from-dna."
  ).grouped("Results")
  static let pretty = Flag<Bool>.toggle("pretty", "Indent the JSON of --json-out.").grouped("Results")

  static let spec = CommandSpec(
    name: "workload-dna",
    summary: "Tell what a workload is like: mix, skew, reuse, phases, sizes, collisions.",
    details: [
      """
      One pass with bounded memory. Statistics of keys are exact up to --max-tracked-keys different keys, beyond that \
      estimated with a stated error (docs/workload_dna.md).
      """
    ],
    flags: WorkloadFlags.all + [
      topKeys.spec, trackedKeys.spec, hashSeed.spec, jsonOut.spec, pretty.spec, fit.spec,
    ],
    examples: [
      Example(purpose: "look at a workload", line: "hashmap-cli workload-dna --csv w.csv"),
      Example(
        purpose: "a workload like it, to give away",
        line:
          "hashmap-cli workload-dna --csv w.csv --fit model.json && hashmap-cli generate-csv --from-dna model.json --outfile like.csv"
      ),
      Example(
        purpose: "keep the figures",
        line: "hashmap-cli workload-dna --csv w.csv.zst --json-out dna.json --pretty"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The workload or a flag is wrong."),
      FailureNote(label: .io, meaning: "The workload cannot be read or a result cannot be written."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM ended it."),
    ]
  ) { arguments, session throws(Failure) in
    let path = arguments[RunCSVFlags.csv]
    let target = arguments[jsonOut]
    let model = arguments[fit]
    for (flag, file) in [("--json-out", target), ("--fit", model)] {
      guard let file else { continue }
      if OutputFile.isSame(file, path) {
        throw .badInput("\(flag) names the workload itself", hint: "write the result into another file")
      }
      try OutputFile.check(file, besides: nil)
    }
    let limits = CSVLimits(arguments)
    let traces = try TraceOptions(arguments)
    var options = WorkloadDNA.Options()
    options.topKeys = arguments[topKeys]
    options.trackedKeys = arguments[trackedKeys]
    options.seed = UInt64(arguments[hashSeed])
    let dna = try Failure.wrapping { () throws(LaboratoryError) in
      try WorkloadDNA(
        path: path, limits: limits, traces: traces, options: options, interruption: { Interrupt.signal })
    }
    if let model {
      let fitted = try Failure.wrapping { () throws(LaboratoryError) in
        try WorkloadModel(
          path: path, limits: limits, traces: traces, mostKeys: options.trackedKeys,
          interruption: { Interrupt.signal })
      }
      try Failure.wrapping { () throws(SystemError) in
        try AtomicFileWriter.replace(path: model, with: fitted.file())
      }
    }
    if let target {
      var json = JSONWriter(pretty: arguments[pretty])
      dna.render(path: path, bytes: dna.inputBytes, into: &json)
      json.endLine()
      let bytes = json.bytes
      try Failure.wrapping { () throws(SystemError) in
        try AtomicFileWriter.replace(path: target, with: bytes)
      }
    }
    let lines = dna.lines(path: path, bytes: dna.inputBytes) + (dna.trace.map(TraceReportText.lines) ?? [])
    try session.succeed(text: lines.map { $0 + "\n" }.joined()) { json in
      json.key("dna")
      dna.render(path: path, bytes: dna.inputBytes, into: &json)
      json.field("json_out", target)
      json.field("fit", model)
      dna.trace.renderMember(into: &json)
    }
  }
}
