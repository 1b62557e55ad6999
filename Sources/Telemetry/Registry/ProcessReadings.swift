import Base

/// Which program gives the metrics.
package struct BuildInfo: Equatable, Sendable {
  /// Its version, such as `1.2.0`.
  package var version: String
  /// The revision of its sources; `unknown` where nobody told.
  package var revision: String
  /// A digest of the settings in force.
  package var configuration: String

  /// A program's identity.
  package init(version: String, revision: String, configuration: String) {
    self.version = version
    self.revision = revision
    self.configuration = configuration
  }
}

extension Registry {
  /// Gives the registry what it says of the process itself: build, processor time, memory, start. Call it once.
  package func observeProcess(_ build: BuildInfo) {
    let registry = self
    gauge(own.build, [build.version, build.revision, build.configuration]).set(1)
    processStartTimeSeconds().set(Double(WallClock.nanoseconds()) / 1e9)
    let (cpu, resident, peak) = (
      registry.processCpuSecondsTotal(), registry.processResidentMemoryBytes(),
      registry.processPeakResidentMemoryBytes()
    )
    beforeCollecting {
      cpu.advance(to: ProcessCPUClock.nanoseconds())
      resident.set(Double(MachineFacts.residentBytes))
      peak.set(Double(MachineFacts.peakResidentBytes))
    }
  }
}
