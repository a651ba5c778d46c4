"""Registers beside the calls: who may not be called, which numbers, agents and products are known.

A folder of CSV files (UTF-8), each optional; what is not there is not known:

=================  =====================================================================
do-not-call.csv    ``number, added_on, expires_on`` (days or times; the last may be empty)
numbers.csv        ``number, from, to``: published numbers of the call centre
agents.csv         ``agent_id, licence, from, to, products, training_hours, type``
products.csv       ``product, from, to``: products filed for sale by telephone
consents.csv       ``number, given_at, until, product``: consents to being called
history.csv        ``call_id, number, started_at, direction, purpose, agent_id, policy_no,
                   refused, callback_requested_at``
=================  =====================================================================

``products`` of an agent are product types, parted by ``;``. ``refused`` is ``calls`` where the
customer refused further calls, ``offer`` where only the offer, or empty. Further columns are let
be. A day without a time is a whole day, and a time without an offset a time, in the country of
the checklist (or, where that has several clocks, as the call's own time is written).
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import functools
import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers

from auditor.errors import UsageError
from auditor.judge.places import ONE_ZONE

Row = Mapping[str, str]
COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "do-not-call": (("number",), ("added_on", "expires_on")),
    "numbers": (("number",), ("from", "to")),
    "agents": (("agent_id",), ("licence", "from", "to", "products", "training_hours", "type")),
    "products": (("product",), ("from", "to")),
    "consents": (("number", "given_at"), ("until", "product")),
    "history": (
        ("call_id", "number", "started_at"),
        ("direction", "purpose", "agent_id", "policy_no", "refused", "callback_requested_at"),
    ),
}
"""Register → columns that it must have, columns that it may have."""
_TIMES = frozenset(
    "added_on expires_on from to given_at until started_at callback_requested_at".split()
)
_WORDS: Mapping[str, tuple[str, ...]] = {
    "direction": ("outbound", "inbound"),
    "purpose": ("sale", "callback", "service", "renewal", "other"),
    "refused": ("calls", "offer"),
}
ALIASES = {"published-numbers": "numbers"}
DAY = len("2026-01-01")  # a register's cell of that length is a day, a longer one a time


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """Another call, as far as it matters for this one."""

    call_id: str
    number: str
    started_at: dt.datetime
    direction: str | None = None
    purpose: str | None = None
    agent_id: str | None = None
    policy_no: str | None = None
    refused: str = ""
    """``calls``: the customer refused further calls; ``offer``: the offer; empty: neither."""
    callback_requested_at: dt.datetime | None = None
    """When the customer asked in that call to be called again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known beside a call. ``None`` where there is no such register or history."""

    registers: Mapping[str, Mapping[str, Sequence[Row]]] = field(default_factory=dict)
    """Name of the register → key (number, agent, product) → its rows."""
    history: Mapping[str, Sequence[PastCall]] | None = None
    """Number → calls with it, by time; the call itself may be among them."""
    partial: bool = False
    """Whether the history is only what one manifest shows: it proves calls, not their absence."""

    def rows(self, register: str, key: str) -> Sequence[Row] | None:
        """Rows of a register about a key; ``None`` where the register is missing."""
        known = self.registers.get(ALIASES.get(register, register))
        return None if known is None else known.get(key, ())

    def calls(self, number: str) -> Sequence[PastCall] | None:
        """Calls with a number, by time; ``None`` where no history is known."""
        return None if self.history is None else self.history.get(number, ())


NOTHING = Context()


@functools.lru_cache(maxsize=65536)
def same_number(text: str, country: str) -> str:
    """A telephone number in one form (+8613800138000); its digits where it is none."""
    plain = text.strip()
    try:
        parsed = phonenumbers.parse(plain, None if plain.startswith("+") else country)
    except phonenumbers.NumberParseException:
        return "".join(c for c in plain if c.isdigit() or c == "*")
    if "*" in plain or not phonenumbers.is_possible_number(parsed):
        return "".join(c for c in plain if c.isdigit() or c == "*")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def whole_number(text: str, country: str) -> str:
    """``same_number``, but empty where the number is masked or none: it proves nothing."""
    number = same_number(text, country)
    return number if "*" not in number and any(c.isdigit() for c in number) else ""


def clock_of(country: str) -> ZoneInfo | None:
    """The clock of a country that has one only."""
    return ZoneInfo(ONE_ZONE[country]) if country in ONE_ZONE else None


def when(text: str, clock: dt.tzinfo | None = None) -> dt.datetime | None:
    """A time of a register; without an offset by ``clock``, else in UTC. A day is its beginning."""
    if not text.strip():
        return None
    time = dt.datetime.fromisoformat(text.strip())
    return time if time.tzinfo else time.replace(tzinfo=clock or dt.UTC)


def read_registers(folder: Path, country: str = "CN") -> Context:
    """The registers in a folder. Raises ``UsageError`` naming file and line of what is wrong."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder of registers")
    found: dict[str, dict[str, list[Row]]] = {}
    history: dict[str, list[PastCall]] | None = None
    for name, path in _files(folder).items():
        rows = list(_rows(path, name))
        if name == "history":
            history = by_number([_past(row, country) for row in rows])
            continue
        keyed: dict[str, list[Row]] = defaultdict(list)
        key = COLUMNS[name][0][0]
        for row in rows:
            keyed[same_number(row[key], country) if key == "number" else row[key]].append(row)
        found[name] = dict(keyed)
    return Context(registers=found, history=history)


def _files(folder: Path) -> dict[str, Path]:
    """The registers that are there, by name. A file named nearly like one is a slip of the pen."""
    there: dict[str, Path] = {}
    names = [*COLUMNS, *ALIASES]
    for path in sorted(folder.glob("*.[cC][sS][vV]")):
        name = ALIASES.get(path.stem, path.stem)
        if name in there:
            raise UsageError(f"{path}: the same register as {there[name].name}")
        if name in COLUMNS:
            there[name] = path
        elif near := difflib.get_close_matches(path.stem.lower().replace("_", "-"), names, 1, 0.8):
            raise UsageError(f"{path}: is no register; is {near[0]}.csv meant?")
    if not there:
        raise UsageError(
            f"{folder}: no register there; the names are {', '.join(f'{n}.csv' for n in COLUMNS)}"
        )
    return there


def _rows(path: Path, name: str) -> Iterator[Row]:
    needed, further = COLUMNS[name]
    own = {*needed, *further}
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            reader.fieldnames = _header(path, name, reader.fieldnames or ())
            for row in reader:
                line = reader.line_num
                cells = {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}
                if not any(cells.values()):
                    continue
                if None in row:
                    raise UsageError(f"{path}:{line}: has more cells than the header")
                for column in needed:
                    if not cells[column]:
                        raise UsageError(f"{path}:{line}: {column}: is empty")
                yield {column: _cell(f"{path}:{line}", column, text, own) for column, text in
                       cells.items()}  # fmt: skip
    except UnicodeDecodeError:
        raise UsageError(f"{path}:1: is not UTF-8 text") from None
    except csv.Error as error:
        raise UsageError(f"{path}:{line}: is no CSV ({error})") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None


def _header(path: Path, name: str, header: Sequence[str]) -> list[str]:
    needed, further = COLUMNS[name]
    names = [str(column).strip().lower() for column in header]
    if missing := [c for c in needed if c not in names]:
        raise UsageError(f"{path}:1: no column {' and no column '.join(missing)}")
    if twice := next((c for c in names if c and names.count(c) > 1), None):
        raise UsageError(f"{path}:1: two columns {twice}")
    absent = [c for c in further if c not in names]
    for column in names:
        if column in needed or column in further:
            continue
        if near := difflib.get_close_matches(column, absent, 1, 0.75):
            raise UsageError(f"{path}:1: {column}: is no column of it; is {near[0]} meant?")
    return names


def _cell(where: str, column: str, text: str, own: Container[str]) -> str:
    """A cell as it is kept; days and times in one form. Raises ``UsageError``."""
    if not text or column not in own:
        return text
    if column in _TIMES:
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError:
            pass
    if what := _wrong(column, text):
        raise UsageError(f"{where}: {column}: {text!r} {what}")
    return text


def _wrong(column: str, text: str) -> str:
    """What is wrong with a cell, if anything."""
    if column in _TIMES:
        try:
            when(text)
        except ValueError:
            return "is no date"
    if column == "number" and not any(c.isdigit() for c in text):
        return "is no telephone number"
    if column in _WORDS and text not in _WORDS[column]:
        return f"is none of {', '.join(_WORDS[column])}"
    if column == "training_hours" and not re.fullmatch(r"\d+(\.\d+)?", text):
        return "is no number"
    return ""


def _past(row: Row, country: str) -> PastCall:
    clock = clock_of(country)
    started = when(row["started_at"], clock)
    assert started is not None
    return PastCall(
        call_id=row["call_id"],
        number=same_number(row["number"], country),
        started_at=started,
        direction=row.get("direction") or None,
        purpose=row.get("purpose") or None,
        agent_id=row.get("agent_id") or None,
        policy_no=row.get("policy_no") or None,
        refused=row.get("refused", ""),
        callback_requested_at=when(row.get("callback_requested_at", ""), clock),
    )


def by_number(calls: Iterator[PastCall] | Sequence[PastCall]) -> dict[str, list[PastCall]]:
    """Calls by their number, each number's by time."""
    out: dict[str, list[PastCall]] = defaultdict(list)
    for call in calls:
        out[call.number].append(call)
    for same in out.values():
        same.sort(key=lambda c: (c.started_at, c.call_id))
    return dict(out)


def in_force(row: Row, at: dt.datetime, start: str, end: str) -> bool:
    """Whether a row of a register holds at a time, by its columns of first and last day.

    A day counts whole, by the clock of ``at``; a time is a moment, and the end is not within.
    """
    first, last = row.get(start, "").strip(), row.get(end, "").strip()
    day = at.date().isoformat()
    begun = _moment(first, at) <= at if len(first) > DAY else first <= day
    return begun and (not last or (at < _moment(last, at) if len(last) > DAY else day <= last))


def _moment(text: str, at: dt.datetime) -> dt.datetime:
    time = dt.datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=at.tzinfo)
