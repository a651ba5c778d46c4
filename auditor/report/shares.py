"""Shares of a whole with their intervals, also from samples in which items weigh differently."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_Z = 1.959963984540054
"""The 97.5 % point of the normal distribution, for intervals of 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with its 95 % Wilson interval (E. B. Wilson, JASA 22, 1927).

    `value` is the weighted share and `total` the effective number of items (L. Kish, 1965): what
    a sample of equal weights would need for the same certainty. Both ends are ``None`` for nothing.
    """

    value: float | None
    total: float
    items: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end."""
        if self.value is None or not self.total:
            return None
        n, p = self.total, self.value
        middle = p + _Z**2 / (2 * n)
        reach = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        scale = 1 + _Z**2 / n
        return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)

    def __str__(self) -> str:
        """As in ``12.0% (3.1-31.0%, n=17)``; a dash for nothing."""
        if self.value is None or self.interval is None:
            return "-"
        low, high = self.interval
        return f"{self.value:.1%} ({low * 100:.1f}-{high * 100:.1f}%, n={self.items})"


def share_of(items: Iterable[tuple[bool, float]]) -> Share:
    """Return the share of hits among (hit, weight) items."""
    pairs = list(items)
    total = sum(weight for _, weight in pairs)
    squares = sum(weight**2 for _, weight in pairs)
    if not total:
        return Share(value=None, total=0.0, items=len(pairs))
    hits = sum(weight for hit, weight in pairs if hit)
    return Share(value=hits / total, total=total**2 / squares, items=len(pairs))
