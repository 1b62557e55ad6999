/// The flags of `price` and `iv`.
enum QuoteFlags {
  static let csv = Flag<String>.required(
    "csv", "FILE", kind: .file, "The rows, as CSV or as one JSON object a line; - is standard input.")
  static let strict = Flag<Bool>.toggle(
    "strict", "Exit with 2 when any row has another status than ok; every row is written all the same.")
  static let desk = Flag<Bool>.toggle(
    "desk", "Vega for a point of volatility, theta for a day of 365, rho for a point of the rate.")
}
