import Base

/// The error function and its scaled complement, from operations whose bits agree on every machine.
///
/// Rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of
/// Computation 23 (1969), in the three ranges he gives; within a few units in the last place. O(1).
enum ErrorFunction {
  /// erfc(x) · exp(x²). Infinite below about -26.6.
  @inline(__always)
  static func scaledComplement(_ x: Double) -> Double {
    let size = abs(x)
    if size <= centre {
      return (1 - central(x)) * DeterministicMath.exp(x * x)
    }
    let positive = size <= 4 ? middle(size) : outer(size)
    if x > 0 { return positive }
    return 2 * DeterministicMath.exp(1, timesSquareOf: size) - positive
  }

  /// Up to this argument the error function itself is approximated.
  static var centre: Double { 0.46875 }

  /// erf(x) for |x| up to 0.46875.
  @inline(__always)
  static func central(_ x: Double) -> Double {
    let y = x * x
    var top = 1.85777706184603153e-1 * y
    var bottom = y
    top = (top + 3.16112374387056560e00) * y
    bottom = (bottom + 2.36012909523441209e01) * y
    top = (top + 1.13864154151050156e02) * y
    bottom = (bottom + 2.44024637934444173e02) * y
    top = (top + 3.77485237685302021e02) * y
    bottom = (bottom + 1.28261652607737228e03) * y
    return x * (top + 3.20937758913846947e03) / (bottom + 2.84423683343917062e03)
  }

  /// The scaled complement from 0.46875 to 4.
  @inline(__always)
  private static func middle(_ y: Double) -> Double {
    var top = 2.15311535474403846e-8 * y
    var bottom = y
    top = (top + 5.64188496988670089e-1) * y
    bottom = (bottom + 1.57449261107098347e01) * y
    top = (top + 8.88314979438837594e0) * y
    bottom = (bottom + 1.17693950891312499e02) * y
    top = (top + 6.61191906371416295e01) * y
    bottom = (bottom + 5.37181101862009858e02) * y
    top = (top + 2.98635138197400131e02) * y
    bottom = (bottom + 1.62138957456669019e03) * y
    top = (top + 8.81952221241769090e02) * y
    bottom = (bottom + 3.29079923573345963e03) * y
    top = (top + 1.71204761263407058e03) * y
    bottom = (bottom + 4.36261909014324716e03) * y
    top = (top + 2.05107837782607147e03) * y
    bottom = (bottom + 3.43936767414372164e03) * y
    return (top + 1.23033935479799725e03) / (bottom + 1.23033935480374942e03)
  }

  /// The scaled complement above 4.
  @inline(__always)
  private static func outer(_ x: Double) -> Double {
    let y = 1 / (x * x)
    var top = 1.63153871373020978e-2 * y
    var bottom = y
    top = (top + 3.05326634961232344e-1) * y
    bottom = (bottom + 2.56852019228982242e00) * y
    top = (top + 3.60344899949804439e-1) * y
    bottom = (bottom + 1.87295284992346725e00) * y
    top = (top + 1.25781726111229246e-1) * y
    bottom = (bottom + 5.27905102951428412e-1) * y
    top = (top + 1.60837851487422766e-2) * y
    bottom = (bottom + 6.05183413124413191e-2) * y
    let fraction = y * (top + 6.58749161529837803e-4) / (bottom + 2.33520497626869185e-3)
    return (5.6418958354775628695e-1 - fraction) / x  // 1/√π
  }
}
