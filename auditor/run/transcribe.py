"""Hearing alone: recordings → transcripts in the contract's form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from auditor.errors import CallError, UsageError
from auditor.hear.listen import listen
from auditor.hear.stored import write_transcript
from auditor.report.files import file_stem
from auditor.run.hearing import make_diarizer, make_engine
from auditor.run.task import Settings


def transcribe(
    recordings: Sequence[Path], out: Path, settings: Settings, agent_channel: int | None = None
) -> Iterator[tuple[Path, Path | CallError]]:
    """Hear each recording; (recording, its transcript's file or why there is none).

    Raises:
        UsageError: two recordings would have the same transcript file.
        ModelError: no speech model.
    """
    targets: dict[str, Path] = {}
    for path in recordings:
        first = targets.setdefault(path.stem, path)
        if first is not path:
            raise UsageError(f"{first} and {path} would both become {path.stem}.json")
    engine, diarizer = make_engine(settings), make_diarizer(settings)
    out.mkdir(parents=True, exist_ok=True)
    for stem, path in targets.items():
        try:
            listened = listen(path, engine, agent_channel=agent_channel, diarizer=diarizer)
        except CallError as error:
            yield path, error
            continue
        target = out / f"{file_stem(stem)}.json"
        write_transcript(listened.transcript, target)
        yield path, target
