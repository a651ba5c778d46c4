"""The files of one call under ``reports/``: page, document, PDF, with the sound if wanted.

Content only: the driver writes what is made here.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import UsageError
from auditor.model import Report, Segment
from auditor.report.document import report_text
from auditor.report.files import file_stem
from auditor.report.html import render_report
from auditor.report.redact import LEVELS, bleep, bleeps, find_private, redact_report
from auditor.report.waivers import Waivers, load_waivers
from auditor.run import codec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from auditor.checklist.schema import Checklist
    from auditor.report.sound import PageSound

    Sound = NDArray[np.float32]

SUFFIXES = (".html", ".json", ".pdf", ".mp3")
_RATE = 16_000  # of the channels as they are decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the reports look like."""

    pages: bool = True
    pdf: bool = False
    sound: str = "none"
    """``none``, ``embed`` (in the page) or ``beside`` (an MP3 in the page's folder)."""
    privacy: str = "internal"
    """Whom the outputs are for: a level of ``report.redact``."""
    language: str = "zh"
    """Of the pages' own words: ``zh`` or ``en``."""
    waivers: str = field(default="", repr=False)
    """The file of waivers and granted appeals, as they stand ``waivers_on`` that day."""
    waivers_on: dt.date = field(default=dt.date.min, repr=False)
    waivers_key: str = ""
    """Of what the waivers say on that day: unlike the day itself, it may stay the same."""

    def __post_init__(self) -> None:
        if self.privacy not in LEVELS:
            raise UsageError(f"--privacy {self.privacy!r} is none of {', '.join(LEVELS)}")


def waivers_key(path: Path | None, on: dt.date) -> str:
    """The key of the file's content, and of which of the days in it have passed."""
    if path is None:
        return ""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"--waivers {path}: {error.strerror}") from None
    days = re.findall(rb"\d{4}-\d{2}-\d{2}", content)
    return codec.digest(content, str([day.decode() < on.isoformat() for day in days]))


def waivers_of(form: Form) -> Waivers | None:
    """The waivers of the form. Raises UsageError."""
    return _waivers(form.waivers, form.waivers_on) if form.waivers else None


def titles_of(form: Form, checklists: Sequence[Checklist]) -> dict[str, str]:
    """The requirements' titles, by id, in the language of the pages."""
    return {
        requirement.id: requirement.title.en if form.language == "en" else requirement.title.zh
        for checklist in checklists
        for requirement in checklist.requirements
    }


@cache
def _waivers(path: str, on: dt.date) -> Waivers:
    return load_waivers(Path(path), on)


Pages = tuple[tuple[str, str | bytes], ...]
"""(name below reports/, content) of each file."""


def present(
    report: Report,
    form: Form,
    checklists: Sequence[Checklist],
    channels: Callable[[], Sequence[Sound] | None],
) -> tuple[Report, Pages]:
    """The report as those may see it whom it is for, and its files.

    ``channels`` gives the sound, 16 kHz, one array a channel, or ``None`` where there is none; it
    is asked only when a page is to play it.
    """
    shown = redact_report(report, form.privacy)
    if not form.pages:
        return shown, ()
    stem = file_stem(report.call.call_id)
    titles = titles_of(form, checklists)
    waivers = waivers_of(form)
    sound, beside = _sound(report, form, stem, channels)
    page = render_report(
        shown,
        titles=titles,
        language=form.language,
        sound=sound,
        waivers=waivers,
        silent=form.sound != "none" and sound is None,
    )
    files: list[tuple[str, str | bytes]] = [
        (f"{stem}.html", page),
        (f"{stem}.json", report_text(shown, waivers)),
        *beside,
    ]
    if form.pdf:
        from auditor.report.pdf import render_pdf  # its package is an extra

        files.append(
            (
                f"{stem}.pdf",
                render_pdf(shown, titles=titles, language=form.language, waivers=waivers),
            )
        )
    return shown, tuple(files)


def _sound(
    report: Report, form: Form, stem: str, channels: Callable[[], Sequence[Sound] | None]
) -> tuple[PageSound | None, Pages]:
    if form.sound == "none" or not (heard := channels()):
        return None, ()
    from auditor.report.sound import embedded_sound, sound_beside

    covered = _bleeped(report, form, heard)
    if form.sound == "embed":
        return embedded_sound(covered, _RATE), ()
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
        path = Path(folder) / f"{stem}.mp3"
        sound = sound_beside(covered, _RATE, path)
        return sound, ((path.name, path.read_bytes()),)


def _bleeped(report: Report, form: Form, channels: Sequence[Sound]) -> Sequence[Sound]:
    """The channels with a tone over whatever the words must not show either."""
    kinds = LEVELS[form.privacy]
    if not kinds:
        return channels
    import numpy as np

    segments: Sequence[Segment] = report.transcript.segments
    spans = bleeps(segments, find_private(segments, report.call, kinds))
    length = max(len(channel) for channel in channels)
    whole = np.stack([np.pad(channel, (0, length - len(channel))) for channel in channels])
    return list(bleep(whole, _RATE, spans))
