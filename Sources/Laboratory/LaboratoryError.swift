import Base
import Documents
import Workloads

/// What an experiment failed at.
package enum LaboratoryError: Error, Sendable, CustomStringConvertible {
  /// The workload cannot be read, or a row is wrong.
  case workload(WorkloadError)
  /// A workload without operations has nothing to compare.
  case emptyWorkload(path: String)
  /// A replay did not come to its end.
  case replay(arm: String, ReplayEnding)
  /// A replay could not begin or was broken off.
  case fault(arm: String, ReplayFault)
  /// A result could not be written.
  case system(SystemError)
  /// A specification that cannot be carried out, with its place.
  case specification(DocumentError)
  /// No workload was found whose miss ratios lie as near to the model's as was asked for.
  case unfaithful(missRatioError: Double, tolerance: Double)
  /// A catalogue of runs cannot be used.
  case catalogue(path: String, CatalogueTrouble)
  /// A report could not be drawn.
  case drawing(String)

  /// The error in one line.
  package var description: String {
    switch self {
    case .workload(let error): error.description
    case .emptyWorkload(let path): "\(path): the workload has no operations"
    case .replay(let arm, let ending): "\(arm): the replay was \(ending.status)"
    case .fault(let arm, let fault): "\(arm): \(fault)"
    case .system(let error): error.description
    case .specification(let error): error.description
    case .unfaithful(let error, let tolerance):
      """
      miss ratios of a workload of this model would be off by \(Figures.fixed(error, 3)), more than \
      \(Figures.fixed(tolerance, 3)); nothing was written
      """
    case .catalogue(let path, let trouble): "\(path): \(trouble.words)"
    case .drawing(let detail): detail
    }
  }

  /// Runs `body` and turns a system call's failure into one of the laboratory.
  static func wrapping<R>(_ body: () throws(SystemError) -> R) throws(LaboratoryError) -> R {
    do throws(SystemError) { return try body() } catch { throw .system(error) }
  }
}
