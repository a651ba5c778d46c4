"""Seconds of one core and memory against the number of calls, as SVG, both axes logarithmic."""

from __future__ import annotations

import math
from typing import Any

_WIDTH, _HEIGHT, _EDGE = 640, 360, 60


def plot(runs: list[dict[str, Any]]) -> str:
    """The picture; a straight line of slope one means that cost grows linearly."""
    xs = [run["calls"] for run in runs]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    parts = [f'{head} font-family="sans-serif" font-size="12">']
    for name, unit, colour in (("cpu_seconds", "s", "#1f77b4"), ("peak_mb", "MB", "#d62728")):
        points = [_place(xs, runs, x, run[name]) for x, run in zip(xs, runs, strict=True)]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}"/>')
        for (x, y), run in zip(points, runs, strict=True):
            parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>')
            parts.append(f'<text x="{x:.0f}" y="{y - 8:.0f}" text-anchor="middle"'
                         f' fill="{colour}">{run[name]:g} {unit}</text>')  # fmt: skip
    parts.append(f'<text x="{_EDGE}" y="20" fill="#1f77b4">seconds of one core</text>')
    parts.append(f'<text x="{_EDGE + 150}" y="20" fill="#d62728">peak memory, MB</text>')
    for x, calls in ((_place(xs, runs, calls, 1)[0], calls) for calls in xs):
        parts.append(f'<text x="{x:.0f}" y="{_HEIGHT - 20}" text-anchor="middle">{calls:,}</text>')
    parts.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 4}" text-anchor="middle">calls</text>')
    return "\n".join([*parts, "</svg>", ""])


def _place(xs: list[int], runs: list[dict[str, Any]], x: float, y: float) -> tuple[float, float]:
    top = math.log10(max(max(run["cpu_seconds"], run["peak_mb"]) for run in runs))
    low, high = math.log10(min(xs)), math.log10(max(xs))
    across = (math.log10(x) - low) / ((high - low) or 1)
    up = math.log10(max(y, 1)) / (top or 1)
    return _EDGE + across * (_WIDTH - 2 * _EDGE), _HEIGHT - _EDGE - up * (_HEIGHT - 2 * _EDGE)
