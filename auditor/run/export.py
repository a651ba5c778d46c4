"""A run's evidence pack for the regulator, from the run's state."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.checklist.load import find, load_checklist
from auditor.errors import CallError, UsageError
from auditor.judge.audit import audit
from auditor.model import Report, Unaudited
from auditor.report.pack import Contents, Sound, export_pack
from auditor.report.timestamp import fetch_stamp
from auditor.report.waivers import load_waivers
from auditor.run import codec, places
from auditor.run.manifest import locate
from auditor.run.state import State

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

RATE = 16_000  # of the sound as it is decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be exported, and how."""

    run: Path
    out: Path
    level: str = "regulator"
    group_by: str | None = None
    clips: bool = True
    pdf: bool = False
    waivers: Path | None = None
    state: str | None = None
    timestamp: str | None = None
    """Address of a time-stamping authority; the only thing here that uses a network."""


def export_run(wish: Wish, key: Ed25519PrivateKey) -> str:
    """Write the pack; the fingerprint of the key.

    Raises:
        UsageError: no such run, ``out`` is there already, or a checklist of the run has changed.
    """
    about = _about(wish.run)
    today = dt.datetime.now(dt.UTC)
    with State.of(wish.run, wish.state) as state:
        settings = state.settings()
        contents = Contents(
            reports=_items(state, settings["basis"], Report),
            unaudited=_items(state, settings["basis"], Unaudited),
            checklists=_checklists(about, settings["checklists"]),
            run=about,
            waivers=load_waivers(wish.waivers, today.date()) if wish.waivers else None,
            carried=state.manifest()[1],
        )
        return export_pack(
            contents,
            wish.out,
            key,
            created=today,
            level=wish.level,
            group_by=wish.group_by,
            sound_of=_sound_of(settings["root"]) if wish.clips else None,
            pdf=_pdf() if wish.pdf else None,
            stamp=partial(fetch_stamp, wish.timestamp) if wish.timestamp else None,
        )


def judged_again(names: Sequence[str]) -> Callable[[Report], Report]:
    """What makes of a report the one that auditor would make now of its transcript alone.

    ``names`` are ids or paths of checklists beside those that ship with auditor.
    """
    given = {pack.id: pack for pack in map(load_checklist, names)}

    def judge(report: Report) -> Report:
        packs = [given.get(name) or load_checklist(name) for name, _ in report.checklists]
        findings = [f for pack in packs for f in audit(report.call, report.transcript, pack)]
        return replace(report, findings=tuple(findings))

    return judge


def _about(run: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((run / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UsageError(f"{run}: there is no finished run in this folder") from None
    return about


def _items(state: State, basis: str, kind: type) -> Iterator[Any]:
    for item in state.outcomes(basis):
        if isinstance(item, bytes):
            if kind is Report:
                yield codec.unpack(codec.REPORT, item)
        elif kind is Unaudited:
            yield item


def _checklists(about: dict[str, Any], names: list[str]) -> dict[str, Path]:
    """The files of the run's checklists, which must still be what the run was judged by."""
    judged_by = {item["id"]: item["sha256"] for item in about["checklists"]}
    files: dict[str, Path] = {}
    for name in names:
        pack = load_checklist(name)
        sha256 = hashlib.sha256(pack.model_dump_json().encode()).hexdigest()
        if judged_by.get(pack.id) != sha256:
            raise UsageError(f"the checklist {pack.id} has changed since the run; audit again")
        files[pack.id] = find(name)
    return files


def _sound_of(root: str) -> Callable[[Report], Sound | None]:
    from auditor.hear.audio import open_recording

    def sound(report: Report) -> Sound | None:
        try:
            with places.local(locate(root, report.call.recording)) as path:
                return open_recording(path)[1], RATE
        except CallError:
            return None  # transcripts may have been given without recordings

    return sound


def _pdf() -> Callable[[Report], bytes]:
    from auditor.report.pdf import render_pdf

    return render_pdf
