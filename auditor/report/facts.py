"""The facts of a call in words: who, when, what is on record, how it was audited."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath

from auditor.model import Call, Recording, Report, Score, Transcript
from auditor.report.texts import Texts

_POLICY_TEXT = (
    ("fact.insurer", "insurer"),
    ("fact.agency", "agency"),
    ("fact.hotline", "hotline"),
    ("fact.policy_no", "policy_no"),
    ("fact.policy_term", "policy_term"),
    ("fact.payment_term", "payment_term"),
    ("fact.deduction_day", "deduction_day"),
    ("fact.effective", "effective"),
    ("fact.delivery", "delivery"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One label with its value."""

    label: str
    value: str
    code: bool = False
    """True for checksums and the like, set in a fixed-width face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts in three lists, and what of the manifest could not be read."""

    call: tuple[Fact, ...]
    policy: tuple[Fact, ...]
    audit: tuple[Fact, ...]
    problems: tuple[str, ...]


def facts_of(report: Report, texts: Texts) -> Facts:
    """Return the facts of a report; what is not known is left out."""
    return Facts(
        call=_known(_call_facts(report.call, report.recording, texts)),
        policy=_known(_policy_facts(report.call, texts)),
        audit=_known(_audit_facts(report, texts)),
        problems=report.call.problems,
    )


def clock(seconds: float) -> str:
    """Seconds as ``m:ss``, or ``h:mm:ss`` from an hour on, rounded down."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"


def speech_heard(transcript: Transcript) -> float | None:
    """Share of the call's speech that has words, all speakers together; ``None`` if unmeasured.

    Each speaker weighs with the seconds of his speech, taken as the seconds of his segments over
    his own share; a speaker of whom nothing was heard weighs with his gaps.
    """
    if not transcript.covered:
        return None
    heard = total = 0.0
    for speaker, share in transcript.covered:
        said = sum(s.end - s.start for s in transcript.segments if s.speaker == speaker)
        holes = sum(g.end - g.start for g in transcript.gaps if g.speaker == speaker)
        speech = said / share if share > 0 and said else holes
        heard += speech * share
        total += speech
    shares = [share for _, share in transcript.covered]
    return heard / total if total else sum(shares) / len(shares)


def amount(value: Decimal) -> str:
    """A sum of money with thousands separators and no idle zeros: ``200,000``, ``29.9``."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _known(pairs: list[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in pairs if fact.value)


def _named(name: str | None, number: str | None) -> str:
    return f"{name}（{number}）" if name and number else name or number or ""


def _call_facts(call: Call, recording: Recording | None, texts: Texts) -> list[Fact]:
    started = call.started_at.isoformat(" ", "minutes") if call.started_at else ""
    name = PurePosixPath(call.recording.replace("\\", "/")).name
    return [
        Fact(label=texts("fact.call_id"), value=call.call_id),
        Fact(label=texts("fact.started_at"), value=started),
        Fact(label=texts("fact.duration"), value=clock(recording.duration) if recording else ""),
        Fact(label=texts("fact.direction"), value=_worded(call.direction, texts)),
        Fact(label=texts("fact.purpose"), value=_worded(call.purpose, texts)),
        Fact(label=texts("fact.concluded"), value=_worded(call.concluded, texts)),
        Fact(label=texts("fact.agent"), value=_named(call.agent_name, call.agent_id)),
        Fact(label=texts("fact.agent_licence"), value=call.agent_licence or ""),
        Fact(label=texts("fact.caller_number"), value=call.caller_number or ""),
        Fact(label=texts("fact.customer"), value=call.customer_name or ""),
        Fact(label=texts("fact.customer_number"), value=call.customer_number or ""),
        Fact(label=texts("fact.customer_region"), value=call.customer_region or ""),
        Fact(label=texts("fact.recording"), value=name),
    ]


def _worded(value: str | bool | None, texts: Texts) -> str:
    return "" if value is None else texts(f"value.{str(value).lower()}")


def _policy_facts(call: Call, texts: Texts) -> list[Fact]:
    premium = ""
    if call.premium is not None:
        premium = f"{_worded(call.premium_period, texts)} {amount(call.premium)}".strip()
    cooling = "" if call.cooling_off_days is None else str(call.cooling_off_days)
    product = Fact(label=texts("fact.product"), value=call.product_name or "")
    named = [
        Fact(label=texts(key), value=getattr(call, field) or "") for key, field in _POLICY_TEXT
    ]
    return [
        product,
        *named[:2],
        Fact(
            label=texts("fact.sold_in_name_of"),
            value=_worded(call.sold_in_name_of, texts),
        ),
        *named[2:5],
        Fact(
            label=texts("fact.sum_insured"),
            value="" if call.sum_insured is None else amount(call.sum_insured),
        ),
        Fact(label=texts("fact.premium"), value=premium),
        *named[5:],
        Fact(
            label=texts("fact.cooling_off"),
            value=texts("fact.days", days=cooling) if cooling else "",
        ),
    ]


def _audit_facts(report: Report, texts: Texts) -> list[Fact]:
    transcript, recording = report.transcript, report.recording
    engine = transcript.engine
    if not transcript.heard:
        given = texts("fact.given")
        engine = f"{given} ({engine})" if engine not in ("", "given") else given
    return [
        Fact(
            label=texts("fact.checklists"),
            value=", ".join(f"{name} {version}" for name, version in report.checklists),
        ),
        *(
            Fact(label=texts("fact.score"), value=_score(score, report, texts))
            for score in report.scores
        ),
        Fact(label=texts("fact.engine"), value=engine),
        Fact(label=texts("fact.heard"), value=_heard(transcript, texts)),
        Fact(label=texts("fact.gaps"), value=_gaps(transcript, texts)),
        Fact(
            label=texts("fact.format"),
            value=_format(recording, texts) if recording else "",
        ),
        Fact(
            label=texts("fact.sha256"),
            value=recording.sha256 if recording else "",
            code=True,
        ),
    ]


def _score(score: Score, report: Report, texts: Texts) -> str:
    """The points with what each fault takes off, gravest first."""
    parts = [texts("fact.score.points", points=f"{score.points:g}", start=f"{score.start:g}")]
    titles = {f.requirement_id: f.title for f in report.findings if f.checklist == score.checklist}
    for fault in score.faults:
        costs = [f"−{fault.deduct:g}"] if fault.deduct else []
        if fault.cap is not None:
            costs.append(texts("fact.score.cap", cap=f"{fault.cap:g}"))
        title = titles.get(fault.requirement_id, fault.requirement_id)
        parts.append(f"{fault.level} {title} {' '.join(costs)}".rstrip())
    if score.open:
        parts.append(texts("fact.score.open", count=score.open))
    return ("; " if texts.language == "en" else "；").join(parts)


def _heard(transcript: Transcript, texts: Texts) -> str:
    parts = [f"{texts(f'speaker.{who}')} {share:.0%}" for who, share in transcript.covered]
    return ", ".join(parts) if texts.language == "en" else "，".join(parts)


def _gaps(transcript: Transcript, texts: Texts) -> str:
    if not transcript.gaps:
        return ""
    seconds = sum(gap.end - gap.start for gap in transcript.gaps)
    return texts("fact.gaps.value", count=len(transcript.gaps), seconds=f"{seconds:.1f}")


def _format(recording: Recording, texts: Texts) -> str:
    channels = "fake" if recording.fake_stereo else str(min(recording.channels, 2))
    rate = f"{recording.sample_rate / 1000:g} kHz"
    return f"{recording.codec}, {rate}, {texts(f'channels.{channels}')}"
