import TestSupport
import Testing

@testable import Market

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct QuoteReaderTests {
  private func answers(
    _ text: String, _ question: QuoteQuestion = .volatility
  ) throws -> (lines: [String], faults: [String]) {
    let folder = try TemporaryFolder()
    try folder.write("rows", text)
    let descriptor = open(folder.path + "/rows", O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    var reader = try QuoteReader(descriptor: descriptor, path: "rows", question: question)
    var lines = reader.header.map { [AnsweredLine.header($0, question)] } ?? []
    var faults: [String] = []
    while let line = try reader.next() {
      lines.append(AnsweredLine.text(line, line.row.answer(question), question, reader.format))
      if let fault = line.fault { faults.append("\(line.number): \(fault)") }
    }
    return (lines, faults)
  }

  @Test func rowsComeBackWithTheirAnswers() throws {
    let found = try answers(
      "\u{FEFF}note, type,forward,strike,years,price\r\n\"a, \"\"b\"\"\",C,24800,24800,0.02,181.89216008426787\r\n\n,pe, 100,50,1, 0\n"
    )
    #expect(
      found.lines == [
        "\u{FEFF}note, type,forward,strike,years,price,sigma,status",
        "\"a, \"\"b\"\"\",C,24800,24800,0.02,181.89216008426787,0.13,ok", ",pe, 100,50,1, 0,,noQuote",
      ])
    #expect(found.faults.isEmpty)
  }

  @Test func badRowsStayInTheirPlace() throws {
    let found = try answers(
      "type,forward,strike,years,price\nC,100,50\nC,100,50,1,51,more\nC,\"100,50\nX,100,50,1,51\nC,1e,50,1,51\n"
    )
    #expect(
      Array(found.lines.dropFirst()) == [
        "C,100,50,,,,noQuote", "\"C,100,50,1,51,more\",,,,,,noQuote", "\"C,\"\"100,50\",,,,,,noQuote",
        "X,100,50,1,51,,noQuote", "C,1e,50,1,51,,noQuote",
      ])
    #expect(
      found.faults == [
        "2: 3 fields where the header has 5", "3: 6 fields where the header has 5",
        "4: not a line of comma-separated text: openQuote(column: 3)",
      ])
  }

  @Test func objectsKeepTheirMembers() throws {
    let found = try answers(
      """
      {"type":"C","forward":24800,"strike":24800,"years":0.02,"price":181.89216008426787,"more":{"a":[1]}}
      {"type":"call","spot":100,"strike":100,"years":1,"price":10,"rate":"x"}
      {"type" 1}
      [1]
       { }
      """)
    #expect(
      found.lines == [
        #"{"type":"C","forward":24800,"strike":24800,"years":0.02,"price":181.89216008426787,"more":{"a":[1]},"sigma":0.13,"status":"ok"}"#,
        #"{"type":"call","spot":100,"strike":100,"years":1,"price":10,"rate":"x","sigma":null,"status":"noQuote"}"#,
        #"{"line":3,"text":"{\"type\" 1}","sigma":null,"status":"noQuote"}"#,
        #"{"line":4,"text":"[1]","sigma":null,"status":"noQuote"}"#,
        #" { "sigma":null,"status":"noQuote"}"#,
      ])
    #expect(found.faults.count == 2)
  }

  @Test(arguments: [
    ("", "rows: no header and no row"), ("\n \n", "rows: no header and no row"),
    ("type,forward,strike,price\n", "rows:1: no column years; the header has type, forward, strike, price"),
    (
      "type,strike,years,price\n",
      "rows:1: no column forward or spot; the header has type, strike, years, price"
    ),
    ("type,forward,strike,years,price,type\n", "rows:1: the column type stands twice"),
    (
      "type,forward,strike,years,price,status\n",
      "rows:1: the column status is there already; the answer adds one of that name"
    ),
    ("\"type\n", "rows:1: the header is no line of comma-separated UTF-8 text"),
  ])
  func filesThatAreNone(text: String, message: String) throws {
    #expect { _ = try answers(text) } throws: { "\($0)" == message }
  }

  @Test func forwardAndSpotAndDefaults() throws {
    let found = try answers(
      "type,forward,spot,strike,years,sigma\nC,100,,100,1,0.2\nC,,100,100,1,0.2\nC,100,100,100,1,0.2\nC,,,100,1,0.2\n",
      .price)
    let values = found.lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(values.map { $0.last } == ["ok", "ok", "noQuote", "noQuote"])
    #expect(values[0][6] == values[1][6])  // without rate and dividend the forward is the spot
  }

  @Test func desksCountInPointsAndDays() {
    var row = QuoteRow()
    row.kind = .put
    for (column, number) in [
      (QuoteColumn.spot, 100.0), (.strike, 95), (.years, 0.5), (.rate, 0.03), (.dividend, 0), (.sigma, 0.25),
    ] { row[column] = number }
    let plain = row.answer(.price).numbers
    let desk = row.answer(.price, units: .desk).numbers
    #expect(desk == [plain[0], plain[1], plain[2], plain[3] / 100, plain[4] / 365, plain[5] / 100])
  }
}
