// swift-format-ignore-file
// Generated from Specification/metrics.yaml by `hashmap-cli metrics-spec`; change the specification, not this file.

extension Registry {
  /// Notices of alerts for the webhook, by what became of them; dropped ones found the queue full.
  package func alertNoticesTotal(delivery: DeliveryLabel) -> Counter {
    counter(Metrics.alertNoticesTotal, [delivery.rawValue])
  }

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

  /// Messages offered to an edge, by what became of them.
  package func graphEdgeMessagesTotal(edge: String, fate: FateLabel) -> Counter {
    counter(Metrics.graphEdgeMessagesTotal, [edge, fate.rawValue])
  }

  /// Attempts to put a message that found the edge full and had to wait.
  package func graphEdgeBlockedTotal(edge: String) -> Counter {
    counter(Metrics.graphEdgeBlockedTotal, [edge])
  }

  /// Time during which the producer of an edge waited for room.
  package func graphEdgeBlockedSecondsTotal(edge: String) -> Counter {
    counter(Metrics.graphEdgeBlockedSecondsTotal, [edge])
  }

  /// Messages waiting in an edge.
  package func graphEdgeQueued(edge: String) -> Gauge {
    gauge(Metrics.graphEdgeQueued, [edge])
  }

  /// How long sampled messages stayed in an edge.
  package func graphEdgeStaySeconds(edge: String) -> Histogram {
    histogram(Metrics.graphEdgeStaySeconds, [edge])
  }

  /// Messages a node handled, failed ones included.
  package func graphNodeHandledTotal(node: String) -> Counter {
    counter(Metrics.graphNodeHandledTotal, [node])
  }

  /// Messages a node emitted.
  package func graphNodeEmittedTotal(node: String) -> Counter {
    counter(Metrics.graphNodeEmittedTotal, [node])
  }

  /// Errors thrown by the handlers of a node.
  package func graphNodeErrorsTotal(node: String) -> Counter {
    counter(Metrics.graphNodeErrorsTotal, [node])
  }

  /// Ticks of a node.
  package func graphNodeTicksTotal(node: String) -> Counter {
    counter(Metrics.graphNodeTicksTotal, [node])
  }

  /// How long sampled slices of a node took.
  package func graphNodeSliceSeconds(node: String) -> Histogram {
    histogram(Metrics.graphNodeSliceSeconds, [node])
  }

  /// Events of the graph, such as starts, ends, errors, slow handlers and changes.
  package func graphEventsTotal(event: EventLabel) -> Counter {
    counter(Metrics.graphEventsTotal, [event.rawValue])
  }

  /// Requests answered, by the route that answered and the class of the status; `none` is no route.
  package func httpRequestsTotal(route: RouteLabel, status: StatusLabel) -> Counter {
    counter(Metrics.httpRequestsTotal, [route.rawValue, status.rawValue])
  }

  /// What answering a request takes, from its last byte until the answer is ready to be sent; streams are not counted.
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
