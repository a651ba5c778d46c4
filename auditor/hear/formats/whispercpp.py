"""The JSON of whisper.cpp (``--output-json`` and ``--output-json-full``).

``{"result": {"language"}, "transcription": [{"offsets": {"from", "to"}, "text", "tokens"}]}``;
offsets in milliseconds.
"""

from __future__ import annotations

from typing import Any

from auditor.errors import TranscriptError
from auditor.hear.formats.base import Said, assemble, listed, seconds, text_of
from auditor.model import Transcript


def recognises(content: Any) -> bool:
    """A list called "transcription" beside "result"."""
    return isinstance(content, dict) and isinstance(content.get("transcription"), list)


def read(content: Any, name: str) -> Transcript:
    """The transcript; with ``--diarize`` the speaker is "0" or "1" by channel."""
    said = []
    for i, item in enumerate(listed(content["transcription"], name, "transcription")):
        where = f"{name}: transcription[{i}]"
        offsets = item.get("offsets")
        if not isinstance(offsets, dict):
            raise TranscriptError(f"{where}: offsets: missing")
        speaker = item.get("speaker")
        said.append(
            Said(
                start=seconds(offsets.get("from"), where, "offsets: from", per_second=1000),
                end=seconds(offsets.get("to"), where, "offsets: to", per_second=1000),
                text=text_of(item.get("text"), where, "text"),
                channel=int(speaker) if speaker in ("0", "1", 0, 1) else None,
            )
        )
    result = content.get("result")
    language = result.get("language") if isinstance(result, dict) else None
    return assemble(said, engine="whisper.cpp", language=language, name=name)
