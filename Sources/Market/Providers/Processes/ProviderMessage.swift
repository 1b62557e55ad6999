import Base
import Documents

/// The lines that are exchanged with a provider's process: one JSON object each. `docs/options/providers.md` describes them.
enum ProviderMessage {
  /// What is asked.
  enum Question: Sendable {
    case expiries
    case quote
    case chain(CivilDate, [Int32])

    var operation: String {
      switch self {
      case .expiries: "expiries"
      case .quote: "quote"
      case .chain: "chain"
      }
    }
  }

  /// The line of a question, with its line feed.
  static func line(_ id: Int, _ question: Question, index: String, now: Int64, milliseconds: UInt64)
    -> [UInt8]
  {
    var json = JSONWriter()
    json.beginObject()
    json.field("id", id)
    json.field("op", question.operation)
    json.field("index", index)
    json.field("now", WallClock.iso8601(now))
    json.field("deadline_ms", milliseconds)
    if case .chain(let expiry, let strikes) = question {
      json.field("expiry", expiry.description)
      json.array("strikes") { json in
        for strike in strikes { json.double(Double(strike) / 100) }
      }
    }
    json.endObject()
    json.endLine()
    return json.bytes
  }

  /// What a line says: the number of the question it answers, and its data or its error.
  struct Answer {
    let id: Int64
    let data: Result<DocumentValue, MarketError>
  }

  /// Reads an answer. Nil for a line that is none. An error names no index: who has asked knows it.
  static func answer(_ line: [UInt8], from name: String) -> Answer? {
    let document: DocumentValue
    do throws(DocumentError) { document = try JSON.parse(line, file: name) } catch { return nil }
    guard let table = document.table, let id = table["id"]?.integer, let isOK = table["ok"]?.bool else {
      return nil
    }
    if isOK {
      guard let data = table["data"] else { return nil }
      return Answer(id: id, data: .success(data))
    }
    guard let fault = table["error"] else { return nil }
    let message = fault.string ?? fault.table?["message"]?.string ?? "no reason given"
    let kind = fault.table?["kind"]?.string.flatMap(MarketError.Kind.init) ?? .api
    let allowed: Set<MarketError.Kind> = [.api, .rateLimit, .dataQuality, .expiry, .instruments, .quotes]
    return Answer(
      id: id,
      data: .failure(
        MarketError(
          allowed.contains(kind) ? kind : .api, "\(name): \(ForeignText.printable(message, limit: 300))",
          hint: fault.table?["hint"]?.string.map { ForeignText.printable($0, limit: 300) })))
  }
}

/// Turns the data of answers into quotes. Errors are of kind `api` and name the member.
struct AnswerReader {
  let name: String
  let index: String
  /// For quotes without a time of their own.
  let now: Int64

  func expiries(_ data: DocumentValue) throws(MarketError) -> [CivilDate] {
    guard let list = data.array else { throw wrong("data", data, "a list of days") }
    var days: [CivilDate] = []
    for value in list {
      guard let day = value.string.flatMap({ CivilDate($0) }) else {
        throw wrong("data", value, "a day such as \"2026-11-23\"")
      }
      days.append(day)
    }
    return days
  }

  func quote(_ data: DocumentValue) throws(MarketError) -> IndexQuote {
    guard let table = data.table else { throw wrong("data", data, "an object") }
    var quote = IndexQuote(index, price: try number(table, "price"), time: try time(table))
    quote.open = try number(table, "open")
    quote.high = try number(table, "high")
    quote.low = try number(table, "low")
    quote.previousClose = try number(table, "previous_close")
    return quote
  }

  func chain(_ data: DocumentValue, _ expiry: CivilDate) throws(MarketError) -> [OptionQuote] {
    guard let list = data.array else { throw wrong("data", data, "a list of quotes") }
    var quotes: [OptionQuote] = []
    quotes.reserveCapacity(list.count)
    for value in list {
      guard let table = value.table else { throw wrong("data", value, "an object") }
      let strike = try number(table, "strike")
      let hundredths = (strike * 100).rounded()
      guard strike > 0, let exact = Int32(exactly: hundredths), abs(hundredths - strike * 100) < 1e-6 else {
        throw wrong("strike", table["strike"] ?? value, "a positive number with two decimals at most")
      }
      let kind: OptionKind
      switch table["type"]?.string {
      case "C", "CE": kind = .call
      case "P", "PE": kind = .put
      default: throw wrong("type", table["type"] ?? value, "\"C\" or \"P\"")
      }
      var quote = OptionQuote(
        OptionContract(index: index, expiry: expiry, strikeHundredths: exact, kind: kind),
        last: try number(table, "last"), time: try time(table))
      quote.bid = try number(table, "bid")
      quote.ask = try number(table, "ask")
      quote.average = try number(table, "average")
      quote.volume = try number(table, "volume")
      quote.openInterest = try number(table, "oi")
      quotes.append(quote)
    }
    return quotes
  }

  /// A number, NaN where the member is absent or null.
  private func number(_ table: DocumentTable, _ key: String) throws(MarketError) -> Double {
    guard let value = table[key] else { return .nan }
    if case .null = value { return .nan }
    guard let number = value.number else { throw wrong(key, value, "a number") }
    return number
  }

  /// Seconds since 1970, or the time of the question.
  private func time(_ table: DocumentTable) throws(MarketError) -> Int64 {
    let seconds = try number(table, "time")
    if seconds.isNaN { return now }
    guard seconds > 0, seconds < 9e9 else {
      throw wrong("time", table["time"] ?? .table(table), "a number of seconds since 1970")
    }
    return Int64((seconds * 1e9).rounded())
  }

  private func wrong(_ key: String, _ value: DocumentValue, _ wanted: String) -> MarketError {
    MarketError(.api, "\(name): \(key) must be \(wanted), not \(value.shown)", index: index)
  }
}
