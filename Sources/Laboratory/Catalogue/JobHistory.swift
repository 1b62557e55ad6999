/// The course of one job over the runs of its suite.
package struct JobHistory: Sendable {
  /// The job.
  package let name: String
  /// A chart for every metric that at least two runs tell.
  package let charts: [CourseChart]
  /// The medians, a run each.
  package let table: ReportDocument.Table
  /// Which runs are left out, since the job failed in them or ran out of time; nil for none.
  package let omission: String?

  /// The course of a job.
  ///
  /// - Parameters:
  ///   - runs: the oldest first, with their jobs. A measurement that a later run took over counts once.
  ///   - marked: the number of the run that is the baseline.
  package init(_ name: String, _ runs: [CatalogueRun], marked: Int64?) {
    self.name = name
    var seen = Set<String>()
    let points = runs.compactMap { run in
      run.job(named: name).flatMap { job in
        !job.samples.isEmpty && job.isOK && seen.insert(job.execution).inserted ? (run: run, job: job) : nil
      }
    }
    let omitted = runs.compactMap { run in
      run.job(named: name).flatMap { $0.isOK ? nil : "\(run.number) (\($0.status))" }
    }
    omission =
      omitted.isEmpty
      ? nil
      : "\(name): left out, since it did not end well there: \(omitted.count == 1 ? "run" : "runs") \(Self.list(omitted))."
    let metrics = BatchMetric.all.filter { metric in
      points.count { $0.job.median(metric.name) != nil } > 1
    }
    charts = metrics.map { metric in
      CourseChart(
        title: "\(name): \(metric.title)", shown: metric.shown,
        points: points.compactMap { run, job in
          job.median(metric.name).map {
            CourseChart.Point(label: "run \(run.number)", value: $0, isMarked: run.number == marked)
          }
        })
    }
    table = ReportDocument.Table(
      [">Run", "When", "Version"] + metrics.map { ">" + $0.title } + ["Baseline"],
      points.map { run, job in
        ["\(run.number)", .init(run.startedAtText), .init(run.version)]
          + metrics.map { metric in .init(job.median(metric.name).map(metric.shown) ?? "-") }
          + [.init(run.baselines.joined(separator: ", "))]
      }, fold: "\(name): the figures")
  }

  /// The newest of many, so that a line stays a line.
  private static func list(_ items: [String]) -> String {
    items.suffix(8).joined(separator: ", ") + (items.count > 8 ? " and \(items.count - 8) before" : "")
  }
}
