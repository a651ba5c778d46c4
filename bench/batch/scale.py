"""Calls an hour by cores, from the cost of one call that the other commands here measured.

    python -m bench.batch.scale [--minutes 5] [--cores 2 8 32 128]

Prints a table in Markdown, from ``result-*.json`` beside this file.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def main() -> None:
    """Read the results and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=5.0, help="length of a call")
    parser.add_argument("--cores", type=int, nargs="+", default=[2, 8, 32, 128])
    options = parser.parse_args()
    month = _read("cn-life-telesales-new")["months"][-1]
    heard = min(way["cpu_seconds_an_audio_minute"] for way in _read("hearing")["ways"].values())
    judging = month["cpu_ms_a_call"] / 1000
    driver = month["driver_cpu_ms_a_call"] / 1000
    costs = {
        f"stored transcripts of {month['turns']:g} turns": judging,
        f"recordings of {options.minutes:g} minutes": heard * options.minutes + judging,
    }
    print("| | seconds of one core a call |", *(f" {n} cores |" for n in options.cores), sep="")
    print("|---|---|", *("---|" for _ in options.cores), sep="")
    for name, cost in costs.items():
        # The driver's process has one core at most, however many there are.
        hourly = [min(3600 * cores / cost, 3600 / driver) for cores in options.cores]
        cells = "".join(f" {round(calls, -2):,.0f} |" for calls in hourly)
        print(f"| {name} | {cost:.3f} |{cells}")
    print(f"\nThe driver spends {driver * 1000:.1f} ms a call: {3600 / driver:,.0f} calls an hour.")


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / f"result-{name}.json").read_text())
    return found


if __name__ == "__main__":
    main()
