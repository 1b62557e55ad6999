import Base
import Testing

@testable import Market

struct ChainFiguresTests {
  private func chain(_ rows: [(strike: Double, calls: Double, puts: Double)]) -> OptionChain {
    var chain = OptionChain()
    chain.load(
      rows.flatMap { row in
        OptionKind.allCases.map { kind in
          var quote = QuoteCandidate(strike: row.strike, expiry: .missing, kind: kind)
          quote.openInterest = kind == .call ? row.calls : row.puts
          quote.volume = quote.openInterest * 10
          return quote
        }
      })
    return chain
  }

  @Test func aChainMadeByHand() {
    let rows = [(90.0, 5.0, 60.0), (95, 10, 50), (100, 40, 40), (105, 60, 10), (110, 60, 1)]
    let figures = ChainFigures(chain(rows), spot: 101)
    #expect(figures.callOpenInterest == 175 && figures.putOpenInterest == 161)
    #expect(figures.putCallRatio == 161.0 / 175 && figures.putCallVolumeRatio == 161.0 / 175)
    // At 100: calls 90 and 95 pay 50 + 50, puts 105 and 110 pay 50 + 10.
    #expect(figures.maxPain == 100)
    #expect(figures.support.map(\.strike) == [90, 95, 100] && figures.support[0].openInterest == 60)
    #expect(figures.resistance.map(\.strike) == [105, 110], "the nearer of equals first")
    let atStrike = ChainFigures(chain(rows), spot: 100)
    #expect(atStrike.support.map(\.strike) == [90, 95] && atStrike.resistance.map(\.strike) == [105, 110])
    let levelless = ChainFigures(chain(rows), spot: .nan)
    #expect(levelless.support.isEmpty && levelless.resistance.isEmpty && levelless.maxPain == 100)
  }

  @Test func whatIsNotDefinedIsNoNumber() {
    let none = ChainFigures(OptionChain(), spot: 100)
    #expect(none.putCallRatio.isNaN && none.putCallVolumeRatio.isNaN && none.maxPain.isNaN)
    #expect(none.callOpenInterest.isNaN && none.support.isEmpty)
    let putsAlone = ChainFigures(chain([(90, 0, 5), (100, 0, 7)]), spot: 95)
    #expect(putsAlone.putCallRatio.isNaN && putsAlone.callOpenInterest == 0 && putsAlone.maxPain == 100)
    let unknown = ChainFigures(chain([(90, .nan, .nan), (100, .nan, -3), (110, .infinity, .nan)]), spot: 95)
    #expect(unknown.callOpenInterest.isNaN && unknown.putOpenInterest.isNaN && unknown.maxPain.isNaN)
    #expect(unknown.support.isEmpty && unknown.resistance.isEmpty)
    let callsAlone = ChainFigures(chain([(90, 5, 0), (100, 7, 0)]), spot: 95)
    #expect(callsAlone.putCallRatio == 0 && callsAlone.maxPain == 90)
  }

  @Test func agreesWithBruteForce() {
    for seed in 1...150 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      let count = Int(random.below(40)) + 1
      let step = [50.0, 0.25, 100][Int(random.below(3))]
      let few = random.below(2) == 0
      func open() -> Double {
        random.below(6) == 0 ? .nan : Double(random.below(few ? 4 : 1_000_000))
      }
      let rows = (0..<count).map { (20_000 + step * Double($0), open(), open()) }
      let spot = 20_000 + step * Double(count) * random.unit()
      let figures = ChainFigures(chain(rows), spot: spot)
      func known(_ number: Double) -> Double { number.isNaN ? 0 : number }
      func paid(_ end: Double) -> Double {
        rows.reduce(0) { sum, row in
          sum + known(row.1) * max(0, end - row.0) + known(row.2) * max(0, row.0 - end)
        }
      }
      if rows.allSatisfy({ known($0.1) + known($0.2) == 0 }) {
        #expect(figures.maxPain.isNaN, "seed \(seed)")
      } else {
        let least = rows.map { paid($0.0) }.min() ?? .nan
        let best = rows.first { paid($0.0) <= least * (1 + 1e-12) }?.0
        #expect(figures.maxPain == best, "seed \(seed)")
      }
      let below = rows.filter { $0.0 < spot && known($0.2) > 0 }.sorted { ($0.2, $0.0) > ($1.2, $1.0) }
        .prefix(3)
      #expect(figures.support.map(\.strike) == below.map(\.0), "seed \(seed)")
      let above = rows.filter { $0.0 > spot && known($0.1) > 0 }.sorted { ($0.1, -$0.0) > ($1.1, -$1.0) }
        .prefix(3)
      #expect(figures.resistance.map(\.strike) == above.map(\.0), "seed \(seed)")
      let calls = rows.map { known($0.1) }.reduce(0, +)
      let puts = rows.map { known($0.2) }.reduce(0, +)
      #expect(
        calls == 0 || figures.putCallRatio == puts / calls || rows.allSatisfy { $0.2.isNaN }, "seed \(seed)")
    }
  }

  @Test func breadthCountsWhatIsKnown() {
    var breadth = MarketBreadth()
    #expect(breadth.net.isNaN && breadth.ratio.isNaN)
    for (now, before) in [(2.0, 1.0), (3, 1), (1, 2), (1, 1), (.nan, 1), (1, 0), (0, 1), (.infinity, 1)] {
      breadth.add(now, before: before)
    }
    #expect(breadth.total == 4 && breadth.advances == 2 && breadth.declines == 1 && breadth.unchanged == 1)
    #expect(breadth.net == 0.25 && breadth.ratio == 2)
  }
}
