import Foundation
import TestSupport
import Testing

@testable import Workloads

/// Every way a file can be wrong, with the words and the place of the complaint.
@Suite struct CSVFaultTests {
  private func faults(_ text: [UInt8], _ limits: CSVLimits = CSVLimits()) throws -> (CSVValidation, [String])
  {
    let folder = try TemporaryFolder()
    let path = folder.file("w.csv")
    try Data(text).write(to: URL(fileURLWithPath: path))
    let result = try CSVValidation.check(path: path, limits: limits)
    #expect(result.faults.allSatisfy { $0.file == path && $0.kind == .badInput })
    return (result, result.faults.map(\.detail))
  }

  @Test func everyFaultNamesItsPlace() throws {
    let head = "op,key,value\n"
    let table: [(String, [String])] = [
      ("", ["CSV file is empty"]), ("\n\r\n  \n", ["CSV file is empty"]), ("\u{FEFF}", ["CSV file is empty"]),
      ("op,key\n", ["Missing header columns: value"]),
      ("K1,V1\n", ["Missing header columns: op, key, value"]),
      ("op,key,value,when\n", ["Unexpected header columns: when"]),
      ("op,key,value,key\n", ["Repeated header columns: key"]),
      ("OP,key,value\n", ["Missing header columns: op"]),
      ("op;key;value\n", ["Missing header columns: op, key, value"]),
      (head + "foo,K1,\n", ["Unknown op 'foo' at line 2, column 1"]),
      (head + "get,K1,\n\n ,K,v\n", ["Missing op at line 4, column 1"]),
      (head + "get, ,\n", ["Missing key at line 2, column 5"]),
      (
        head + "put,K,\nput,K,  \nput,K,\"\"\n",
        (2...4).map { "Missing value of put at line \($0), column 7" }
      ),
      (head + "get,K1\n", ["Missing field 'value' at line 2, column 7"]),
      (
        head + "get\nput,é\n",
        ["Missing field 'key' at line 2, column 4", "Missing field 'value' at line 3, column 6"]
      ),
      (head + "get,K1,,\n", ["Unexpected field 4 at line 2, column 9"]),
      (head + "put,a,b,c,d\n", ["Unexpected field 4 at line 2, column 9"]),
      (head + "put,\"a\"x,b\n", ["Text after a closing quote at line 2, column 8"]),
      (head + "put,\"a\" ,b\n", ["Text after a closing quote at line 2, column 8"]),
      (head + "put,a,\"b\nget,c,\n", ["Quoted field without a closing quote at line 2, column 7"]),
      (head + "put,\"two\nlines\",v\nfoo,x,\n", ["Unknown op 'foo' at line 4, column 1"]),
      (head + "put,\"two\nlines\",v,w\n", ["Unexpected field 4 at line 3, column 10"]),
      (head + "put,a\rb,c\nget,K,\n", ["Carriage return without a line feed at line 2, column 6"]),
      (head + "get,K,\r", ["Carriage return without a line feed at line 2, column 7"]),
      (head + "a\u{1}b\tc,K,\n", ["Unknown op 'a\\u{01}b\\tc' at line 2, column 1"]),
      (
        head + String(repeating: "x", count: 50) + ",K,\n",
        ["Unknown op '\(String(repeating: "x", count: 40))...' at line 2, column 1"]
      ),
      ("key,op,value\n,get,\n", ["Missing key at line 2, column 1"]), (head, []), ("op,key,value", []),
      (head + "get,K,\n", []), (head + "get,K,ignored\ndel,K,\"also\"", []),
      (" op , key ,value \r\nPuT ,\u{B} K \t, v \r\n", []),
    ]
    for (text, expected) in table {
      let (result, details) = try faults(Array(text.utf8))
      #expect(details == expected, "\(text.debugDescription)")
      #expect(result.faultCount == expected.count, "\(text.debugDescription)")
      for fault in result.faults where fault.detail.contains(" at line ") {
        #expect(fault.detail.hasSuffix("at line \(fault.line ?? 0), column \(fault.column ?? 0)"))
        #expect(fault.hint == "See docs/workload_schema.md" && fault.byteOffset != nil)
      }
    }
    let invalid: [([UInt8], String)] = [
      ([0xFF], "Invalid UTF-8 at line 2, column 7 (byte offset 19)"),
      ([0xC3, 0x28], "Invalid UTF-8 at line 2, column 7 (byte offset 19)"),
      (Array("é".utf8) + [0xE2, 0x82], "Invalid UTF-8 at line 2, column 8 (byte offset 21)"),
    ]
    for (bytes, expected) in invalid {
      let (result, details) = try faults(Array((head + "put,K,").utf8) + bytes + [10])
      #expect(details == [expected] && result.rows == 1)
      #expect(result.faults[0].byteOffset == Int(expected.split(separator: " ").last?.dropLast() ?? ""))
    }
    #expect(try faults([0xFF, 0xFE, 0x6F, 0]).1 == ["Invalid UTF-8 at line 1, column 1 (byte offset 0)"])
  }

  @Test func limitsHoldWhileReading() throws {
    let rows = "op,key,value\n" + (1...50).map { "put,K\($0),v\n" }.joined()
    func check(_ limits: CSVLimits) throws -> [String] { try faults(Array(rows.utf8), limits).1 }
    #expect(try check(CSVLimits(maxRows: 50)) == [])
    #expect(try check(CSVLimits(maxRows: 49)) == ["CSV row limit exceeded (50 > 49)"])
    #expect(try check(CSVLimits(maxRows: 10)) == ["CSV row limit exceeded (11 > 10)"])
    #expect(try check(CSVLimits(maxBytes: rows.utf8.count)) == [])
    #expect(try check(CSVLimits(maxLineBytes: 12)) == [])
    #expect(
      try check(CSVLimits(maxLineBytes: 9)) == ["CSV line length limit exceeded (10 > 9) at line 1, column 1"]
    )
    let long = "op,key,value\nput,K,v\nput,K,\"" + String(repeating: "x\n", count: 300_000) + "\"\n"
    #expect(try faults(Array(long.utf8)).1 == [])
    #expect(
      try faults(Array(long.utf8), CSVLimits(maxLineBytes: 600_007)).1 == [
        "CSV line length limit exceeded (600008 > 600007) at line 3, column 1"
      ])
    #expect(try faults(Array(long.utf8), CSVLimits(maxLineBytes: 600_008)).1 == [])
    #expect(try faults(Array(long.utf8), CSVLimits(maxLineBytes: 0)).1 == [])

    let folder = try TemporaryFolder()
    let path = try folder.write("w.csv", rows)
    do {
      _ = try CSVValidation.check(path: path, limits: CSVLimits(maxBytes: 100))
      Issue.record("a file beyond the limit was read")
    } catch {
      #expect(
        error.detail == "CSV size limit exceeded (\(rows.utf8.count) > 100 bytes)" && error.kind == .badInput)
    }
    // A row limit ends the stream after the rows that are allowed.
    let source = try CSVOperationSource(path: path, limits: CSVLimits(maxRows: 7))
    let batch = OperationBatch()
    #expect(try source.next(into: batch) && batch.count == 7 && batch.firstRow == 1)
    #expect(throws: WorkloadError.self) { try source.next(into: batch) }
    #expect(try !source.next(into: batch))
  }

  @Test func dryRunsGoOnAfterFaults() throws {
    var text = "op,key,value\n"
    for row in 1...100 { text += row % 3 == 0 ? "bad,K\(row),\n" : "put,K\(row),\(row)\n" }
    let (result, details) = try faults(Array(text.utf8))
    #expect(result.rows == 100 && result.faultCount == 33 && details.count == 20)
    #expect(details.first == "Unknown op 'bad' at line 4, column 1" && result.sizeBytes == text.utf8.count)
    // In a run the operations before the fault come first, then the fault, once.
    let folder = try TemporaryFolder()
    let path = try folder.write("w.csv", text)
    for parsing in [CSVOperationSource.Parsing.ahead, .onDemand] {
      let source = try CSVOperationSource(path: path, parsing: parsing)
      let batch = OperationBatch()
      #expect(try source.next(into: batch) && batch.count == 2)
      #expect(batch.kind(at: 0) == .put && Array(batch.key(at: 1)) == Array("K2".utf8))
      do {
        _ = try source.next(into: batch)
        Issue.record("the fault was passed over")
      } catch {
        #expect(error.detail == "Unknown op 'bad' at line 4, column 1" && error.description.hasPrefix(path))
      }
      #expect(batch.count == 0)
    }
  }

  /// Files of the corpus with what is found in them, for the eye: operations and faults, line by line.
  @Test func corpus() throws {
    let folder = Repository.path("Tests/Corpus/csv")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.count >= 12)
    for name in names {
      let text = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
      let found = ParsedCSV(text, blocks: [1 << 16])
      var lines = found.operations.map { line -> String in line }
      lines += found.faults.map { "fault: \($0.detail)" }
      lines.append("rows \(found.rows)")
      let difference = try Repository.difference(
        lines.joined(separator: "\n") + "\n", from: "Tests/Goldens/csv/\(name).txt")
      #expect(difference == nil, "\(name): \(difference ?? "")")
      let expected = ReferenceCSV(text, limits: CSVLimits())
      for size in [1, 2, 3, 5, 8, 64, 65] {
        let again = ParsedCSV(text, blocks: [size])
        #expect(
          again.operations == expected.operations && again.faults.map(\.detail) == expected.faults,
          "\(name), \(size)")
      }
    }
  }

  @Test func oldFilesAndTheRealTraceAreRead() throws {
    let table = [
      ("Tests/Corpus/ancestor/workloads/uniform_4k.csv", 4000),
      ("Tests/Corpus/ancestor/workloads/adversarial_4k.csv", 4000),
      ("Tests/Corpus/ancestor/workloads/skewed_zipf1.2_4k.csv", 4000),
      ("Tests/Corpus/redis-history.csv", 47_343),
    ]
    for (name, rows) in table {
      let source = try CSVOperationSource(path: Repository.path(name))
      let batch = OperationBatch()
      var model: [String: String] = [:]
      var count = 0
      var misses = 0
      while try source.next(into: batch) {
        #expect(batch.firstRow == count + 1)
        for index in 0..<batch.count {
          let key = String(decoding: batch.key(at: index), as: UTF8.self)
          switch batch.kind(at: index) {
          case .put: model[key] = String(decoding: batch.value(at: index), as: UTF8.self)
          case .get: misses += model[key] == nil ? 1 : 0
          case .delete: model[key] = nil
          }
        }
        count += batch.count
      }
      #expect(count == rows, "\(name)")
      if name.hasSuffix("redis-history.csv") { #expect(model.count == 1623 && misses == 0) }
      #expect(source.inputBytes == source.size && source.isCancelled == false)
    }
  }
}
