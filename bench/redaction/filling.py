"""What the filling of all slots rests on: chance, and what was filled in before."""

from __future__ import annotations

import random
import re

from wordlists import ALL_GIVEN, FREQUENT, lists, spoken_number


class Filling:
    """Fills slots; the same slot gets the same text until `begin`. A method ``slot_x`` fills ``{X}``."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._known: dict[str, str] = {}

    def begin(self) -> None:
        """Forget what was filled in: a new exchange."""
        self._known = {}

    def text(self, slot: str) -> str:
        """What stands in `slot`, such as ``NAME2``."""
        if slot not in self._known:
            self._known[slot] = self._made(slot)
        return self._known[slot]

    def _made(self, slot: str) -> str:
        bare, number = re.fullmatch(r"([A-Z]+?)(\d*)", slot).groups()  # type: ignore[union-attr]
        own = getattr(self, "slot_" + bare.lower(), None)
        if own:
            return str(own(number))
        entries = lists().get(slot) or lists().get(bare)
        if not entries:
            raise KeyError(slot)
        return self.rng.choice(entries)

    def pick(self, *entries: str) -> str:
        return self.rng.choice(entries)

    def of(self, key: str) -> str:
        return self.rng.choice(lists()[key])

    def _read(self, digits: str) -> str:
        if self.rng.random() < 0.45:
            return digits
        return "".join(
            {"1": self.rng.choice("一幺"), "X": "X"}.get(c) or "零一二三四五六七八九"[int(c)]
            for c in digits
        )

    def _numbered(self, form: str) -> str:
        rng = self.rng
        spoken_ = rng.random() < 0.55

        def number(low: int, high: int) -> str:
            n = rng.randint(low, high)
            return spoken_number(n) if spoken_ else str(n)

        def digits(size: int) -> str:
            d = [
                str(rng.randint(1, 9)),
                *(str(rng.choice([0, 0, 1, 2, 3, 4, 5, 6])) for _ in range(size - 1)),
            ]
            said = "".join(d)
            return (
                "".join(
                    "零幺二三四五六七八九"[int(c)] if c != "1" else rng.choice("一幺") for c in said
                )
                if spoken_
                else said
            )

        out = form
        for mark, make in (("{n}", lambda: number(1, 130)), ("{u}", lambda: spoken_number(rng.randint(1, 9)) if spoken_ else str(rng.randint(1, 9))),
                           ("{d3}", lambda: digits(3)), ("{d4}", lambda: digits(4)), ("{s}", lambda: rng.choice("东西南北中左右")),
                           ("{L}", lambda: rng.choice("ABCDEFG")), ("{f}", lambda: rng.choice(FREQUENT)), ("{g}", lambda: rng.choice(ALL_GIVEN))):  # fmt: skip
            while mark in out:
                out = out.replace(mark, make(), 1)
        return out
