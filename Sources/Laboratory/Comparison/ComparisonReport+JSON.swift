import Base
import Telemetry
import Workloads

/// The comparison as JSON: the members of `adhash.compare.v1`.
extension ComparisonReport {
  /// The content of a comparison file.
  package func file() -> [UInt8] {
    var json = JSONWriter(pretty: true)
    json.beginObject()
    render(into: &json)
    json.endObject()
    json.endLine()
    return json.bytes
  }

  /// Writes the members of an object that is open.
  package func render(into json: inout JSONWriter) {
    json.field("schema", Self.schema)
    json.field("verdict", verdict.rawValue)
    json.field("needed_runs", neededRuns)
    json.field("summary", sentence)
    json.object("badge") { member in
      member.field("text", badge.text)
      member.field("tone", badge.tone)
    }
    if let gateResult {
      json.object("gate") { gate in
        gate.field("percent", request.gate)
        switch gateResult {
        case .passed: gate.field("result", "passed")
        case .undecided: gate.field("result", "undecided")
        case .regression(let items):
          gate.field("result", "regression")
          gate.array("metrics") { list in for item in items { list.string(item.metric.name) } }
        }
      }
    }
    json.array("remarks") { list in for remark in remarks { list.string(remark) } }
    json.object("metadata") { renderMetadata(into: &$0) }
    json.object("baseline") { render(baseline, into: &$0) }
    json.object("candidate") { render(candidate, into: &$0) }
    json.object("diff") { renderDifferences(into: &$0) }
    json.object("metrics") { metrics in
      for item in assessment.items {
        metrics.key(item.metric.name)
        item.render(into: &metrics, seed: request.seed)
      }
    }
    json.object("histogram") { renderHistogram(into: &$0) }
    json.object("trend") { trend in
      for series in trends {
        trend.key(series.name)
        series.render(into: &trend)
      }
    }
    json.array("timeline") {
      Timeline.render(baseline.recording.timeline, candidate.recording.timeline, into: &$0)
    }
    json.object("runs") { runs in
      runs.array("baseline") { list in for trial in baseline.trials { trial.render(into: &list) } }
      runs.array("candidate") { list in for trial in candidate.trials { trial.render(into: &list) } }
      runs.array("calibration") { list in for trial in calibration { trial.render(into: &list) } }
    }
  }

  private func renderMetadata(into json: inout JSONWriter) {
    json.field("csv", request.csv)
    json.field("input_digest", request.inputDigest)
    json.field("generated_at", generatedAt)
    json.field("latency_sample_every", request.timing.every ?? 0)
    json.field("latency_sample_k", (baseline.trials + candidate.trials).map { $0.timed(kind: 0) }.min() ?? 0)
    json.field("latency_replays", request.timing.passes)
    json.field("repeats", request.repeats)
    json.field("warmup", request.warmUps)
    json.field("calibrated", !calibration.isEmpty)
    json.field("seed", request.seed)
    json.field("order_seed", request.seed)
    renderPlan(into: &json)
    json.field("metric", request.metric)
    json.field("level", assessment.criteria.level)
    json.field("min_effect_percent", assessment.criteria.minimumEffect)
    json.field("loop", "closed")
    json.object("machine") { machine in
      machine.field("cpu", MachineFacts.cpuModel)
      machine.field("cores", MachineFacts.cores)
      machine.field("os", MachineFacts.os)
    }
    for artifact in artifacts {
      json.key(artifact.name)
      json.string(artifact.path)
    }
  }

  /// The order of the replays, a round a line, those to warm up included.
  private func renderPlan(into json: inout JSONWriter) {
    let sides = ["baseline", "candidate"] + (calibration.isEmpty ? [] : ["calibration"])
    let plan = RoundPlan.all(
      seed: request.seed, arms: sides.count, rounds: request.repeats, warmUps: request.warmUps)
    json.array("plan") { list in
      for round in plan {
        list.string("\(round.round): \(round.order.map { sides[$0] }.joined(separator: " "))")
      }
    }
  }

  private func renderHistogram(into json: inout JSONWriter) {
    guard let histogram else {
      json.field("reason", "no operation was timed in some replay")
      return
    }
    json.field("test", "kolmogorov_smirnov")
    json.field("distance", histogram.distance)
    json.field("at_ns", histogram.place)
    json.field("p", histogram.p)
    json.field("method", histogram.isExact ? "exact" : "drawn")
    json.field("exchanges", histogram.exchanges)
    json.field("noise_floor", histogramFloor)
    json.field("differs", histogramsDiffer)
    json.field("baseline_samples", baseline.timed)
    json.field("candidate_samples", candidate.timed)
  }

  private func render(_ arm: ComparedArm, into json: inout JSONWriter) {
    json.field("label", arm.setup.label)
    json.field("mode", arm.setup.mode)
    json.field("config_path", arm.setup.configPath)
    json.object("summary") { arm.recording.result.renderSummary(into: &$0) }
    json.array("events") { list in for event in arm.recording.result.events { event.render(into: &list) } }
    json.field("metrics_file", arm.recording.metricsFile)
  }

  private func renderDifferences(into json: inout JSONWriter) {
    func packet(_ name: String, _ value: (Trial) -> Double?) {
      guard let a = baseline.median(value), let b = candidate.median(value) else { return }
      json.key(name)
      json.beginObject()
      Difference(a, b).render(into: &json)
      json.endObject()
    }
    packet("ops_per_second") { $0.operationsPerSecond }
    packet("elapsed_seconds") { $0.seconds }
    packet("cpu_ns_per_op") { $0.processorCost }
    packet("migrations") { Double($0.migrations) }
    packet("compactions") { Double($0.compactions) }
    packet("bytes_per_entry") { $0.bytesPerEntry }
    json.key("latency_ms")
    json.beginObject()
    for (kind, name) in LatencyReading.names.enumerated() {
      json.key(name)
      json.beginObject()
      for (place, quantile) in ["p50", "p90", "p99", "p99_9"].enumerated() {
        let reading = { (trial: Trial) in trial.milliseconds(kind: kind, quantile: place) }
        if baseline.median(reading) != nil, candidate.median(reading) != nil {
          packet(quantile, reading)
        } else {
          json.key(quantile)
          json.beginObject()
          for member: StaticString in ["baseline", "candidate", "delta", "percent"] {
            json.field(member, Double?.none)
          }
          json.field("reason", latencyObstacle(kind: kind, quantile: place))
          json.endObject()
        }
      }
      json.endObject()
    }
    json.endObject()
  }
}

extension Assessment.Item {
  /// Writes the metric as an object; shifts, intervals and floors are in percent of the baseline.
  func render(into json: inout JSONWriter, seed: UInt64) {
    let bootstrap = metric.bootstrapInterval(seed: seed)
    json.beginObject()
    json.field("better", metric.direction == .higherIsBetter ? "higher" : "lower")
    json.field("shift", metric.shift)
    json.field("ci_low", metric.interval?.lowerBound)
    json.field("ci_high", metric.interval?.upperBound)
    json.field("confidence", metric.confidence)
    json.field("p", metric.test.p)
    json.field("p_adjusted", adjustedP)
    json.field("effect", abs(metric.shift))
    json.field("cliffs_delta", metric.test.cliffsDelta)
    json.field("method", metric.test.method.rawValue)
    json.field("runs", metric.baseline.count)
    json.field("median_change", metric.medianChange)
    json.field("bootstrap_low", bootstrap.lowerBound)
    json.field("bootstrap_high", bootstrap.upperBound)
    json.field("noise_floor", metric.noiseFloor)
    json.field("disturbed", metric.isDisturbed)
    json.field("smallest_detectable", metric.smallestDetectable)
    json.field("verdict", verdict.rawValue)
    json.field("needed_runs", neededRuns)
    json.object("badge") { member in
      member.field("text", badge.text)
      member.field("tone", badge.tone)
    }
    json.endObject()
  }
}

extension SeriesTrend {
  /// Writes the series as an object; slopes are in percent a round.
  func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("metric", metric)
    json.field("slope", slope)
    json.field("ci_low", interval?.lowerBound)
    json.field("ci_high", interval?.upperBound)
    json.field("tau", trend.tau)
    json.field("p", trend.p)
    json.field("p_adjusted", adjustedP)
    json.field("method", trend.method.rawValue)
    json.field("verdict", verdict)
    json.endObject()
  }
}

extension Trial {
  /// Writes the trial as an object: the raw sample behind every figure.
  func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("round", round)
    json.field("place", place)
    json.field("seed", seed)
    json.field("elapsed_seconds", seconds)
    json.field("ops_per_second", operationsPerSecond)
    json.field("cpu_ns_per_op", processorCost)
    json.field("latency_samples", timed(kind: 0))
    json.array("latency_ms") { list in
      for place in 0..<3 {
        if let value = milliseconds(kind: 0, quantile: place) { list.double(value) } else { list.null() }
      }
    }
    json.field("bytes_per_entry", bytesPerEntry)
    json.field("migrations", migrations)
    json.field("compactions", compactions)
    json.field("backend", layout)
    json.endObject()
  }
}
