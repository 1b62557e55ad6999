import Base

/// Stations of a cycle after the fetch: what they do, what goes wrong in them on request, and whose budget pays.
extension Collector {
  func validate(_ harvest: IndexHarvest) {
    let began = MonotonicClock.nanoseconds()
    review.review(harvest)
    harvest.times[.validate] += MonotonicClock.nanoseconds() - began
  }

  func price(_ harvest: IndexHarvest) {
    let began = MonotonicClock.nanoseconds()
    let order = harvest.task.cycle
    if faults.has(.analytics, .error, at: order.number) {
      harvest.fail(
        MarketError(
          .dataQuality, "volatilities cannot be worked out (fault on request)", index: harvest.task.plan.index
        ))
    } else {
      for place in harvest.slices.indices {
        harvest.slices[place].solve(withGreeks: !order.plan.skipsGreeks)
      }
      if publisher != nil, !order.plan.skipsGreeks { analyse(harvest) }
    }
    let more = slowness(.analytics, order)
    let priced = MonotonicClock.nanoseconds()
    harvest.times[.price] += priced - began + more
    do throws(MarketError) { try latest.take(harvest) } catch { harvest.fail(error) }
    harvest.times[.store] += MonotonicClock.nanoseconds() - priced
  }

  /// Surface and risk are for panels alone.
  private func analyse(_ harvest: IndexHarvest) {
    let index = harvest.task.plan.index
    do throws(MarketError) {
      harvest.analytics = try IndexAnalytics(harvest) { expiry throws(MarketError) in
        try fetcher.table.lotSize(of: index, expiry: expiry)
      }
    } catch { harvest.fail(error) }
  }

  func keep(_ cycle: CycleHarvest) {
    guard let files else { return }
    do throws(MarketError) {
      if faults.has(.storage, .full, at: cycle.order.number) {
        throw MarketError(.storage, "no space left on the device", hint: "asked for by --fault")
      }
      if faults.has(.storage, .error, at: cycle.order.number) {
        throw MarketError(.storage, "the device refuses to write", hint: "asked for by --fault")
      }
      let began = MonotonicClock.nanoseconds()
      let more = slowness(.storage, cycle.order)
      cycle.times[.files] += MonotonicClock.nanoseconds() - began + more
      let (rows, overviews) = CycleRows.rows(of: cycle)
      let writing = try files.write(rows, overviews)
      cycle.writing = writing
      cycle.times[.files] += writing.nanoseconds
      cycle.times[.sync] += writing.syncNanoseconds
    } catch {
      cycle.troubles.append(error.at(.abort))
    }
  }

  /// Ends the cycle's account and publishes its panels. What panels say of budgets is as the cycle leaves them.
  func publish(_ cycle: CycleHarvest) {
    for harvest in cycle.indices {
      resilience.record(.provider, attempts: harvest.questions, failures: harvest.failedQuestions)
      let isBad =
        harvest.charges(.analytics)
        || harvest.slices.contains { $0.quality?.isDoubtful ?? false }
      let isLate = harvest.times[.validate] + harvest.times[.price] > patienceForWork
      resilience.record(.analytics, attempts: 1, failures: isBad || isLate ? 1 : 0)
    }
    let hasFailed = cycle.indices.contains { $0.charges(.storage) }
    if files != nil {
      let isLate = cycle.times[.files] > patienceForWork
      resilience.record(.storage, attempts: 1, failures: cycle.writing == nil || isLate || hasFailed ? 1 : 0)
    } else if hasFailed {
      resilience.record(.storage, attempts: 1, failures: 1)
    }
    guard let publisher else { return }
    let began = MonotonicClock.nanoseconds()
    do throws(MarketError) {
      if faults.has(.panels, .full, at: cycle.order.number) {
        throw MarketError(.storage, "no space left for panels", hint: "asked for by --fault")
      }
      if faults.has(.panels, .error, at: cycle.order.number) {
        throw MarketError(.storage, "panels are refused", hint: "asked for by --fault")
      }
      try publisher.publish(makeReport(cycle, next: preview(cycle)), hasManualClock: pacer.isManual)
      resilience.record(.panels, attempts: 1, failures: 0)
    } catch {
      resilience.record(.panels, attempts: 1, failures: 1)
      cycle.panelTroubles.append(error.at(.abort))
    }
    cycle.times[.panels] += MonotonicClock.nanoseconds() - began
  }

  /// How long, in nanoseconds, the storage of a cycle, or the analytics of one index, may take before its budget pays as for a
  /// failure: half the interval.
  var patienceForWork: UInt64 { UInt64(plan.interval) / 2 }

  /// What a domain takes longer on request: three quarters of the interval, slept through where the clock is the wall's and
  /// added to what is told where it is not. Nanoseconds to add.
  private func slowness(_ domain: FaultDomain, _ order: CycleOrder) -> UInt64 {
    guard faults.has(domain, .slow, at: order.number) else { return 0 }
    let long = UInt64(plan.interval) / 4 * 3
    if pacer.isManual { return long }
    let end = MonotonicClock.nanoseconds() + long
    while MonotonicClock.nanoseconds() < end, !isStopAsked() {
      Pause.sleep(until: min(end, MonotonicClock.nanoseconds() + 100_000_000))
    }
    return 0
  }
}

extension Collector.Outcome {
  /// Counts a cycle that is over.
  mutating func count(_ cycle: CycleReport, _ faults: FaultPlan) {
    func isAsked(_ domain: FaultDomain) -> Int {
      faults.effects(on: domain, at: cycle.order.number).isEmpty ? 0 : 1
    }
    if cycle.options == 0 {
      emptyCycles += 1
      requested.empty += isAsked(.provider)
    }
    if cycle.isLost {
      lostCycles += 1
      requested.lost += isAsked(.storage)
    }
    if cycle.panelFailures > 0 {
      unpublishedCycles += 1
      requested.unpublished += isAsked(.panels)
    }
  }
}
