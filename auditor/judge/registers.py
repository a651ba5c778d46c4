"""Registers beside the calls: who may not be called, which numbers, agents and products are known.

A folder of CSV files (UTF-8), each optional; what is not there is not known:

=================  =====================================================================
do-not-call.csv    ``number, added_on, expires_on`` (days or times; the last may be empty)
numbers.csv        ``number, from, to``: published numbers of the call centre
agents.csv         ``agent_id, licence, from, to, products, training_hours, type``
products.csv       ``product, from, to``: products filed for sale by telephone
consents.csv       ``number, given_at, until, product``: consents to being called
history.csv        ``call_id, number, started_at, direction, purpose, agent_id, refused``
=================  =====================================================================

``products`` of an agent are product types, parted by ``;``. ``refused`` is ``calls`` where the
customer refused further calls, ``offer`` where only the offer, or empty.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import phonenumbers

from auditor.errors import UsageError

Row = Mapping[str, str]
REQUIRED = {
    "do-not-call": ("number",),
    "numbers": ("number",),
    "agents": ("agent_id",),
    "products": ("product",),
    "consents": ("number", "given_at"),
    "history": ("call_id", "number", "started_at"),
}
ALIASES = {"published-numbers": "numbers"}


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


def when(text: str, *, end: bool = False) -> dt.datetime | None:
    """A day or a time of a register; a day without a time begins (``end``: ends) in UTC.

    A register that gives days only leaves the hours of the first and last day open.
    """
    if not text.strip():
        return None
    time = dt.datetime.fromisoformat(text.strip())
    if len(text.strip()) <= 10 and end:
        time += dt.timedelta(days=1)
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def read_registers(folder: Path, country: str = "CN") -> Context:
    """The registers in a folder. Raises ``UsageError`` naming file and line of what is wrong."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder of registers")
    found: dict[str, dict[str, list[Row]]] = {}
    history: dict[str, list[PastCall]] | None = None
    for name, columns in REQUIRED.items():
        path = folder / f"{name}.csv"
        if not path.is_file():
            continue
        rows = list(_rows(path, columns))
        if name == "history":
            history = by_number(_past(path, line, row, country) for line, row in rows)
            continue
        keyed: dict[str, list[Row]] = defaultdict(list)
        for line, row in rows:
            _dates(path, line, row)
            keyed[_key(row, columns[0], country)].append(row)
        found[name] = dict(keyed)
    return Context(registers=found, history=history)


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [c for c in columns if c not in (reader.fieldnames or ())]
            if missing:
                raise UsageError(f"{path}:1: no column {' and no column '.join(missing)}")
            for row in reader:
                cells = {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}
                if any(cells.values()):
                    if not cells[columns[0]]:
                        raise UsageError(f"{path}:{reader.line_num}: {columns[0]}: is empty")
                    yield reader.line_num, cells
    except UnicodeDecodeError:
        raise UsageError(f"{path}:1: is not UTF-8 text") from None


_TIMES = ("added_on", "expires_on", "from", "to", "given_at", "until", "started_at")


def _dates(path: Path, line: int, row: Row) -> None:
    for column in _TIMES:
        try:
            when(row.get(column, ""))
        except ValueError:
            raise UsageError(f"{path}:{line}: {column}: {row[column]!r} is no date") from None


def _key(row: Row, column: str, country: str) -> str:
    return same_number(row[column], country) if column == "number" else row[column]


def _past(path: Path, line: int, row: Row, country: str) -> PastCall:
    _dates(path, line, row)
    started = when(row["started_at"])
    if started is None:
        raise UsageError(f"{path}:{line}: started_at: is empty")
    return PastCall(
        call_id=row["call_id"],
        number=same_number(row["number"], country),
        started_at=started,
        direction=row.get("direction") or None,
        purpose=row.get("purpose") or None,
        agent_id=row.get("agent_id") or None,
        policy_no=row.get("policy_no") or None,
        refused=row.get("refused", ""),
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
    """Whether a row of a register holds at a time, by its columns of first and last day."""
    first, last = when(row.get(start, "")), when(row.get(end, ""), end=True)
    return (first is None or first <= at) and (last is None or at < last)
