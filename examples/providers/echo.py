#!/usr/bin/env python3
"""A complete provider for `g6 collect --provider 'exec:python3 examples/providers/echo.py'`.

It reads one question a line from standard input and writes one answer a line to standard output, from a formula instead of
a broker. Replace the three functions below `# The market` by calls of your broker's library and keep the rest.
Needs Python 3.9 or later and nothing else. The protocol is described in docs/options/providers.md.
"""
import datetime
import json
import math
import os
import sys

INDIA = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
# Level, strike step, weekday of expiries (Monday is 0), and whether there are weekly ones.
INDICES = {
    "NIFTY": (24800.0, 50, 1, True),
    "BANKNIFTY": (54000.0, 100, 1, False),
    "FINNIFTY": (25950.0, 50, 1, False),
    "MIDCPNIFTY": (12000.0, 25, 1, False),
    "SENSEX": (81000.0, 100, 3, True),
    "BANKEX": (61000.0, 100, 3, False),
}
RATE = 0.065
TICK = 0.05


class Refusal(Exception):
    """An answer that is an error: its kind is one of api, rate_limit, data_quality, expiry, instruments, quotes."""

    def __init__(self, kind, message, hint=None):
        super().__init__(message)
        self.answer = {"kind": kind, "message": message, "hint": hint}


# The market.


def level(index, now):
    """The index at a moment: two slow waves around its usual level."""
    minutes = now.timestamp() / 60
    wave = 0.004 * math.sin(minutes / 47) + 0.001 * math.sin(minutes / 5.3)
    return round(INDICES[index][0] * (1 + wave) / TICK) * TICK


def expiries(index, now):
    """Days on which options end: the next four of the weekday, and the last one of this and the next two months."""
    _, _, weekday, has_weeklies = INDICES[index]
    today = now.date()
    days = set()
    if has_weeklies:
        first = today + datetime.timedelta((weekday - today.weekday()) % 7)
        days.update(first + datetime.timedelta(7 * week) for week in range(4))
    year, month = today.year, today.month
    for _ in range(4):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        last = datetime.date(year, month, 1) - datetime.timedelta(1)
        days.add(last - datetime.timedelta((last.weekday() - weekday) % 7))
    return sorted(day for day in days if close_of(day) > now)


def option(kind, forward, strike, years):
    """Black's formula with a smile, rounded up to a tick so that nothing is free."""
    sigma = 0.14 + 0.3 * math.log(strike / forward) ** 2
    deviation = sigma * math.sqrt(years)
    d1 = math.log(forward / strike) / deviation + deviation / 2
    sign = 1 if kind == "C" else -1
    normal = lambda x: 0.5 * math.erfc(-x / math.sqrt(2))
    value = sign * (forward * normal(sign * d1) - strike * normal(sign * (d1 - deviation)))
    return max(1, math.ceil(math.exp(-RATE * years) * value / TICK - 1e-9)) * TICK


# The protocol.


def close_of(day):
    return datetime.datetime.combine(day, datetime.time(15, 30), INDIA)


def chain(question, now):
    index = question["index"]
    day = datetime.date.fromisoformat(question["expiry"])
    if day not in expiries(index, now):
        raise Refusal("expiry", f"{index} has no expiry on {day}", "ask for expiries first")
    years = (close_of(day) - now).total_seconds() / (365 * 86400)
    forward = level(index, now) * math.exp(0.05 * years)
    quotes = []
    for strike in question["strikes"]:
        if strike <= 0 or strike % INDICES[index][1]:
            continue  # Strikes that are not listed are left out.
        for kind in "CP":
            last = option(kind, forward, strike, years)
            near = 1 / (1 + (50 * math.log(strike / forward)) ** 2)
            quotes.append(
                {
                    "strike": strike,
                    "type": kind,
                    "last": round(last, 2),
                    "bid": round(max(TICK, last - TICK), 2),
                    "ask": round(last + TICK, 2),
                    "average": round(last, 2),
                    "volume": int(100000 * near),
                    "oi": int(50000 * near) + 75,
                    "time": now.timestamp(),
                }
            )
    return quotes


def answer(question):
    index = question.get("index")
    if index not in INDICES:
        raise Refusal("instruments", f"no index {index}", "known are " + ", ".join(INDICES))
    now = datetime.datetime.fromisoformat(question["now"].replace("Z", "+00:00")).astimezone(INDIA)
    if question["op"] == "expiries":
        return [day.isoformat() for day in expiries(index, now)]
    if question["op"] == "quote":
        return {"price": round(level(index, now), 2), "time": now.timestamp()}
    if question["op"] == "chain":
        return chain(question, now)
    raise Refusal("api", f"no operation {question['op']}")


def main():
    # A real provider would log in here, with a credential from its environment and never with one on its command line.
    if os.environ.get("ECHO_REQUIRES_TOKEN") and not os.environ.get("G6_TOKEN"):
        sys.exit("no G6_TOKEN in the environment")
    for line in sys.stdin:
        question = json.loads(line)
        reply = {"id": question["id"]}
        try:
            reply.update(ok=True, data=answer(question))
        except Refusal as refusal:
            reply.update(ok=False, error=refusal.answer)
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
