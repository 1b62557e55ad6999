// swift-format-ignore-file
// Generated from Specification/metrics.yaml by `hashmap-cli metrics-spec`; change the specification, not this file.

extension Registry {
  /// The program that gives these values.
  package func buildInfo(version: String, revision: String, configuration: String) -> Gauge {
    gauge(Metrics.buildInfo, [version, revision, configuration])
  }

  /// Processor time used by the process.
  package func processCpuSecondsTotal() -> Counter {
    counter(Metrics.processCpuSecondsTotal)
  }

  /// Memory the process holds resident.
  package func processResidentMemoryBytes() -> Gauge {
    gauge(Metrics.processResidentMemoryBytes)
  }

  /// The most memory the process ever held resident.
  package func processPeakResidentMemoryBytes() -> Gauge {
    gauge(Metrics.processPeakResidentMemoryBytes)
  }

  /// When the process started, in seconds since 1970.
  package func processStartTimeSeconds() -> Gauge {
    gauge(Metrics.processStartTimeSeconds)
  }

  /// Frames published to the history and its readers.
  package func framesPublishedTotal() -> Counter {
    counter(Metrics.framesPublishedTotal)
  }

  /// What publishing a frame takes, its rendering included.
  package func framePublishDurationSeconds() -> Histogram {
    histogram(Metrics.framePublishDurationSeconds)
  }

  /// Frames the history holds.
  package func historyFrames() -> Gauge {
    gauge(Metrics.historyFrames)
  }

  /// Bytes of the frames the history holds.
  package func historyBytes() -> Gauge {
    gauge(Metrics.historyBytes)
  }

  /// Readers that follow the frames.
  package func subscribers() -> Gauge {
    gauge(Metrics.subscribers)
  }

  /// Frames that slow readers did not get; each of them was told of the gap.
  package func framesSkippedTotal() -> Counter {
    counter(Metrics.framesSkippedTotal)
  }

  /// Series the registry holds.
  package func telemetrySeries() -> Gauge {
    gauge(Metrics.telemetrySeries)
  }

  /// Attempts to register a metric under a name that was taken; each was refused.
  package func telemetryDuplicateRegistrationsTotal() -> Counter {
    counter(Metrics.telemetryDuplicateRegistrationsTotal)
  }

  /// Observations refused because a label was missing, too many, or not among its allowed values.
  package func telemetryRefusedLabelsTotal(metric: String) -> Counter {
    counter(Metrics.telemetryRefusedLabelsTotal, [metric])
  }

  /// Label sets folded into `other` because the budget of their metric was used up.
  package func telemetryFoldedLabelsTotal(metric: String) -> Counter {
    counter(Metrics.telemetryFoldedLabelsTotal, [metric])
  }

  /// Series removed because nobody had touched them for long.
  package func telemetryStaleSeriesRemovedTotal() -> Counter {
    counter(Metrics.telemetryStaleSeriesRemovedTotal)
  }

  /// Requests answered, by the route that answered and the class of the status; `none` is no route.
  package func httpRequestsTotal(route: RouteLabel, status: StatusLabel) -> Counter {
    counter(Metrics.httpRequestsTotal, [route.rawValue, status.rawValue])
  }

  /// What answering a request takes, from its head to the last byte of the answer; streams are not counted.
  package func httpRequestDurationSeconds() -> Histogram {
    histogram(Metrics.httpRequestDurationSeconds)
  }

  /// Connections that are open.
  package func httpConnections() -> Gauge {
    gauge(Metrics.httpConnections)
  }

  /// Requests refused before any route saw them.
  package func httpRefusedTotal(refusal: RefusalLabel) -> Counter {
    counter(Metrics.httpRefusedTotal, [refusal.rawValue])
  }
}
