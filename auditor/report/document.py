"""A report as a document for machines: lossless, in stable order, ready for ``json.dumps``."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from auditor.model import (
    Call,
    Evidence,
    Fault,
    Finding,
    Reason,
    Recording,
    Report,
    Score,
    Segment,
    Span,
    Speaker,
    Status,
    Transcript,
    Word,
)
from auditor.report.reasons import reasons_of
from auditor.report.waivers import Waivers

FORMAT = "auditor-report"
VERSION = "1.2"
# History of the document's form. The first number changes when a reader written for the version
# before would misread the new one; the second when something is added.
# 1.0  first version
# 1.1  scores
# 1.2  reasons of a finding, in each language of the interface

Document = dict[str, Any]
_DERIVED = frozenset({"id", "reasons"})
"""Fields of a finding that follow from the others."""


def report_document(report: Report, waivers: Waivers | None = None) -> Document:
    """Return `report` as dicts, lists, strings, numbers; `report_of` gives the report back.

    Times are seconds from the start of the recording, amounts of money decimal strings, dates
    ISO 8601. What is unknown is ``None``. Keys keep one order, so that equal reports are equal
    byte for byte. `waivers` that fit findings are listed; the findings stay as they are.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "verdict": report.verdict.value,
        "counts": {s.value: sum(f.status is s for f in report.findings) for s in Status},
        "call": _fields(report.call),
        "recording": _fields(report.recording) if report.recording else None,
        "checklists": [{"id": name, "version": version} for name, version in report.checklists],
        "findings": [_finding(finding) for finding in report.findings],
        "scores": [_fields(score) for score in report.scores],
        "waivers": _waivers(report, waivers) if waivers else [],
        "transcript": _transcript(report.transcript),
    }


def report_text(report: Report, waivers: Waivers | None = None) -> str:
    """Return the document as JSON text, UTF-8 characters as they are, with a final newline."""
    return json.dumps(report_document(report, waivers), ensure_ascii=False, indent=1) + "\n"


def finding_id(finding: Finding) -> str:
    """Return the id of a finding, the same whenever the same call is judged by the same duty."""
    parts = (finding.call_id, finding.checklist, finding.requirement_id)
    text = "\x1f".join(parts).encode("utf-8", errors="backslashreplace")
    return hashlib.sha256(text).hexdigest()[:20]


def report_of(document: Mapping[str, Any]) -> Report:
    """Return the report that a document was made from.

    Raises ValueError when the document is none of ours or of a version with another first number.
    """
    if document.get("format") != FORMAT:
        raise ValueError(f"not an {FORMAT} document")
    version = str(document.get("version"))
    if version.partition(".")[0] != VERSION.partition(".")[0]:
        raise ValueError(f"{FORMAT} version {version} cannot be read, only {VERSION}")
    try:
        return _report(document)
    except (KeyError, TypeError, ArithmeticError) as error:
        raise ValueError(f"damaged {FORMAT} document: {error!r}") from error


def _fields(value: Any) -> Document:
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case Decimal():
            return str(value)
        case dt.datetime():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case _ if hasattr(value, "__dataclass_fields__"):
            return _fields(value)
        case _:
            return value


def _finding(finding: Finding) -> Document:
    fields = _fields(finding)
    del fields["call_id"]
    return {"id": finding_id(finding), **fields, "reasons": reasons_of(finding)}


def _waivers(report: Report, waivers: Waivers) -> list[Document]:
    fitting = [(finding, waivers.of(report.call, finding)) for finding in report.findings]
    return [
        {
            "checklist": finding.checklist,
            "requirement_id": finding.requirement_id,
            "expired": waived.expired,
            **waived.waiver.model_dump(mode="json", exclude={"scope"}),
        }
        for finding, waived in fitting
        if waived
    ]


def _transcript(transcript: Transcript) -> Document:
    fields = _fields(transcript)
    fields["covered"] = dict(transcript.covered)
    fields["segments"] = fields.pop("segments")
    return fields


def _report(document: Mapping[str, Any]) -> Report:
    call = _call(document["call"])
    recording = document["recording"]
    return Report(
        call=call,
        recording=Recording(**recording) if recording else None,
        transcript=_transcript_of(document["transcript"]),
        checklists=tuple((c["id"], c["version"]) for c in document["checklists"]),
        findings=tuple(_finding_of(f, call.call_id) for f in document["findings"]),
        scores=tuple(_score_of(score) for score in document.get("scores", ())),
    )


def _call(fields: Mapping[str, Any]) -> Call:
    made = dict(fields)
    for name in ("started_at", "callback_requested_at"):
        made[name] = dt.datetime.fromisoformat(made[name]) if made[name] else None
    for name in ("sum_insured", "premium"):
        made[name] = Decimal(made[name]) if made[name] is not None else None
    made["carried"] = tuple((name, value) for name, value in made["carried"])
    made["problems"] = tuple(made["problems"])
    return Call(**made)


def _transcript_of(fields: Mapping[str, Any]) -> Transcript:
    made = dict(fields)
    made["segments"] = tuple(_segment(s) for s in made["segments"])
    made["covered"] = tuple(made["covered"].items())
    made["gaps"] = _spans(made["gaps"])
    made["dropped"] = _spans(made["dropped"])
    return Transcript(**made)


def _segment(fields: Mapping[str, Any]) -> Segment:
    words = tuple(Word(**word) for word in fields["words"])
    return Segment(**{**fields, "speaker": Speaker(fields["speaker"]), "words": words})


def _spans(spans: Sequence[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(**{**span, "speaker": Speaker(span["speaker"])}) for span in spans)


def _finding_of(fields: Mapping[str, Any], call_id: str) -> Finding:
    nearest = fields["nearest"]
    made = {
        **{name: value for name, value in fields.items() if name not in _DERIVED},
        "status": Status(fields["status"]),
        "reason_code": Reason(fields["reason_code"]),
        "evidence": tuple(_evidence(e) for e in fields["evidence"]),
        "nearest": _evidence(nearest) if nearest else None,
    }
    return Finding(call_id=call_id, **made)


def _score_of(fields: Mapping[str, Any]) -> Score:
    return Score(**{**fields, "faults": tuple(Fault(**fault) for fault in fields["faults"])})


def _evidence(fields: Mapping[str, Any]) -> Evidence:
    return Evidence(**{**fields, "speaker": Speaker(fields["speaker"])})
