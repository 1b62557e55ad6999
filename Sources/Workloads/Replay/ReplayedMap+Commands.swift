import Base
import Documents
import HashMaps
import Telemetry

/// What a replay does when it is told to. Commands come between two ranges of operations.
extension ReplayedMap {
  private typealias Answer = (status: Receipt.Status, detail: String)

  /// Carries a command out at once and gives its receipt; every one but a question is noted in the run.
  @discardableResult
  func perform(_ command: ReplayCommand, _ text: String) -> Receipt {
    perform(command, text, id: takeID(), at: applier.counts.total)
  }

  /// Carries out what was planned for the operations applied so far.
  func performPlanned() {
    while let (id, planned) = plan.first, planned.operation <= applier.counts.total {
      plan.removeFirst()
      perform(planned.command, planned.text, id: id, at: planned.operation)
    }
  }

  /// Refuses what was planned for later: the run is over.
  func refusePlanned() {
    let reason = "the run ended after \(Figures.counted(applier.counts.total, "operation"))"
    for (id, planned) in plan { file(id, planned.text, (.refused, reason), at: planned.operation) }
    plan = []
  }

  /// How far the run is, in one line of JSON: a receipt with `run` beside it. A question has no number: 0.
  func status(_ text: String) -> JSONWriter {
    let total = applier.counts.total
    let detail =
      "\(Figures.counted(total, "operation")), \(Figures.counted(map.count, "entry", "entries")) in \(map.layout.name)"
    let receipt = Receipt(id: 0, command: text, status: .applied, operation: total, detail: detail)
    var json = JSONWriter()
    json.beginObject()
    receipt.renderMembers(into: &json)
    json.object("run") { run in
      run.field("seconds", Double(MonotonicClock.nanoseconds() &- start) / 1e9)
      run.field("ops", total)
      run.field("entries", map.count)
      run.field("layout", map.layout.name)
      run.field("held_bytes", map.heldBytes)
      run.field("is_working", map.isWorking)
      run.field("is_snapshotting", isSnapshotting)
      run.field("is_paused", resumeAt > MonotonicClock.nanoseconds())
      run.field("receipts", receipts.receipts.count + receipts.omitted)
    }
    json.endObject()
    return json
  }

  @discardableResult
  private func perform(_ command: ReplayCommand, _ text: String, id: Int, at operation: UInt64) -> Receipt {
    let answer: Answer =
      switch command {
      case .compact: compactNow()
      case .convert(let layout): convert(to: layout)
      case .reseed: reseed()
      case .pause(let nanoseconds): pause(nanoseconds)
      case .resume: resume()
      case .snapshot(let file): snapshot(to: file)
      case .set(let setting, let value): set(setting, value)
      case .stop: stop()
      case .status:
        (
          .applied,
          "\(Figures.counted(operation, "operation")), \(Figures.counted(map.count, "entry", "entries")) in \(map.layout.name)"
        )
      }
    return file(id, text, answer, at: operation)
  }

  /// Files the receipt of something that has come to its end.
  func answer(_ text: String, _ answer: (status: Receipt.Status, detail: String)) {
    file(takeID(), text, answer, at: applier.counts.total)
  }

  @discardableResult
  private func file(_ id: Int, _ text: String, _ answer: Answer, at operation: UInt64) -> Receipt {
    let receipt = Receipt(
      id: id, command: text, status: answer.status, operation: operation, detail: answer.detail)
    receipts.add(receipt)
    note(
      .command, message: "\(text) \(answer.status.rawValue): \(answer.detail)",
      reason: answer.status.rawValue,
      at: MonotonicClock.nanoseconds())
    return receipt
  }

  // MARK: The map

  private func compactNow() -> Answer {
    let isBehind = map.isWorking
    map.compact()
    structure.compactionSource = "command"
    return (.applied, isBehind ? "a compaction follows the work in hand" : "a compaction has begun")
  }

  private func convert(to layout: Layout) -> Answer {
    let from = map.layout
    guard from != layout else { return (.applied, "the layout is \(layout.name) already") }
    map.convert(to: layout)
    return (
      .applied,
      "a conversion of \(Figures.counted(map.count, "entry", "entries")) from \(from.name) has begun"
    )
  }

  private func reseed() -> Answer {
    let begun = map.ledger.total(.reseedBegan).events
    map.reseed()
    guard map.ledger.total(.reseedBegan).events > begun else {
      return (.refused, "a reseed is under way already, or there is no memory for one")
    }
    return (.applied, "a reseed of \(Figures.counted(map.count, "entry", "entries")) has begun")
  }

  // MARK: The run

  private func pause(_ nanoseconds: UInt64) -> Answer {
    resumeAt = MonotonicClock.nanoseconds() &+ nanoseconds
    return (.applied, "nothing is applied for \(Double(nanoseconds) / 1e9) s")
  }

  private func resume() -> Answer {
    guard resumeAt > MonotonicClock.nanoseconds() else { return (.refused, "the run is not paused") }
    resumeAt = 0
    return (.applied, "the run goes on")
  }

  private func stop() -> Answer {
    isStopped = true
    return (.applied, "the run ends here")
  }
}
