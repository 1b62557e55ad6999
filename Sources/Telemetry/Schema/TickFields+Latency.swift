extension TickFields {
  /// The members of a digest of durations: quantiles of one kind of number, then how many there were.
  private static func quantiles(_ type: TickFieldType, unit: String) -> [TickField] {
    let texts = [
      "Median.", "90 % are at most this.", "99 % are at most this.", "99.9 % are at most this.",
      "99.99 % are at most this.", "Longest, exact.",
    ]
    return zip(LatencySummary.quantileNames, texts).enumerated().map { index, pair in
      TickField(
        "\(pair.0)", type, index < 3 ? .required : .always, unit: unit, timed: true, pair.1)
    } + [TickField("count", .count, counter: true, "Durations sampled; quantiles are 0 while there is none.")]
  }

  private static func byOperation(_ type: TickFieldType, requiresOverall: Bool) -> TickFieldType {
    let names = ["overall", "put", "get", "del"]
    let texts = ["All operations.", "Puts.", "Gets.", "Deletes."]
    return .object(
      zip(names, texts).map { name, text in
        TickField(name, type, requiresOverall && name == "overall" ? .required : .always, text)
      }, isClosed: true)
  }

  private static let milliseconds = TickFieldType.object(
    quantiles(.number(from: 0, to: .infinity), unit: "ms"), isClosed: false)

  private static let bucket = TickFieldType.object(
    [
      TickField("le", .text, .required, unit: "ms", "Upper bound with six decimals; `+Inf` for the last."),
      TickField("count", .count, .required, counter: true, timed: true, "Durations at or below the bound."),
    ], isClosed: true)

  /// The fine classes of one kind of operation.
  private static let classes = TickFieldType.list(
    .tuple([.count, .count]), most: DurationClass.bounds.count)

  /// The digest of the durations between two ticks: the same members, but none that only grows.
  private static let window = quantiles(.number(from: 0, to: .infinity), unit: "ms").map { field in
    TickField(field.name, field.type, .required, unit: field.unit, timed: field.isTimed, field.meaning)
  }

  /// The members that speak of durations.
  static let latency = [
    TickField(
      "latency_ms", byOperation(milliseconds, requiresOverall: true), .required,
      "Durations of sampled operations alone, over the whole run."),
    TickField(
      "latency_hist_ms", byOperation(.list(bucket, most: 64), requiresOverall: false),
      "The same durations as cumulative counts at fixed bounds, over the whole run."),
    TickField(
      "latency_hist_ns", byOperation(classes, requiresOverall: false), unit: "ns", timed: true,
      "The same durations in fine classes: pairs of the longest duration of a class and how many lie in it, ascending, without empty classes; see below."
    ),
    TickField(
      "latency_loop_ms", byOperation(milliseconds, requiresOverall: false),
      "Durations of the same operations with everything the loop around them did."),
    TickField(
      "latency_hist_preset", .choice(LatencyBuckets.allCases.map(\.rawValue)),
      "Which bounds the histogram has."),
    TickField(
      "latency_ns", .object(quantiles(.count, unit: "ns"), isClosed: false),
      "`latency_ms.overall` in whole nanoseconds."),
    TickField(
      "latency_sum_ns",
      .object(
        ["overall", "put", "get", "del"].map { name in
          TickField(name, .count, .required, unit: "ns", counter: true, timed: true, "All of them together.")
        }, isClosed: true),
      "Sums of the durations of `latency_ms`, exact."),
    TickField(
      "latency_window_ms", .object(window, isClosed: false),
      "Durations sampled since the tick before, all operations together."),
    TickField(
      "implied_latency_ms", .numberOrNull, unit: "ms", timed: true,
      "`1000 · t / ops`; null before the first operation."),
    TickField(
      "loop_latency_median_ms", .numberOrNull, unit: "ms", timed: true,
      "`latency_loop_ms.overall.p50`; null before the first sample."),
  ]
}
