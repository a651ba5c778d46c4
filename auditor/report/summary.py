"""The batch at a glance: tallies that grow with the checklist, not with the number of calls."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from auditor.model import Finding, Report, Status, Unaudited
from auditor.report.facts import clock
from auditor.report.files import file_stem
from auditor.report.html import render
from auditor.report.texts import Texts
from auditor.report.trends import Trends, week_of
from auditor.report.view import (
    KINDS,
    STATUS_ORDER,
    severity_rank,
    severity_text,
    worst_severity,
)
from auditor.report.waivers import Waivers, waived

LISTED = 400
"""Calls listed on the page, the worst first; the same number of unaudited ones."""

_CUT = 300
"""Characters shown of any one text, so that the page stays small whatever a manifest holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A call in the list."""

    call_id: str
    link: str
    verdict: str
    fail: int
    review: int
    severity: str
    problems: tuple[str, ...]
    agent: str
    started: str
    duration: str


@dataclass(slots=True)
class RequirementTally:
    """How often each status was given for one requirement."""

    checklist: str
    requirement_id: str
    title: str
    kind: str
    severity: str
    counts: Counter[str] = field(default_factory=Counter)
    weeks: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The same by week: (week, status)."""

    @property
    def decided(self) -> int:
        """Calls in which it was passed or failed."""
        return self.counts["pass"] + self.counts["fail"]

    @property
    def rate(self) -> float:
        """Share of failures among the calls that were decided."""
        return self.counts["fail"] / self.decided if self.decided else 0.0

    def rates(self, weeks: Sequence[str]) -> list[float | None]:
        """Return that share for each week, ``None`` where nothing was decided."""
        found = []
        for week in weeks:
            failed, passed = self.weeks[week, "fail"], self.weeks[week, "pass"]
            found.append(failed / (failed + passed) if failed + passed else None)
        return found


class Tally:
    """Takes reports one by one and keeps what the summary page needs of them."""

    def __init__(self, *, listed: int = LISTED, waivers: Waivers | None = None) -> None:
        """`listed` is the greatest number of calls to keep for the list."""
        self.waived = 0
        self._waivers = waivers
        self.calls = 0
        self.seconds = 0.0
        self.verdicts: Counter[str] = Counter()
        self.requirements: dict[tuple[str, str], RequirementTally] = {}
        self.trends = Trends()
        self.unaudited = 0
        self.stages: Counter[str] = Counter()
        self._listed = listed
        self._worst: list[tuple[tuple[int, ...], int, CallLine]] = []
        self._unaudited: list[tuple[int, int, Unaudited]] = []

    def add(self, report: Report) -> None:
        """Count one audited call."""
        self.calls += 1
        self.seconds += _duration(report) or 0.0
        self.verdicts[report.verdict.value] += 1
        week = week_of(report.call)
        for finding in report.findings:
            row = self._row(finding)
            row.counts[finding.status] += 1
            if week:
                row.weeks[week, finding.status] += 1
            if self._waivers:
                self.waived += waived(self._waivers, report, finding)
        self.trends.add(report)
        self._keep(report)

    def _row(self, finding: Finding) -> RequirementTally:
        key = (finding.checklist, finding.requirement_id)
        row = self.requirements.get(key)
        if row is None:
            row = self.requirements[key] = RequirementTally(
                *key, finding.title, finding.kind, finding.severity
            )
        return row

    def add_unaudited(self, call: Unaudited) -> None:
        """Count a call that could not be audited."""
        self.unaudited += 1
        self.stages[call.stage] += 1
        if len(self._unaudited) < self._listed:
            self._unaudited.append((self.unaudited, 0, call))

    def worst(self) -> list[CallLine]:
        """Return the kept calls, worst first; equally bad ones in the order they came."""
        return [
            line for _, _, line in sorted(self._worst, key=lambda item: (_down(item[0]), -item[1]))
        ]

    def unaudited_calls(self) -> list[Unaudited]:
        """Return the first unaudited calls, as many as are kept."""
        return [call for _, _, call in self._unaudited]

    def _keep(self, report: Report) -> None:
        line = _call_line(report)
        badness = _badness(line)
        item = (badness, -self.calls, line)
        if len(self._worst) < self._listed:
            heapq.heappush(self._worst, item)
        elif item[:2] > self._worst[0][:2]:
            heapq.heapreplace(self._worst, item)


def render_summary(
    tally: Tally, *, language: str = "zh", titles: Mapping[str, str] | None = None
) -> str:
    """Return the summary page as HTML text, at most about a megabyte whatever the batch.

    `titles` renames requirements (id -> title). Links lead to ``reports/<call_id>.html``.
    """
    texts = Texts(language)
    rows = sorted(tally.requirements.values(), key=_requirement_order)
    named = titles or {}
    names = {r.title: named.get(r.requirement_id, r.title) for r in rows}
    weeks = [group.name for group in tally.trends.weeks()]
    return render(
        "summary.html.j2",
        texts,
        tally=tally,
        statuses=[s.value for s in STATUS_ORDER[:3]],
        kinds=[(k, [r for r in rows if r.kind == k]) for k in dict.fromkeys(r.kind for r in rows)],
        trends=tally.trends,
        name=lambda title: names.get(title, title),
        weeks=weeks if len(weeks) > 1 else (),
        line=_line,
        calls=tally.worst(),
        unaudited=tally.unaudited_calls(),
        time=_time(tally.seconds, texts) if tally.seconds else "",
        severity=lambda name: severity_text(name, texts),
        cut=_shorten,
    )


def report_link(call_id: str) -> str:
    """Return the way from the summary page to the page of a call, as a relative URL."""
    return f"reports/{quote(file_stem(call_id))}.html"


def _call_line(report: Report) -> CallLine:
    failed = [f for f in report.findings if f.status is Status.FAIL]
    failed.sort(key=lambda f: severity_rank(f.severity))
    call, duration = report.call, _duration(report)
    return CallLine(
        call_id=call.call_id,
        link=report_link(call.call_id),
        verdict=report.verdict.value,
        fail=len(failed),
        review=sum(f.status is Status.REVIEW for f in report.findings),
        severity=worst_severity(failed),
        problems=tuple(f.title for f in failed[:4]),
        agent=call.agent_name or call.agent_id or "",
        started=call.started_at.isoformat(" ", "minutes") if call.started_at else "",
        duration="" if duration is None else clock(duration),
    )


def _badness(line: CallLine) -> tuple[int, ...]:
    verdict = {"fail": 2, "review": 1}.get(line.verdict, 0)
    gravity = -severity_rank(line.severity) if line.severity else -99
    return verdict, gravity, line.fail, line.review


def _down(badness: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(-part for part in badness)


def _duration(report: Report) -> float | None:
    return report.recording.duration if report.recording else report.transcript.duration


def _requirement_order(row: RequirementTally) -> tuple[int, int, float, str]:
    kind = KINDS.index(row.kind) if row.kind in KINDS else len(KINDS)
    return kind, -row.counts["fail"], -row.rate, row.requirement_id


def _line(rates: Sequence[float | None]) -> list[str]:
    """The points of a row of rates, 100 wide and 20 high, in pieces where a week has none."""
    step = 100 / max(1, len(rates) - 1)
    pieces: list[list[str]] = [[]]
    for place, rate in enumerate(rates):
        if rate is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{place * step:.0f},{19 - 18 * rate:.1f}")
    return [" ".join(piece if len(piece) > 1 else piece * 2) for piece in pieces if piece]


def _time(seconds: float, texts: Texts) -> str:
    if seconds >= 7200:
        return texts("summary.hours", hours=f"{seconds / 3600:,.1f}")
    return texts("summary.min", minutes=f"{seconds / 60:.1f}")


def _shorten(text: str) -> str:
    return text if len(text) <= _CUT else text[: _CUT - 1] + "…"
