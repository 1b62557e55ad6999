"""Random pairs of samples and what scipy makes of them, one JSON object a line: the corpus of the laboratory's tests.

Small tied samples go through scipy's enumeration of all permutations. Intervals come from inverting scipy's test: the
shifts it does not reject, found by bisection between neighbouring differences.
"""

import json
import sys

import numpy as np
from scipy import stats

random = np.random.default_rng(20260101)


def values(count, spread, shift, digits):
    kind = random.integers(4)
    if kind == 0:
        drawn = random.normal(100, spread, count)
    elif kind == 1:
        drawn = 80 + random.exponential(spread, count)
    elif kind == 2:
        drawn = random.uniform(100 - 2 * spread, 100 + 2 * spread, count)
    else:
        drawn = 100 + random.choice([-spread, 0.3 * spread], count) + random.normal(0, spread / 9, count)
    return np.round(drawn + shift, digits)


def probability(a, b):
    """The test by the method that the laboratory documents for these samples."""
    tied = len(np.unique(np.concatenate([a, b]))) < len(a) + len(b)
    if len(a) + len(b) > 50:
        return stats.mannwhitneyu(b, a, method="asymptotic", use_continuity=True)
    if not tied:
        return stats.mannwhitneyu(b, a, method="exact")
    return stats.mannwhitneyu(b, a, method=stats.PermutationMethod(n_resamples=10**6, batch=10_000))


def interval(a, b):
    """The shifts that are not rejected at 5 %, as the differences that bound them; None where all are kept."""
    differences = np.sort(np.subtract.outer(b, a).ravel())
    places = np.flatnonzero(np.diff(differences) > 1e-9)
    middles = (differences[places] + differences[places + 1]) / 2
    keeps = lambda shift: stats.mannwhitneyu(
        b - shift, a, method="exact" if len(a) + len(b) <= 50 else "asymptotic").pvalue > 0.05
    if len(middles) == 0 or keeps(differences[0] - 1) or keeps(differences[-1] + 1):
        return None

    def first_kept(indices):
        low, high = -1, len(indices) // 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if keeps(middles[indices[middle]]) else (middle, high)
        return indices[high]

    order = np.arange(len(middles))
    low, high = first_kept(order), first_kept(order[::-1])
    return [float(differences[places[low]]), float(differences[places[high] + 1])]


def pair(index):
    shape = index % 5
    digits = 0 if shape == 4 else 7
    top = {0: 6, 1: 13, 2: 26, 3: 60, 4: 7}[shape]
    n, m = (int(random.integers({3: 26, 4: 2}.get(shape, 1), top)) for _ in range(2))
    if index % 50 == 3:
        digits = 0
    spread = float(random.choice([1.5, 6, 20]))
    a = values(n, spread, 0, digits)
    b = values(m, spread, float(random.choice([0, 0, 2, 10])), digits)
    result = probability(a, b)
    line = {
        "a": a.tolist(), "b": b.tolist(), "u": float(result.statistic), "p": float(result.pvalue),
        "delta": float(np.mean(np.sign(np.subtract.outer(b, a)))), "shift": float(np.median(np.subtract.outer(b, a))),
        "quantiles": [float(np.quantile(a, q)) for q in (0.05, 0.25, 0.5, 0.9, 0.99)],
        "deviation": float(np.std(a, ddof=1)) if n > 1 else 0.0,
    }
    if digits:
        line["interval"] = interval(a, b)
    if index % 25 == 2 and n > 4:
        found = stats.bootstrap((a,), np.mean, n_resamples=20_000, method="percentile", rng=index)
        line["bootstrap_mean"] = [float(found.confidence_interval.low), float(found.confidence_interval.high)]
    return line


def main(path):
    lines = [pair(index) for index in range(1000)]
    chances = [float(p) for p in np.concatenate([10.0 ** -np.arange(1, 300, 13), np.linspace(0.001, 0.999, 51)])]
    normal = {"normal": [[p, float(stats.norm.ppf(p))] for p in chances]}
    with open(path, "w", encoding="ascii") as file:
        for line in [normal, *lines]:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")


main(sys.argv[1])
