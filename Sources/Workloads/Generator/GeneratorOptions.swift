/// Everything that decides the content of a generated workload.
package struct GeneratorOptions: Equatable, Sendable {
  /// The seed: the same one gives the same bytes on every machine.
  package var seed: UInt64 = 1337
  /// Puts of the first so many keys, in order, before the phases.
  package var warmup = 0
  /// How keys are written.
  package var keyFormat = KeyFormat.plain
  /// The phases, one after the other; one of the defaults unless stated otherwise.
  package var phases = [GeneratorPhase()]
  /// Which keys collide on purpose; there is one exactly where a phase has an adversarial ratio.
  package var adversary: Adversary?

  /// The defaults: 100,000 operations on 10,000 keys, 80 % gets, 4 % deletes.
  package init() {}

  /// Rows of the whole file without its header.
  package var rows: Int { warmup + phases.reduce(0) { $0 + $1.operations } }

  /// Throws when a number is outside its range; names the flag, and the phase where there are several.
  package func validate() throws(WorkloadError) {
    if !(0...GeneratorPhase.most).contains(warmup) {
      throw .badInput("--warmup must be from 0 to \(GeneratorPhase.most), not \(warmup)", file: "")
    }
    if phases.isEmpty { throw .badInput("There is no phase to generate", file: "") }
    for phase in phases {
      if phase.adversarialRatio > 0, adversary == nil {
        throw .badInput("--adversarial-ratio needs a layout and a seed under which keys collide", file: "")
      }
      guard let fault = phase.rangeFault() else { continue }
      let place = phases.count == 1 ? "" : " (phase '\(phase.name)')"
      throw .badInput("--\(fault.flag) \(fault.detail)\(place)", file: "")
    }
    guard let adversary else { return }
    let bits = Adversary.lowBitsRange
    if !bits.contains(adversary.lowBits) {
      throw .badInput(
        "--adversarial-lowbits must be from \(bits.lowerBound) to \(bits.upperBound), not \(adversary.lowBits)",
        file: "")
    }
    if phases.allSatisfy({ $0.adversarialRatio == 0 }) {
      throw .badInput(
        "--adversarial-layout, --adversarial-seed and --adversarial-lowbits need --adversarial-ratio",
        file: "")
    }
  }

  /// About how many other keys a map will hold that meets the adversarial ones.
  var expectedEntries: Int {
    max(warmup, phases.map(\.keySpace).max() ?? 0)
  }
}
