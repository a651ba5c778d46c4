"""Quality samples: which calls people listen to, by a plan that is data, seeded and repeatable."""

from __future__ import annotations

import csv
import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from auditor.errors import UsageError
from auditor.report.sheets import XlsxSink
from auditor.report.summary import report_link
from auditor.report.tables import FINDINGS, Cell, CsvSink, Sink, plain_cell

SHEET: tuple[tuple[str, type], ...] = (
    ("call_id", str),
    ("slice", str),
    ("stratum", str),
    ("weight", float),
    *(column for column in FINDINGS if column[0] not in ("call_id", "speaker", "control")),
    ("report", str),
    ("review_status", str),
    ("review_note", str),
    ("reviewer", str),
)
"""Columns of the reviewers' sheet; the last three are theirs to fill in."""

_OPINION = {"status", "reason_code", "reason", "value_said", "quote", "start", "end", "score"}
"""What a blind sheet leaves out: all that tells how the audit decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A part of the calls and how many of it to take.

    `where` names columns of ``calls.csv`` with the values that belong to the slice; a call belongs
    to the first slice of the plan that it fits. `per` draws from every value of a column apart,
    at least `at_least` calls of each.
    """

    name: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    share: float | None = None
    count: int | None = None
    per: str | None = None
    at_least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Slices in order, and the seed: the same plan draws the same calls of the same run."""

    slices: tuple[Slice, ...]
    seed: str = "1"
    about: str = ""
    """What it is for, in a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A call in the sample; it stands for `weight` calls of its stratum."""

    call_id: str
    slice: str
    stratum: str
    weight: float


@cache
def plans() -> Mapping[str, Plan]:
    """Return the plans that ship with auditor, by name; ``plans.yaml`` holds them."""
    text = Path(__file__).with_name("plans.yaml").read_text(encoding="utf-8")
    return {name: plan_of(data) for name, data in YAML(typ="safe").load(text).items()}


def plan_of(data: Mapping[str, Any]) -> Plan:
    """Return the plan that a mapping (from YAML or JSON) describes.

    ``{seed: 7, about: …, slices: [{name, where: {column: value or list}, share | count, per, at_least}]}``
    Raises UsageError with every problem found.
    """
    problems = [f"unknown key {key!r}" for key in data if key not in ("seed", "slices", "about")]
    slices = []
    for number, entry in enumerate(data.get("slices") or [], start=1):
        made, wrong = _slice_of(entry, number)
        problems += [f"slice {number}: {what}" for what in wrong]
        slices += [made] if made else []
    if not slices and not problems:
        problems.append("no slices")
    if problems:
        raise UsageError("sampling plan: " + "; ".join(problems))
    seed, about = str(data.get("seed", "1")), str(data.get("about", ""))
    return Plan(slices=tuple(slices), seed=seed, about=about)


def draw(calls: Sequence[Mapping[str, str]], plan: Plan) -> list[Drawn]:
    """Return the calls to review, in the order of `calls` (rows of ``calls.csv``).

    Raises UsageError when the plan names a column that the calls have not.
    """
    if calls:
        _check_columns(calls[0], plan)
    strata: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in calls:
        for number, part in enumerate(plan.slices):
            if all(row.get(column, "") in values for column, values in part.where):
                strata[number, row.get(part.per, "") if part.per else ""].append(row["call_id"])
                break
    drawn: dict[str, Drawn] = {}
    for (number, stratum), ids in strata.items():
        part = plan.slices[number]
        size = _size(part, len(ids), sum(n == number for n, _ in strata))
        for call_id in sorted(ids, key=lambda i: _lot(plan.seed, part.name, i))[:size]:
            drawn[call_id] = Drawn(
                call_id=call_id, slice=part.name, stratum=stratum, weight=len(ids) / size
            )
    return [drawn[row["call_id"]] for row in calls if row["call_id"] in drawn]


def write_sample(run: Path, plan: Plan, out: Path, *, blind: bool = False) -> Counter[str]:
    """Draw from the run in folder `run` and write the reviewers' sheet ``.csv`` or ``.xlsx``.

    A row for each finding that applies. `blind` leaves out how the audit decided. Returns the
    number of calls by slice. Raises UsageError for a folder without tables.
    """
    drawn = {d.call_id: d for d in draw(list(read_table(run / "calls.csv")), plan)}
    sheet = _sheet(out)
    try:
        for row in read_table(run / "findings.csv"):
            chosen = drawn.get(row["call_id"])
            if chosen and row["status"] != "not_applicable":
                sheet.write([_sheet_row(row, chosen, blind)])
        sheet.finish()
        sheet.commit()
    except BaseException:
        sheet.discard()
        raise
    return Counter(d.slice for d in drawn.values())


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of one of our CSV tables with cells as they were before they were made safe.

    Raises UsageError when the file is not there.
    """
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except FileNotFoundError:
        raise UsageError(f"{path} is not there: is {path.parent} the folder of a run?") from None
    with file:
        for row in csv.DictReader(file):
            yield {name: plain_cell(cell or "") for name, cell in row.items() if name}


def _slice_of(entry: Any, number: int) -> tuple[Slice | None, list[str]]:
    if not isinstance(entry, Mapping):
        return None, ["is no mapping"]
    known = {"name", "where", "share", "count", "per", "at_least"}
    problems = [f"unknown key {key!r}" for key in entry if key not in known]
    share, count = entry.get("share"), entry.get("count")
    if (share is None) == (count is None):
        problems.append("needs either share or count")
    if share is not None and not (isinstance(share, int | float) and 0 < share <= 1):
        problems.append(f"share {share!r} is not between 0 and 1")
    whole = {"count": count, "at_least": entry.get("at_least", 0)}
    for name, value in whole.items():
        if value is not None and not (isinstance(value, int) and value >= 0):
            problems.append(f"{name} {value!r} is no number of calls")
    if problems:
        return None, problems
    where = tuple(
        (str(column), tuple(str(v) for v in (values if isinstance(values, list) else [values])))
        for column, values in (entry.get("where") or {}).items()
    )
    made = Slice(
        name=str(entry.get("name", number)),
        where=where,
        share=None if share is None else float(share),
        count=count,
        per=entry.get("per"),
        at_least=entry.get("at_least", 0),
    )
    return made, []


def _check_columns(row: Mapping[str, str], plan: Plan) -> None:
    wanted = {c for part in plan.slices for c, _ in part.where}
    wanted |= {part.per for part in plan.slices if part.per}
    missing = sorted(wanted - set(row))
    if missing:
        raise UsageError(f"sampling plan: calls.csv has no column {', '.join(missing)}")


def _size(part: Slice, available: int, strata: int) -> int:
    """How many to take of one stratum: a count is divided evenly over the strata of its slice."""
    if part.share is not None:
        wanted = math.ceil(part.share * available - 1e-9)
    else:
        wanted = math.ceil((part.count or 0) / strata)
    return min(available, max(wanted, part.at_least))


def _lot(seed: str, name: str, call_id: str) -> str:
    """The call's lot. A hash, not a generator: more calls or another order change no lot."""
    return hashlib.sha256(f"{seed}\x1f{name}\x1f{call_id}".encode()).hexdigest()


def _sheet(out: Path) -> Sink:
    if out.suffix == ".csv":
        return CsvSink(out, SHEET)
    if out.suffix == ".xlsx":
        choices = {"review_status": ("pass", "fail", "review", "not_applicable")}
        return XlsxSink(out, "review", SHEET, choices=choices)
    raise UsageError(f"the sample is written as .csv or .xlsx, not {out.name}")


def _sheet_row(row: Mapping[str, str], drawn: Drawn, blind: bool) -> list[Cell]:
    own: dict[str, Cell] = {
        "slice": drawn.slice,
        "stratum": drawn.stratum,
        "weight": round(drawn.weight, 6),
        "report": report_link(drawn.call_id),
    }
    cells: list[Cell] = []
    for name, kind in SHEET:
        value = own.get(name, row.get(name))
        if blind and name in _OPINION:
            value = None
        cells.append(float(value) if kind is float and isinstance(value, str) and value else value)
    return [cell if cell != "" else None for cell in cells]
