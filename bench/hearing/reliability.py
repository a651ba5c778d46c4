"""Expected against measured: a reliability table and its picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SIDE, _EDGE = 360, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Characters whose confidence lies between ``low`` and ``high``, and how many are right."""

    low: float
    high: float
    characters: int
    expected: float
    measured: float


def reliability(pairs: Iterable[tuple[float, float, int]], count: int = 10) -> list[Bin]:
    """Bins of equal width over (confidence, share right, characters); empty ones are left out."""
    sums = [[0.0, 0.0, 0.0] for _ in range(count)]
    for confidence, right, characters in pairs:
        own = sums[min(count - 1, int(confidence * count))]
        own[0] += characters
        own[1] += confidence * characters
        own[2] += right * characters
    return [
        Bin(
            low=i / count, high=(i + 1) / count, characters=int(n),
            expected=expected / n, measured=right / n,
        )
        for i, (n, expected, right) in enumerate(sums)
        if n
    ]  # fmt: skip


def picture(bins: Sequence[Bin]) -> str:
    """The bins as SVG: on the line, what was expected was measured; area stands for characters."""
    most = max((b.characters for b in bins), default=1)

    def at(x: float, y: float) -> tuple[float, float]:
        return _EDGE + x * _SIDE, _EDGE + (1 - y) * _SIDE

    size = _SIDE + 2 * _EDGE
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
    parts = [
        f'{head} font-family="sans-serif" font-size="12">',
        f'<rect x="{x0}" y="{y1}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>',
        f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#999" stroke-dasharray="4"/>',
    ]
    for b in bins:
        x, y = at(b.expected, b.measured)
        radius = 3 + 12 * (b.characters / most) ** 0.5
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#1f77b4"'
                     f' fill-opacity="0.7"><title>{b.characters} characters</title></circle>')  # fmt: skip
    for tick in (0.0, 0.5, 1.0):
        x, y = at(tick, tick)
        parts.append(f'<text x="{x:.0f}" y="{y0 + 16:.0f}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{x0 - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{tick:g}</text>')
    middle = size / 2
    parts.append(f'<text x="{middle}" y="{size - 8}" text-anchor="middle">confidence</text>')
    parts.append(f'<text x="{middle}" y="{_EDGE - 16}" text-anchor="middle">share of characters'
                 " that are right, on calls the curve was not fitted on</text>")  # fmt: skip
    return "\n".join([*parts, "</svg>", ""])
