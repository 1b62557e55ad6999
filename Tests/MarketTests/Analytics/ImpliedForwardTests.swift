import Base
import Testing

@testable import Market

struct ImpliedForwardTests {
  @Test func aFairChainGivesItsForwardAndDiscountBack() {
    var solver = ImpliedForwardSolver()
    for (forward, discount, step) in [
      (24_800.0, 0.998, 50.0), (51_233.7, 0.95, 100), (100, 1, 1), (12.5, 0.9, 0.5),
    ] {
      let fair = FairChain(forward: forward, discount: discount, step: step, strikesEachSide: 10)
      let found = solver.solve(fair.chain)
      #expect(found.status == .ok && found.pairs == 21 && found.rejected == 0)
      #expect(abs(found.forward / forward - 1) < 1e-10 && abs(found.discount / discount - 1) < 1e-9)
      let given = solver.solve(fair.chain, discount: discount)
      #expect(abs(given.forward / forward - 1) < 1e-12 && given.discount == discount)
    }
  }

  @Test func quotesThatAreWrongDoNotMoveIt() {
    for seed in 1...40 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      let fair = FairChain(strikesEachSide: Int(random.below(30)) + 5)
      var rows = fair.rows
      // Prices in ticks, and a sixth of the strikes with a price that is off by up to its double.
      for place in rows.indices { rows[place].last = max(0.05, (rows[place].last * 20).rounded() / 20) }
      let wrong = fair.strikes.count / 6
      for _ in 0..<max(1, wrong) {
        rows[Int(random.below(UInt64(rows.count)))].last *= 0.1 + 1.9 * random.unit()
      }
      var chain = OptionChain()
      chain.load(rows)
      var solver = ImpliedForwardSolver()
      let found = solver.solve(chain)
      #expect(found.status == .ok)
      #expect(abs(found.forward / fair.forward - 1) < 2e-5, "seed \(seed): \(found)")
      let given = solver.solve(chain, discount: fair.discount)
      #expect(abs(given.forward / fair.forward - 1) < 5e-6, "seed \(seed): \(given)")
    }
  }

  @Test func withoutEnoughItSaysSo() {
    var solver = ImpliedForwardSolver()
    var chain = OptionChain()
    #expect(
      solver.solve(chain).status == .tooFewPairs && solver.solve(chain, discount: 1).status == .tooFewPairs)
    let rows = FairChain(strikesEachSide: 3).rows
    chain.load(Array(rows.prefix(4)))
    #expect(solver.solve(chain).status == .tooFewPairs && solver.solve(chain).forward.isNaN)
    #expect(solver.solve(chain, discount: 0.998).status == .ok)
    // Calls alone are no pairs.
    chain.load(rows.filter { $0.kind == .call })
    #expect(solver.solve(chain, discount: 1).pairs == 0)
    // Prices of no market: calls worth the same at every strike.
    chain.load(
      rows.map { row in
        var row = row
        row.last = 5
        return row
      })
    #expect(solver.solve(chain).status == .implausible)
    #expect(solver.solve(chain, discount: -1).status == .implausible)
    #expect(solver.solve(chain, discount: .nan).status == .implausible)
  }

  @Test func alternativesAreTriedInTheirOrder() throws {
    var solver = ImpliedForwardSolver()
    let fair = FairChain()
    let carried = ForwardChoice.carried(spot: 100, rate: 0.06, dividend: 0.01, years: 0.5)
    #expect(solver.first(of: [.parity, carried], fair.chain)?.source == .parity)
    let fallback = solver.first(of: [.parity, .parityDiscounted(discount: 1), carried], OptionChain())
    let other = try #require(fallback)
    #expect(other.source == .carried)
    #expect(
      abs(other.forward - 102.53151205244289) < 1e-10 && abs(other.discount - 0.9704455335485082) < 1e-15)
    let given = ForwardChoice.given(forward: 7, discount: 0.5)
    #expect(solver.first(of: [.given(forward: 0, discount: 1), given, .parity], fair.chain)?.forward == 7)
    #expect(solver.first(of: [.given(forward: .nan, discount: 1)], fair.chain) == nil)
    #expect(solver.first(of: [], fair.chain) == nil)
    #expect(solver.first(of: [.parityDiscounted(discount: 0.998)], fair.chain)?.source == .parityDiscounted)
  }

  @Test func chainsAreLoadedInAnyOrderAndPricesComeFromTheBook() {
    var random = SeededRandom(seed: 3)
    let fair = FairChain(halfSpread: 0.01)
    var rows = fair.rows
    var shuffled = OptionChain()
    rows.shuffle(using: &random)
    shuffled.load(rows)
    let straight = fair.chain
    #expect(shuffled.strikes == straight.strikes && shuffled.calls.price == straight.calls.price)
    #expect(shuffled.puts.low == straight.puts.low && shuffled.puts.high == straight.puts.high)
    #expect(straight.calls.row[3] == 6 && straight.puts.row[3] == 7)
    var row = QuoteCandidate(strike: 100, expiry: .missing, kind: .call)
    #expect(row.price.isNaN && !row.hasBook)
    row.last = 7
    row.bid = 4
    row.ask = 6
    #expect(row.price == 5)
    row.ask = 3
    #expect(row.price == 7, "a crossed book is none")
    row.ask = .infinity
    #expect(row.price == 7)
    row.last = -1
    #expect(row.price.isNaN)
  }
}
