import Base
import HTTP

/// How often each client may ask: a bucket of tokens a client that fills at the rate and holds a second's worth.
final class RateLimit: @unchecked Sendable {
  /// Clients that are remembered; beyond, those who have been quiet are forgotten first.
  static let mostClients = 8192

  private struct Bucket {
    var tokens: Double
    var filledAt: UInt64
  }

  private let rate: Double
  private let lock = Lock()
  private var buckets: [ClientAddress: Bucket] = [:]

  /// A limit of that many requests a second and client; 0 is none.
  init(perSecond: Int) {
    rate = Double(max(0, perSecond))
  }

  /// Takes a token; nil when there was one, else the seconds until there is.
  func take(_ client: ClientAddress, now: UInt64) -> Int? {
    guard rate > 0 else { return nil }
    return lock.withLock {
      if buckets.count >= Self.mostClients, buckets[client.network] == nil { forget(now) }
      var bucket = buckets[client.network] ?? Bucket(tokens: rate, filledAt: now)
      let seconds = now > bucket.filledAt ? Double(now - bucket.filledAt) / 1e9 : 0
      bucket.tokens = min(rate, bucket.tokens + seconds * rate)
      bucket.filledAt = max(now, bucket.filledAt)
      let isAllowed = bucket.tokens >= 1
      if isAllowed { bucket.tokens -= 1 }
      buckets[client.network] = bucket
      return isAllowed ? nil : max(1, Int(((1 - bucket.tokens) / rate).rounded(.up)))
    }
  }

  private func forget(_ now: UInt64) {
    // A bucket that has had a second to fill is as good as none.
    buckets = buckets.filter { now < $0.value.filledAt + 1_000_000_000 }
    if buckets.count >= Self.mostClients { buckets.removeAll(keepingCapacity: true) }
  }
}
