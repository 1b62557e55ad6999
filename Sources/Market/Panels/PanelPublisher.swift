import Base
import Documents
import Governance

/// Publishes the panels of every cycle as one generation, signed where there is a key.
package final class PanelPublisher {
  private let store: PanelStore
  private let right: PanelWriterLock
  private let version: String
  private let provenance: PanelContent?
  /// The greatest generation it read at the start or has published: it goes on from there, whatever happens to the folder.
  private var latest: Int
  /// Told of every generation, by the thread that publishes it.
  package var onPublish: (PanelStore.Published) -> Void = { _ in }

  /// A publisher into a folder.
  ///
  /// A generation should no longer be believed three intervals after it was made, or ten minutes where that is later. Files
  /// are not synced: a generation is made anew every cycle, and a damaged one is found by `g6 integrity`.
  /// The folder is its own until it is gone, and with it to the end of the process at the latest. Throws `storage` when the
  /// folder cannot be used or another publisher has it, and `config` when no key can sign.
  package init(
    folder: String, keys: KeyRing?, interval: Int64, version: String, provenance: Provenance
  ) throws(MarketError) {
    self.version = version
    let lifetime = max(600, 3 * Int(interval / 1_000_000_000))
    do throws(GovernanceError) {
      store = try PanelStore(folder: folder, keys: keys, lifetime: lifetime, isDurable: false)
      right = try PanelWriterLock(folder: folder)
      latest = try store.latest()
    } catch { throw MarketError(error) }
    self.provenance = try provenance.panel(against: folder, keys)
  }

  /// Publishes what a cycle came to. When it throws, readers still see the generation before.
  func publish(_ report: CycleReport, hasManualClock: Bool) throws(MarketError) {
    var panels = try CollectionPanels.make(report, version: version)
    if let provenance { panels.append(provenance) }
    do throws(GovernanceError) {
      try right.renew()
      let published = try store.publish(
        panels: panels, at: report.order.instant, hasManualClock: hasManualClock, after: latest)
      latest = published.generation
      onPublish(published)
    } catch { throw MarketError(error) }
  }
}

extension MarketError {
  /// What the governance of panels refused.
  init(_ error: GovernanceError) {
    let kind: Kind =
      switch error {
      case .badInput: .config
      case .damaged, .refused, .unavailable, .system: .storage
      }
    self.init(kind, error.description, hint: error.hint, severity: .abort)
  }
}
