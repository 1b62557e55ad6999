import TestSupport
import Testing
import Workloads

@testable import Laboratory

@Suite struct WorkloadEntriesTests {
  private func entries(_ text: String, operations: Int = .max) throws -> [String] {
    let folder = try TemporaryFolder()
    let path = try folder.write("w.csv", "op,key,value\n" + text)
    let found = try WorkloadEntries(
      path: path, limits: CSVLimits(maxRows: 0, maxBytes: 0, maxLineBytes: 0), traces: TraceOptions(),
      operations: operations)
    return found.entries.map { String(decoding: $0.key + [61] + $0.value, as: UTF8.self) }
  }

  /// What puts and deletes leave, in the order in which the keys came in.
  @Test func whatIsLeft() throws {
    let table: [(String, Int, [String])] = [
      ("put,a,1\nput,b,2\nget,a,\n", .max, ["a=1", "b=2"]),
      ("put,a,1\nput,b,2\nput,a,3\n", .max, ["a=3", "b=2"]),
      ("put,a,1\nput,b,2\ndel,a,\nput,a,4\n", .max, ["b=2", "a=4"]),
      ("put,a,1\ndel,a,\ndel,a,\ndel,c,\n", .max, []),
      ("put,a,1\nput,b,2\nput,c,3\n", 2, ["a=1", "b=2"]),
    ]
    for (text, operations, wanted) in table {
      #expect(try entries(text, operations: operations) == wanted, "\(text)")
    }
    #expect(throws: LaboratoryError.self) { try entries("") }
  }
}
