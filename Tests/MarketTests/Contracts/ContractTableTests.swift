import Base
import TestSupport
import Testing

@testable import Market

struct ContractTableTests {
  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  @Test func lotsStepsAndExchangesAreThoseOfTheExchanges() throws {
    let table = ContractTable.builtIn
    #expect(
      table.names == ["NIFTY", "BANKNIFTY", "FINNIFTY", "MIDCPNIFTY", "NIFTYNXT50", "SENSEX", "BANKEX"])
    let lots: [(String, String, Int)] = [
      ("NIFTY", "2025-12-30", 75), ("NIFTY", "2026-01-06", 65), ("NIFTY", "2024-12-26", 25),
      ("NIFTY", "2025-01-02", 75), ("NIFTY", "2025-01-30", 25), ("NIFTY", "2025-02-06", 75),
      ("BANKNIFTY", "2025-06-26", 30), ("BANKNIFTY", "2025-07-31", 35), ("BANKNIFTY", "2026-01-27", 30),
      ("FINNIFTY", "2025-12-30", 65), ("FINNIFTY", "2026-01-27", 60), ("MIDCPNIFTY", "2025-06-26", 120),
      ("MIDCPNIFTY", "2025-12-30", 140), ("MIDCPNIFTY", "2026-02-24", 120), ("NIFTYNXT50", "2026-02-24", 25),
      ("SENSEX", "2026-01-01", 20), ("BANKEX", "2026-01-29", 30),
      ("FINNIFTY", "2024-07-23", 40), ("FINNIFTY", "2024-07-30", 25), ("MIDCPNIFTY", "2024-07-22", 75),
      ("MIDCPNIFTY", "2024-07-29", 50), ("SENSEX", "2025-01-03", 10), ("SENSEX", "2025-01-07", 20),
      ("SENSEX", "2025-01-28", 10), ("SENSEX", "2025-02-04", 20), ("BANKEX", "2025-01-28", 15),
      ("BANKEX", "2025-02-25", 30),
    ]
    for (index, expiry, size) in lots {
      #expect(try table.lotSize(of: index, expiry: day(expiry)) == size, "\(index) \(expiry)")
    }
    let steps: [(String, Int32)] = [
      ("NIFTY", 5000), ("BANKNIFTY", 10000), ("FINNIFTY", 5000), ("MIDCPNIFTY", 2500), ("SENSEX", 10000),
      ("BANKEX", 10000),
    ]
    for (index, step) in steps {
      #expect(try table.strikeStep(of: index, on: day("2026-11-20")) == step, "\(index)")
    }
    #expect(try table.facts("SENSEX").segment == "BFO")
    #expect(try table.facts("MIDCPNIFTY").exchange == "NSE")
  }

  @Test func whatTheTableDoesNotKnowIsSaid() throws {
    let table = ContractTable.builtIn
    let unknown = #expect(throws: MarketError.self) { try table.facts("NIFTYBANK") }
    #expect(unknown?.kind == .config)
    #expect(unknown?.hint?.contains("the table has NIFTY, BANKNIFTY") == true)
    let early = #expect(throws: MarketError.self) {
      try table.lotSize(of: "NIFTY", expiry: day("2023-12-28"))
    }
    #expect(early?.message == "contracts.toml knows no lot size of NIFTY on 2023-12-28")
  }

  @Test func brokenTablesNameTheirLineAndMember() throws {
    let good = String(decoding: ContractTable.builtInText, as: UTF8.self)
    #expect(try ContractTable(Array(good.utf8), origin: "contracts.toml") == .builtIn)
    let breaks: [(from: String, to: String, says: String)] = [
      ("schema = 1", "schema = 2", "schema must be 1"),
      (
        "weekday = \"thursday\"", "weekday = \"thorsday\"",
        "weekly of NIFTY: the text \"thorsday\" is no weekday"
      ),
      ("size = 75", "size = 0", "lots of NIFTY: 0 is no size"),
      ("close = \"15:30\"", "close = \"15.30\"", "close must be a time such as \"09:15\""),
      ("close = \"15:30\"", "close = \"09:00\"", "open before close"),
      ("from = 2024-04-26", "from = 2024-01-01", "rows of lots of NIFTY must ascend by from"),
      ("2024-01-26 = \"Republic Day\"", "2024-13-26 = \"Republic Day\"", "\"2024-13-26\" is no day"),
      ("2024-01-26 = \"Republic Day\"", "2024-01-22 = \"Republic Day\"", "TOML"),
      ("exchange = \"NSE\"", "exchange = \"MCX\"", "MCX of NIFTY has no [[hours]]"),
      ("level = 24800", "level = \"high\"", "level of NIFTY must be a number"),
      ("quote = \"NIFTY 50\"", "qoute = \"NIFTY 50\"", "needs quote"),
      ("name = \"BANKNIFTY\"", "name = \"NIFTY\"", "the index NIFTY stands twice"),
      ("name = \"BANKNIFTY\"", "name = \"../x\"", "must be capital letters and digits"),
      ("known_until = 2026-12-31", "known_until = 2023-12-31", "known_until is before known_from"),
    ]
    for (from, to, says) in breaks {
      let place = try #require(good.firstRange(of: from), "\(from)")
      let text = good.replacingCharacters(in: place, with: to)
      let line = good[..<place.lowerBound].filter { $0 == "\n" }.count + 1
      let error = #expect(throws: MarketError.self) {
        try ContractTable(Array(text.utf8), origin: "own.toml")
      }
      let message = error?.message ?? ""
      #expect(error?.kind == .config)
      if says != "TOML" { #expect(message.contains(says), "\(message)") }
      let shown = Int(message.split(separator: ":").dropFirst().first ?? "") ?? 0
      #expect(abs(shown - line) <= 8, "\(message) for line \(line)")
    }
    let missing = #expect(throws: MarketError.self) { try ContractTable.read("/nowhere/contracts.toml") }
    #expect(missing?.message.contains("No such file") == true)
  }

  @Test func damagedTablesAreRefusedOrReadButNeverTrap() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let good = ContractTable.builtInText
    var refused = 0
    for round in 0..<60 {
      var text = good
      for _ in 0...random.below(3) {
        let place = Int(random.below(UInt64(text.count)))
        if random.below(2) == 0 {
          text[place] = UInt8(random.below(256))
        } else {
          text.removeSubrange(place..<min(text.count, place + Int(random.below(40))))
        }
      }
      do throws(MarketError) {
        let table = try ContractTable(text, origin: "own.toml")
        #expect(!table.indices.isEmpty, "seed \(seed), round \(round)")
      } catch {
        refused += 1
        #expect(
          error.kind == .config && error.message.hasPrefix("own.toml"),
          "seed \(seed), round \(round): \(error)")
      }
    }
    #expect(refused > 0, "seed \(seed)")
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
