import Base
import Foundation
import TestSupport
import Testing

@testable import Workloads

@Suite struct TraceTests {
  @Test(arguments: TraceSamples.all.map(\.file))
  func aSampleIsReadAsItsFormatSays(file: String) throws {
    let format = try #require(TraceSamples.all.first { $0.file == file }).format
    let options = try TraceSamples.options(format)
    let read = try ReadTrace(TraceSamples.path(file), options)
    #expect(read.report?.format == (format == "columns" ? "libcachesim-csv" : format), "detection")
    #expect(
      try Repository.difference(read.transcript, from: "Tests/Goldens/traces/\(file).txt") == nil)
    // However the blocks cut the text apart, and whether the format is named or found, it reads the same.
    var named = options
    if let known = TraceFormat.named(format) { named.choice = .trace(known) }
    for bytes in [300, 4096] {
      let cut = try ReadTrace(
        TraceSamples.path(file), named, buffering: .init(blockBytes: bytes, batches: 2))
      #expect(cut.transcript == read.transcript, "blocks of \(bytes)")
    }
  }

  @Test func whatIsConvertedReadsTheSame() throws {
    let folder = try TemporaryFolder()
    for (file, format) in TraceSamples.all {
      let options = try TraceSamples.options(format)
      let path = folder.file("\(file).csv")
      let source = try CSVOperationSource(path: TraceSamples.path(file), traces: options)
      let written = try #require(try ConvertedTrace.write(source, to: path) { _, _ in true })
      let direct = try ReadTrace(TraceSamples.path(file), options)
      let converted = try ReadTrace(path)
      #expect(converted.operations == direct.operations, "\(file)")
      #expect(converted.report == nil && written.operations == direct.operations.count, "\(file)")
      let check = try CSVValidation.check(path: path)
      #expect(check.faults.isEmpty && check.inputDigest == written.inputDigest, "\(file): \(check.faults)")
    }
    let source = try CSVOperationSource(path: TraceSamples.path("twitter.csv"))
    let kept = try folder.write("kept.csv", "old")
    #expect(try ConvertedTrace.write(source, to: kept, progress: { _, _ in false }) == nil)
    #expect(try folder.read("kept.csv") == "old", "an interrupted conversion changes nothing")
  }

  @Test func fillingExpandingAndCuttingAreChoices() throws {
    var options = TraceOptions()
    options.fills = false
    options.pageBytes = 0
    #expect(
      try ReadTrace(TraceSamples.path("msr.csv"), options).operations == [
        "get usr.0:7014609920", "put usr.0:1317441536 *8192", "get usr.0:1317445632",
      ])
    options = TraceOptions()
    options.expands = false
    options.maxValueBytes = 3
    options.fills = true
    #expect(
      try ReadTrace(TraceSamples.path("cachelib-timed.csv"), options).operations == [
        "get k1", "put k1 *3", "put k2 *3", "get k2",
      ])
  }

  /// A client that came over IPv6 has brackets of its own; a record whose object is never asked for again may say so by
  /// the largest number there is.
  @Test func clientsOfAllKindsAndTheEndOfTimeAreRead() throws {
    let folder = try TemporaryFolder()
    let monitor = try folder.write(
      "m", "OK\n1.5 [0 [::1]:51706] \"get\" \"a]b\"\n1.6 [2 unix:/tmp/s] \"set\" \"k\" \"v\"\n")
    var options = TraceOptions()
    options.fills = false
    #expect(try ReadTrace(monitor, options).operations == ["get a]b", "put 2/k v"])
    var record: [UInt8] = []
    for (seconds, object) in [(1, 7), (2, 8)] as [(UInt32, UInt64)] {
      for word in [
        [UInt8(seconds), 0, 0, 0], [UInt8(object)] + [UInt8](repeating: 0, count: 7), [9, 0, 0, 0],
      ] {
        record += word
      }
      record += [UInt8](repeating: 0xFF, count: 7) + [0x7F]
    }
    try Data(record).write(to: URL(fileURLWithPath: folder.file("o.bin")))
    let oracle = try ReadTrace(folder.file("o.bin"), options)
    #expect(
      oracle.operations == ["get 7", "get 8"] && oracle.report?.format == "oracle-general", "\(oracle)")
  }

  /// What a row stands for counts against the limit of rows; before anything of it is written.
  @Test func countsAreBounded() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("t.csv", "key,op,size,op_count\na,GET,10,2\nk,GET,10,1000000000000\n")
    let read = try ReadTrace(path)
    #expect(read.operations.count <= 3, "\(read.operations.count)")
    #expect(
      read.fault?.detail
        == "Trace row limit exceeded: the rows up to here stand for 1000000000002 requests, more than 5000000 "
        + "at line 3, column 10", "\(read)")
    var whole = TraceOptions()
    whole.expands = false
    #expect(try ReadTrace(path, whole).fault == nil)
  }

  /// A file of another format has no requests, however lenient a format is about lines that are none.
  @Test func aForeignFileIsRefused() throws {
    let folder = try TemporaryFolder()
    let csv = try folder.write("w.csv", "op,key,value\nput,a,1\n")
    for format in ["ycsb", "redis-monitor"] {
      var options = TraceOptions()
      options.choice = .trace(try #require(TraceFormat.named(format)))
      let read = try ReadTrace(csv, options)
      #expect(
        read.fault?.detail == "None of 2 rows is a request of a \(format) trace", "\(format): \(read)")
    }
    var ycsb = TraceOptions()
    ycsb.choice = .trace(try #require(TraceFormat.named("ycsb")))
    let scans = try folder.write("s", "SCAN t k 3 []\n")
    #expect(try ReadTrace(scans, ycsb).fault == nil, "scans are requests, though no map answers them")
  }

  /// As a workload file without a header is; a header alone says what the file is, and that nothing happened.
  @Test func anEmptyTraceIsRefused() throws {
    let folder = try TemporaryFolder()
    for format in TraceFormat.all {
      var options = TraceOptions()
      options.choice = .trace(format)
      let isBinary = if case .records = format.framing { true } else { false }
      for text in isBinary ? [""] : ["", "\n\n"] {
        let read = try ReadTrace(folder.write("e", text), options)
        #expect(
          read.fault?.detail == "Trace file is empty" && read.fault?.file.hasSuffix("e") == true, "\(read)")
        #expect(read.fault?.hint?.contains(format.row) == true, "\(format.name): \(read)")
      }
    }
    let headed = try ReadTrace(folder.write("h", "key,op,size,op_count\n"))
    #expect(headed.fault == nil && headed.report?.rows == 0 && headed.report?.format == "cachelib")
    var columns = TraceOptions()
    columns.columns = try TraceColumnList("obj-id-col=1,has-header=true")
    #expect(try ReadTrace(folder.write("c", "id\n"), columns).fault == nil)
    columns.columns = try TraceColumnList("obj-id-col=1")
    #expect(try ReadTrace(folder.write("c", ""), columns).fault?.detail == "Trace file is empty")
  }

  /// A size below zero is no size of one byte, in whatever format there are sizes.
  @Test func sizesBelowZeroAreNoSizes() throws {
    let folder = try TemporaryFolder()
    let huge = "-99999999999999999999999"
    let cases: [(format: String, row: (String, String) -> String)] = [
      ("cachelib", { "key,op,size,op_count\nk,\($0),\($1),1\n" }),
      ("twitter", { "0,k,1,\($1),1,\($0.lowercased()),0\n" }),
      ("libcachesim-csv", { "time,obj_id,obj_size,op\n1,k,\($1),\($0)\n" }),
    ]
    for (format, row) in cases {
      var options = TraceOptions()
      options.choice = .trace(try #require(TraceFormat.named(format)))
      options.fills = false
      func read(_ op: String, _ size: String) throws -> ReadTrace {
        try ReadTrace(folder.write("t", row(op, size)), options)
      }
      for (op, size) in [("SET", "-1"), ("SET", "-5"), ("GET", "-2"), ("DELETE", "-9223372036854775808")] {
        let skipped = try read(op, size)
        #expect(skipped.fault == nil && skipped.operations.isEmpty, "\(format) \(op) \(size): \(skipped)")
        #expect(skipped.report?.skipped == [.negativeSize: 1], "\(format) \(op) \(size): \(skipped)")
      }
      #expect(try read("GET", "-1").operations == ["get k"])
      #expect(try read("DELETE", "-1").operations == ["del k"])
      #expect(try read("SET", "5").operations == ["put k *5"])
      for size in [huge, "-", "--1", "-x", "99999999999999999999999"] {
        let bad = try read("SET", size)
        #expect(bad.fault?.detail.hasPrefix("Expected a size in bytes") == true, "\(format) \(size): \(bad)")
      }
    }
    for (format, row, field) in [
      ("msr", "1,h,0,Write,0,-4096,1\n", "a size in bytes in field 6"),
      ("msr", "1,h,0,Write,-1,4096,1\n", "an offset in bytes in field 5"),
      ("tencent", "1,2,-3,1,5\n", "a size in sectors in field 3"),
      ("arc", "1 -2 0 0\n", "a number of blocks in field 2"),
    ] {
      var options = TraceOptions()
      options.choice = .trace(try #require(TraceFormat.named(format)))
      let read = try ReadTrace(folder.write("t", row), options)
      #expect(read.fault?.detail.hasPrefix("Expected \(field)") == true && read.operations.isEmpty, "\(read)")
    }
  }

  /// A count larger than any batch goes on in the next, and the keys go up all the way.
  @Test func aRowMayFillManyBatches() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("t.lis", "5 100000 0 0\n1 1 0 1\n")
    var options = TraceOptions()
    options.fills = false
    let read = try ReadTrace(path, options)
    #expect(read.operations.count == 100_001 && read.operations[99_999] == "get 100004")
    #expect(read.operations.last == "get 1" && read.report?.operations == 100_001)
  }

  @Test func badRowsSayWhereAndWhat() throws {
    let folder = try TemporaryFolder()
    let twitter = "0,k,1,1,1,get,0\n"
    let cases: [(format: String, text: String, detail: String, line: Int?)] = [
      (
        "twitter", twitter + "0,k,1,x,1,get,0\n",
        "Expected a size in bytes in field 4 of a twitter row, found 'x' at line 2", 2
      ),
      (
        "twitter", twitter + "\n0,k,1\n",
        "Expected 7 fields in a twitter row, found 3 fields at line 3", 3
      ),
      (
        "twitter", twitter + "a,k,1,1,1,get,0",
        "Expected a time in seconds in field 1 of a twitter row, found 'a' at line 2", 2
      ),
      ("cachelib", "op,size\nGET,1\n", "The header of a cachelib trace names no key at line 1", 1),
      (
        "cachelib", "key,op,size,op_count\nk,GET,1,many\n",
        "Expected the number of requests in field 4 of a cachelib row, found 'many' at line 2", 2
      ),
      (
        "cachelib-cdn", "timestamp,cacheKey,OpType,objectSize\n1,k,1\n",
        "Expected a size in bytes in field 4 of a cachelib-cdn row, found 3 fields at line 2", 2
      ),
      (
        "msr", "1,h,0,Trim,0,1,1\n",
        "Expected Read or Write in field 4 of an msr row, found 'Trim' at line 1",
        1
      ),
      (
        "msr", "1,h,0,Read,18446744073709551615,9,1\n",
        "Expected an offset that leaves room for the size in field 5 of an msr row, found '18446744073709551615' at line 1",
        1
      ),
      ("tencent", "1,2,3,4,5\n", "Expected 0 or 1 in field 4 of a tencent row, found '4' at line 1", 1),
      (
        "arc", "1 99999999999 0 0\n",
        "Expected a number of blocks in field 2 of an arc row, found '99999999999' at line 1", 1
      ),
      (
        "redis-monitor", "1.5 [0 h] \"GET\" \"k\n",
        "Expected a command in quoted words in field 3 of a redis-monitor row, found 'h]' at line 1", 1
      ),
      (
        "redis-monitor", "1.5 [0 h] \"SET\" \"k\"\n",
        "Expected a value in field 5 of a redis-monitor row, found '\"k\"' at line 1", 1
      ),
      (
        "ycsb", "INSERT t k none\n",
        "Expected the fields in brackets in field 4 of a ycsb row, found 'none' at line 1", 1
      ),
      (
        "oracle-general", String(repeating: "\u{1}", count: 30),
        "The last record has 6 of 24 bytes at byte 24", nil
      ),
    ]
    for item in cases {
      var options = TraceOptions()
      options.choice = .trace(try #require(TraceFormat.named(item.format)))
      let path = try folder.write("t", item.text)
      let read = try ReadTrace(path, options)
      #expect(read.fault?.detail == item.detail)
      #expect(read.fault?.line == item.line && read.fault?.hint != nil)
      guard item.line != nil, !item.detail.hasPrefix("The header") else { continue }
      options.skipsBadRows = true
      let lenient = try ReadTrace(path, options)
      #expect(lenient.fault == nil && lenient.report?.skipped[.malformed] == 1, "\(item.text)")
    }
  }

  @Test func limitsAndColumnsAreChecked() throws {
    let folder = try TemporaryFolder()
    let path = TraceSamples.path("twitter.csv")
    let rows = try ReadTrace(path, limits: CSVLimits(maxRows: 2))
    #expect(rows.operations.count == 2 && rows.fault?.detail == "Trace row limit exceeded (3 > 2) at line 3")
    let long = try folder.write("l", "0," + String(repeating: "k", count: 300_000))
    var options = TraceOptions()
    options.choice = .trace(try #require(TraceFormat.named("twitter")))
    let length = try ReadTrace(long, options, limits: CSVLimits(maxLineBytes: 1000))
    #expect(length.fault?.detail.hasPrefix("Row length limit exceeded") == true, "\(length)")
    for (list, fault) in [
      ("time-col=1", "obj-id-col is missing: nothing else tells the key"),
      ("obj-id-col=0", "obj-id-col is '0', not a column from 1 to 64"), ("size=1", "'size' is no column"),
      ("obj-id-col=1,delimiter=ab", "delimiter is 'ab', not one character"),
      ("obj-id-col=1,has-header=maybe", "has-header is 'maybe', not true or false"),
    ] {
      #expect { try TraceColumnList(list) } throws: {
        ($0 as? WorkloadError)?.detail == "--trace-columns: \(fault)"
      }
    }
    options = TraceOptions()
    options.wantsTimes = true
    #expect(
      try ReadTrace(TraceSamples.path("arc.lis"), options).fault?.detail
        == "The format arc does not say when its requests came")
  }

  /// Every text is read as something or refused in words; nothing traps or hangs.
  @Test func anyBytesAreSurvived() throws {
    let folder = try TemporaryFolder()
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let alphabet = Array("0123456789,;.[] \"\\x\n\r-getREADk\0\u{ff}".utf8)
    for _ in 0..<60 {
      let format = TraceFormat.all[Int(random.below(UInt64(TraceFormat.all.count)))]
      let sample = try #require(TraceSamples.all.first { $0.format == format.name })
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: TraceSamples.path(sample.file))))
      for _ in 0..<8 {
        let place = Int(random.below(UInt64(bytes.count)))
        bytes[place] = alphabet[Int(random.below(UInt64(alphabet.count)))]
      }
      let path = folder.file("t")
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      var options = TraceOptions()
      options.choice = .trace(format)
      options.skipsBadRows = random.below(2) == 0
      let read = try ReadTrace(path, options)
      #expect(read.fault == nil || read.fault?.hint != nil, "seed \(seed), \(format.name)")
    }
  }
}

@Suite struct TimeSpreaderTests {
  /// Times never fall, stay in their second, and a second that is all there is spread evenly.
  @Test func requestsAreSpreadOverTheirSecond() {
    let second: UInt64 = 1_000_000_000
    var whole = TimeSpreader(unit: second)
    var times = [0, 0, 0, 0, second, 5 * second, 5 * second]
    whole.spread(&times, isLast: true)
    #expect(
      times == [0, second / 4, second / 2, 3 * second / 4, second, 5 * second, 5 * second + second / 2])

    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    var stamps: [UInt64] = []
    var stamp: UInt64 = 0
    for _ in 0..<200 {
      stamps += Array(repeating: stamp, count: Int(random.below(50)))
      stamp += second * (1 + random.below(3))
    }
    var spread: [UInt64] = []
    var spreader = TimeSpreader(unit: second)
    var rest = stamps[...]
    while !rest.isEmpty {
      var batch = Array(rest.prefix(1 + Int(random.below(37))))
      rest = rest.dropFirst(batch.count)
      spreader.spread(&batch, isLast: rest.isEmpty)
      spread += batch
    }
    #expect(zip(spread, spread.dropFirst()).allSatisfy { $0 <= $1 }, "seed \(seed)")
    #expect(zip(spread, stamps).allSatisfy { $0 >= $1 && $0 < $1 + second }, "seed \(seed)")
  }
}
