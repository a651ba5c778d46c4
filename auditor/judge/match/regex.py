"""Regular expressions over the written units (no punctuation, no blanks). They do not hear."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditor.judge.match.base import Match, Scan


class RegexMatcher:
    """A regular expression whose matches stay inside one utterance, with the values in them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._regex = re.compile(source)

    def find(self, scan: Scan) -> Sequence[Match]:
        """All its matches by position."""
        out = []
        place = scan.stream.place
        for m in self._regex.finditer(scan.stream.text):
            if m.end() > m.start() and place(m.start()) == place(m.end() - 1):
                out.append(
                    Match(
                        start=m.start(),
                        end=m.end(),
                        score=1.0,
                        core=(m.start(), m.end()),
                        values=tuple(
                            v
                            for v in scan.values
                            if not v.withdrawn and m.start() <= v.start and v.end <= m.end()
                        ),
                        weight=m.end() - m.start(),
                    )  # fmt: skip
                )
        return out
