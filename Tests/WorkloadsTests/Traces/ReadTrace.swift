import Foundation
import TestSupport

@testable import Workloads

/// A trace read to its end: its operations as text, and how it ended.
struct ReadTrace {
  /// `put key value`, one after the other; values of filler text as `*length`.
  var operations: [String] = []
  /// When each is due, where that was asked for.
  var times: [UInt64] = []
  var fault: WorkloadError?
  var report: TraceReport?

  init(
    _ path: String, _ options: TraceOptions = TraceOptions(), limits: CSVLimits = CSVLimits(),
    buffering: CSVOperationSource.Buffering = .init()
  ) throws {
    let source = try CSVOperationSource(path: path, limits: limits, traces: options, buffering: buffering)
    let batch = OperationBatch()
    do {
      while try source.next(into: batch) {
        for index in 0..<batch.count { operations.append(Self.text(batch, index)) }
        times += batch.times
      }
    } catch {
      fault = error
    }
    source.close()
    report = source.trace
  }

  private static func text(_ batch: OperationBatch, _ index: Int) -> String {
    let kind = batch.kind(at: index)
    let key = String(decoding: batch.key(at: index), as: UTF8.self)
    if kind != .put { return "\(kind.word) \(key)" }
    let value = batch.value(at: index)
    let isFiller = value.enumerated().allSatisfy { $0.element == 0x61 + UInt8($0.offset % 26) }
    return "\(kind.word) \(key) \(isFiller ? "*\(value.count)" : String(decoding: value, as: UTF8.self))"
  }

  /// Everything as one text, for a golden.
  var transcript: String {
    var lines = operations.map { $0.replacing("\n", with: "\\n") }
    if let report {
      let skips = report.skips.map { "\($0.reason.rawValue)=\($0.count)" }.joined(separator: " ")
      let span = report.span.map { "\($0)" } ?? "none"
      lines.append(
        "# \(report.format) rows=\(report.rows) operations=\(report.operations) filled=\(report.filled) "
          + "cut=\(report.cut) span=\(span) \(skips)")
    }
    if let fault { lines.append("# \(fault.detail)") }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// The samples of the corpus with the format each has.
enum TraceSamples {
  static let all: [(file: String, format: String)] = [
    ("twitter.csv", "twitter"), ("cachelib.csv", "cachelib"), ("cachelib-timed.csv", "cachelib"),
    ("cachelib-cdn.csv", "cachelib-cdn"), ("libcachesim-headed.csv", "libcachesim-csv"), ("msr.csv", "msr"),
    ("tencent.csv", "tencent"), ("arc.lis", "arc"), ("redis-monitor.txt", "redis-monitor"),
    ("ycsb.txt", "ycsb"), ("oracle-general.bin", "oracle-general"), ("libcachesim.csv", "columns"),
  ]

  static func path(_ file: String) -> String { Repository.path("Tests/Corpus/traces/\(file)") }

  /// How a sample is read.
  static func options(_ format: String) throws -> TraceOptions {
    var options = TraceOptions()
    if format == "columns" {
      options.columns = try TraceColumnList(
        "time-col=1, tenant-col=2, obj-id-col=3, obj-size-col=4, op-col=5, delimiter=;, has-header=true")
    }
    return options
  }
}
