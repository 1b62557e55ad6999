import Base
import Testing

@testable import Market

struct SymbolTests {
  private let parser = OptionSymbol.Parser(.builtIn)

  @Test func everyKnownFormIsTakenApart() throws {
    let cases: [(String, String, Int32, OptionKind)] = [
      ("NIFTY24DEC24800CE", "NIFTY 2024-12-26", 2_480_000, .call),
      ("NIFTY2590224800CE", "NIFTY 2025-09-02", 2_480_000, .call),
      ("SENSEX25O0981000PE", "SENSEX 2025-10-09", 8_100_000, .put),
      ("BFO:SENSEX26N1981000PE", "SENSEX 2026-11-19", 8_100_000, .put),
      ("NFO:NIFTY26D0126000CE", "NIFTY 2026-12-01", 2_600_000, .call),
      ("NIFTY26NOV2619850CE", "NIFTY 2026-11-26", 1_985_000, .call),
      ("NIFTY26NOV19850PE", "NIFTY 2026-11-23", 1_985_000, .put),
      ("BANKNIFTY26MAR54000CE", "BANKNIFTY 2026-03-30", 5_400_000, .call),
      ("MIDCPNIFTY26FEB12012.5PE", "MIDCPNIFTY 2026-02-24", 1_201_250, .put),
      ("NIFTYNXT5026NOV68000CE", "NIFTYNXT50 2026-11-23", 6_800_000, .call),
    ]
    for (text, contract, strike, kind) in cases {
      let symbol = try parser.parse(text)
      let found = try symbol.contract(in: ContractTable.builtIn.schedule(of: symbol.root))
      #expect("\(found.index) \(found.expiry)" == contract, "\(text)")
      #expect(found.strikeHundredths == strike && found.kind == kind, "\(text)")
    }
    #expect(try parser.parse("NFO:NIFTY24DEC24800CE").exchange == "NFO")
  }

  @Test func whatIsNoSymbolIsRefusedWithItsReason() throws {
    let cases = [
      ("", "no index"), ("XNIFTY24DEC24800CE", "no index"), ("NIFTYFOO24DEC24800CE", "no index"),
      ("NIFTY24DEC24800XX", "neither CE nor PE"), ("NIFTY24DEC24800", "neither CE nor PE"),
      ("NIFTY24DEC800CE", "no expiry and strike"), ("NIFTY24XYZ24800CE", "no expiry and strike"),
      ("NIFTY2593124800CE", "no expiry and strike"), ("NIFTY25X0124800CE", "no expiry and strike"),
      ("NIFTY24DEC024800CE", "no expiry and strike"), (":NIFTY24DEC24800CE", "nothing before the colon"),
      ("NIFTY24DEC24800.125CE", "no expiry and strike"), ("NIFTY24DEC99999999999CE", "no expiry and strike"),
      ("NIFTY 24DEC24800CE", "plain text"), ("NIFTYCE", "no index"), ("NIFTY2CE", "no expiry and strike"),
      (String(repeating: "NIFTY", count: 20), "longer than 64"),
    ]
    for (text, reason) in cases {
      let error = #expect(throws: MarketError.self, "\(text)") { try parser.parse(text) }
      #expect(
        error?.kind == .instruments && error?.message.contains(reason) == true,
        "\(text): \(error?.message ?? "")")
    }
  }

  @Test func rootsAreMatchedLongestFirst() {
    let roots = SymbolRoots(ContractTable.builtIn.names)
    let cases: [(String, RootMatching, String?)] = [
      ("BANKNIFTY26MAR54000CE", .strict, "BANKNIFTY"), ("NIFTY26MAR24000CE", .strict, "NIFTY"),
      ("NIFTYNXT5026MAR68000CE", .strict, "NIFTYNXT50"), ("NIFTYXYZ26MAR", .strict, nil),
      ("NIFTYXYZ26MAR", .prefix, "NIFTY"), ("XNIFTY26MAR", .prefix, nil), ("XNIFTY26MAR", .legacy, "NIFTY"),
      ("MYBANKNIFTYFUND", .legacy, "BANKNIFTY"), ("NIFTYDEC24", .strict, "NIFTY"),
      ("GOLD26MAR", .legacy, nil),
      ("NFO:FINNIFTY26MAR", .strict, "FINNIFTY"), ("NIFTY", .strict, nil), ("NIFTY", .prefix, "NIFTY"),
    ]
    for (text, matching, root) in cases {
      #expect(roots.root(of: text, matching) == root, "\(text) \(matching)")
    }
  }

  @Test func symbolsOfRandomContractsComeBack() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let table = ContractTable.builtIn
    for _ in 0..<3000 {
      let facts = table.indices[Int(random.below(UInt64(table.indices.count)))]
      let schedule = try table.schedule(of: facts.name)
      let today = try #require(CivilDate("2024-05-01")).adding(days: Int(random.below(900)))
      let listed = schedule.listed(at: FixedZone.india.instant(today, second: 40_000))
      let expiry = listed[Int(random.below(UInt64(listed.count)))]
      let share = 0.3 + 3 * random.unit()
      var strike = try #require(StrikeLadder.atTheMoney(facts.level * share, step: 2500))
      if random.below(4) == 0 { strike += Int32(random.below(100)) }
      let contract = OptionContract(
        index: facts.name, expiry: expiry, strikeHundredths: strike, kind: random.below(2) == 0 ? .call : .put
      )
      let symbol = OptionSymbol(contract, in: schedule, segment: random.below(2) == 0 ? facts.segment : nil)
      let found = try parser.parse(symbol.text())
      #expect(found == symbol, "seed \(seed): \(symbol.text())")
      #expect(try found.contract(in: schedule) == contract, "seed \(seed): \(symbol.text())")
      let dated = OptionSymbol(
        root: facts.name, expiry: .day(expiry), strikeHundredths: strike, kind: contract.kind)
      let read = try parser.parse(dated.text(dated: true))
      #expect(read == dated, "seed \(seed): \(dated.text(dated: true))")
    }
  }

  @Test func damagedSymbolsAreRefusedOrReadBackTheSame() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let good = [
      "NIFTY24DEC24800CE", "NFO:NIFTY2590224800CE", "SENSEX25O0981000PE", "MIDCPNIFTY26NOV2612012.5PE",
    ]
    var (read, refused) = (0, 0)
    for _ in 0..<4000 {
      var bytes = Array(good[Int(random.below(4))].utf8)
      for _ in 0...random.below(2) {
        let place = Int(random.below(UInt64(bytes.count)))
        switch random.below(3) {
        case 0: bytes[place] = UInt8(random.below(128))
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8(48 + random.below(10)), at: place)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      do throws(MarketError) {
        let symbol = try parser.parse(text)
        let isDated = symbol.text() != text && symbol.text(dated: true) == text
        // `.50` is written `.5`, `.00` not at all; everything else comes back letter by letter.
        if !text.contains(".") { #expect(symbol.text(dated: isDated) == text, "seed \(seed): \(text)") }
        #expect(try parser.parse(symbol.text(dated: isDated)) == symbol, "seed \(seed): \(text)")
        read += 1
      } catch {
        #expect(error.kind == .instruments, "seed \(seed): \(text)")
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0, "seed \(seed)")
  }
}
