"""Findings in a chain of hashes: none can be changed, dropped or moved without breaking it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

START = "0" * 64


def linked(findings: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a link for each finding: number, hash of the link before, the finding, own hash."""
    before = START
    for number, finding in enumerate(findings, start=1):
        own = _hash(number, before, finding)
        yield {"number": number, "before": before, "finding": dict(finding), "hash": own}
        before = own


def broken_link(links: Iterable[Mapping[str, Any]]) -> tuple[str | None, str, int]:
    """Return what is wrong with the first bad link (or ``None``), the last hash, and the count."""
    before, count = START, 0
    for number, link in enumerate(links, start=1):
        try:
            right = _hash(number, before, link["finding"])
            sound = (link["number"], link["before"], link["hash"]) == (number, before, right)
        except (KeyError, TypeError):
            sound = False
        if not sound:
            return f"link {number} does not follow from the one before", before, count
        before, count = link["hash"], number
    return None, before, count


def _hash(number: int, before: str, finding: Mapping[str, Any]) -> str:
    text = json.dumps([number, before, finding], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", errors="backslashreplace")).hexdigest()
