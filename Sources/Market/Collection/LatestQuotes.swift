import Base
import HashMaps

/// A contract as one word: index, day, strike and right, each in bits of its own.
struct ContractKey: FastHashable {
  let word: UInt64

  /// `index` is the place of the contract's index in the collection's plan.
  init(_ index: Int, _ expiry: CivilDate, _ strikeHundredths: Int32, _ kind: OptionKind) {
    // Days up to 2149 fit 16 bits, strikes 32, indices 15.
    word =
      UInt64(index & 0x7FFF) << 49 | UInt64(UInt16(truncatingIfNeeded: expiry.daysSinceEpoch)) << 33
      | UInt64(UInt32(bitPattern: strikeHundredths)) << 1 | (kind == .call ? 1 : 0)
  }

  /// The day of expiry.
  var expiry: CivilDate { CivilDate(daysSinceEpoch: Int32(word >> 33 & 0xFFFF)) }

  func fastHash(_ seed: HashSeed) -> UInt64 { word.fastHash(seed) }
}

/// The last that was said about every contract that has not expired; an adaptive map, so that any number of them is found
/// at once.
final class LatestQuotes {
  /// What is remembered of a contract.
  struct Entry {
    var price: Double
    var volatility: Double
    var time: Int64
  }

  private let map: AdaptiveMap<ContractKey, Entry>
  private var swept: CivilDate?

  init() throws(MarketError) {
    do throws(MapError) { map = try AdaptiveMap() } catch {
      throw MarketError(.storage, "no memory for the latest quotes: \(error)")
    }
  }

  /// How many contracts are known.
  var count: Int { map.count }

  /// What is known of a contract. O(1).
  func entry(_ key: ContractKey) -> Entry? { map.get(key) }

  /// Takes what a harvest brought. O(options).
  func take(_ harvest: IndexHarvest) throws(MarketError) {
    sweep(harvest.task.cycle.instant)
    do throws(MapError) {
      for slice in harvest.slices {
        for (place, leg) in slice.legs.enumerated() {
          guard let quote = leg.quote else { continue }
          let key = ContractKey(
            harvest.task.place, slice.expiry, slice.strikes[place / 2], place % 2 == 0 ? .call : .put)
          try map.set(key, Entry(price: quote.last, volatility: leg.volatility, time: quote.time))
        }
      }
    } catch {
      throw MarketError(.storage, "no memory for the latest quotes: \(error)")
    }
  }

  /// Forgets contracts that expired before the day of an instant; once a day. O(contracts).
  private func sweep(_ instant: Int64) {
    let today = MarketCalendar.zone.date(instant)
    guard swept != today else { return }
    swept = today
    var expired: [ContractKey] = []
    let entries = map.makeIterator()
    while let (key, _) = entries.next() { if key.expiry < today { expired.append(key) } }
    for key in expired { map.delete(key) }
  }
}
