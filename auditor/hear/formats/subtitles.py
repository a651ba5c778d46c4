"""Subtitles: SubRip (.srt) and WebVTT (W3C), with the speaker before a colon or in <v …>."""

from __future__ import annotations

import html
import re

from auditor.errors import TranscriptError
from auditor.hear.formats.base import Said, assemble
from auditor.model import Transcript

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_CUE = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"<[^>]*>")
_SPEAKER = re.compile(r"^\s*(?:\[([^\]]{1,20})\]|([^\s:：，。,.]{1,12})\s*[:：])\s*")


def is_subtitles(text: str) -> bool:
    """Whether the text is WebVTT, or begins with a numbered or bare cue."""
    if text.lstrip("\ufeff").startswith("WEBVTT"):
        return True
    first = [line for line in text.splitlines() if line.strip()][:2]
    return any(_CUE.match(line) for line in first)


def read_subtitles(text: str, name: str) -> Transcript:
    """The transcript; a speaker is taken from every cue or, when not all have one, where given."""
    said: list[Said] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.split("\n")
        at = next((i for i, line in enumerate(lines) if "-->" in line), None)
        if at is None:
            continue
        found = _CUE.match(lines[at])
        if found is None:
            raise TranscriptError(f"{name}: a cue's times cannot be read: {lines[at].strip()[:60]}")
        times = found.groups()
        who, words = _spoken(" ".join(lines[at + 1 :]))
        said.append(Said(start=_seconds(times[:4]), end=_seconds(times[4:]), text=words, who=who))
    return assemble(said, engine="subtitles", language="zh", name=name)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, whole, fraction = parts
    return (
        int(hours or 0) * 3600
        + int(minutes or 0) * 60
        + int(whole or 0)
        + int((fraction or "0").ljust(3, "0")) / 1000
    )


def _spoken(text: str) -> tuple[str | None, str]:
    voice = _VOICE.search(text)
    plain = html.unescape(_TAG.sub("", text)).strip()
    if voice is not None:
        return voice.group(1).strip(), plain
    prefix = _SPEAKER.match(plain)
    if prefix is None:
        return None, plain
    return prefix.group(1) or prefix.group(2), plain[prefix.end() :]
