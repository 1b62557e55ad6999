import Base

/// Writes families line by line.
struct ExpositionWriter {
  let format: Exposition.Format
  var bytes: [UInt8] = []

  init(format: Exposition.Format) {
    self.format = format
  }

  mutating func write(_ family: FamilySamples) {
    head(family.metric)
    let metric = family.metric
    for sample in family.samples {
      let labels = zip(metric.labels, sample.labels).map { (name: $0.name, value: $1) }
      switch sample.value {
      case .integer(let value):
        name(metric.name, "", labels)
        Numerals.append(value, to: &bytes)
        text("\n")
      case .number(let value):
        name(metric.name, "", labels)
        number(value)
        text("\n")
      case .histogram(let bounds, let cumulative, let count, let sum):
        // The earlier program's histogram has milliseconds in its name.
        let unit = metric.name.hasPrefix("hashmap_latency_ms") ? 1e6 : 1e9
        for (bound, value) in zip(bounds, cumulative) {
          integer(metric.name, "_bucket", labels + [("le", Self.shown(bound))], value)
        }
        integer(metric.name, "_bucket", labels + [("le", "+Inf")], count)
        name(metric.name, "_sum", labels)
        number(Double(sum) / unit)
        text("\n")
        integer(metric.name, "_count", labels, count)
      case .summary(let quantiles, let count, let sum):
        for (share, value) in quantiles {
          name(metric.name, "", labels + [("quantile", share)])
          number(value)
          text("\n")
        }
        name(metric.name, "_sum", labels)
        number(sum)
        text("\n")
        integer(metric.name, "_count", labels, count)
      }
    }
  }

  /// HELP and TYPE. OpenMetrics names a family without the suffix of its samples, and tells the unit.
  private mutating func head(_ metric: MetricDescriptor) {
    var family = metric.name
    var kind = metric.kind.rawValue
    if format == .openMetrics {
      for (suffix, kind) in [("_total", MetricDescriptor.Kind.counter), ("_info", .info)]
      where metric.kind == kind && family.hasSuffix(suffix) {
        family = String(family.dropLast(suffix.count))
      }
    } else if metric.kind == .info {
      kind = MetricDescriptor.Kind.gauge.rawValue
    }
    text("# HELP \(family) ")
    escaped(metric.help, quotes: format == .openMetrics)
    text("\n# TYPE \(family) \(kind)\n")
    guard format == .openMetrics else { return }
    for unit in ["seconds", "bytes", "ratio"] where family.hasSuffix("_\(unit)") {
      text("# UNIT \(family) \(unit)\n")
    }
  }

  private mutating func integer(
    _ metric: String, _ suffix: String, _ labels: [(name: String, value: String)], _ value: UInt64
  ) {
    name(metric, suffix, labels)
    Numerals.append(value, to: &bytes)
    text("\n")
  }

  private mutating func name(_ metric: String, _ suffix: String, _ labels: [(name: String, value: String)]) {
    text(metric)
    text(suffix)
    for (index, label) in labels.enumerated() {
      text(index == 0 ? "{" : ",")
      text(label.name)
      text("=\"")
      escaped(label.value, quotes: true)
      text("\"")
    }
    text(labels.isEmpty ? " " : "} ")
  }

  private mutating func number(_ value: Double) { text(Self.shown(value)) }

  /// The shortest text that reads back as the same number.
  static func shown(_ value: Double) -> String {
    if value.isFinite { return value.description }
    return value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf"
  }

  /// Backslash, line feed and, where asked for, the quote as escapes; everything else as it stands.
  private mutating func escaped(_ value: String, quotes: Bool) {
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): text("\\\\")
      case UInt8(ascii: "\n"): text("\\n")
      case UInt8(ascii: "\"") where quotes: text("\\\"")
      default: bytes.append(byte)
      }
    }
  }

  mutating func text(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
