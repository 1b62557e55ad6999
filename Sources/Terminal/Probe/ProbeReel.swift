/// What a player of probes shows: a scene for each key, in it a column for each layout, in that the steps in order.
package struct ProbeReel: Sendable, Equatable {
  /// What a step shows at one slot. Marks are told apart by their letters, with or without colours.
  package enum Mark: Character, CaseIterable, Sendable {
    /// Its tag was looked at.
    case seen = "."
    /// Its tag matches.
    case tagged = "?"
    /// It holds another key.
    case other = "x"
    /// It holds the key.
    case found = "="
    /// The key is placed here.
    case placed = "+"
    /// Its entry moves.
    case moved = ">"
    /// It becomes free.
    case freed = "-"
    /// A tombstone is left here.
    case tombstone = "~"
    /// Here it is noted that keys went on elsewhere.
    case overflow = "o"
  }

  /// A slot and what is shown there.
  package struct Touch: Sendable, Equatable {
    /// The row of slots.
    package let row: Int
    /// The slot in it, 0...15.
    package let lane: Int
    /// What is shown.
    package let mark: Mark

    /// A touch of one slot.
    package init(row: Int, lane: Int, mark: Mark) {
      self.row = row
      self.lane = lane
      self.mark = mark
    }
  }

  /// One step of a probe.
  package struct Step: Sendable, Equatable {
    /// What is done, in words.
    package let text: String
    /// The row it is about.
    package let row: Int
    /// The slots it touches.
    package let touches: [Touch]

    /// A step with its parts.
    package init(text: String, row: Int, touches: [Touch]) {
      self.text = text
      self.row = row
      self.touches = touches
    }
  }

  /// One probe in one layout.
  package struct Column: Sendable, Equatable {
    /// The layout.
    package let layout: String
    /// Hash, segment, home and tag, a line each.
    package let facts: [String]
    /// What a row is called, such as `bucket`.
    package let rowName: String
    /// How many of what the steps count lie in a row: its name carries the number of the first.
    package let rowScale: Int
    /// The steps in order.
    package let steps: [Step]
    /// How it ended.
    package let outcome: String

    /// A column with its parts.
    package init(
      layout: String, facts: [String], rowName: String, rowScale: Int, steps: [Step], outcome: String
    ) {
      self.layout = layout
      self.facts = facts
      self.rowName = rowName
      self.rowScale = rowScale
      self.steps = steps
      self.outcome = outcome
    }
  }

  /// The same operation in every layout.
  package struct Scene: Sendable, Equatable {
    /// The operation and its key.
    package let title: String
    /// The layouts side by side; at least one.
    package let columns: [Column]

    /// A scene with its parts.
    package init(title: String, columns: [Column]) {
      self.title = title
      self.columns = columns
    }

    /// Steps of the longest column.
    package var length: Int { columns.map(\.steps.count).max() ?? 0 }
  }

  /// The scenes in order; at least one.
  package let scenes: [Scene]

  /// A reel of these scenes.
  package init(_ scenes: [Scene]) {
    precondition(!scenes.isEmpty, "a reel has a scene")
    self.scenes = scenes
  }
}

extension ProbeReel.Column {
  /// The slots of one row as they are shown after some steps.
  struct Row: Equatable {
    let number: Int
    var marks = [ProbeReel.Mark?](repeating: nil, count: 16)
  }

  /// The rows that the first `count` steps touched, in the order in which they were first touched. What a slot turned out
  /// to be stays when its tag is read again. O(steps · rows).
  func rows(after count: Int) -> [Row] {
    var rows: [Row] = []
    func place(_ number: Int) -> Int {
      if let index = rows.firstIndex(where: { $0.number == number }) { return index }
      rows.append(Row(number: number))
      return rows.count - 1
    }
    for step in steps.prefix(count) {
      _ = place(step.row)
      for touch in step.touches where (0..<16).contains(touch.lane) {
        let index = place(touch.row)
        let isReading = touch.mark == .seen || touch.mark == .tagged
        let before = rows[index].marks[touch.lane]
        if !isReading || before == nil || before == .seen { rows[index].marks[touch.lane] = touch.mark }
      }
    }
    return rows
  }
}
