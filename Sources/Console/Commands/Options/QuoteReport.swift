import Base
import Market

/// Writes answered rows as they come: in the format they were read in, or with `--json` in one envelope.
struct QuoteReport {
  /// The envelope is built in memory; more rows than this are for the row formats.
  private static let rowsInEnvelope = 100_000

  private let question: QuoteQuestion
  private let session: Session
  private var counts: [VolatilityStatus: Int] = [:]
  private var rows = 0
  private var faults = 0
  private var firstFault: (line: Int, reason: String)?
  private var answered = JSONWriter()

  init(_ question: QuoteQuestion, _ session: Session) {
    self.question = question
    self.session = session
    answered.beginArray()
  }

  /// Writes the header of a CSV file.
  func begin(_ header: String?) throws(Failure) {
    guard let header, !session.options.isJSON else { return }
    try session.output.line(AnsweredLine.header(header, question))
  }

  /// Writes one row.
  mutating func add(
    _ line: QuoteReader.Line, _ answer: QuoteAnswer, _ format: QuoteReader.Format
  ) throws(Failure) {
    rows += 1
    counts[answer.status, default: 0] += 1
    if let fault = line.fault {
      faults += 1
      if firstFault == nil { firstFault = (line.number, fault) }
    }
    guard session.options.isJSON else {
      return try session.output.line(AnsweredLine.text(line, answer, question, format))
    }
    guard rows <= Self.rowsInEnvelope else {
      throw .badInput(
        "more than \(Figures.grouped(Self.rowsInEnvelope)) rows for one JSON envelope",
        hint: "without --json rows are written as they come; give one JSON object a line to get the same back"
      )
    }
    write(line, answer)
  }

  private mutating func write(_ line: QuoteReader.Line, _ answer: QuoteAnswer) {
    answered.beginObject()
    answered.field("type", line.row.kind?.rawValue)
    for column in QuoteColumn.allCases where column != .type {
      let number = line.row[column]
      // What an answer follows from is told where it is missing, too.
      let isNeeded = question.known.contains(column) || column == .strike || column == .years
      if !number.isNaN || isNeeded { write(number, named: column.rawValue) }
    }
    if line.fault != nil { answered.field("text", line.text) }
    for (name, number) in zip(question.answers, answer.numbers) {
      write(number, named: name)
    }
    answered.field("status", answer.status.rawValue)
    answered.endObject()
  }

  private mutating func write(_ number: Double, named name: String) {
    answered.key(name)
    answered.double(number)
  }

  /// Closes the output and says on standard error what could not be read.
  mutating func finish() throws(Failure) {
    answered.endArray()
    if let firstFault {
      session.log.warning(
        "\(Figures.grouped(faults)) of \(Figures.grouped(rows)) rows cannot be read; the first, line \(firstFault.line): \(firstFault.reason)"
      )
    }
    guard session.options.isJSON else { return }
    let (rows, counts, answered) = (rows, counts, answered.bytes)
    try session.succeed(text: "") { json in
      json.field("schema", question == .price ? "g6.price.v1" : "g6.iv.v1")
      json.field("count", rows)
      json.key("statuses")
      json.beginObject()
      for status in VolatilityStatus.allCases {
        json.key(status.rawValue)
        json.integer(counts[status] ?? 0)
      }
      json.endObject()
      json.key("rows")
      json.raw(answered)
    }
  }

  /// Fails when any row has another status than `ok`.
  func refuse(in name: String) throws(Failure) {
    let others = VolatilityStatus.allCases.filter { $0 != .ok && counts[$0] != nil }
    guard !others.isEmpty else { return }
    let list = others.map { "\(Figures.grouped(counts[$0] ?? 0)) \($0.rawValue)" }.joined(separator: ", ")
    throw .badInput(
      "\(name): not every row is ok: \(list)", hint: "without --strict such rows are no failure")
  }
}

extension QuoteFileError: FailureConvertible {
  var failure: Failure {
    if case .system(let error) = self { return error.failure }
    return .badInput(description)
  }
}
