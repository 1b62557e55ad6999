// Work on the whole structure, a segment at a time: conversion, compaction, reseed; and the hook that paces it.

extension Table {
  /// Operations begun so far.
  @inlinable
  var operations: UInt64 { upkeep.operations &+ UInt64(upkeep.interval &- 1 &- countdown) }

  /// Called every `interval` operations: answers suspicion, moves the work in hand on by at most one segment, and
  /// gives the policy its window.
  @inlinable @inline(never)
  func hook() {
    let done = upkeep.interval &- 1 &- countdown
    settle()
    if let reason = upkeep.suspicion { answer(reason) }
    if upkeep.work != nil {
      upkeep.credit = min(
        upkeep.credit + max(1, upkeep.incrementalBatch * done / 1024), upkeep.incrementalBatch)
      if upkeep.credit > 0 {
        upkeep.credit -= (step() ?? 0) + 1
      } else {
        memory.touchAhead()
      }
    }
    if upkeep.policy != nil { consultPolicy() }
    rearm()
  }

  /// Takes the operations counted since the last hook into the total.
  @inlinable
  func settle() {
    upkeep.operations = operations
    upkeep.interval = 1
    countdown = 0
  }

  @inlinable
  func rearm() {
    settle()
    upkeep.interval = upkeep.nextInterval
    countdown = upkeep.interval - 1
  }

  /// Notes that keys do not spread as an honest hash spreads them; the next operation acts on it.
  ///
  /// - Parameters:
  ///   - value: the figure that raised the suspicion, in the unit of the reason.
  ///   - limit: what honest keys stay within.
  @inlinable @inline(never)
  func suspect(_ reason: EventReason, _ value: Int, limit: Int) {
    guard upkeep.suspicion == nil, next == nil, operations >= upkeep.deafUntil else { return }
    upkeep.suspicion = reason
    upkeep.suspicious = DecidingFigure(Double(value), limit: Double(limit))
    settle()
  }

  /// Reseeds: the first time under a new seed alone, since honest keys and an unlucky seed can look hostile to the fast
  /// hash; after that with SipHash.
  @inlinable
  func answer(_ reason: EventReason) {
    guard upkeep.iterators == 0 else { return }
    upkeep.suspicion = nil
    let figure = upkeep.suspicious
    upkeep.suspicious = nil
    let kind: HashKind = upkeep.wasSuspected ? .sip : main.seed.kind
    if kind == .sip { upkeep.deafUntil = operations + 64 * UInt64(count + 1024) }
    upkeep.wasSuspected = true
    beginReseed(main.seed.successor(kind: kind), reason, figure)
  }

  // MARK: Beginning

  // One piece of work is in hand at a time, in the order asked for, so that none ever has to be finished at once. A
  // reseed goes before the rest and is never put aside: while it lasts, keys lie under two seeds. What it put aside
  // starts over, since it changes every prefix.

  /// Begins to convert every segment to `target`; a conversion in hand turns to the new goal.
  @inlinable
  func beginConversion(to target: Layout, _ reason: EventReason, _ deciding: DecidingFigure? = nil) {
    let isConverting = upkeep.work?.kind == .convert || upkeep.waiting.contains { $0.kind == .convert }
    guard target != layout || isConverting else { return }
    abandon(.convert)
    let from = layout
    layout = target
    begin(.convert, from: from, reason, deciding)
  }

  @inlinable
  func beginCompaction(_ reason: EventReason, _ deciding: DecidingFigure? = nil) {
    abandon(.compact)
    upkeep.outside?.beginCompaction()
    begin(.compact, from: layout, reason, deciding)
  }

  /// Begins to move every key to its place under `seed`. Ignored while one is in hand.
  @inlinable
  func beginReseed(_ seed: HashSeed, _ reason: EventReason, _ deciding: DecidingFigure? = nil) {
    guard next == nil else { return }
    do throws(MapError) {
      let root = try makeSegment(layout, Shape.smallestExponent(layout), depth: 0, prefix: 0)
      next = Directory(seed: seed, root: root)
      guard next != nil else { return freeSegment(root) }
    } catch {
      // No memory for one small segment: the old seed serves on, and the next suspicion tries again.
      return
    }
    if var work = upkeep.work {
      work.cursor = 0
      work.neighbours = []
      upkeep.waiting.insert(work, at: 0)
      upkeep.work = nil
    }
    begin(.reseed, from: layout, reason, deciding)
  }

  @inlinable
  func begin(_ kind: Work.Kind, from: Layout, _ reason: EventReason, _ deciding: DecidingFigure?) {
    let now = upkeep.begin()
    let work = Work(kind: kind, reason: reason, from: from, deciding: deciding, began: now)
    if upkeep.work == nil {
      upkeep.work = work
      upkeep.credit = 0
    } else {
      upkeep.waiting.append(work)
    }
    let event: EventKind =
      switch kind {
      case .convert: .migrationBegan
      case .compact: .compactionBegan
      case .reseed: .reseedBegan
      }
    upkeep.record(
      now, event, reason, from: from, to: layout, entries: 0, operation: operations, deciding: deciding)
    rearm()
  }

  /// Ends work of this kind where it stands, in hand or waiting; its entry in the ledger is closed.
  @inlinable
  func abandon(_ kind: Work.Kind) {
    if let work = upkeep.work, work.kind == kind {
      upkeep.work = nil
      recordEnd(of: work)
    }
    for work in upkeep.waiting where work.kind == kind { recordEnd(of: work) }
    upkeep.waiting.removeAll { $0.kind == kind }
  }

  @inlinable
  func recordEnd(of work: Work) {
    let event: EventKind =
      switch work.kind {
      case .convert: .migrationEnded
      case .compact: .compactionEnded
      case .reseed: .reseedEnded
      }
    upkeep.record(
      work.began, event, work.reason, from: work.from, to: layout, entries: work.entries, bytes: segmentBytes,
      operation: operations, deciding: work.deciding)
  }

  // MARK: Proceeding

  /// Does one segment's share of the work in hand; returns the entries moved, or nil when it cannot go on for now: for
  /// want of memory, or because an iterator holds a reseed back.
  @inlinable @inline(never)
  @discardableResult
  func step() -> Int? {
    guard var work = upkeep.work, work.kind != .reseed || upkeep.iterators == 0 else { return nil }
    var moved = 0
    do throws(MapError) {
      switch work.kind {
      case .convert: moved = try convertSegment(&work)
      case .compact: moved = try compactSegment(&work)
      case .reseed: moved = try rehashSegment(&work)
      }
    } catch {
      // Not enough memory just now; the segment stays as it is and the work is tried again later.
      return nil
    }
    work.entries += moved
    upkeep.work = work
    if work.cursor >= Work.end, work.neighbours.isEmpty { complete(work) }
    return moved
  }

  @inlinable
  func complete(_ work: Work) {
    if work.kind == .compact {
      main.shrink()
      upkeep.outside?.endCompaction()
    }
    if work.kind == .reseed {
      main.release()
      main = next.unsafelyUnwrapped
      next = nil
    }
    upkeep.work = upkeep.waiting.isEmpty ? nil : upkeep.waiting.removeFirst()
    recordEnd(of: work)
    rearm()
  }

  /// Does all the work in hand and waiting, as far as memory and iterators allow. O(entries).
  @inlinable
  func finishWork() {
    while upkeep.work != nil, step() != nil { memory.giveBackSpares() }
  }

  /// The hash prefix behind the segment.
  @inlinable
  static func end(of header: SegmentHeader) -> UInt64 {
    UInt64(header.prefix) + (1 << UInt64(32 - header.depth))
  }

  /// Converts one segment: a neighbour in memory of the one before, else the next in order that is not converted yet.
  @inlinable
  func convertSegment(_ work: inout Work) throws(MapError) -> Int {
    if work.neighbours.isEmpty { findUnconverted(&work) }
    guard let prefix = work.neighbours.last else { return 0 }
    let word = main[UInt64(prefix)]
    let header = word.header.pointee
    let entries = Int(header.count)
    if word.layout != layout {
      let wanted = Shape.exponent(layout, holding: entries + entries / 8 + 1)
      if wanted > cap(layout), mayDeepen(main, header.depth) {
        try split(word, as: layout, in: &main, work.reason)
      } else {
        try rebuild(word, as: layout, wanted, in: &main, work.reason)
      }
    }
    work.neighbours.removeLast()
    if work.neighbours.isEmpty { findUnconverted(&work) }
    return word.layout == layout ? 0 : entries
  }

  /// Moves on to the next segment that is not converted, if it is not far, and names its neighbours.
  @inlinable
  func findUnconverted(_ work: inout Work) {
    var visited = 0
    while work.cursor < Work.end, visited < 256 {
      let word = main[work.cursor]
      guard word.layout != layout else {
        work.cursor = ((work.cursor >> main.shift) + 1) << main.shift
        visited += 1
        continue
      }
      let header = word.header.pointee
      work.cursor = Self.end(of: header)
      let below = Shape.bytesBelow(word.layout, word.exponent)
      let bytes = Shape.blockBytes(word.layout, word.exponent)
      memory.forEachNeighbour(of: word.anchor - below, bytes) { block in
        // What lies there is a segment of the table if the directory says so.
        let prefix = (block + below).assumingMemoryBound(to: SegmentHeader.self).pointee.prefix
        if main[UInt64(prefix)].bits & ~255 == UInt64(UInt(bitPattern: block + below)) {
          work.neighbours.append(prefix)
        }
      }
      if work.neighbours.isEmpty { work.neighbours.append(header.prefix) }
      return
    }
  }

  /// Merges a segment with its sibling where both fit in one, else rebuilds it where that saves memory or clears the
  /// traces of deletions.
  @inlinable
  func compactSegment(_ work: inout Work) throws(MapError) -> Int {
    let word = main[work.cursor]
    let header = word.header.pointee
    let entries = Int(header.count)
    if header.depth > 0 {
      let siblingPrefix = header.prefix ^ (1 << UInt32(32 - header.depth))
      let sibling = main[UInt64(siblingPrefix)]
      let together = entries + Int(sibling.header.pointee.count)
      if sibling.header.pointee.depth == header.depth,
        together * 4 <= Shape.capacity(layout, cap(layout)) * 3
      {
        try merge(word, sibling, work.reason)
        // The merged segment is visited again: it may merge further.
        work.cursor = UInt64(min(header.prefix, siblingPrefix))
        return together
      }
    }
    if let outside = upkeep.outside {
      var cursor = Cursor(word, pool: pool)
      while let cell = cursor.next() { try outside.visit(cell) }
    }
    work.cursor = Self.end(of: header)
    var wanted = Shape.exponent(layout, holding: entries + entries / 8 + 1)
    if word.layout == layout { wanted = min(wanted, word.exponent) }
    let spoiled = Shape.capacity(word.layout, word.exponent) - entries - Int(header.budget)
    guard word.layout != layout || wanted < word.exponent || spoiled > 0 else { return 0 }
    try rebuild(word, as: layout, wanted, in: &main, work.reason)
    return entries
  }

  @inlinable
  func merge(_ one: SegmentWord, _ other: SegmentWord, _ reason: EventReason) throws(MapError) {
    let started = upkeep.begin()
    let header = one.header.pointee
    let entries = Int(header.count + other.header.pointee.count)
    let depth = Int(header.depth) - 1
    let prefix = min(header.prefix, other.header.pointee.prefix)
    let exponent = Shape.exponent(layout, holding: entries + entries / 8 + 1)
    if layout == .compact { try pool.reserve(entries) }
    var reserves = try makeReserves(1, for: layout, entries: entries)
    let fresh: SegmentWord
    do throws(MapError) {
      fresh = try makeSegment(layout, exponent, depth: depth, prefix: prefix)
    } catch {
      for reserve in reserves { freeBare(reserve) }
      throw error
    }
    var pair = (fresh, fresh)
    drain(one, &pair, splitBit: 0, seed: main.seed, reserves: &reserves)
    drain(other, &pair, splitBit: 0, seed: main.seed, reserves: &reserves)
    main.publish(pair.0, prefix: prefix, depth: depth)
    freeSegment(one)
    freeSegment(other)
    for reserve in reserves { freeBare(reserve) }
    upkeep.record(
      started, .merge, reason, segment: prefix, from: one.layout, to: pair.0.layout, entries: entries,
      bytes: pair.0.header.pointee.blockBytes, operation: operations)
  }
}
