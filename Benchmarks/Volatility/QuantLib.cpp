// QuantLib's solver behind one C function: a loop over options, so that no call crosses the boundary per option.
#include <cmath>
#include <cstddef>
#include <ql/pricingengines/blackformula.hpp>

extern "C" {

// Solves `count` options of the price in the money of the expiry date to 1e-12; sigma is NaN where it throws. How many it
// solved.
size_t quantlib_volatilities(size_t count, const unsigned char *is_call, const double *forward, const double *strike,
                             const double *years, const double *price, double *sigma) {
  size_t solved = 0;
  for (size_t i = 0; i < count; ++i) {
    try {
      const auto kind = is_call[i] ? QuantLib::Option::Call : QuantLib::Option::Put;
      const double deviation = QuantLib::blackFormulaImpliedStdDev(
          kind, strike[i], forward[i], price[i], 1.0, 0.0, QuantLib::Null<QuantLib::Real>(), 1e-12, 1000);
      sigma[i] = deviation / std::sqrt(years[i]);
      ++solved;
    } catch (const std::exception &) {
      sigma[i] = std::nan("");
    }
  }
  return solved;
}
}
