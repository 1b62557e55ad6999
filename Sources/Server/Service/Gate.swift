import HTTP
import Telemetry

/// What stands before every answer of a server: the names it answers to, who may ask and how often, and the count of
/// it all.
package final class Gate: Sendable {
  /// How it answers.
  package let options: Service.Options
  /// What counts its requests.
  package let meter: RequestMeter
  let access: Access
  let limit: RateLimit

  /// A gate as the options say, counting in `meter`.
  package init(_ options: Service.Options, meter: RequestMeter) {
    self.options = options
    self.meter = meter
    access = Access(token: options.token, isTLS: options.isTLS)
    limit = RateLimit(perSecond: options.rateLimit)
  }
}
