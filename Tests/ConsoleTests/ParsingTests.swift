import Testing

@testable import Console

@Suite struct ParsingTests {
  static let many = Flag<String?>.optional("many", "X", "Many.").with { $0.isRepeatable = true }
  static let number = Flag<Double>.number("number", in: .from(0, below: 1), default: 0.5, "A number.").short(
    "n")
  static let size = Flag<Int?>.integer("size", in: 0...64, "A size.")
  static let shell = Flag<Shell?>.choice("shell", "SHELL", "A shell.").environment("SHELL_NAME")
  static let on = Flag<Bool>.toggle("on", "On.").short("o")
  static let maybe = Flag<Bool?>.negatable("maybe", "Perhaps.")
  static let text = Flag<String>.text("text", "T", default: "none", "A text.")

  /// A program whose one command prints what it understood.
  static let program = Program(
    name: "demo", summary: "A demonstration.", version: "1", globals: GlobalFlags.all,
    commands: [
      CommandSpec(
        name: "take", aliases: ["eat"], summary: "Take things.",
        flags: [many.spec, number.spec, size.spec, shell.spec, on.spec, maybe.spec, text.spec],
        positionals: [
          PositionalSpec(name: "FIRST", help: "The first.", kind: .integer(0...9, words: [])),
          PositionalSpec(name: "REST", help: "The rest.", isOptional: true, isRepeatable: true),
        ]
      ) { arguments, session throws(Failure) in
        let shown: [String] = [
          arguments.words.joined(separator: ","), arguments[many] ?? "-", Numbers.plain(arguments[number]),
          arguments[size].map(String.init) ?? "-", arguments[shell]?.name ?? "-",
          "\(arguments[on])", arguments[maybe].map { "\($0)" } ?? "-", arguments[text],
          session.options.isQuiet ? "quiet" : "loud",
        ]
        try session.succeed(text: shown.joined(separator: " ")) { _ in }
      }
    ])

  @Test(arguments: [
    ("take 1", "1 - 0.5 - - false - none loud"),
    ("-q eat 1 2 x -o", "1,2,x - 0.5 - - true - none quiet"),
    ("take -oq 1 --number=.25", "1 - 0.25 - - true - none quiet"),
    ("take -n0.75 1 --no-maybe --size 3", "1 - 0.75 3 - false false none loud"),
    ("take -n=1e-3 1 --maybe --size 64 --maybe", "1 - 0.001 64 - false true none loud"),
    ("take -on 0 1 --many a --many b --on", "1 b 0 - - true - none loud"),
    ("take --text -- -- 1 - -5 --on", "take needs a value"),
    ("take --text=-- 1 -- - --on", "1,-,--on - 0.5 - - false - -- loud"),
    ("take --text - 1", "1 - 0.5 - - false - - loud"),
    ("take --text -5 1 --shell fish", "1 - 0.5 - fish false - -5 loud"),
    ("take --text=a=b 1", "1 - 0.5 - - false - a=b loud"),
    ("take 1 -5 -q", "1,-5 - 0.5 - - false - none quiet"),
    ("take --number 1 1", "--number: 1 is out of range"),
    ("take --size 65 1", "out of range"),

    ("take x", "FIRST: \\\"x\\\" is not a whole number"),
    ("take", "take needs FIRST"), ("take -nq 1", "-n: \\\"q\\\" is not a number"),
    ("take -o=1 1", "-o takes no value"),
    ("take --number 1e999 1", "not a number"), ("take --number 0x1 1", "not a number"),
  ])
  func lines(line: String, understood: String) throws {
    let run = try InProcess(line.split(separator: " ").map(String.init), program: Self.program)
    if run.exitCode == 0 {
      #expect(run.output == understood, "\(line)")
    } else {
      #expect(
        run.errors.contains(understood) || run.errors.contains("needs a value"), "\(line): \(run.errors)")
    }
  }

  @Test func environmentStandsForAFlag() throws {
    let read: (String, [String]) throws -> InProcess = { value, words in
      try InProcess(["take", "1"] + words, environment: ["SHELL_NAME": value], program: Self.program)
    }
    #expect(try read("zsh", []).output.contains(" zsh "))
    #expect(try read("zsh", ["--shell", "bash"]).output.contains(" bash "))
    #expect(try read("", []).exitCode == 0)
    #expect(try read("ksh", []).errors.contains("SHELL_NAME: \\\"ksh\\\" is not one of bash, zsh, fish"))
  }

  @Test func helpOfAliasesAndArguments() throws {
    let page = try InProcess("eat", "--help", program: Self.program).output
    #expect(page.contains("Usage: demo take [flags] FIRST [REST...]\nAlso known as: eat\n"))
    #expect(page.contains("  FIRST                   The first. [from 0 to 9]\n"))
    #expect(page.contains("A size. [from 0 to 64]"))
    for shell in Shell.allCases { #expect(shell.script(for: Self.program).contains("eat")) }
    #expect(CommandReference(Self.program).markdown().contains("Also known as `eat`."))
    #expect(ManPage(Self.program).roff().contains("Also known as eat."))
  }

  @Test func numbers() {
    let integers: [(String, Parsed<Int>?)] = [
      ("0", .value(0)), ("-0", .value(0)), ("+7", .value(7)), ("1_000", .value(1000)), ("1__0", nil),
      ("_1", nil),
      ("1_", nil), ("", nil), ("-", nil), ("9223372036854775807", .value(.max)),
      ("-9223372036854775808", .value(.min)), ("9223372036854775808", .overflow), ("1e3", nil), ("٣", nil),
    ]
    for (text, value) in integers { #expect(Numbers.integer(text) == value, "\(text)") }
    let sizes: [(String, Parsed<Int>?)] = [
      ("1", .value(1)), ("1B", .value(1)), ("2K", .value(2048)), ("2KiB", .value(2048)),
      ("2kB", .value(2000)),
      ("3M", .value(3 << 20)), ("3MB", .value(3_000_000)), ("1GiB", .value(1 << 30)),
      ("1GB", .value(1_000_000_000)),
      ("1T", .value(1 << 40)), ("1TB", .value(1_000_000_000_000)), ("9999999T", .overflow), ("K", nil),
      ("1 K", nil), ("1KB2", nil), ("99999999999999999999", .overflow), ("²", nil),
    ]
    for (text, value) in sizes { #expect(Numbers.bytes(text) == value, "\(text)") }
    #expect(Numbers.plain(6) == "6" && Numbers.plain(0.1) == "0.1" && Numbers.plain(-0.0) == "-0")
    #expect(ArgumentValue.number(2.5).plain == "2.5")
  }
}
