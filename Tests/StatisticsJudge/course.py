"""Series and histograms over rounds and what scipy makes of them, one JSON object a line: the corpus of the laboratory's
tests of trends and distributions.

Intervals of slopes come from inverting scipy's test of Kendall's tau; histograms are tested by scipy's permutations of
paired samples with scipy's own Kolmogorov-Smirnov distance.
"""

import json
import sys

import numpy as np
from scipy import stats

random = np.random.default_rng(20260202)


def kendall(values):
    """Score and probability by the method that the laboratory documents."""
    time = np.arange(len(values))
    score = int(sum(np.sign(values[i + 1:] - values[i]).sum() for i in range(len(values))))
    tied = len(np.unique(values)) < len(values)
    if not tied and len(values) <= 50:
        return score, float(stats.kendalltau(time, values, method="exact").pvalue)
    if len(np.unique(values)) == 1 or score == 0:
        return score, 1.0
    # scipy makes no correction for continuity: its variance, and the score a step nearer to 0.
    z = stats.norm.isf(stats.kendalltau(time, values, method="asymptotic").pvalue / 2)
    return score, float(min(1, 2 * stats.norm.sf(z * (abs(score) - 1) / abs(score))))


def interval(values):
    """The slopes that are not rejected at 5 %, as those between two values that bound them; None where all are kept."""
    time = np.arange(len(values))
    slopes = np.sort([(values[j] - values[i]) / (j - i) for j in range(len(values)) for i in range(j)])
    middles = np.concatenate([[slopes[0] - 1], (slopes[1:] + slopes[:-1]) / 2, [slopes[-1] + 1]])
    kept = [index for index, slope in enumerate(middles) if kendall(values - slope * time)[1] > 0.05]
    if kept[0] == 0 or kept[-1] == len(slopes):
        return None
    return [float(slopes[kept[0] - 1]), float(slopes[kept[-1]])]


def series(index):
    count = int(random.integers(2, 20)) if index % 3 else int(random.integers(20, 80))
    values = random.normal(100, 3, count) + float(random.choice([0, 0, 0.1, -0.6, 2])) * np.arange(count)
    digits = 0 if index % 4 == 1 else 7
    values = np.round(values, digits)
    score, p = kendall(values)
    line = {"series": values.tolist(), "score": score, "p": p}
    if len(np.unique(values)) > 1:
        line["tau"] = float(stats.kendalltau(np.arange(count), values).statistic)
    line["slope"] = float(stats.theilslopes(values).slope)
    if digits and (count <= 24 or index % 30 == 0):
        line["interval"] = interval(values)
    return line


def histograms(index):
    rounds, size = int(random.integers(1, 9)), int(random.integers(1, 60))
    shift = float(random.choice([0, 0, 4, 15]))
    first = [np.round(random.lognormal(4.5, 0.3, size)).astype(int).clip(1, 2000) for _ in range(rounds)]
    second = [np.round(random.lognormal(4.5, 0.3, size) + shift).astype(int).clip(1, 2000) for _ in range(rounds)]
    replays = first + second

    def distance(a, b):
        pooled = [np.concatenate([replays[int(i)] for i in side]) for side in (a, b)]
        return stats.ks_2samp(*pooled, method="asymp").statistic

    found = distance(range(rounds), range(rounds, 2 * rounds))
    p = 1.0
    if rounds > 1:
        # Whole numbers of samples in a distance: what rounding makes differ counts as equal.
        whole = lambda a, b: round(distance(a, b) * rounds * size)
        p = stats.permutation_test(
            (np.arange(rounds), np.arange(rounds, 2 * rounds)), whole, permutation_type="samples", n_resamples=np.inf,
            alternative="greater", vectorized=False).pvalue
    return {"first": [v.tolist() for v in first], "second": [v.tolist() for v in second], "distance": float(found), "p": float(p)}


def main(path):
    with open(path, "w", encoding="ascii") as file:
        for line in [series(index) for index in range(240)] + [histograms(index) for index in range(60)]:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")


main(sys.argv[1])
