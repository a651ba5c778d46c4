"""What the page of a call says: content without markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.judge.sentences import forms
from auditor.model import Evidence, Finding, Reason, Report, Status
from auditor.report.articles import Article, articles_of, parts_of
from auditor.report.facts import Facts, clock, facts_of
from auditor.report.lines import Line, Mark, lines_of
from auditor.report.marks import merged
from auditor.report.reasons import reason_in
from auditor.report.texts import Texts
from auditor.report.waivers import Waived, Waivers

KINDS = ("required", "prohibited", "conduct")
STATUS_ORDER = (Status.FAIL, Status.REVIEW, Status.PASS, Status.NOT_APPLICABLE)
SEVERITY_ORDER = ("critical", "high", "medium", "low", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Words shown in a row, with the way to them in the transcript."""

    anchor: str
    time: str
    start: float
    end: float
    speaker: str
    quote: str
    score: str
    sound: bool
    linked: bool
    """False where the words could not be found in the transcript, so that there is no mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finding as a row."""

    number: int
    anchor: str
    status: str
    status_text: str
    requirement_id: str
    title: str
    severity: str
    severity_text: str
    reason_text: str
    reason: str
    places: tuple[Place, ...]
    nearest: Place | None
    said: str | None
    expected: str | None
    disagrees: bool
    articles: tuple[Article, ...]
    waiver: str
    """What is to be said of a waiver, empty where there is none."""
    waived: bool
    """Whether the waiver holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The rows of one kind, the ones that need attention first."""

    kind: str
    title: str
    rows: tuple[Row, ...]
    counts: tuple[tuple[str, str, int], ...]
    """(status, its text, how many), without those that do not occur."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything a call's page says."""

    title: str
    call_id: str
    verdict: str
    verdict_text: str
    headline: str
    attention: tuple[Row, ...]
    """Failed rows, gravest first."""
    facts: Facts
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    articles: tuple[Article, ...]
    """All the law that the rows refer to, in full."""
    note: str


def page_of(
    report: Report,
    texts: Texts,
    *,
    titles: Mapping[str, str] | None = None,
    controls: Mapping[str, str] | None = None,
    waivers: Waivers | None = None,
) -> Page:
    """Return what the page of `report` says.

    `titles` gives requirements (by id) another title than the finding's own; `controls` gives an
    article (as named in `Finding.control`) its words; `waivers` are said beside the findings that
    they explain.
    """
    segments = report.transcript.segments
    shown = replace(
        report,
        findings=tuple(replace(f, evidence=merged(f.evidence, segments)) for f in report.findings),
    )
    return _page(shown, texts, titles or {}, controls or {}, waivers)


def _page(
    report: Report,
    texts: Texts,
    titles: Mapping[str, str],
    controls: Mapping[str, str],
    waivers: Waivers | None,
) -> Page:
    articles = articles_of((f.control for f in report.findings), controls)
    marks = [m for n, finding in _numbered(report) for m in _marks(n, finding)]
    lines, found = lines_of(report.transcript, marks, texts)
    given = {f: waivers.of(report.call, f) if waivers else None for f in report.findings}
    names = {f.title: titles.get(f.requirement_id, f.title) for f in report.findings}
    rows = [
        _row(number, finding, texts, found, titles, articles, given[finding], names)
        for number, finding in _numbered(report)
    ]
    kinds = {finding.kind for finding in report.findings}
    order = [k for k in KINDS if k in kinds] + sorted(kinds - set(KINDS))
    by_kind = [
        (k, [r for r, f in zip(rows, report.findings, strict=True) if f.kind == k]) for k in order
    ]
    return Page(
        title=f"{texts('report')} {report.call.call_id}",
        call_id=report.call.call_id,
        verdict=report.verdict.value,
        verdict_text=texts(f"verdict.{report.verdict.value}"),
        headline=headline(report.findings, texts, sum(r.waived for r in rows)),
        attention=tuple(
            sorted(
                (r for r in rows if r.status == Status.FAIL),
                key=lambda r: severity_rank(r.severity),
            )
        ),
        facts=facts_of(report, texts),
        groups=tuple(_group(kind, members, texts) for kind, members in by_kind),
        lines=lines,
        articles=tuple(articles.values()),
        note=texts("note" if report.transcript.heard else "note.given"),
    )


def headline(findings: Sequence[Finding], texts: Texts, waived: int = 0) -> str:
    """Return the counts by status as a phrase: “3 项不通过，1 项须由人工复核，20 项通过”."""
    counts = {s: sum(f.status is s for f in findings) for s in STATUS_ORDER}
    if not any(counts[s] for s in STATUS_ORDER[:3]):
        return texts("headline.none")
    parts = [
        texts(f"headline.{s.value}", **{"pass_" if s is Status.PASS else s.value: counts[s]})
        for s in STATUS_ORDER
        if counts[s]
    ]
    if waived:
        parts.append(texts("waiver.count", count=waived))
    return texts("headline.joint").join(parts)


def severity_rank(severity: str) -> int:
    """Return 0 for the gravest known severity; unknown ones come after all known."""
    known = severity.lower()
    return SEVERITY_ORDER.index(known) if known in SEVERITY_ORDER else len(SEVERITY_ORDER)


def severity_text(severity: str, texts: Texts) -> str:
    """Return the severity's name; one that is not known stands for itself."""
    known = severity.lower() in SEVERITY_ORDER
    return texts(f"severity.{severity.lower()}") if known else severity


def worst_severity(findings: Iterable[Finding]) -> str:
    """Return the gravest severity among failed findings, empty where nothing failed."""
    failed = {f.severity for f in findings if f.status is Status.FAIL}
    return min(failed, key=lambda s: (severity_rank(s), s), default="")


def _numbered(report: Report) -> list[tuple[int, Finding]]:
    return list(enumerate(report.findings, start=1))


def _marks(number: int, finding: Finding) -> list[Mark]:
    marks = [
        Mark(number=number, anchor=f"e{number}-{i}", status=finding.status.value, evidence=e)
        for i, e in enumerate(finding.evidence, start=1)
    ]
    if finding.nearest:
        marks.append(
            Mark(number=number, anchor=f"n{number}", status="near", evidence=finding.nearest)
        )
    return marks


def _row(
    number: int,
    finding: Finding,
    texts: Texts,
    found: frozenset[str],
    titles: Mapping[str, str],
    articles: Mapping[str, Article],
    waived: Waived | None,
    names: Mapping[str, str],
) -> Row:
    places = tuple(
        _place(f"e{number}-{i}", e, texts, found) for i, e in enumerate(finding.evidence, start=1)
    )
    nearest = _place(f"n{number}", finding.nearest, texts, found) if finding.nearest else None
    reason, short = reason_in(finding, texts.language, names), _reason_text(finding, texts)
    return Row(
        number=number,
        anchor=f"f{number}",
        status=finding.status.value,
        status_text=texts(f"status.{finding.status.value}"),
        requirement_id=finding.requirement_id,
        title=titles.get(finding.requirement_id, finding.title),
        severity=finding.severity,
        severity_text=severity_text(finding.severity, texts),
        reason_text="" if reason.lower().startswith(short.lower()) else short,
        reason="" if _repeats(reason, places, texts.language) else reason,
        places=places,
        nearest=nearest,
        said=finding.value_said,
        expected=finding.value_expected,
        disagrees=finding.reason_code.value == "contradicted",
        articles=tuple(articles[part] for part in parts_of(finding.control)),
        waiver=waiver_text(waived, texts),
        waived=waived is not None and not waived.expired,
    )


def waiver_text(waived: Waived | None, texts: Texts) -> str:
    """Return what is to be said of a waiver, empty for none."""
    if waived is None:
        return ""
    waiver = waived.waiver
    return texts(
        "waiver.expired" if waived.expired else f"waiver.{waiver.kind}",
        id=waiver.id,
        until=waiver.until.isoformat(),
        reason=waiver.reason,
        by=waiver.approved_by,
    )


def _reason_text(finding: Finding, texts: Texts) -> str:
    """The reason's short name; none where status and sentence already say it all."""
    plain = (Status.PASS, Reason.SAID), (Status.PASS, Reason.NOT_SAID)
    shown = (finding.status, finding.reason_code) not in plain
    shown = shown and finding.status is not Status.NOT_APPLICABLE
    return texts(f"reason.{finding.reason_code.value}") if shown else ""


def _repeats(reason: str, places: Sequence[Place], language: str) -> bool:
    """Whether a reason only tells that the words were said which stand below it."""
    head = forms(language)["said"].partition("{")[0]
    if not places or not reason.startswith(head):
        return False
    told, shown = ("".join(filter(str.isalnum, t)) for t in (reason[len(head) :], places[0].quote))
    return bool(told) and told in shown


def _place(anchor: str, evidence: Evidence, texts: Texts, found: frozenset[str]) -> Place:
    return Place(
        anchor=anchor,
        time=clock(evidence.start),
        start=evidence.start,
        end=evidence.end,
        speaker=texts(f"speaker.{evidence.speaker.value}"),
        quote=evidence.quote,
        score="" if evidence.score is None else f"{evidence.score:.2f}",
        sound=evidence.source == "sound",
        linked=anchor in found,
    )


def _urgency(row: Row) -> tuple[int, int]:
    """Failed before doubtful before passed; the graver first where there is something to do."""
    status = [s.value for s in STATUS_ORDER].index(row.status)
    open_ = row.status in (Status.FAIL, Status.REVIEW)
    return status, severity_rank(row.severity) if open_ else 0


def _group(kind: str, rows: Sequence[Row], texts: Texts) -> Group:
    order = [s.value for s in STATUS_ORDER]
    counts = [(s, texts(f"status.{s}"), sum(r.status == s for r in rows)) for s in order]
    return Group(
        kind=kind,
        title=texts(f"kind.{kind}"),
        rows=tuple(sorted(rows, key=_urgency)),
        counts=tuple(c for c in counts if c[2]),
    )
