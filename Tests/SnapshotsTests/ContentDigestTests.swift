import Documents
import HashMaps
import Snapshots
import TestSupport
import Testing

/// Against sums that Python's `hashlib.blake2b(digest_size=16)` gave; the entries stand in the fixture as hex.
@Suite struct ContentDigestTests {
  private struct Case {
    let entries: [(key: [UInt8], value: [UInt8])]
    let digest: String
  }

  private static let cases: [Case] = {
    do {
      let lines = try Repository.text("Tests/Corpus/content-digests.ndjson").split(separator: "\n")
      return try lines.map { line in
        let table = try JSON.parse(Array(line.utf8), file: "content-digests").table
        let entries = (table?["entries"]?.array ?? []).map { pair in
          let texts = (pair.array ?? []).compactMap(\.string)
          return (key: bytes(texts[0]), value: bytes(texts[1]))
        }
        return Case(entries: entries, digest: table?["digest"]?.string ?? "")
      }
    } catch {
      return []
    }
  }()

  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    var digits = hexadecimal[...]
    var bytes: [UInt8] = []
    while let byte = UInt8(digits.prefix(2), radix: 16) {
      bytes.append(byte)
      digits = digits.dropFirst(2)
    }
    return bytes
  }

  @Test func fixture() throws {
    #expect(Self.cases.count == 7 && Self.cases[0].entries.isEmpty)
    #expect(Self.cases[0].digest == String(repeating: "0", count: 32))
    for (index, example) in Self.cases.enumerated() {
      for entries in [example.entries, example.entries.reversed()] {
        var digest = ContentDigest()
        for (key, value) in entries {
          key.withUnsafeBytes { key in value.withUnsafeBytes { digest.add(key: key, value: $0) } }
        }
        #expect(digest.hexadecimal == example.digest, "case \(index)")
        for layout in Layout.allCases {
          let map = try ByteMap(.fixed(layout))
          for (key, value) in entries {
            _ = try key.withUnsafeBytes { key in try value.withUnsafeBytes { try map.put(key, $0) } }
          }
          #expect(ContentDigest(of: map) == digest, "case \(index), \(layout)")
        }
      }
    }
  }
}
