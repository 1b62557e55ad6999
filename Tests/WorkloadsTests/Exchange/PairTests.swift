import Base
import TestSupport
import Testing

@testable import Workloads

/// Keys and values as text: what is written is what is read; what is not written so is refused with its line.
@Suite struct PairTests {
  @Test(arguments: PairFormat.allCases)
  func anyBytesComeBack(_ format: PairFormat) throws {
    let folder = try TemporaryFolder()
    var random = SeededRandom(seed: 71)
    var pairs: [[[UInt8]]] = [[[], []], [Array("a\"b,c\r\n".utf8), Array("é\u{1F600}".utf8)]]
    for number in 0..<300 {
      // Few different bytes, so that quotes, commas and line ends meet often.
      let alphabet: [UInt8] = number % 2 == 0 ? [0x22, 0x2C, 0x0A, 0x0D, 0x61, 0x20] : Array(0...255)
      pairs.append(
        (0..<2).map { _ in
          (0..<random.below(12)).map { _ in alphabet[Int(random.below(UInt64(alphabet.count)))] }
        })
    }
    let path = folder.file("pairs")
    var writer = try PairWriter(path: path, format: format)
    for pair in pairs {
      try pair[0].withUnsafeBytes { key in try pair[1].withUnsafeBytes { try writer.append(key, $0) } }
    }
    try writer.commit()
    let reader = try PairReader(path: path, format: format)
    for (number, pair) in pairs.enumerated() {
      #expect(try reader.next(), "seed 71, pair \(number)")
      #expect([reader.key, reader.value] == pair, "seed 71, pair \(number)")
    }
    #expect(try !reader.next() && reader.entries == pairs.count)
    #expect(try PairReader(path: path).format == format)
  }

  @Test(arguments: [
    ("", "Line 1: the file is empty"),
    ("op,key,value\nput,a,1\n", "Line 1: a row of more than two fields"),
    ("a,1\n", "Line 1: the header is not key,value"),
    ("key,value\na,1\nb\n", "Line 3: a row of one field"),
    ("key,value\n\n\"a\nb\",1\nc,2,3\n", "Line 5: a row of more than two fields"),
    ("key,value\n\"a\nb", "Line 2: a quoted field does not end"),
    ("key,value\na\"b,1\n", "Line 2: a quote within an unquoted field"),
    ("key,value\n\"a\"b,1\n", "Line 2: text after the quote that ends a field"),
    ("{\"key\":\"a\",\"value\":\"b\"}\n\n[]\n", "Line 3: the line is not an object"),
    ("{\"key\":\"a\"}\n", "Line 1: the object has no value"),
    ("{\"key\":1,\"value\":\"b\"}\n", "Line 1: key must be one text"),
    ("{\"key\":\"a\",\"key_base64\":\"YQ==\",\"value\":\"b\"}\n", "Line 1: key must be one text"),
    ("{\"key_base64\":\"YQ\",\"value\":\"b\"}\n", "Line 1: key_base64 is not base64"),
    ("{\"key\":\"a\"\n", "Line 1: "),
  ])
  func whatIsNotWrittenSoIsRefused(_ text: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("bad", text)
    let error = #expect(throws: WorkloadError.self) {
      let reader = try PairReader(path: path)
      while try reader.next() {}
    }
    #expect(
      error?.kind == .badInput && error?.description.hasPrefix("\(path): \(words)") == true, "\(error as Any)"
    )
  }

  @Test func otherWaysToWriteRowsAreRead() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.csv", "\u{FEFF}\"key\",value\r\na, 1 \r\n\r\n\"b\",\"2\"\r\nc,")
    let reader = try PairReader(path: path)
    var found: [String] = []
    while try reader.next() {
      found.append(String(decoding: reader.key + [0x3D] + reader.value, as: UTF8.self))
    }
    #expect(found == ["a= 1 ", "b=2", "c="])
  }
}
