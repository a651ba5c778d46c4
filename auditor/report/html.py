"""The page of a call: one HTML file that needs nothing else, not even a script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from auditor.model import Report
from auditor.report.player import player_of
from auditor.report.sound import PageSound
from auditor.report.texts import Texts
from auditor.report.view import page_of
from auditor.report.waivers import Waivers

_TEMPLATES = Path(__file__).parent / "templates"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def render_report(
    report: Report,
    *,
    titles: Mapping[str, str] | None = None,
    controls: Mapping[str, str] | None = None,
    language: str = "zh",
    sound: PageSound | None = None,
    waivers: Waivers | None = None,
    silent: bool = False,
) -> str:
    """Return the page of `report` as HTML text; the same report gives the same text.

    `titles` renames requirements (id -> title), as for another language; `controls` gives the
    articles their words (control -> text); `language` is the interface's, ``zh`` or ``en``.
    With `sound` (see ``report.sound``) the page plays the recording;
    `waivers` are shown beside the findings that they explain; `silent` says on the page that the
    recording was to be played and could not be had.
    Everything that comes from the call is escaped, and the page's security policy forbids
    whatever the page does not itself carry.
    """
    texts = Texts(language)
    page = page_of(report, texts, titles=titles, controls=controls, waivers=waivers)
    player = player_of(report, sound, texts) if sound else None
    script = _asset("player.js") if player else ""
    return render("call.html.j2", texts, script=script, page=page, player=player, silent=silent)


def render(template: str, texts: Texts, *, script: str = "", **values: object) -> str:
    """Fill one of the templates, with the style sheet and the security policy that fits it."""
    css = _asset("page.css")
    return (
        _environment()
        .get_template(template)
        .render(
            t=texts,
            css=Markup(css),  # noqa: S704 - our own style sheet, which holds no data
            script=Markup(script),  # noqa: S704 - our own script, which holds no data
            policy=policy(css, script),
            **values,
        )
    )


def policy(css: str, script: str = "") -> str:
    """Return a content-security policy that allows this style sheet, this script with sound in
    the page or beside it, and nothing else."""
    rules = ["default-src 'none'", f"style-src '{source_hash(css)}'"]
    if script:
        # A page opened from a disk has no origin of its own: 'self' does not cover what lies
        # beside it there, file: does.
        rules += [f"script-src '{source_hash(script)}'", "media-src 'self' data: file:"]
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def source_hash(text: str) -> str:
    """Return the ``sha256-…`` by which a security policy knows an inline style or script."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def plain(value: object) -> object:
    """Replace what HTML cannot hold (control characters, half surrogate pairs) by U+FFFD."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _CONTROL.sub("\ufffd", value)
    return value


@cache
def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=plain,
        auto_reload=False,
        keep_trailing_newline=True,
    )
