import Base
import TestSupport
import Testing

@testable import Terminal

/// The player as a state machine, and its screens.
@Suite struct ProbePlayerTests {
  /// A clock that a test moves.
  private final class Hand {
    var now: UInt64 = 0
  }

  private static func column(_ layout: String, _ steps: [ProbeReel.Step]) -> ProbeReel.Column {
    ProbeReel.Column(
      layout: layout,
      facts: ["hash 0x00c0ffee00c0ffee", "segment 1 (2 bits), tag 0x3f", "home bucket 5 of 16"],
      rowName: layout == "robinhood" ? "slot" : "bucket", rowScale: layout == "robinhood" ? 16 : 1,
      steps: steps, outcome: "found, match")
  }

  private static let read = ProbeReel.Step(
    text: "read bucket 5: tags match at 2, 9", row: 5,
    touches: (0..<16).map { .init(row: 5, lane: $0, mark: [2, 9].contains($0) ? .tagged : .seen) })
  private static let compare = ProbeReel.Step(
    text: "compare bucket 5, slot 2: a-key-with-a-name that does not fit into the line is another key",
    row: 5, touches: [.init(row: 5, lane: 2, mark: .other)])
  private static let again = ProbeReel.Step(
    text: "read bucket 5 again: tag matches at 2", row: 5, touches: [.init(row: 5, lane: 2, mark: .tagged)])
  private static let hit = ProbeReel.Step(
    text: "compare bucket 7, slot 0: k is the key", row: 7, touches: [.init(row: 7, lane: 0, mark: .found)])

  private static let reel = ProbeReel([
    ProbeReel.Scene(
      title: "get k",
      columns: [
        column("grouped", [read, hit]), column("chaining", [read, compare, again, hit]),
        column("robinhood", [hit]), column("compact", [read, hit]),
      ]),
    ProbeReel.Scene(title: "get \u{1B}[2Jother", columns: [column("grouped", [])]),
  ])

  private func player(_ hand: Hand, speed: Double = 2, isPlaying: Bool = true) -> ProbePlayer {
    ProbePlayer(Self.reel, speed: speed, isPlaying: isPlaying) { hand.now }
  }

  private func look(_ player: inout ProbePlayer) {
    let hasMore = player.look()
    #expect(!hasMore)
  }

  @Test func timeMovesItStepByStepToTheEndAndNoFurther() {
    let hand = Hand()
    var player = player(hand)
    look(&player)
    #expect(player.position == 0, "nothing is due yet")
    var seen: [[Int]] = []
    for _ in 0..<8 {
      hand.now += 500_000_000
      look(&player)
      look(&player)
      seen.append([player.scene, player.position])
    }
    #expect(seen == [[0, 1], [0, 2], [0, 3], [0, 4], [1, 0], [1, 0], [1, 0], [1, 0]])
    #expect(player.isAtEnd && !player.isPlaying)
    #expect(player.press(.character(" ")) == .stays)
    #expect(player.scene == 0 && player.position == 0 && player.isPlaying, "it begins anew")
    hand.now += 3_600_000_000_000
    look(&player)
    #expect(player.position == 1, "a long pause of the program is one step")
  }

  /// Keys lead to the place, whether it goes on by itself, and the speed that are written behind them.
  @Test func keys() {
    let table: [([Key], scene: Int, position: Int, isPlaying: Bool, speed: Double)] = [
      ([.right], 0, 1, false, 2), ([.right, .left], 0, 0, false, 2), ([.left], 0, 0, false, 2),
      ([.character("]"), .character("."), .character(",")], 0, 1, false, 2),
      ([.end], 0, 4, false, 2), ([.end, .right], 1, 0, false, 2), ([.end, .right, .right], 1, 0, false, 2),
      ([.end, .right, .left], 0, 4, false, 2), ([.end, .home], 0, 0, false, 2),
      ([.character("9")], 0, 4, false, 2), ([.character("5")], 0, 2, false, 2),
      ([.character("9"), .character("0")], 0, 0, false, 2),
      ([.character("n")], 1, 0, true, 2), ([.pageDown, .pageDown], 1, 0, true, 2),
      ([.character("n"), .character("p")], 0, 0, true, 2), ([.pageUp], 0, 0, true, 2),
      ([.character(" ")], 0, 0, false, 2), ([.character(" "), .character(" ")], 0, 0, true, 2),
      ([.character("+")], 0, 0, true, 4), ([.down, .down], 0, 0, true, 0.5),
      (Array(repeating: .up, count: 20), 0, 0, true, 64),
      (Array(repeating: .character("-"), count: 20), 0, 0, true, 0.125),
      ([.character("?"), .right], 0, 0, true, 2), ([.enter, .character("z")], 0, 0, true, 2),
    ]
    for (keys, scene, position, isPlaying, speed) in table {
      var player = player(Hand())
      for key in keys { #expect(player.press(key) == .stays) }
      #expect(player.scene == scene && player.position == position, "\(keys)")
      #expect(player.isPlaying == isPlaying && player.speed == speed, "\(keys)")
    }
    var player = player(Hand())
    #expect(player.press(.character("r")) == .refreshes)
    #expect(player.press(.character("q")) == .leaves && player.press(.escape) == .leaves)
    _ = player.press(.character("?"))
    #expect(player.showsHelp && player.press(.character("q")) == .leaves)
  }

  /// Whatever is pressed: the place exists, and stepping back undoes a step.
  @Test(arguments: 0..<8) func anyKeys(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let hand = Hand()
    var player = player(hand)
    let keys: [Key] =
      [.left, .right, .home, .end, .up, .down, .pageUp, .pageDown, .tab, .backTab, .enter]
      + " ?npr0123456789+-[],.".map { .character($0) }
    for step in 0..<400 {
      hand.now += random.next() % 1_000_000_000
      look(&player)
      _ = player.press(keys[Int(random.next() % UInt64(keys.count))])
      #expect((0...player.current.length).contains(player.position), "seed \(seed), step \(step)")
      let place = (player.scene, player.position)
      let isAtEnd = player.isAtEnd
      var copy = player
      if copy.showsHelp || isAtEnd { continue }
      _ = copy.press(.right)
      _ = copy.press(.left)
      #expect((copy.scene, copy.position) == place, "seed \(seed), step \(step)")
    }
  }

  @Test func whatASlotTurnedOutToBeStays() {
    let column = Self.reel.scenes[0].columns[1]
    #expect(column.rows(after: 0).isEmpty)
    let read = column.rows(after: 1)
    #expect(read.map(\.number) == [5] && read[0].marks[2] == .tagged && read[0].marks[3] == .seen)
    #expect(column.rows(after: 2)[0].marks[2] == .other)
    #expect(column.rows(after: 3)[0].marks[2] == .other, "a second look at the tag hides nothing")
    let all = column.rows(after: 99)
    #expect(all.map(\.number) == [5, 7] && all[1].marks[0] == .found && all[1].marks[1] == nil)
  }

  @Test func screens() throws {
    func shown(_ keys: [Key]) -> ProbePlayer {
      var player = player(Hand())
      for key in keys { _ = player.press(key) }
      return player
    }
    let table: [(String, ProbePlayer, Size)] = [
      ("130x24-begin", shown([]), Size(columns: 130, rows: 24)),
      ("130x24-step", shown([.right, .right]), Size(columns: 130, rows: 24)),
      ("130x24-end", shown([.end]), Size(columns: 130, rows: 24)),
      ("70x20-other-columns", shown([.end, .tab]), Size(columns: 70, rows: 20)),
      ("80x24-help", shown([.character("?")]), Size(columns: 80, rows: 24)),
      ("80x12-nothing", shown([.character("n"), .down, .down]), Size(columns: 80, rows: 12)),
      ("29x12", shown([]), Size(columns: 29, rows: 12)),
    ]
    for (name, player, size) in table {
      let difference = try Repository.difference(
        player.view(size).text, from: "Tests/Goldens/terminal/probe/\(name).txt")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  /// Every place at every size: nothing traps, the screen has its size, and nothing of a key reaches the terminal raw.
  @Test func everySizeIsDrawn() {
    for columns in [1, 2, 29, 30, 31, 60, 61, 62, 93, 124, 200, 400] {
      for rows in [1, 2, 11, 12, 13, 24, 60] {
        let size = Size(columns: columns, rows: rows)
        var player = player(Hand(), isPlaying: false)
        for _ in 0..<6 {
          let screen = player.view(size)
          #expect(screen.size == size && !screen.text.contains("\u{1B}"))
          _ = player.press(.right)
        }
        _ = player.press(.character("?"))
        #expect(player.view(size).size == size)
      }
    }
  }
}
