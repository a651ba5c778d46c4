"""Talks with their private and public items marked, read from plain text, and what became of each.

A file holds talks, one turn a line (``A: `` agent, ``C: `` customer), an empty line between two
talks; a line that begins with ``#`` is a remark. An item stands in braces after its kind:
``{mobile 幺三八零零一二三四五六}``. Parts of one item, over turns or broken off, carry the same
number: ``{id@1 …}``. Kinds of private items are named in `PRIVATE`; all others have to stay.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditor.model import Call, Segment, Speaker
from auditor.report.redact import find_private

PRIVATE = frozenset({"private", "id", "mobile", "card", "landline", "address", "name", "health"})
NUMBERS = frozenset({"private", "id", "mobile", "card", "landline"})

_SPEAKERS = {"A": Speaker.AGENT, "C": Speaker.CUSTOMER}
_ITEM = re.compile(r"\{(?P<kind>[a-z]+)(?P<number>@\d+)? (?P<text>[^}]*)\}")
_PAUSE = re.compile("[嗯啊呃]|然后|那个|接着|后面|再|是|尾巴|一个|结尾|后四位")
"""What may stay of a dictated number: it says nothing of it."""

Place = tuple[int, int, int]
"""(segment, first character, end)."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that has to be hidden, or has to stay, in all its parts."""

    kind: str
    places: tuple[Place, ...]

    @property
    def private(self) -> bool:
        """Whether it has to be hidden."""
        return self.kind.split()[0] in PRIVATE


@dataclass(frozen=True, slots=True)
class Talk:
    """The turns of a talk and the items in it; `call` is what the record knows."""

    segments: tuple[Segment, ...]
    items: tuple[Item, ...]
    call: Call | None = None


@dataclass(slots=True)
class Count:
    """Items of one kind, and how many of them were hidden."""

    hidden: int = 0
    planted: int = 0
    wrong: list[str] = field(default_factory=list)
    """The talk's words around each item that was treated wrongly."""


def read_talks(path: Path) -> list[Talk]:
    """Return the talks of a file.

    Raises ValueError naming the line that is no turn.
    """
    talks, lines = [], []
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        if line.startswith("#"):
            continue
        if line:
            if line[:2] not in ("A:", "C:") or "{" in _ITEM.sub("", line):
                raise ValueError(f"{path}:{number}: not a turn: {line}")
            lines.append(line)
        elif lines:
            talks.append(_talk(lines))
            lines = []
    return talks


def _talk(lines: Sequence[str]) -> Talk:
    turns: list[tuple[Speaker, str]] = []
    parts: dict[object, list[Place]] = defaultdict(list)
    for index, line in enumerate(lines):
        text, end = "", 3
        for match in _ITEM.finditer(line):
            text += line[end : match.start()]
            key = (match["kind"], match["number"] or (index, match.start()))
            parts[key].append((index, len(text), len(text) + len(match["text"])))
            text += match["text"]
            end = match.end()
        turns.append((_SPEAKERS[line[0]], text + line[end:]))
    items = tuple(Item(str(key[0]), tuple(places)) for key, places in parts.items())  # type: ignore[index]
    return Talk(segments_of(turns), items)


def segments_of(turns: Sequence[tuple[Speaker, str]]) -> tuple[Segment, ...]:
    """The turns as segments of 3.5 seconds with half a second between."""
    return tuple(
        Segment(
            start=4.0 * i,
            end=4.0 * i + 3.5,
            text=text,
            speaker=who,
            channel=int(who is Speaker.CUSTOMER),
        )
        for i, (who, text) in enumerate(turns)
    )


def count(talks: Iterable[Talk], *, tagged: bool = True) -> dict[str, Count]:
    """Return the counts by kind.

    A private item is hidden when every letter and digit of it is (fillers between the digits of a
    number apart); a public one when any is. Without `tagged` the rules alone look.
    """
    counts: dict[str, Count] = defaultdict(Count)
    for talk in talks:
        found = find_private(talk.segments, talk.call, tagged=tagged)
        hidden = {(f.segment, at) for f in found for at in range(f.start, f.end)}
        for item in talk.items:
            covered = [place in hidden for place in _letters(talk, item)]
            gone = all(covered) if item.private else any(covered)
            counts[item.kind].planted += 1
            counts[item.kind].hidden += gone
            if gone is not item.private:
                counts[item.kind].wrong.append(_shown(talk, item, hidden))
    return dict(counts)


def plain(talks: Iterable[Talk], *, tagged: bool = True) -> tuple[int, int]:
    """Return (hidden, all) of the letters and digits that belong to no item: how readable it stays."""
    gone = letters = 0
    for talk in talks:
        marked = {
            (segment, at)
            for item in talk.items
            for segment, start, end in item.places
            for at in range(start, end)
        }
        found = find_private(talk.segments, talk.call, tagged=tagged)
        hidden = {(f.segment, at) for f in found for at in range(f.start, f.end)}
        for index, segment in enumerate(talk.segments):
            rest = [at for at, c in enumerate(segment.text) if c.isalnum()]
            rest = [at for at in rest if (index, at) not in marked]
            letters += len(rest)
            gone += sum((index, at) in hidden for at in rest)
    return gone, letters


def total(counts: dict[str, Count], *, private: bool) -> tuple[int, int]:
    """Return (hidden, planted) over all private or all public kinds."""
    chosen = [c for kind, c in counts.items() if (kind.split()[0] in PRIVATE) is private]
    return sum(c.hidden for c in chosen), sum(c.planted for c in chosen)


def _letters(talk: Talk, item: Item) -> Iterator[tuple[int, int]]:
    for segment, start, end in item.places:
        text = talk.segments[segment].text
        pauses: set[int] = set()
        if item.kind.split()[0] in NUMBERS:
            for pause in _PAUSE.finditer(text, start, end):
                pauses.update(range(*pause.span()))
        for at in range(start, end):
            if text[at].isalnum() and at not in pauses:
                yield segment, at


def _shown(talk: Talk, item: Item, hidden: set[tuple[int, int]]) -> str:
    """The item in «», in its turns, with what is hidden as █."""
    lines = []
    marked = {segment for segment, _, _ in item.places}
    for index in range(max(0, min(marked) - 1), max(marked) + 1):
        text = talk.segments[index].text
        shown = ["█" if (index, at) in hidden else c for at, c in enumerate(text)]
        for segment, start, end in item.places:
            if segment == index:
                shown[start] = "«" + shown[start]
                shown[end - 1] += "»"
                shown.append(f"  [{text[start:end]}]")
        lines.append("".join(shown))
    return f"{item.kind}: " + " / ".join(lines)
