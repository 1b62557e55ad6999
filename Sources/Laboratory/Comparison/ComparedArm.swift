/// One side of a comparison: how it was set up and what was measured.
package struct ComparedArm: Sendable {
  /// What a report shows of the set-up.
  package struct Setup: Sendable {
    /// The name of the side.
    package let label: String
    /// The mode of its map.
    package let mode: String
    /// The configuration file, if there was one.
    package let configPath: String?

    /// A set-up with its parts.
    package init(label: String, mode: String, configPath: String?) {
      self.label = label
      self.mode = mode
      self.configPath = configPath
    }
  }

  /// How it was set up.
  package let setup: Setup
  /// The measured replays.
  package let trials: [Trial]
  /// The replay that was recorded tick by tick.
  package let recording: Recording

  /// A side with its parts.
  package init(setup: Setup, trials: [Trial], recording: Recording) {
    self.setup = setup
    self.trials = trials
    self.recording = recording
  }

  /// Operations that were timed in all measured replays together.
  var timed: UInt64 { trials.reduce(0) { $0 + $1.durations.total } }

  /// The median of a figure over the measured replays; nil where one of them cannot tell.
  func median(_ value: (Trial) -> Double?) -> Double? {
    let values = trials.compactMap(value)
    return values.count == trials.count ? Sample(values)?.median : nil
  }
}
