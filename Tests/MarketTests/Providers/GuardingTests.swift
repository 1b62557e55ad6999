import Base
import Foundation
import TestSupport
import Testing

@testable import Market

/// A provider that answers what a test tells it to.
final class ScriptedProvider: MarketProvider, @unchecked Sendable {
  let name: String
  private let lock = Lock()
  private var asked: [String] = []
  private var fault: MarketError?
  private var reply: @Sendable (OptionContract) -> [OptionQuote] = { [OptionQuote($0, last: 1, time: 0)] }
  private var level = 100.0
  private var lastDeadline: UInt64 = 0

  init(_ name: String = "scripted") { self.name = name }

  var questions: [String] { lock.withLock { asked } }
  var deadline: UInt64 { lock.withLock { lastDeadline } }
  func fail(_ error: MarketError?) { lock.withLock { fault = error } }
  func answer(_ reply: @escaping @Sendable (OptionContract) -> [OptionQuote]) {
    lock.withLock { self.reply = reply }
  }
  func stand(at price: Double) { lock.withLock { level = price } }

  private func note(_ question: String) throws(MarketError) {
    try lock.withLock { () throws(MarketError) in
      asked.append(question)
      if let fault { throw fault }
    }
  }

  func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] {
    try note("expiries \(index)")
    let day = CivilDate(daysSinceEpoch: 20_000)
    return [day.adding(days: 7), day, day.adding(days: 7)]
  }

  func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    lock.withLock { lastDeadline = call.deadline }
    try note("quote \(index)")
    return IndexQuote(index, price: lock.withLock { level }, time: 0)
  }

  func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote] {
    try note("chain \(strikes.count)")
    let reply = lock.withLock { self.reply }
    return strikes.flatMap {
      reply(OptionContract(index: index, expiry: expiry, strikeHundredths: $0, kind: .call))
    }
  }

  func close() { lock.withLock { asked.append("close") } }
}

struct GuardingTests {
  private let day = CivilDate(daysSinceEpoch: 20_000)
  private let soon = ProviderCall(now: 0, deadline: .max)

  @Test func bucketsNeverGiveMoreThanTheirRate() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    for _ in 0..<200 {
      let rate = 0.5 + 50 * random.unit()
      let burst = Double(1 + random.below(20))
      var bucket = TokenBucket(rate: rate, burst: burst)
      var now: UInt64 = 1_000_000_000
      var moments: [UInt64] = []
      for _ in 0..<60 {
        now += random.below(300_000_000)
        let deadline = now + random.below(2_000_000_000)
        guard let moment = bucket.take(at: now, before: deadline) else { continue }
        #expect(moment >= now && moment <= deadline, "seed \(seed)")
        moments.append(moment)
      }
      moments.sort()
      for first in moments.indices {
        for last in first..<moments.count {
          let allowed = burst + rate * Double(moments[last] - moments[first]) * 1e-9 + 1e-3
          #expect(Double(last - first + 1) <= allowed + 1, "seed \(seed)")
        }
      }
    }
    var bucket = TokenBucket(rate: 1, burst: 1)
    #expect(bucket.take(at: 5, before: 5) == 5)
    #expect(bucket.take(at: 5, before: 6) == nil)
    #expect(bucket.take(at: 5, before: .max) == 1_000_000_005)
    // Time that goes backwards gives nothing away.
    #expect(bucket.take(at: 0, before: 1_000_000_000) == nil)
  }

  @Test func breakersComeBackAtDifferentMomentsButInBounds() {
    var moments: Set<UInt64> = []
    for seed in 0..<20 as Range<UInt64> {
      var breaker = ProviderBreaker(failures: 3, recovery: 1_000_000, seed: seed)
      for _ in 0..<3 { breaker.fail(at: 10) }
      #expect(breaker.state(at: 11) == .open)
      let reopens = breaker.reopens(at: 11)
      #expect((1_000_010...1_200_010).contains(reopens))
      #expect(breaker.state(at: reopens - 1) == .open && breaker.state(at: reopens) == .halfOpen)
      breaker.succeed(at: reopens)
      #expect(breaker.state(at: reopens + 1) == .closed)
      moments.insert(reopens)
      var twin = ProviderBreaker(failures: 3, recovery: 1_000_000, seed: seed)
      for _ in 0..<3 { twin.fail(at: 10) }
      #expect(twin.reopens(at: 11) == reopens)
    }
    #expect(moments.count > 10)
  }

  @Test func chainsAreAskedInPartsAndAnswersAreSorted() throws {
    let inner = ScriptedProvider()
    var limits = ProviderLimits()
    limits.strikesPerQuestion = 40
    limits.rate = 1e6
    let guarded = GuardedProvider(inner, limits, seed: 1)
    let strikes = (1...100).map { Int32($0 * 100) }
    let quotes = try guarded.chain(of: "X", expiry: day, strikes: strikes + strikes, soon)
    #expect(quotes.map(\.contract.strikeHundredths) == strikes)
    #expect(inner.questions == ["chain 40", "chain 40", "chain 20"])
    #expect(try guarded.expiries(of: "X", soon) == [day, day.adding(days: 7)])
    #expect(guarded.counts.questions == 4 && guarded.counts.failures == 0)
  }

  @Test func answersAboutSomethingElseAreNotBelieved() throws {
    let inner = ScriptedProvider()
    let guarded = GuardedProvider(inner, .none, seed: 1)
    let lies: [(String, @Sendable (OptionContract) -> [OptionQuote])] = [
      (
        "which was not asked for",
        {
          [
            OptionQuote(
              .init(index: "Y", expiry: $0.expiry, strikeHundredths: $0.strikeHundredths, kind: .call),
              last: 1, time: 0)
          ]
        }
      ),
      (
        "which was not asked for",
        {
          [
            OptionQuote(
              .init(
                index: $0.index, expiry: $0.expiry.adding(days: 7), strikeHundredths: $0.strikeHundredths,
                kind: .call), last: 1, time: 0)
          ]
        }
      ),
      (
        "which was not asked for",
        {
          [
            OptionQuote(
              .init(
                index: $0.index, expiry: $0.expiry, strikeHundredths: $0.strikeHundredths + 1, kind: .call),
              last: 1, time: 0)
          ]
        }
      ),
      ("two quotes", { [OptionQuote($0, last: 1, time: 0), OptionQuote($0, last: 2, time: 0)] }),
      ("at most 4", { Array(repeating: OptionQuote($0, last: 1, time: 0), count: 9) }),
    ]
    for (what, lie) in lies {
      inner.answer(lie)
      let error = #expect(throws: MarketError.self) {
        try guarded.chain(of: "X", expiry: day, strikes: [100, 200], soon)
      }
      #expect(error?.kind == .api && error?.message.contains(what) == true, "\(error?.message ?? "")")
    }
    for price in [0, -1, Double.nan, .infinity] {
      let inner = ScriptedProvider()
      inner.stand(at: price)
      let error = #expect(throws: MarketError.self) {
        try GuardedProvider(inner, .none, seed: 1).quote(of: "X", soon)
      }
      #expect(error?.kind == .quotes)
    }
  }

  /// A provider whose first question about `A` is answered when a test says so.
  private final class Gated: MarketProvider, @unchecked Sendable {
    let name = "gated"
    private let turn = ConditionLock()
    private var asked = 0
    private var underWay = 0
    private var most = 0
    private var isOpen = false
    private var fault: MarketError?

    var questions: Int { turn.withLock { asked } }
    var mostAtOnce: Int { turn.withLock { most } }
    func fail(_ error: MarketError?) { turn.withLock { fault = error } }
    func open() {
      turn.withLock { isOpen = true }
      turn.broadcast()
    }

    func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] { [] }
    func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
      let fault = turn.withLock {
        asked += 1
        underWay += 1
        if !isOpen { most = max(most, underWay) }
        return self.fault
      }
      defer { turn.withLock { underWay -= 1 } }
      if let fault { throw fault }
      turn.wait(until: call.deadline) { isOpen }
      return IndexQuote(index, price: 100, time: 0)
    }
    func chain(
      of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
    ) throws(MarketError) -> [OptionQuote] { [] }
    func close() {}
  }

  @Test func theOthersOfACycleWaitForTheQuestionOnProbation() throws {
    let inner = Gated()
    var limits = ProviderLimits.none
    limits.failures = 1
    limits.recovery = 3_600_000_000_000
    let guarded = GuardedProvider(inner, limits, seed: 1)
    inner.fail(MarketError(.api, "down"))
    #expect(throws: MarketError.self) { try guarded.quote(of: "A", soon) }
    inner.fail(nil)
    // The same cycle asks no more; the next one does, with one question first.
    #expect(throws: MarketError.self) { try guarded.quote(of: "A", soon) }
    #expect(inner.questions == 1)
    let results = Lock()
    nonisolated(unsafe) var prices: [Double] = []
    let deadline = MonotonicClock.nanoseconds() + 120_000_000_000
    let threads = (0..<4).map { place in
      Thread {
        let call = ProviderCall(now: 0, deadline: deadline, cycle: 2)
        let price = (try? guarded.quote(of: "\(place)", call))?.price ?? 0
        results.withLock { prices.append(price) }
      }
    }
    for thread in threads { thread.start() }
    #expect(waitUntil { inner.questions == 2 })
    // One whose time is over while it waits is told so.
    let late = ProviderCall(now: 0, deadline: MonotonicClock.nanoseconds() + 20_000_000, cycle: 2)
    let error = #expect(throws: MarketError.self) { try guarded.quote(of: "late", late) }
    #expect(error?.kind == .api && error?.message.contains("has no answer yet") == true)
    #expect(inner.questions == 2)
    inner.open()
    #expect(waitUntil { results.withLock { prices.count } == 4 })
    #expect(prices == [100, 100, 100, 100] && inner.mostAtOnce == 1)
    #expect(guarded.state == .closed && guarded.counts.failures == 1)
  }

  @Test func aProviderThatFailsIsLeftAloneAndTriedAgain() throws {
    let inner = ScriptedProvider()
    var limits = ProviderLimits.none
    limits.failures = 3
    limits.recovery = 20_000_000
    let guarded = GuardedProvider(inner, limits, seed: 1)
    inner.fail(MarketError(.api, "down"))
    for _ in 0..<3 { #expect(throws: MarketError.self) { try guarded.quote(of: "X", soon) } }
    #expect(guarded.counts.openings == 1)
    inner.fail(nil)
    // Tried again only after the pause, and then at once well.
    let before = MonotonicClock.nanoseconds()
    while inner.questions.count == 3 {
      do throws(MarketError) {
        _ = try guarded.quote(of: "X", soon)
      } catch {
        #expect(error.message.contains("is not asked"))
        Pause.sleep(until: MonotonicClock.nanoseconds() + 1_000_000)
      }
    }
    #expect(MonotonicClock.nanoseconds() - before < 60_000_000_000)
    #expect(guarded.state == .closed && guarded.counts.failures == 3)
    // An absent expiry is an answer and opens nothing.
    inner.fail(MarketError(.expiry, "none"))
    for _ in 0..<9 { #expect(throws: MarketError.self) { try guarded.expiries(of: "X", soon) } }
    #expect(guarded.state == .closed && guarded.counts.openings == 1)
  }

  @Test func theRateLimitHoldsQuestionsBackUntilTheDeadline() throws {
    let inner = ScriptedProvider()
    var limits = ProviderLimits()
    (limits.rate, limits.burst) = (0.001, 2)
    let guarded = GuardedProvider(inner, limits, seed: 1)
    let call = ProviderCall(now: 0, deadline: MonotonicClock.nanoseconds() + 1_000_000)
    var kinds: [MarketError.Kind] = []
    for _ in 0..<4 {
      do throws(MarketError) { _ = try guarded.quote(of: "X", call) } catch { kinds.append(error.kind) }
    }
    #expect(kinds == [.rateLimit, .rateLimit])
    #expect(inner.questions.count == 2 && guarded.counts.limited == 2)
  }

  @Test func theNextProviderAnswersForOneThatFails() throws {
    let (first, second) = (ScriptedProvider("first"), ScriptedProvider("second"))
    let changes = Lock()
    nonisolated(unsafe) var told: [FailoverProvider.Change] = []
    let counts = Lock()
    nonisolated(unsafe) var counted = 0
    let both = FailoverProvider(
      [first, second], told: { change in changes.withLock { told.append(change) } },
      counted: { _ in counts.withLock { counted += 1 } })
    second.stand(at: 200)
    #expect(try both.quote(of: "X", soon).price == 100)
    let down = MarketError(.api, "first is down")
    first.fail(down)
    #expect(try both.quote(of: "X", soon).price == 200)
    #expect(try both.expiries(of: "X", soon).count == 3)
    #expect(both.changes == 2 && told == [.init(from: "first", to: "second", reason: down)])
    // In the next cycle it is no news, though it answers something in between; another trouble of one index is.
    func call(_ cycle: Int) -> ProviderCall { ProviderCall(now: 0, deadline: .max, cycle: cycle) }
    let absent = MarketError(.expiry, "none")
    for error in [nil, down, nil, absent, absent] {
      first.fail(error)
      _ = try both.quote(of: "X", call(2))
    }
    _ = try both.quote(of: "Y", call(2))
    #expect(both.changes == 6 && told.map(\.reason) == [down, absent, absent])
    // It is again when a cycle has passed without it.
    for cycle in [3, 5, 6, 7] {
      first.fail(absent)
      _ = try both.quote(of: "X", call(cycle))
      first.fail(nil)
      _ = try both.quote(of: "X", call(cycle))
    }
    #expect(both.changes == 10 && told.map(\.reason) == [down, absent, absent, absent])
    #expect(counts.withLock { counted } == 10)
    first.fail(down)
    second.fail(MarketError(.rateLimit, "second is busy", hint: "wait"))
    let error = #expect(throws: MarketError.self) { try both.chain(of: "X", expiry: day, strikes: [1], soon) }
    #expect(
      error?.message == "no provider answers: first is down; second is busy" && error?.kind == .rateLimit)
    // A wrong question is nobody else's business.
    first.fail(MarketError(.config, "no index"))
    let asked = second.questions.count
    #expect(throws: MarketError.self) { try both.quote(of: "X", soon) }
    #expect(second.questions.count == asked)
    both.close()
    #expect(first.questions.last == "close" && second.questions.last == "close")
    #expect(both.name == "first,second")
  }

  @Test func oneThatStallsLeavesTimeToTheOthers() throws {
    let all = [ScriptedProvider("a"), ScriptedProvider("b"), ScriptedProvider("c")]
    for provider in all.dropLast() { provider.fail(MarketError(.api, "late")) }
    let now = MonotonicClock.nanoseconds()
    let end = now + 3_600_000_000_000
    _ = try FailoverProvider(all).quote(of: "X", ProviderCall(now: 0, deadline: end))
    #expect(all[0].deadline >= now + 1_200_000_000_000 && all[0].deadline < all[1].deadline)
    #expect(all[1].deadline < end && all[2].deadline == end)
    // What is over is over for all of them.
    _ = try FailoverProvider(all).quote(of: "X", ProviderCall(now: 0, deadline: 7))
    #expect(all.map(\.deadline) == [7, 7, 7])
  }

  @Test func faultsOnRequestComeInTheirCyclesAlone() throws {
    let plan = try FaultPlan([
      "provider:stall@1", "provider:garbage@2", "provider:zero@3", "provider:empty@4", "provider:limit@5",
      "provider:noexpiry@6",
      "provider:crossed@7", "provider:stale@8", "provider:flood@9", "provider:error@10", "provider:die@11",
    ])
    let market = try SyntheticProvider(seed: 3)
    let faulty = GuardedProvider(FaultyProvider(market, plan), .none, seed: 1)
    let now = FixedZone.india.instant(try #require(CivilDate("2026-11-20")), second: 40_000)
    let expiry = try #require(CivilDate("2026-11-23"))
    var found: [String] = []
    for cycle in 1...12 {
      let call = ProviderCall(now: now, deadline: .max, cycle: cycle)
      do throws(MarketError) {
        let days = try faulty.expiries(of: "NIFTY", call)
        let quotes = try faulty.chain(of: "NIFTY", expiry: expiry, strikes: [2_480_000], call)
        let index = try faulty.quote(of: "NIFTY", call)
        let isOld = quotes.contains { $0.time < index.time } || index.time < now
        let isCrossed = quotes.contains { $0.bid > $0.ask }
        found.append("\(days.count) \(quotes.count)\(isCrossed ? " crossed" : "")\(isOld ? " old" : "")")
      } catch {
        found.append(error.kind.rawValue)
      }
    }
    let expected = [
      "api", "api", "quotes", "6 0", "rate_limit", "0 2", "6 2 crossed", "6 2 old", "api", "api", "api",
      "6 2",
    ]
    #expect(found == expected)
  }
}
