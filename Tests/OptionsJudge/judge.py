"""Random options: g6's volatilities, values and Greeks against sixty digits, other solvers beside them.

judge.py G6 [rows] [seed]. Exits 1 when a volatility misses max(1e-12, 4 * 2^-52 * price / (sigma * vega)), relative, with the
price of the side out of the money, or is refused though the price holds it, or when a value or Greek misses 1e-14 of its scale, or
a value out of the money misses what the rounding of d1 and d2 explains, relative; strikes go to 5e14 times the forward and back.
"""

import math
import random
import subprocess
import sys

import mpmath as mp
import QuantLib
from py_lets_be_rational import implied_volatility_from_a_transformed_rational_guess as rational

mp.mp.dps = 60
EPSILON = mp.mpf(2) ** -52


def cumulative(z):
    return mp.erfc(-z / mp.sqrt(2)) / 2


def density(z):
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def value(kind, forward, strike, years, sigma):
    """The undiscounted price and its vega."""
    forward, strike, years, sigma = map(mp.mpf, (forward, strike, years, sigma))
    deviation = sigma * mp.sqrt(years)
    d1 = mp.log(forward / strike) / deviation + deviation / 2
    d2 = d1 - deviation
    sign = 1 if kind == "C" else -1
    price = sign * (forward * cumulative(sign * d1) - strike * cumulative(sign * d2))
    return price, forward * mp.sqrt(years) * density(d1)


def draw(chance):
    forward = chance.choice([1e-3, 1.0, 100.0, 24800.0, 81000.0])
    spread = chance.choice([0, 1e-6, 0.01, 0.3, 3, 34])
    strike = forward * float(mp.exp(chance.uniform(-spread, spread)))
    years = chance.choice([chance.uniform(1e-4, 0.05), chance.uniform(0.01, 2), chance.uniform(1, 30)])
    sigma = chance.choice([chance.uniform(0.01, 0.1), chance.uniform(0.05, 0.8), chance.uniform(0.5, 5), 10 ** chance.uniform(-4, 0)])
    return "C" if strike >= forward else "P", forward, strike, years, sigma


def ask(g6, command, header, rows):
    text = header + "\n" + "".join(",".join(r if isinstance(r, str) else repr(r) for r in row) + "\n" for row in rows)
    done = subprocess.run([g6, command, "--csv", "-"], input=text, capture_output=True, text=True, check=True)
    names, *lines = [line.split(",") for line in done.stdout.splitlines()]
    return [dict(zip(names, line)) for line in lines]


def judge_volatilities(g6, chance, count):
    cases = []
    while len(cases) < count:
        kind, forward, strike, years, sigma = draw(chance)
        outside, vega = value(kind, forward, strike, years, sigma)
        price = outside
        if chance.random() < 0.5:
            # The other side costs what exercise brings besides, and its rounding hides so much of the time value.
            kind = "P" if kind == "C" else "C"
            price = outside + abs(mp.mpf(forward) - mp.mpf(strike))
        if float(outside) > 1e-300:
            cases.append((kind, forward, strike, years, sigma, float(price), vega, outside))
    found = ask(g6, "iv", "type,forward,strike,years,price", [(k, f, s, t, p) for k, f, s, t, _, p, *_ in cases])
    offences, solved, inside = [], 0, 0
    worst = {"g6": 0, "py_lets_be_rational": 0, "QuantLib": 0}
    for case, row in zip(cases, found):
        kind, forward, strike, years, sigma, price, vega, outside = case
        is_inside = (kind == "C") == (strike < forward) and strike != forward
        doubt = 4 * EPSILON * outside / (sigma * vega)
        allowed = max(mp.mpf(10) ** -12, doubt)

        def miss(volatility):
            return float(abs(mp.mpf(volatility) - sigma) / sigma / allowed)

        if row["status"] != "ok":
            rounding = mp.mpf(math.ulp(price)) / 2 / (sigma * vega)
            if doubt < 1e-4 and (rounding < 0.85 * allowed or not is_inside):
                offences.append(f"refused as {row['status']}: {case[:6]}")
            continue
        solved += 1
        mine = miss(float(row["sigma"]))
        worst["g6"] = max(worst["g6"], mine)
        if mine > 1:
            offences.append(f"{mine:.1f} times the bound: {case[:6]}, found {row['sigma']}")
        if is_inside:
            inside += 1
            continue
        other = rational(price, forward, strike, years, 1 if kind == "C" else -1)
        worst["py_lets_be_rational"] = max(worst["py_lets_be_rational"], miss(other))
        try:
            option = QuantLib.Option.Call if kind == "C" else QuantLib.Option.Put
            deviation = QuantLib.blackFormulaImpliedStdDev(option, strike, forward, price, 1.0, 0.0, 0.2, 1e-12, 1000)
            worst["QuantLib"] = max(worst["QuantLib"], miss(deviation / float(mp.sqrt(years))))
        except RuntimeError:
            worst["QuantLib"] = float("inf")
    print(f"volatilities: {solved} of {count} solved ({inside} in the money), the others hold no volatility; worst error over the bound:", {k: float(f"{v:.2g}") for k, v in worst.items()})
    return offences


def judge_values(g6, chance, count):
    rows = []
    for _ in range(count):
        kind, forward, strike, years, sigma = draw(chance)
        spread = min(3 * sigma * years**0.5, 2)
        rows.append((kind, forward, forward * float(mp.exp(chance.uniform(-spread, spread))), years, chance.uniform(-0.02, 0.1), chance.uniform(0, 0.06), sigma))
    found = ask(g6, "price", "type,spot,strike,years,rate,dividend,sigma", rows)
    offences, worst = [], 0
    for row, answer in zip(rows, found):
        kind, *numbers = row
        spot, strike, years, rate, dividend, sigma = map(mp.mpf, numbers)
        sign = 1 if kind == "C" else -1
        root = mp.sqrt(years)
        d1 = (mp.log(spot / strike) + (rate - dividend + sigma**2 / 2) * years) / (sigma * root)
        d2 = d1 - sigma * root
        carried, discount = mp.exp(-dividend * years), mp.exp(-rate * years)
        first, second, bell = cumulative(sign * d1), cumulative(sign * d2), density(d1)
        vega = spot * carried * bell * root
        wanted = {
            "value": (sign * (spot * carried * first - strike * discount * second), spot + strike),
            "delta": (sign * carried * first, 1),
            "gamma": (carried * bell / (spot * sigma * root), carried / (spot * sigma * root)),
            "vega": (vega, spot * root),
            "theta": (
                -vega * sigma / (2 * years) + sign * (dividend * spot * carried * first - rate * strike * discount * second),
                spot * sigma / root + spot + strike,
            ),
            "rho": (sign * strike * years * discount * second, strike * years),
        }
        # d1 = log(spot / strike) / (sigma root) + ...: what rounding the strike does to it is no fault of the formula.
        scale = 1 + 1 / (sigma * root)
        for name, (exact, size) in wanted.items():
            error = float(abs(mp.mpf(float(answer[name])) - exact) / (size * scale))
            worst = max(worst, error)
            if error > 1e-14 or answer["status"] != "ok":
                offences.append(f"{name} of {row}: {answer[name]} instead of {mp.nstr(exact, 17)}")
    print(f"values and Greeks: {count} options, worst error {worst:.2g} of the scale")
    return offences


def judge_wings(g6, chance, count):
    rows, exact = [], []
    while len(rows) < count:
        forward = chance.choice([1e-3, 1.0, 24800.0])
        logarithm = chance.uniform(0.5, 34)
        kind, strike = chance.choice([("C", forward * float(mp.exp(logarithm))), ("P", forward * float(mp.exp(-logarithm)))])
        years = chance.uniform(0.5, 30)
        sigma = logarithm / chance.uniform(0.3, 12) / years**0.5
        outside, vega = value(kind, forward, strike, years, sigma)
        if min(outside, vega) < 1e-290:
            continue
        d1 = mp.log(mp.mpf(forward) / strike) / (sigma * mp.sqrt(years)) + sigma * mp.sqrt(years) / 2
        rows.append((kind, forward, strike, years, sigma))
        exact.append((outside, vega, 1 + d1**2 + (d1 - sigma * mp.sqrt(years)) ** 2))
    offences, worst = [], 0
    for row, (outside, vega, weight), answer in zip(rows, exact, ask(g6, "price", "type,forward,strike,years,sigma", rows)):
        for name, wanted in (("value", outside), ("vega", vega)):
            error = float(abs(mp.mpf(float(answer[name])) / wanted - 1) / weight / EPSILON)
            worst = max(worst, error)
            if error > 8 or answer["status"] != "ok":
                offences.append(f"{name} of {row}: {answer[name]} instead of {mp.nstr(wanted, 17)}")
    print(f"values in the wings: {count} options, worst relative error {worst:.2g} of what rounding d1 and d2 explains")
    return offences


def main():
    g6 = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    chance = random.Random(seed)
    offences = judge_volatilities(g6, chance, count) + judge_values(g6, chance, count) + judge_wings(g6, chance, count)
    for offence in offences[:20]:
        print(offence)
    if offences:
        sys.exit(f"options-judge: {len(offences)} offences, seed {seed}")


main()
