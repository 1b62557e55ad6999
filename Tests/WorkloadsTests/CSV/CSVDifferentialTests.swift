import Base
import CIntrinsics
import Foundation
import TestSupport
import Testing

@testable import Workloads

/// The parser beside the reference, on texts made to be difficult and on blocks cut anywhere.
@Suite struct CSVDifferentialTests {
  private static let pieces: [[UInt8]] =
    [
      "put", "get", "del", "PUT", " Get", "DEL ", "foo", "", ",", ",", ",", ",", "\n", "\n", "\n", "\r\n",
      "\r", "\"", "\"\"",
      "K1", "key", " ", "\t", "a,b", "value", "0", "é", "日本", "\"q,\"\"x\"\"\ny\"", "\"plain\"", "\n\n",
      "put,K,1\n", "get,K2,\n",
      "del,longer key here,\n", "put,\"a\"\"b\",\"c\"\n", "get,K,\r\n", "put,k, v \n", "\u{0}", "\u{1F}",
    ].map { Array($0.utf8) } + [
      [0xFF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0xAF],
    ]

  /// `make fuzz` looks longer, and elsewhere.
  private static func environment(_ name: String, _ fallback: UInt64) -> UInt64 {
    UInt64(ProcessInfo.processInfo.environment[name] ?? "") ?? fallback
  }
  private let effort = environment("FUZZ_ROUNDS", 1)
  private let firstSeed = environment("FUZZ_SEED", 0)

  private static let headers = [
    "op,key,value\n", "op,key,value\n", "op,key,value\r\n", " op ,key\t, value\n", "value,op,key\n",
    "key,value,op\r\n",
    "\u{FEFF}op,key,value\n", "\n \nop,key,value\n", "\"op\",\"key\",value\n", "op,key\n",
    "op,key,value,op\n", "", "op,key,value",
    "op,key,value,more\n", "op,\"key,value\n",
  ].map { Array($0.utf8) }

  private func check(_ text: [UInt8], _ random: inout SeededRandom, _ limits: CSVLimits, _ label: String) {
    let expected = ReferenceCSV(text, limits: limits)
    for round in 0..<4 {
      let most = [3, 17, 200, 9000][round]
      let blocks = (0..<50).map { _ in 1 + Int(random.below(UInt64(most))) }
      let found = ParsedCSV(text, limits: limits, blocks: blocks)
      let details = found.faults.map(\.detail)
      if found.operations != expected.operations || details != expected.faults || found.rows != expected.rows
      {
        Issue.record(
          """
          \(label), blocks \(blocks.prefix(8)), text \(text.count < 400 ? String(decoding: text, as: UTF8.self).debugDescription : "")
          faults \(details) expected \(expected.faults)
          operations \(found.operations.count) expected \(expected.operations.count), rows \(found.rows)/\(expected.rows)
          """)
        return
      }
      for fault in found.faults where fault.line != nil {
        #expect(fault.column != nil && fault.hint == "See docs/workload_schema.md", "\(fault)")
      }
    }
  }

  @Test func randomTexts() {
    for seed in firstSeed..<firstSeed + 500 * effort {
      var random = SeededRandom(seed: seed)
      var text = Self.headers[Int(random.below(UInt64(seed % 3 == 0 ? Self.headers.count : 4)))]
      for _ in 0..<random.below(60) { text += Self.pieces[Int(random.below(UInt64(Self.pieces.count)))] }
      var limits = CSVLimits(maxRows: 0)
      if seed % 5 == 0 { limits.maxRows = 1 + Int(random.below(6)) }
      limits.maxLineBytes = seed % 4 == 0 ? 12 + Int(random.below(30)) : 1 << 20
      check(text, &random, limits, "seed \(seed)")
    }
  }

  @Test func plainTextsWithRareOddities() {
    for seed in firstSeed..<firstSeed + 6 * effort {
      var random = SeededRandom(seed: seed)
      var text = Array("op,key,value\n".utf8)
      for row in 0..<1500 {
        let end = seed % 3 == 0 ? "\r\n" : "\n"
        switch random.below(400) {
        case 0..<150: text += "get,K\(random.below(1000)),\(end)".utf8
        case 150..<340: text += "put,K\(random.below(1_000_000)),\(random.below(1_000_000))\(end)".utf8
        case 340..<390: text += "del,K\(row),\(end)".utf8
        case 390..<397:
          text += "put,\(String(repeating: "long", count: Int(random.below(2500)))),v\(end)".utf8
        default: text += Self.pieces[Int(random.below(UInt64(Self.pieces.count)))]
        }
      }
      check(text, &random, CSVLimits(maxRows: seed % 7 == 3 ? 1000 : 0), "seed \(seed)")
    }
  }

  @Test func mutatedCorpus() throws {
    let files = [
      "Tests/Corpus/ancestor/workloads/uniform_4k.csv", "Tests/Corpus/ancestor/workloads/adversarial_4k.csv",
      "Tests/Corpus/redis-history.csv",
    ]
    for (number, file) in files.enumerated() {
      let whole = Array(try Repository.text(file).utf8)
      for round in 0..<10 * Int(effort) {
        var random = SeededRandom(seed: firstSeed + UInt64(number * 1_000_000 + round))
        let start = Int(random.below(UInt64(whole.count / 2)))
        var text = round == 0 ? whole : Array("op,key,value\n".utf8) + whole[start...].prefix(20_000)
        for _ in 0..<(round % 6) {
          let at = Int(random.below(UInt64(text.count)))
          switch random.below(3) {
          case 0: text[at] = UInt8(truncatingIfNeeded: random.next())
          case 1: text.remove(at: at)
          default: text.insert(contentsOf: Self.pieces[Int(random.below(UInt64(Self.pieces.count)))], at: at)
          }
        }
        check(text, &random, CSVLimits(), "\(file), FUZZ_SEED \(firstSeed), round \(round)")
      }
    }
  }

  /// The masks of every width beside their definition.
  @Test func marksOfEveryWidthAgree() {
    var random = SeededRandom(seed: 21)
    let odd: [UInt8] = [0x2C, 0x0A, 0x0D, 0x22, 0x80, 0xFF, 0x7F, 0x0B, 0x2D, 0x21]
    for length in [0, 1, 7, 63, 64, 65, 127, 128, 4096] + (0..<60).map({ _ in Int(random.below(3000)) }) {
      var text = (0..<(length + 64)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let rarity = 1 + random.below(20)
      for index in text.indices {
        text[index] = random.below(rarity) == 0 ? odd[Int(random.below(10))] : text[index] & 0x7F | 0x40
      }
      let expected = (0..<length).filter { [0x2C, 0x0A, 0x0D, 0x22].contains(text[$0]) || text[$0] > 0x7F }
      var positions = [UInt32](repeating: 0, count: length + 72)
      let wide = Int(ci_csv_positions(text, UInt32(length), &positions))
      #expect(positions.prefix(wide).map { Int($0) } == expected, "length \(length)")
      let narrow = Int(ci_csv_positions_narrow(text, UInt32(length), &positions))
      #expect(positions.prefix(narrow).map { Int($0) } == expected, "length \(length)")
      text.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: length, by: 17) {
          guard let base = bytes.baseAddress else { continue }
          #expect(ci_csv_marks64(base + start) == ci_csv_marks64_plain(base + start))
        }
      }
    }
  }
}
