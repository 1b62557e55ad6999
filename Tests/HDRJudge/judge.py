"""Decodes the histogram log of a run and holds it against the run's own figures.

usage: judge.py LOG RESULT.json
"""
import json
import sys

from hdrh.histogram import HdrHistogram

LOG, RESULT = sys.argv[1:]
SHARES = {"p50": 50, "p90": 90, "p99": 99, "p99_9": 99.9, "p99_99": 99.99}


def histograms(path):
    """The histograms of a log by their tags."""
    for line in open(path, encoding="ascii"):
        if line.startswith("Tag="):
            tag, _, _, _, encoded = line.rstrip("\n").split(",", 4)
            yield tag.removeprefix("Tag="), HdrHistogram.decode(encoded)


loop = json.load(open(RESULT, encoding="utf-8"))["open_loop"]
found = dict(histograms(LOG))
assert sorted(found) == ["queue", "response", "service"], sorted(found)
for tag, histogram in found.items():
    ours = loop[f"{tag}_ns"]
    assert histogram.get_total_count() == loop["operations"], (tag, histogram.get_total_count())
    for name, share in SHARES.items():
        theirs = histogram.get_value_at_percentile(share)
        # The decoder knows the highest value of a bucket, the run also its exact maximum.
        assert min(theirs, ours["max"]) == ours[name] or histogram.values_are_equivalent(theirs, ours[name]), (
            tag, name, theirs, ours[name])
    mean = histogram.get_mean_value()
    assert abs(mean - ours["mean"]) <= 0.001 * ours["mean"] + 1, (tag, mean, ours["mean"])
    print(f"{tag}: {histogram.get_total_count()} values, p99 {histogram.get_value_at_percentile(99)} ns, as the run says")
