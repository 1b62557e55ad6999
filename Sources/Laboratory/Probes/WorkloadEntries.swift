import Workloads

/// The entries that the first operations of a workload leave, in the order in which their keys came in.
///
/// A map that is given these entries is not the map that carried out the workload (deletes leave traces of their own), but
/// it can be told in a list, and built again from that. Memory: the entries, and the keys once more.
package struct WorkloadEntries: Sendable {
  /// The entries that are left.
  package let entries: [ProbeScene.Entry]
  /// Operations that were read.
  package let operations: Int
  /// What reading a trace found; nil for a workload file.
  package let trace: TraceReport?

  /// Reads at most so many operations of a workload; one without operations is refused.
  package init(
    path: String, limits: CSVLimits, traces: TraceOptions, operations limit: Int
  ) throws(LaboratoryError) {
    let workload = try Experiment.load(path, limits: limits, traces: traces, operations: limit)
    var kept = KeptEntries()
    var source = workload.source()
    let batch = OperationBatch()
    do throws(WorkloadError) {
      while try source.next(into: batch) { kept.add(batch) }
    } catch {
      throw .workload(error)
    }
    entries = kept.entries.compactMap { $0 }
    operations = workload.operations
    trace = workload.trace
  }
}

/// What operations leave.
private struct KeptEntries {
  /// Nil where a key was deleted.
  private(set) var entries: [ProbeScene.Entry?] = []
  private var places: [[UInt8]: Int] = [:]

  mutating func add(_ batch: OperationBatch) {
    for index in 0..<batch.count {
      let kind = batch.kind(at: index)
      if kind == .get { continue }
      let key = [UInt8](batch.key(at: index))
      let place = places[key]
      if kind == .delete {
        if let place { entries[place] = nil }
        places[key] = nil
      } else if let place {
        entries[place]?.value = [UInt8](batch.value(at: index))
      } else {
        places[key] = entries.count
        entries.append(ProbeScene.Entry(key: key, value: [UInt8](batch.value(at: index))))
      }
    }
  }
}
