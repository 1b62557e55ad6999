// Flags as data, envelopes, exit codes, logging, and one file per command.
//
// This room turns a command line into a typed command, runs it, and tells people and scripts how it ended. It computes
// nothing about maps or workloads itself: that is what the rooms it imports are for.

/// The version of everything in this package.
package enum ProductVersion {
  /// Semantic version, `major.minor.patch`.
  package static let current = "0.1.0"
}
