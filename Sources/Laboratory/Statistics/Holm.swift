/// Holm's correction: probabilities of several tests, raised so that the chance of any false alarm among them keeps to
/// the level of one.
package enum Holm {
  /// The adjusted probabilities in the order given; none is below its own or above 1. O(n log n).
  package static func adjusted(_ probabilities: [Double]) -> [Double] {
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    var adjusted = probabilities
    var largest = 0.0
    for (place, index) in order.enumerated() {
      largest = max(largest, min(1, probabilities[index] * Double(probabilities.count - place)))
      adjusted[index] = largest
    }
    return adjusted
  }
}
