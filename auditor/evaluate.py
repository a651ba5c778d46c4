"""Findings against labelled calls: how often an audit is right, by requirement.

The labels: ``requirements`` of a call hold ``met``, ``missing``, ``contradicted`` or
``not_applicable`` for each id; ``prohibited`` what was said, ``conduct`` the status an audit should
give; ``disputed`` ids are left out. A required or prohibited item without a finding counts as
passed in silence: a false clear.
"""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment

from auditor.errors import UsageError

Findings = Mapping[tuple[str, str], Mapping[str, str]]

_WORST = {"not_applicable": 0, "pass": 1, "review": 2, "fail": 3}
_Z = 1.959963984540054  # the 97.5 % point of the normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """``hits`` of ``total`` with its 95 % Wilson interval (E. B. Wilson, JASA 22, 1927)."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """The share; ``None`` when there is nothing to take a share of."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end."""
        if not self.total:
            return None
        n, p = self.total, self.hits / self.total
        middle = p + _Z**2 / (2 * n)
        reach = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        scale = 1 + _Z**2 / n
        return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)

    def __str__(self) -> str:
        """As in ``12 %  (3-31)``; a dash for nothing."""
        if self.interval is None or self.value is None:
            return "-"
        low, high = self.interval
        return f"{self.value:.0%} ({low * 100:.0f}-{high * 100:.0f}) of {self.total}"


@dataclass(slots=True)
class Tally:
    """What was counted for one requirement, or for all."""

    bad: int = 0
    """Items that the labels call a violation."""
    good: int = 0
    found: int = 0
    """Violations that the audit failed."""
    cleared: int = 0
    """Violations that the audit passed."""
    accused: int = 0
    """Good items that the audit failed."""
    reviewed: int = 0

    @property
    def precision(self) -> Share:
        """Of what was failed, how much is a violation."""
        return Share(hits=self.found, total=self.found + self.accused)

    @property
    def recall(self) -> Share:
        """Of the violations, how many were failed."""
        return Share(hits=self.found, total=self.bad)

    @property
    def false_clear(self) -> Share:
        """Of the violations, how many were passed."""
        return Share(hits=self.cleared, total=self.bad)

    @property
    def false_alarm(self) -> Share:
        """Of the good items, how many were failed."""
        return Share(hits=self.accused, total=self.good)

    @property
    def review(self) -> Share:
        """Of all items, how many were left to a person."""
        return Share(hits=self.reviewed, total=self.bad + self.good)

    def add(self, *, bad: bool, status: str) -> None:
        """Count one item and what the audit made of it."""
        self.bad += bad
        self.good += not bad
        self.reviewed += status == "review"
        self.found += bad and status == "fail"
        self.cleared += bad and status not in {"fail", "review"}
        self.accused += not bad and status == "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One decision that the labels contradict."""

    call_id: str
    requirement_id: str
    kind: str
    label: str
    status: str
    reason: str
    quote: str
    start: str
    note: str


@dataclass(slots=True)
class Evaluation:
    """Counts by kind and requirement, and every wrong decision."""

    calls: int = 0
    by_requirement: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    """(kind, requirement id) → its counts."""
    by_kind: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    wrong: list[Wrong] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Labelled calls of which there is no finding at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One labelled item: whether it is a violation, and the label in words."""

    requirement_id: str
    kind: str
    bad: bool
    label: str
    note: str = ""


def evaluate(results: Path, gold: Path) -> Evaluation:
    """Compare ``results/findings.csv`` (or the CSV itself) with the labels in ``gold``.

    Raises:
        UsageError: one of the two cannot be read.
    """
    findings, calls = _findings(results), _gold(gold)
    audited = {call_id for call_id, _ in findings}
    evaluation = Evaluation(calls=len(calls))
    for call in calls:
        if call["call_id"] not in audited:
            evaluation.missing.append(call["call_id"])
        for item in _items(call, findings):
            finding = findings.get((call["call_id"], item.requirement_id), {})
            _count(evaluation, call["call_id"], item, finding)
    return evaluation


def _count(evaluation: Evaluation, call_id: str, item: Item, finding: Mapping[str, str]) -> None:
    status = finding.get("status") or "pass"
    for tally in (
        evaluation.by_requirement[item.kind, item.requirement_id],
        evaluation.by_kind[item.kind],
    ):
        tally.add(bad=item.bad, status=status)
    if status != "review" and item.bad != (status == "fail"):
        evaluation.wrong.append(
            Wrong(
                call_id=call_id,
                requirement_id=item.requirement_id,
                kind=item.kind,
                label=item.label,
                status=status if finding else "no finding",
                reason=finding.get("reason", ""),
                quote=finding.get("quote", ""),
                start=finding.get("start", ""),
                note=item.note,
            )
        )


def _items(call: Mapping[str, Any], findings: Findings) -> Iterator[Item]:
    disputed = set(call.get("disputed", ()))
    for name, label in call["requirements"].items():
        if name not in disputed and label["status"] != "not_applicable":
            yield Item(
                requirement_id=name,
                kind="required",
                bad=label["status"] != "met",
                label=label["status"],
                note=label.get("note") or "",
            )
    yield from _prohibited(call, findings, disputed)
    for name, status in call.get("conduct", {}).items():
        if name not in disputed and status in {"pass", "fail"}:
            yield Item(requirement_id=name, kind="conduct", bad=status == "fail", label=status)


def _prohibited(call: Mapping[str, Any], findings: Findings, disputed: set[str]) -> Iterator[Item]:
    """What was said, and what was not said although the audit looked for it."""
    said = {label["id"]: label.get("quote", "") for label in call.get("prohibited", ())}
    open_to_doubt = {label["id"] for label in call.get("disputed_prohibited", ())} - said.keys()
    looked_for = {
        name
        for (call_id, name), finding in findings.items()
        if call_id == call["call_id"] and finding.get("kind") == "prohibited"
    }
    for name in sorted((said.keys() - disputed) | (looked_for - disputed - open_to_doubt)):
        yield Item(
            requirement_id=name,
            kind="prohibited",
            bad=name in said,
            label="said" if name in said else "not said",
            note=said.get(name, ""),
        )


def _findings(results: Path) -> Findings:
    path = results / "findings.csv" if results.is_dir() else results
    worst: dict[tuple[str, str], Mapping[str, str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                key = row["call_id"], row["requirement_id"]
                if key not in worst or _rank(row) > _rank(worst[key]):
                    worst[key] = row
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except (KeyError, csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is no table of findings: {error}") from None
    return worst


def _rank(row: Mapping[str, str]) -> int:
    return _WORST.get(row.get("status", ""), 4)


def _gold(path: Path) -> list[dict[str, Any]]:
    try:
        calls = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(calls, list):
            raise TypeError("a list of calls is expected")
        for call in calls:
            call["call_id"], call["requirements"].items()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: holds no labels: {error}") from None
    return calls


_COLUMNS = ("false_clear", "false_alarm", "precision", "recall", "review")


def rows_of(evaluation: Evaluation) -> list[tuple[str, ...]]:
    """The table of figures as text, header first: each requirement, then each kind as a whole."""
    rows: list[tuple[str, ...]] = [
        ("requirement", "false clears", "false alarms", "precision", "recall", "review")
    ]
    order = {"required": 0, "prohibited": 1, "conduct": 2}
    for kind in sorted(evaluation.by_kind, key=lambda name: order.get(name, 3)):
        for (of, name), tally in evaluation.by_requirement.items():
            if of == kind:
                rows.append((name, *(str(getattr(tally, column)) for column in _COLUMNS)))
        total = evaluation.by_kind[kind]
        rows.append((f"= {kind}", *(str(getattr(total, column)) for column in _COLUMNS)))
    return rows


def page_of(evaluation: Evaluation) -> str:
    """Figures and wrong decisions as one HTML page that needs nothing else."""
    return _PAGE.render(e=evaluation, rows=rows_of(evaluation))


_PAGE = Environment(autoescape=True).from_string("""\
<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>Evaluation</title>
<meta name="viewport" content="width=device-width">
<style>
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2em auto; max-width: 70em;
  padding: 0 1em; }
table { border-collapse: collapse; margin: 1em 0; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: .3em .6em; text-align: left; vertical-align: top; }
tr.total { font-weight: bold; }
blockquote { margin: 0; color: #444; }
</style></head><body>
<h1>Evaluation of {{ e.calls }} calls</h1>
<p>Shares with their 95 % Wilson intervals in percent.
{% if e.missing %}Not audited: {{ e.missing | join(", ") }}.{% endif %}</p>
<table>{% for row in rows %}<tr{% if row[0].startswith("=") %} class="total"{% endif %}>
{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>
<h2>{{ e.wrong | length }} wrong decisions</h2>
<table><tr><th>call</th><th>requirement</th><th>label</th><th>audit</th><th>why</th></tr>
{% for w in e.wrong %}<tr><td>{{ w.call_id }}</td><td>{{ w.requirement_id }}</td>
<td>{{ w.label }}<blockquote>{{ w.note }}</blockquote></td>
<td>{{ w.status }}</td>
<td>{{ w.reason }}{% if w.quote %}<blockquote>{{ w.start }} s: {{ w.quote }}</blockquote>{% endif %}
</td></tr>{% endfor %}</table>
</body></html>
""")
