import Base
import Foundation
import TestSupport
import Testing

@testable import Workloads

/// A generated file read back.
private struct Content {
  var rows: [(kind: OperationKind, key: String, value: String)] = []

  init(_ path: String) throws {
    let source = try CSVOperationSource(path: path)
    let batch = OperationBatch()
    while try source.next(into: batch) {
      for index in 0..<batch.count {
        rows.append(
          (
            batch.kind(at: index), String(decoding: batch.key(at: index), as: UTF8.self),
            String(decoding: batch.value(at: index), as: UTF8.self)
          ))
      }
    }
  }

  func share(_ kind: OperationKind) -> Double {
    Double(rows.filter { $0.kind == kind }.count) / Double(rows.count)
  }
}

@Suite struct GeneratorTests {
  private func generate(_ options: GeneratorOptions, in folder: TemporaryFolder) throws -> (
    GeneratedWorkload, Content
  ) {
    let path = folder.file("w.csv")
    let workload = try #require(try GeneratedWorkload.write(options, to: path))
    return (workload, try Content(path))
  }

  /// Digests of whole files: the promise that a seed gives the same bytes on every machine.
  @Test func sameSeedSameBytes() throws {
    let folder = try TemporaryFolder()
    var lines: [String] = []
    func add(_ name: String, _ options: GeneratorOptions) throws {
      let workload = try #require(try GeneratedWorkload.write(options, to: folder.file("w.csv")))
      let source = try CSVValidation.check(path: folder.file("w.csv"))
      #expect(
        source.faults.isEmpty && source.rows == workload.rows && source.sizeBytes == workload.bytes, "\(name)"
      )
      #expect(source.inputDigest == workload.digest, "\(name)")
      lines.append(
        "\(name) \(workload.digest) "
          + "bytes \(workload.bytes) puts \(workload.puts) gets \(workload.gets) dels \(workload.deletes)"
      )
    }
    for name in GeneratorOptions.presetNames where name != "canonical-l" {
      var options = try #require(GeneratorOptions.preset(name))
      options.phases[0].operations = min(options.phases[0].operations, 20_000)
      try add(name, options)
    }
    for name in KeyDistribution.names {
      var request = GeneratorRequest()
      request.distribution = name
      request.operations = 20_000
      try add(name, try request.options())
    }
    for format in ["K{}", "user:{:08}", "{hash}", "{uuid}", "é{}ö"] {
      var request = GeneratorRequest()
      request.keyFormat = format
      request.valueSize = "1-40"
      request.operations = 5000
      try add("format \(format)", try request.options())
    }
    #expect(GeneratorOptions.preset("ycsb-g") == nil)
    let demo = try CSVValidation.check(path: Repository.path("data/workloads/demo.csv"))
    #expect(
      lines.contains { $0.hasPrefix("canonical-s \(demo.inputDigest)") },
      "data/workloads/demo.csv is canonical-s")
    let difference = try Repository.difference(
      lines.joined(separator: "\n") + "\n", from: "Tests/Goldens/generator-digests.txt")
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func mixesAreAsAsked() throws {
    let folder = try TemporaryFolder()
    let (workload, content) = try generate(GeneratorOptions(), in: folder)
    #expect(workload.rows == 100_000 && content.rows.count == 100_000)
    #expect(abs(content.share(.get) - 0.8) < 0.01 && abs(content.share(.delete) - 0.04) < 0.005)
    #expect(
      content.rows.allSatisfy {
        $0.kind == .put ? UInt64($0.value).map { $0 < 1_000_000 } == true : $0.value.isEmpty
      })
    #expect(Set(content.rows.map(\.key)).count > 9990)

    // YCSB D: reads follow the newest keys; inserts are new.
    let (_, latest) = try generate(try #require(GeneratorOptions.preset("ycsb-d")), in: folder)
    let puts = latest.rows.filter { $0.kind == .put }
    #expect(Set(puts.map(\.key)).count == puts.count && abs(latest.share(.get) - 0.95 * 10 / 11) < 0.02)

    // YCSB E: neighbouring keys one after the other; F: every put follows a get of its key.
    var scans = try #require(GeneratorOptions.preset("ycsb-e"))
    scans.keyFormat = .plain
    let (_, scanned) = try generate(scans, in: folder)
    let neighbours = zip(scanned.rows, scanned.rows.dropFirst()).filter { first, second in
      Int(second.key.dropFirst()) == (Int(first.key.dropFirst()) ?? 0) + 1
    }
    #expect(neighbours.count > 90_000)
    let (_, modified) = try generate(try #require(GeneratorOptions.preset("ycsb-f")), in: folder)
    for (before, row) in zip(modified.rows.dropFirst(10_000), modified.rows.dropFirst(10_001))
    where row.kind == .put {
      #expect(before.kind == .get && before.key == row.key)
    }
    let (_, canonical) = try generate(try #require(GeneratorOptions.preset("canonical-s")), in: folder)
    #expect(
      canonical.rows.count == 2000 && canonical.rows.prefix(400).map(\.key) == (0..<400).map { "K\($0)" })
    #expect(canonical.rows.prefix(400).allSatisfy { $0.kind == .put })

    // `latest` alone begins with one key and inserts.
    var request = GeneratorRequest()
    request.distribution = "latest"
    request.keySpace = 50
    request.operations = 5000
    let (_, growing) = try generate(try request.options(), in: folder)
    var newest = 0
    for row in growing.rows {
      let key = try #require(Int(row.key.dropFirst()))
      if row.kind == .put {
        newest = max(newest, key)
      } else {
        #expect(key <= max(newest, 0) && key > newest - 50)
      }
    }
    #expect(newest > 500)
  }

  @Test func formsOfKeysAndValues() throws {
    let folder = try TemporaryFolder()
    let forms: [(String, Regex<Substring>)] = [
      ("K{}", /K[0-9]+/), ("k{:012}x", /k[0-9]{12}x/), ("{hash}", /[0-9a-f]{16}/), ("hash", /[0-9a-f]{16}/),
      ("uuid", /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/),
    ]
    for (format, pattern) in forms {
      var request = GeneratorRequest()
      request.keyFormat = format
      request.valueSize = "3-17"
      request.operations = 2000
      let (_, content) = try generate(try request.options(), in: folder)
      #expect(content.rows.allSatisfy { $0.key.wholeMatch(of: pattern) != nil }, "\(format)")
      let sizes = Set(content.rows.filter { $0.kind == .put }.map { $0.value.utf8.count })
      #expect(sizes == Set(3...17), "\(format): \(sizes)")
    }
    for good in ["number", "64", "16-256", "1048576"] { #expect(try ValueSize(good).text == good) }
    var writer = RowWriter(at: .allocate(capacity: 4096), pairs: RowWriter.digitPairs)
    let start = writer.next
    let numbers: [UInt64] = [0, 9, 10, 99, 100, 12345, .max, .max / 2]
    for number in numbers {
      writer.decimal(number)
      writer.byte(32)
      writer.decimal(number, width: 22)
      writer.byte(32)
    }
    let text = String(decoding: UnsafeBufferPointer(start: start, count: writer.next - start), as: UTF8.self)
    start.deallocate()
    let expected = numbers.map {
      "\($0) \(String(repeating: "0", count: 22 - "\($0)".count))\($0) "
    }
    #expect(text == expected.joined())
  }

  @Test func impossibleRequestsAreRefused() throws {
    func refusal(_ change: (inout GeneratorRequest) -> Void) -> String {
      var request = GeneratorRequest()
      change(&request)
      do throws(WorkloadError) {
        _ = try request.options()
        return "accepted"
      } catch {
        return error.kind == .badInput ? "\(error.detail) [\(error.hint ?? "")]" : "io"
      }
    }
    let table: [(String, String)] = [
      (refusal { $0.operations = 0 }, "--ops must be from 1 to 1099511627776, not 0 []"),
      (refusal { $0.operations = -5 }, "--ops must be from 1 to 1099511627776, not -5 []"),
      (refusal { $0.readRatio = 1.5 }, "--read-ratio must be from 0 to 1, not 1.5 []"),
      (refusal { $0.readRatio = .nan }, "--read-ratio must be from 0 to 1, not nan []"),
      (refusal { $0.deleteRatio = 1 }, "--del-ratio must be at least 0 and below 1, not 1.0 []"),
      (refusal { $0.insertRatio = -1 }, "--insert-ratio must be from 0 to 1, not -1.0 []"),
      (refusal { $0.modifyRatio = 2 }, "--modify-ratio must be from 0 to 1, not 2.0 []"),
      (refusal { $0.scanLength = 0 }, "--scan-length must be from 1 to 1000000, not 0 []"),
      (refusal { $0.keySpace = 0 }, "--key-space must be from 1 to 1099511627776, not 0 []"),
      (refusal { $0.keySkew = -0.1 }, "--key-skew must be from 0 to 100, not -0.1 []"),
      (refusal { $0.warmup = -1 }, "--warmup must be from 0 to 1099511627776, not -1 []"),
      (
        refusal { $0.distribution = "zipff" }, "Unknown distribution 'zipff' [Did you mean 'zipf'?]"
      ),
      (
        refusal { $0.distribution = "pareto" },
        "Unknown distribution 'pareto' [Known are uniform, zipf, hotspot, latest, exponential, sequential]"
      ),
      (refusal { $0.preset = "ycsba" }, "Unknown preset 'ycsba' [Did you mean 'ycsb-a'?]"),
      (
        refusal {
          $0.distribution = "hotspot"
          $0.hotKeys = 2
        }, "--hot-keys must be from 0 to 1, not 2.0 []"
      ),
      (
        refusal {
          $0.distribution = "exponential"
          $0.hotOperations = 1
        }, "--hot-ops must be above 0 and below 1, not 1.0 []"
      ),
      (
        refusal { $0.valueSize = "9-3" },
        "Value size must be 'number', a size or a range of sizes from 1 to 1048576, not '9-3' [For example 64 or 16-256]"
      ),
      (
        refusal { $0.keyFormat = "key" },
        "Key format must contain one of {}, {:08}, {hash} and {uuid}, not 'key' [For example K{}, user:{:08}, {hash} or {uuid}]"
      ),
    ]
    for (got, expected) in table { #expect(got == expected) }
    let adversarial: [(String, String)] = [
      (
        refusal { $0.adversarialSeed = 1 },
        "--adversarial-layout, --adversarial-seed and --adversarial-lowbits need --adversarial-ratio []"
      ),
      (
        refusal {
          $0.adversarialLayout = "groupd"
          $0.adversarialSeed = 1
        }, "Unknown layout 'groupd' [Did you mean 'grouped'?]"
      ),
      (
        refusal {
          $0.adversarialLayout = "grouped"
          $0.adversarialSeed = 1
        }, "--adversarial-layout, --adversarial-seed and --adversarial-lowbits need --adversarial-ratio []"
      ),
      (
        refusal {
          $0.adversarialLayout = "grouped"
          $0.adversarialSeed = 1
          $0.adversarialRatio = 0.1
          $0.adversarialLowBits = 17
        }, "--adversarial-lowbits must be from 0 to 16, not 17 []"
      ),
    ]
    for (got, expected) in adversarial { #expect(got == expected) }
    // The ratio alone: the layout of a replay without flags, the generator's seed.
    var alone = GeneratorRequest()
    alone.adversarialRatio = 0.15
    alone.seed = 9
    #expect(try alone.options().adversary == Adversary(layout: .grouped, seed: 9))
    for bad in [
      "{:8}", "{:00}", "{:065}", "}{", "a{}{}", " {}", "{} ", "a,{}", "\"{}", "{}\n", "{",
      String(repeating: "x", count: 1023) + "{}",
    ] {
      #expect(refusal { $0.keyFormat = bad }.hasPrefix("Key format"), "\(bad)")
    }
    for bad in ["", "0", "-1", "1-", "1-2-3", "x", "1048577"] {
      #expect(refusal { $0.valueSize = bad }.hasPrefix("Value size"), "\(bad)")
    }
    #expect(
      refusal { $0.keySkew = 0 } == "accepted"
        && refusal {
          $0.preset = "ycsb-a"
          $0.keySkew = 2
        } == "accepted")
    var empty = GeneratorOptions()
    empty.phases = []
    #expect(throws: WorkloadError.self) { try empty.validate() }
  }

  @Test func writingIsAllOrNothing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("w.csv", "before")
    var steps: [Int] = []
    var options = GeneratorOptions()
    options.phases[0].operations = 300_000
    let stopped = try GeneratedWorkload.write(options, to: path) { rows in
      steps.append(rows)
      return rows < 150_000
    }
    #expect(stopped == nil && steps.count >= 2 && steps == steps.sorted())
    #expect(try folder.read("w.csv") == "before" && folder.names() == ["w.csv"])
    options.phases[0].operations = 1000
    for (target, reason) in [
      (folder.file("no/where.csv"), ENOENT), (folder.path, EISDIR), ("/dev/full", ENOSPC),
    ] {
      #if !canImport(Glibc)
        if target == "/dev/full" { continue }
      #endif
      do {
        _ = try GeneratedWorkload.write(options, to: target)
        Issue.record("\(target) was written")
      } catch {
        #expect(error.kind == .io && error.detail.hasSuffix(String(cString: strerror(reason))), "\(error)")
      }
    }
    #expect(try folder.names() == ["w.csv"])
    #expect(
      DistributionSelfTest.run(seed: 1, keys: 1000, draws: 50_000).allSatisfy {
        $0.passes && $0.draws == 50_000
      })
  }
}
