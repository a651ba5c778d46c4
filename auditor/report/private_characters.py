"""The characters that Chinese names are made of, forms of address, and words that only look like names."""

from __future__ import annotations

from auditor.report.private_lists import characters, one_of

DOUBLE = one_of("double_surnames")
SURNAMES = characters("surnames")
GIVEN = characters("given")
PLAIN = one_of("plain")
"""Words that begin as names do."""

SOUNDS = characters("sounds")
"""Characters that spell the sounds of Uyghur, Mongolian and Tibetan names."""


def titled() -> str:
    """The forms of address that follow a surname, as a pattern."""
    return one_of("titles")
