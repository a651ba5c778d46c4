"""The word lists of redaction (`private_lists.toml`), read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def one_of(name: str) -> str:
    """The entries of a list as a pattern that any of them matches; without brackets around it.

    Raises KeyError for a list that there is not.
    """
    return "|".join(_lists()[name].split())


@cache
def characters(name: str) -> frozenset[str]:
    """The characters of a list that is one of single characters."""
    return frozenset("".join(_lists()[name].split()))


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
