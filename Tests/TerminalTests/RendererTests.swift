import Base
import TestSupport
import Testing

@testable import Terminal

@Suite struct RendererTests {
  /// Random screens with wide and combined characters, random sizes: after every update the terminal shows the screen.
  @Test(arguments: 0..<TestScale.pick(quick: 12, full: 60, deep: 400))
  func aTerminalShowsTheScreen(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let depth = ColorDepth.allCases[Int(random.next() % 4)]
    var size = Size(columns: 20, rows: 6)
    var terminal = TerminalModel(size)
    var renderer = Renderer(depth: depth)
    var screen = Screen(size)
    for step in 0..<60 {
      if random.next() % 8 == 0 {
        size = Size(columns: 1 + Int(random.next() % 40), rows: 1 + Int(random.next() % 10))
        terminal = TerminalModel(size)
        screen = Screen(size)
      }
      if random.next() % 12 == 0 {
        terminal = TerminalModel(size)
        renderer.invalidate()
      }
      for _ in 0..<random.next() % 12 { scribble(on: &screen, &random) }
      terminal.take(renderer.bytes(for: screen))
      let difference = terminal.difference(from: screen, depth)
      #expect(difference == nil, "seed \(seed), step \(step): \(difference ?? "")")
      #expect(
        renderer.bytes(for: screen).isEmpty, "seed \(seed), step \(step): the same screen costs nothing")
      if difference != nil { return }
    }
  }

  private func scribble(on screen: inout Screen, _ random: inout SeededRandom) {
    let words = [
      "a", "日本", "é̄x", "⠿⣿", "█▏", " ", "\u{1B}[2J", "אב", "👩‍👩‍👧", "🇩🇪", "x\u{300}\u{301}\u{302}y", "한국",
    ]
    var text = ""
    for _ in 0..<1 + random.next() % 5 { text += words[Int(random.next() % UInt64(words.count))] }
    let ink = Ink.allCases[Int(random.next() % UInt64(Ink.allCases.count))]
    screen.write(
      text, row: Int(random.next() % UInt64(screen.size.rows)),
      column: Int(random.next() % UInt64(screen.size.columns)), limit: 1 + Int(random.next() % 12), ink: ink)
  }

  @Test func onlyWhatChangedIsWritten() {
    let size = Size(columns: 120, rows: 40)
    let model = SampleRun.model(20)
    var renderer = Renderer(depth: .many)
    var terminal = TerminalModel(size)
    terminal.take(renderer.bytes(for: model.view(size)))
    let before = terminal.writes
    var screen = model.view(size)
    screen.write("Z", row: 20, column: 60)
    terminal.take(renderer.bytes(for: screen))
    #expect(terminal.writes == before + 1 && terminal.difference(from: screen, .many) == nil)
  }

  @Test func everyFrameOfARunAtEverySize() {
    let frames = SampleRun.frames()
    for size in [Size(columns: 80, rows: 24), Size(columns: 231, rows: 57), Size(columns: 30, rows: 9)] {
      var model = Model(source: "x")
      var renderer = Renderer(depth: .full)
      var terminal = TerminalModel(size)
      for frame in frames {
        var news = FrameNews()
        news.frames = [frame]
        _ = model.update(.news(news))
        if frame.frame % 7 == 0 { _ = model.update(.key(.tab)) }
        if frame.frame % 13 == 0 { _ = model.update(.key(.enter)) }
        let screen = model.view(size)
        terminal.take(renderer.bytes(for: screen))
        let difference = terminal.difference(from: screen, .full)
        #expect(difference == nil, "\(size), frame \(frame.frame): \(difference ?? "")")
      }
    }
  }

  @Test func inksByDepth() {
    #expect(Palette.sequence(.first, .none) == "\u{1B}[0m")
    #expect(Palette.sequence(.critical, .none) == "\u{1B}[0;1;7m")
    #expect(Palette.sequence(.first, .sixteen) == "\u{1B}[0;36m")
    #expect(Palette.sequence(.first, .many) == "\u{1B}[0;38;5;74m")
    #expect(Palette.sequence(.first, .full) == "\u{1B}[0;38;2;86;180;233m")
    let table: [(String?, String?, Bool, ColorDepth)] = [
      ("xterm-256color", nil, true, .many), ("xterm", nil, true, .sixteen), (nil, nil, true, .sixteen),
      ("xterm-256color", "truecolor", true, .full), ("xterm-256color", "truecolor", false, .none),
      ("xterm-direct", "", true, .many),
    ]
    for (term, colorTerm, allows, depth) in table {
      #expect(ColorDepth(term: term, colorTerm: colorTerm, allowsColor: allows) == depth, "\(term ?? "")")
    }
  }
}
