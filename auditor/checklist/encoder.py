"""Where a pack keeps its sentence encoder, for those who read with it and those who only key it."""

from __future__ import annotations

from pathlib import Path

FOLDER = "meaning"


def encoder_folder(pack: Path) -> Path | None:
    """The folder of the pack's encoder, or ``None`` where it brings none."""
    folder = pack / FOLDER
    return folder if (folder / "model.bin").is_file() else None
