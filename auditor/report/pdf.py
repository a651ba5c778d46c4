"""The report of a call as PDF/A: the same content as the page, to keep and to hand over.

Typst sets it, with a font that comes with the package, so that it looks the same everywhere.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

from auditor.errors import UsageError
from auditor.model import Report
from auditor.report.texts import Texts
from auditor.report.view import Page, page_of
from auditor.report.waivers import Waivers

STANDARD: Final = "a-2a"
"""PDF/A-2a (ISO 19005-2): long-term form, fonts embedded, text extractable, structure tagged."""

_HERE = Path(__file__).parent
_FONT = _HERE / "fonts" / "NotoSansCJKsc-Regular-Subset.otf"
_TEMPLATE = _HERE / "templates" / "call.typ"
_TEXTS = {
    "kicker": "kicker",
    "report": "report",
    "problems": "problems",
    "facts_call": "facts.call",
    "facts_policy": "facts.policy",
    "facts_audit": "facts.audit",
    "unreadable": "unreadable",
    "nearest": "nearest",
    "sound": "source.sound",
    "score": "score",
    "status": "column.status",
    "requirement": "column.requirement",
    "finding": "column.finding",
    "values": "column.values",
    "control": "column.control",
    "severity": "severity",
    "colon": "colon",
    "said": "said",
    "on_record": "on_record",
    "transcript": "transcript",
    "empty": "transcript.empty",
    "law": "law",
}


def render_pdf(
    report: Report,
    *,
    titles: Mapping[str, str] | None = None,
    controls: Mapping[str, str] | None = None,
    language: str = "zh",
    dated: dt.datetime | None = None,
    waivers: Waivers | None = None,
) -> bytes:
    """Return `report` as a PDF/A-2a file; the same report gives the same bytes.

    The arguments are those of ``html.render_report``; `dated` is the date that PDF/A demands of a
    document, by default when the call began. A character that the font lacks is shown
    by its code point, as ``[U+20BB7]``. Raises UsageError where the extra ``pdf`` is missing.
    """
    try:
        import typst
    except ImportError as error:
        raise UsageError("PDF needs the extra: pip install 'auditor[pdf]'") from error
    texts = Texts(language)
    page = page_of(report, texts, titles=titles, controls=controls, waivers=waivers)
    when = dated or report.call.started_at or dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    when = when.astimezone(dt.UTC)
    content = {**_content(page, texts), "date": list(when.timetuple()[:6])}
    made: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={"page": json.dumps(content, ensure_ascii=False)},
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONT.parent]
        ),
        pdf_standards=STANDARD,
        format="pdf",
    )
    return made


def _content(page: Page, texts: Texts) -> Any:
    lang, _, region = texts("html_lang").partition("-")
    said: dict[str, str | None] = {name: texts(key) for name, key in _TEXTS.items()}
    said |= {"lang": lang, "region": region.lower() or None}
    return _shown({**asdict(page), "texts": said})


def _shown(value: Any) -> Any:
    """The same content with only such characters as the font has."""
    if isinstance(value, str):
        have = _characters()
        return "".join(c if ord(c) in have else _code(c) for c in value)
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(item) for item in value]
    return value


def _code(character: str) -> str:
    if character in "\n\r\t\u3000":
        return " "
    # Zero-width and directional marks are not worth a code point on paper.
    return "" if character in "\u200b\u200c\u200d\u2060\ufeff" else f"[U+{ord(character):04X}]"


@cache
def _characters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(_FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())
