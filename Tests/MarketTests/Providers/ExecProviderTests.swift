import Base
import Foundation
import TestSupport
import Testing

@testable import Market

struct ExecProviderTests {
  private let expiry = CivilDate(daysSinceEpoch: 20_780)  // 2026-11-23

  private func call(seconds: Double = 60) -> ProviderCall {
    ProviderCall(
      now: FixedZone.india.instant(CivilDate(daysSinceEpoch: 20_777), second: 40_000),
      deadline: MonotonicClock.nanoseconds() + UInt64(seconds * 1e9))
  }

  private func options(_ change: (inout ExecProvider.Options) -> Void = { _ in }) -> ExecProvider.Options {
    var options = ExecProvider.Options()
    options.firstPause = 1_000_000
    options.longestPause = 4_000_000
    change(&options)
    return options
  }

  /// A provider that is a script of the shell in a folder which lives as long as it does. In each turn `$id` and `$name` are
  /// the question's number and index.
  private final class Script {
    let provider: ExecProvider
    private let folder: TemporaryFolder

    init(_ turn: String, _ options: ExecProvider.Options) throws {
      folder = try TemporaryFolder()
      try folder.write(
        "provider",
        """
        while IFS= read -r line; do
          id=${line#*'"id":'}; id=${id%%,*}
          name=${line#*'"index":"'}; name=${name%%'"'*}
          \(turn)
        done
        """)
      provider = ExecProvider("sh '\(folder.file("provider"))'", options, seed: 1)
    }

    func close() { provider.close() }
  }

  /// A provider that answers levels, and once does something else.
  private func once(_ deed: String, _ options: ExecProvider.Options) throws -> Script {
    try Script(
      """
      if [ ! -e "$0.mark" ]; then : >"$0.mark"; \(deed); fi
      echo "{\\"id\\":$id,\\"ok\\":true,\\"data\\":{\\"price\\":100}}"
      """, options)
  }

  @Test func theExampleAnswersEverything() throws {
    let provider = ExecProvider(
      "python3 '\(Repository.path("examples/providers/echo.py"))'", options(), seed: 1)
    defer { provider.close() }
    #expect(provider.name == "exec:python3")
    let days = try provider.expiries(of: "NIFTY", call())
    #expect(days.first == expiry.adding(days: 1) && days == days.sorted())
    let level = try provider.quote(of: "NIFTY", call()).price
    #expect((24_000...25_600).contains(level))
    let chain = try provider.chain(
      of: "NIFTY", expiry: days[0], strikes: [2_475_000, 2_480_000, 2_480_100], call())
    #expect(chain.count == 4 && chain.allSatisfy { $0.last > 0 && $0.bid < $0.ask && $0.time == call().now })
    let parity = chain[0].last - chain[1].last - (chain[2].last - chain[3].last)
    #expect(abs(parity - 50) < 0.3)
    // Every priced option has a volatility near that of its formula.
    let years = try ContractTable.builtIn.calendar(of: "NIFTY").years(from: call().now, toExpiry: days[0])
    let terms = OptionTerms(
      .call, .forward(level * DeterministicMath.exp(0.05 * years)), strike: 24_800, years: years, rate: 0.065)
    let sigma = terms.impliedVolatility(at: chain[2].last)
    #expect(sigma.status == .ok && abs(sigma.sigma - 0.14) < 0.01, "\(sigma)")
    for (index, day, kind) in [("GOLD", days[0], MarketError.Kind.instruments), ("NIFTY", expiry, .expiry)] {
      let error = #expect(throws: MarketError.self) {
        try provider.chain(of: index, expiry: day, strikes: [2_480_000], call())
      }
      #expect(error?.kind == kind && error?.hint != nil, "\(String(describing: error))")
    }
    #expect(provider.starts == 1)
  }

  @Test func whateverAProcessDoesIsOneErrorAndThenItIsStartedAgain() throws {
    let deeds: [(String, String)] = [
      ("exit 3", "it has ended (exit code 3)"),
      ("echo no luck >&2; exit 1", "it has ended (exit code 1); it said: no luck"),
      ("kill -9 $$", "it has ended (exit code 137)"),
      ("echo '{nonsense'", "a line that is no answer: \"{nonsense\""),
      ("echo '{\"id\": \"x\", \"ok\": true}'", "a line that is no answer"),
      ("head -c 70000 /dev/zero | tr '\\0' x; echo", "a line of more than 65536 bytes"),
      ("head -c 700000 /dev/zero | tr '\\0' x", "a line of more than 65536 bytes"),
      ("yes '{\"id\": 0, \"ok\": true, \"data\": 1}' | head -5000", "lines that answer nothing"),
      ("echo '{\"id\": 99, \"ok\": true, \"data\": 1}'", "an answer to question 99"),
      ("printf '\\377\\376\\n'", "a line that is no answer"),
    ]
    for (deed, message) in deeds {
      let script = try once(deed, options { $0.lineLimit = 65_536 })
      defer { script.close() }
      let provider = script.provider
      let error = #expect(throws: MarketError.self, "\(deed)") { try provider.quote(of: "NIFTY", call()) }
      #expect(
        error?.kind == .api && error?.message.contains(message) == true, "\(deed): \(error?.message ?? "")")
      var price = 0.0
      #expect(
        waitUntil { (try? provider.quote(of: "NIFTY", call()).price).map { price = $0 } != nil }, "\(deed)")
      #expect(price == 100 && provider.starts == 2, "\(deed)")
    }
  }

  @Test func theNextCycleStartsItAgainHoweverLongThePause() throws {
    let long = options { ($0.firstPause, $0.longestPause) = (3_600_000_000_000, 3_600_000_000_000) }
    let script = try once("exit 3", long)
    defer { script.close() }
    let provider = script.provider
    func call(_ cycle: Int) -> ProviderCall {
      ProviderCall(now: 0, deadline: MonotonicClock.nanoseconds() + 600_000_000_000, cycle: cycle)
    }
    let ended = #expect(throws: MarketError.self) { try provider.quote(of: "NIFTY", call(7)) }
    #expect(ended?.message.contains("it has ended") == true)
    let down = #expect(throws: MarketError.self) { try provider.quote(of: "NIFTY", call(7)) }
    #expect(down?.message.contains("it is down") == true && down?.hint?.contains("next cycle") == true)
    #expect(provider.starts == 1)
    #expect(try provider.quote(of: "NIFTY", call(8)).price == 100)
    #expect(provider.starts == 2)
  }

  @Test func aStallEndsAtTheDeadlineAndLateAnswersAreForgotten() throws {
    let script = try Script(
      """
      if [ "$id" = 1 ]; then continue; fi
      if [ "$id" = 2 ]; then echo '{"id":1,"ok":true,"data":{"price":1}}'; fi
      echo "{\\"id\\":$id,\\"ok\\":true,\\"data\\":{\\"price\\":$id}}"
      """, options())
    defer { script.close() }
    let provider = script.provider
    let before = MonotonicClock.nanoseconds()
    let error = #expect(throws: MarketError.self) { try provider.quote(of: "NIFTY", call(seconds: 0.05)) }
    #expect(error?.message == "exec:sh: no answer until the deadline")
    #expect(MonotonicClock.nanoseconds() - before < 30_000_000_000)
    #expect(try provider.quote(of: "NIFTY", call()).price == 2)
    #expect(try provider.quote(of: "NIFTY", call()).price == 3)
    #expect(provider.starts == 1)
  }

  /// What three indices are told when one of them, the first to be asked, gets no answer.
  private func three(_ deed: String, seconds: Double) throws -> (answers: [String: Double], starts: Int) {
    let script = try Script(
      """
      case $name in
      SILENT) \(deed);;
      esac
      echo "{\\"id\\":$id,\\"ok\\":true,\\"data\\":{\\"price\\":100}}"
      """, options())
    defer { script.close() }
    let provider = script.provider
    // The process is up, as after a first cycle, before anything is asked of it that it does not answer.
    #expect(try provider.quote(of: "FIRST", call(seconds: 600)).price == 100)
    let mark = provider.starts
    let lock = Lock()
    nonisolated(unsafe) var told: [String: Double?] = [:]
    func ask(_ name: String, _ call: ProviderCall) {
      // Threads of their own: those of tasks may all be taken by other tests.
      Thread.detachNewThread {
        let price = try? provider.quote(of: name, call).price
        lock.withLock { told[name] = .some(price) }
      }
    }
    ask("SILENT", call(seconds: seconds))
    waitUntil { provider.underWay > 0 }
    for name in ["A", "B", "C"] { ask(name, call(seconds: 600)) }
    #expect(waitUntil { lock.withLock { told.count == 4 } })
    return (lock.withLock { told.compactMapValues { $0 } }, provider.starts - mark)
  }

  @Test func aQuestionThatGetsNoAnswerCostsNobodyElseTheirs() throws {
    let (answers, starts) = try three("continue", seconds: 5)
    #expect(answers == ["A": 100, "B": 100, "C": 100] && starts == 0)
  }

  @Test func aProcessThatHangsOverAQuestionIsStartedAgainForTheOthers() throws {
    let (answers, starts) = try three("sleep 600", seconds: 4)
    #expect(answers == ["A": 100, "B": 100, "C": 100] && starts == 1)
  }

  @Test func aProcessThatDiesOverAQuestionIsStartedAgainForTheOthers() throws {
    let (answers, starts) = try three("sleep 0.3; exit 7", seconds: 60)
    #expect(answers == ["A": 100, "B": 100, "C": 100] && starts == 1)
  }

  @Test func oneThatNeverAnswersIsStartedAnewAfterAWhile() throws {
    let provider = ExecProvider("sleep 600", options { $0.patience = 2 }, seed: 1)
    defer { provider.close() }
    var messages: [String] = []
    waitUntil {
      do throws(MarketError) {
        _ = try provider.quote(of: "NIFTY", call(seconds: 0.02))
      } catch {
        messages.append(error.message)
      }
      return provider.starts == 3
    }
    #expect(provider.starts == 3)
    #expect(messages.first == "exec:sleep: no answer until the deadline")
    #expect(
      messages.contains { $0.hasPrefix("exec:sleep: no answer to 2 questions in a row (exit code 137)") },
      "\(messages)")
  }

  @Test func whatCannotBeStartedSaysSo() throws {
    let provider = ExecProvider("/nowhere/provider --login", options(), seed: 1)
    let error = #expect(throws: MarketError.self) { try provider.quote(of: "NIFTY", call()) }
    // That it is gone is noticed while writing to it or while reading from it.
    let message = error?.message ?? ""
    #expect(message.hasPrefix("exec:provider: it ") && message.contains("(exit code 127)"), "\(message)")
    provider.close()
    let closed = #expect(throws: MarketError.self) { try provider.quote(of: "NIFTY", call()) }
    #expect(closed?.message == "exec:provider: it is closed")
  }

  @Test func credentialsAreInNoError() throws {
    let token = "s3cr3t-token-value"
    let secrets = Secrets(environment: [
      "BROKER_TOKEN": token, "G6_TOKEN_FILE": "/home/token", "LANG": "en_GB.UTF-8",
    ])
    #expect(
      secrets.hidden(in: "a \(token)\(token) /home/token en_GB.UTF-8") == "a ****** /home/token en_GB.UTF-8")
    let deeds = [
      "echo refused \"$BROKER_TOKEN\" >&2; exit 1", "echo login \"$BROKER_TOKEN\"",
      #"echo "{\"id\":$id,\"ok\":false,\"error\":{\"kind\":\"rate_limit\",\"message\":\"$BROKER_TOKEN\",\"hint\":\"$BROKER_TOKEN\"}}"; continue"#,
    ]
    for deed in deeds {
      let script = try once(
        deed,
        options {
          $0.secrets = secrets
          $0.environment = ["BROKER_TOKEN": token]
        })
      defer { script.close() }
      let provider = script.provider
      let error = try #require(#expect(throws: MarketError.self) { try provider.quote(of: "NIFTY", call()) })
      #expect(!"\(error) \(error.hint ?? "")".contains(token) && "\(error)".contains("***"), "\(error)")
    }
    #expect(
      !ExecProvider("prog-\(token) --key \(token)", options { $0.secrets = secrets }, seed: 1).name.contains(
        token))
  }

  @Test func providersOfACollectionHideTheTokenByThemselves() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("token", "t0ken-0f-the-file")
    var setup = ProviderSetup()
    setup.tokenFile = file
    setup.environment = ["BROKER_SECRET": "s3cr3t-of-mine"]
    nonisolated(unsafe) var told: [String] = []
    let lock = Lock()
    let command = "echo \"$(cat \"$G6_TOKEN_FILE\") s3cr3t-of-mine\" >&2; exit 1"
    let providers = try setup.make(ProviderSpec.list(["exec:\(command)", "synthetic"])) { change in
      lock.withLock { told.append("\(change.from) \(change.reason)") }
    }
    defer { providers.first.close() }
    #expect(try providers.first.quote(of: "NIFTY", call()).price > 0)
    #expect(told.count == 1 && told[0].hasSuffix("it said: *** ***"), "\(told)")
    setup.tokenFile = folder.file("absent")
    #expect(throws: MarketError.self) { try setup.make([.exec("true")]) }
    #expect(throws: Never.self) { try setup.make([.synthetic]) }
  }

  @Test func wrongMembersAreNamed() throws {
    let reader = AnswerReader(name: "exec:x", index: "NIFTY", now: 5)
    func message(_ json: String) -> String {
      let line = Array("{\"id\":1,\"ok\":true,\"data\":\(json)}".utf8)
      guard let data = ProviderMessage.answer(line, from: "exec:x")?.data else {
        return "no answer"
      }
      do throws(MarketError) {
        let value = try data.get()
        switch value {
        case .array: return "\(try reader.chain(value, expiry).map(\.last))"
        default: return "\(try reader.quote(value).price)"
        }
      } catch {
        return error.message
      }
    }
    let cases = [
      ("{\"price\":\"x\"}", "exec:x: price must be a number, not the text \"x\""),
      ("{\"price\":null}", "nan"),
      ("{}", "nan"),
      ("{\"price\":1,\"time\":-4}", "exec:x: time must be a number of seconds since 1970, not -4"),
      (
        "[{\"strike\":1.005,\"type\":\"C\"}]",
        "exec:x: strike must be a positive number with two decimals at most, not 1.005"
      ),
      (
        "[{\"strike\":-5,\"type\":\"C\"}]",
        "exec:x: strike must be a positive number with two decimals at most, not -5"
      ),
      (
        "[{\"strike\":1e300,\"type\":\"C\"}]",
        "exec:x: strike must be a positive number with two decimals at most, not 1e+300"
      ),
      ("[{\"strike\":5,\"type\":\"X\"}]", "exec:x: type must be \"C\" or \"P\", not the text \"X\""),
      ("[5]", "exec:x: data must be an object, not 5"),
      ("[{\"strike\":5,\"type\":\"PE\",\"last\":7}]", "[7.0]"),
    ]
    for (json, expected) in cases { #expect(message(json) == expected, "\(json)") }
  }

  @Test func severalThreadsTakeTurns() async throws {
    let script = try Script(
      "echo \"{\\\"id\\\":$id,\\\"ok\\\":true,\\\"data\\\":{\\\"price\\\":${#name}}}\"", options())
    defer { script.close() }
    let provider = script.provider
    // The tasks may wait long for a thread while other tests run.
    let call = call(seconds: 600)
    let prices = try await withThrowingTaskGroup(of: (Int, Double).self) { group in
      for length in 1...40 {
        group.addTask { (length, try provider.quote(of: String(repeating: "X", count: length), call).price) }
      }
      return try await group.reduce(into: [(Int, Double)]()) { $0.append($1) }
    }
    #expect(prices.count == 40 && prices.allSatisfy { Double($0.0) == $0.1 })
    #expect(provider.starts == 1)
  }

  @Test func damagedAnswersAreRefusedOrReadButNeverTrap() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let reader = AnswerReader(name: "exec:x", index: "NIFTY", now: 5)
    let good = Array(
      #"{"id":3,"ok":true,"data":[{"strike":24800,"type":"C","last":98.1,"bid":98.0,"oi":516295,"time":1795152999}]}"#
        .utf8)
    var (read, refused) = (0, 0)
    for _ in 0..<3000 {
      var bytes = good
      for _ in 0...random.below(3) {
        let place = Int(random.below(UInt64(bytes.count)))
        if random.below(2) == 0 { bytes[place] = UInt8(random.below(256)) } else { bytes.remove(at: place) }
      }
      guard case .success(let data)? = ProviderMessage.answer(bytes, from: "exec:x")?.data
      else {
        refused += 1
        continue
      }
      do throws(MarketError) {
        for quote in try reader.chain(data, expiry) {
          #expect(quote.contract.strikeHundredths > 0 && quote.contract.expiry == expiry, "seed \(seed)")
        }
        read += 1
      } catch {
        #expect(error.kind == .api && error.message.hasPrefix("exec:x: "), "seed \(seed): \(error)")
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0, "seed \(seed)")
  }
}
