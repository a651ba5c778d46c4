"""JSON that others wrote, read strictly: every error names the file and the field."""

from __future__ import annotations

import json
import math
import unicodedata
from pathlib import Path
from typing import Any

from auditor.errors import TranscriptError
from auditor.model import Speaker

LONGEST = 7 * 86_400.0
"""Seconds: a time beyond a week is a time in milliseconds or a damaged file."""


def read_text(file: Path) -> str:
    """The text of a file (UTF-8, with or without BOM), or ``TranscriptError`` in one line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise TranscriptError(f"{file} does not exist") from error
    except UnicodeDecodeError as error:
        raise TranscriptError(f"{file.name} is not UTF-8 text") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise TranscriptError(f"{file.name} cannot be read: {reason}") from error
    if not text.strip():
        raise TranscriptError(f"{file.name} is empty")
    return text


def parse_json(text: str, name: str) -> Any:
    """The JSON in that text; ``name`` stands in the error."""
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise TranscriptError(f"{name} is not JSON{where}") from error


def clean(text: str) -> str:
    """Text without control and invisible format characters; white space made single."""
    kept = (c if unicodedata.category(c)[0] != "C" else " " * (c in "\t\r\n") for c in text)
    return " ".join("".join(kept).split())


class Fields:
    """One JSON object, whose fields are asked for by type; ``where`` leads every error."""

    def __init__(self, content: Any, where: str) -> None:
        self.where = where
        if not isinstance(content, dict):
            raise TranscriptError(f"{where}: an object is expected, not {_kind(content)}")
        self._content: dict[str, Any] = content

    def fail(self, field: str, what: str) -> TranscriptError:
        """The error to raise about one field."""
        return TranscriptError(f"{self.where}: {field}: {what}")

    def get(self, field: str) -> Any:
        """The raw value, ``None`` when absent."""
        return self._content.get(field)

    def has(self, field: str) -> bool:
        """Whether the field is there at all."""
        return field in self._content

    def items(self, field: str, *, required: bool = False) -> list[Fields]:
        """A list of objects; empty when absent."""
        value = self._content.get(field)
        if value is None and not required:
            return []
        if not isinstance(value, list):
            found = "nothing" if value is None else _kind(value)
            raise self.fail(field, f"a list is expected, not {found}")
        return [Fields(item, f"{self.where}: {field}[{i}]") for i, item in enumerate(value)]

    def text(self, field: str) -> str | None:
        """A string, cleaned."""
        value = self._content.get(field)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.fail(field, f"text is expected, not {_kind(value)}")
        return clean(value)

    def number(self, field: str) -> float | None:
        """A finite number."""
        value = self._content.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(field, f"a number is expected, not {_kind(value)}")
        if not math.isfinite(value):
            raise self.fail(field, "not a finite number")
        return float(value)

    def time(self, field: str) -> float | None:
        """A time in seconds: not negative, not longer than a week."""
        value = self.number(field)
        if value is not None and value < 0:
            raise self.fail(field, f"negative time {value:g}")
        if value is not None and value > LONGEST:
            raise self.fail(field, f"{value:g} s is no time in a call")
        return value

    def needed_time(self, field: str) -> float:
        """A time that must be there."""
        value = self.time(field)
        if value is None:
            raise self.fail(field, "missing")
        return value

    def share(self, field: str) -> float | None:
        """A number from 0 to 1."""
        value = self.number(field)
        if value is not None and not 0.0 <= value <= 1.0:
            raise self.fail(field, f"{value:g} is not between 0 and 1")
        return value

    def flag(self, field: str) -> bool:
        """true or false; false when absent."""
        value = self._content.get(field, False)
        if not isinstance(value, bool):
            raise self.fail(field, f"true or false is expected, not {_kind(value)}")
        return value

    def channel(self) -> int | None:
        """The channel number."""
        value = self._content.get("channel")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 64:
            raise self.fail("channel", f"a channel number is expected, not {value!r}"[:80])
        return value

    def speaker(self) -> Speaker:
        """agent, customer or unknown; unknown when absent."""
        value = self.text("speaker") or "unknown"
        try:
            return Speaker(value.lower())
        except ValueError as error:
            raise self.fail("speaker", f"agent, customer or unknown, not {value[:40]!r}") from error


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true/false", type(None): "null"}
    return names.get(type(value), "a number")
