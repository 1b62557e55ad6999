import Documents
import Telemetry

/// The specification of all metrics of one program, such as `Sources/Telemetry/Specification/metrics.yaml`, as values.
package struct MetricsRegister: Equatable, Sendable {
  /// Metrics that are switched on and off together.
  package struct Group: Equatable, Sendable {
    /// Its name.
    package let name: String
    /// What its metrics describe.
    package let title: String
    /// When they are there.
    package var presence = Presence.usual

    /// When the metrics of a group are there.
    package enum Presence: String, CaseIterable, Sendable {
      /// Also when a list of other groups is asked for.
      case always
      /// Unless somebody leaves them out.
      case usual
      /// When somebody asks for them.
      case asked
    }
  }

  /// A label and the values it may have.
  package struct Label: Equatable, Sendable {
    /// Its name.
    package let name: String
    /// The allowed values; nil where only the budget bounds them.
    package let values: [String]?
    /// Where it stands.
    package let position: DocumentPosition
  }

  /// Moments that the dashboard marks on its time axis: those at which a counter grows.
  package struct Mark: Equatable, Sendable {
    /// What a moment is called.
    package let title: String
    /// The counter.
    package let metric: String
    /// Where it stands.
    package let position: DocumentPosition
  }

  /// A panel of the dashboard.
  package struct Panel: Equatable, Sendable {
    /// Its title, by which metrics name it.
    package let title: String
    /// Grafana's name of its unit.
    package let unit: String
    /// Its width in columns, of which a row has 24.
    package let width: Int
    /// A curve over time, or one figure.
    package let form: Form
    /// Where it stands.
    package let position: DocumentPosition

    /// How a panel shows its values.
    package enum Form: String, CaseIterable, Sendable { case timeseries, stat }
  }

  /// Whose metrics they are.
  package var program = MetricsProgram.hashmap
  /// Annotations of the dashboard: a name, and the counter whose growth they mark.
  package var marks: [Mark] = []
  /// The groups in the order of the specification.
  package var groups: [Group] = []
  /// All labels.
  package var labels: [Label] = []
  /// The panels in reading order.
  package var panels: [Panel] = []
  /// The metrics in their order.
  package var metrics: [Metric] = []
  /// The file it was read from.
  package var file = ""
}

extension MetricsRegister {
  /// What is specified of one metric.
  package struct Metric: Equatable, Sendable {
    /// Its name.
    package var name = ""
    /// What its values are.
    package var kind = MetricDescriptor.Kind.gauge
    /// Its base unit, or nil for plain numbers.
    package var unit: Unit?
    /// One sentence for people.
    package var help = ""
    /// The names of its labels.
    package var labels: [String] = []
    /// The name of its group.
    package var group = ""
    /// What users may rely on.
    package var stability = Stability.stable
    /// What to use instead of a deprecated one.
    package var replacement: String?
    /// Who gives its values.
    package var source = MetricDescriptor.Source.frame
    /// The field of a frame it shows; nil for the program's own.
    package var field: String?
    /// How many label sets there may be.
    package var budget = 1
    /// Bounds of a histogram in seconds.
    package var buckets: [Double] = []
    /// Its names in the earlier program.
    package var ancestors: [Ancestor] = []
    /// Where the dashboard shows it.
    package var placement: Placement?
    /// Rules that watch it.
    package var alerts: [AlertRule] = []
    /// Where it stands.
    package var position = DocumentPosition(line: 0, column: 0)
  }

  /// The base units of names.
  package enum Unit: String, CaseIterable, Sendable { case seconds, bytes, ratio }

  /// What users may rely on.
  package enum Stability: String, CaseIterable, Sendable {
    /// Neither name nor meaning changes without a deprecation first.
    case stable
    /// May change with every version.
    case experimental
    /// Goes with one of the next versions.
    case deprecated
  }

  /// A name of the same thing in the earlier program.
  package struct Ancestor: Equatable, Sendable {
    /// The name.
    package let name: String
    /// Its kind there.
    package let kind: MetricDescriptor.Kind
    /// Its labels there.
    package let labels: [String]
    /// What it is of today's metrics, as Prometheus computes it; nil where the name is still the same, or cannot be had.
    package let expression: String?
  }

  /// Where and how the dashboard shows a metric.
  package struct Placement: Equatable, Sendable {
    /// The title of the panel.
    package let panel: String
    /// The query; nil for the usual one of its kind.
    package let query: String?
    /// The text of the legend.
    package let legend: String
  }

  /// A rule for Prometheus.
  package struct AlertRule: Equatable, Sendable {
    /// Its name, in capitals and small letters.
    package let name: String
    /// The condition.
    package let expression: String
    /// How long it must hold, such as `5m`.
    package let duration: String
    /// How bad it is.
    package let severity: Severity
    /// One sentence: what is the case.
    package let summary: String
    /// One sentence: what to do.
    package let action: String

    /// How bad an alert is.
    package enum Severity: String, CaseIterable, Sendable { case info, warning, critical }
  }
}
