"""Reasons in the other language: a sentence the judge made is known by its form and said again.

Findings carry their reason in the checklist's language alone. The judge's sentences are a table with
one form a language, so a reason leads back to its form and its values; quotes stay as they were said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache

from auditor.judge.sentences import forms
from auditor.model import Finding, Report
from auditor.report.texts import LANGUAGES

_FIELD = re.compile(r"\{(\w+)(?::[^}]*)?\}")
_LISTS = frozenset({"items", "item"})
"""Values that are titles of requirements."""


def reason_in(finding: Finding, language: str, titles: Mapping[str, str] | None = None) -> str:
    """Return why a finding is as it is, in ``zh`` or ``en``.

    `titles` gives titles of requirements (as they stand in the reason) in that language. A reason
    that the judge's table does not know stays as it is.
    """
    return _said_again(finding.reason, language, titles or {}) or finding.reason


def reasons_of(finding: Finding) -> dict[str, str]:
    """Return the reason in every language of the interface."""
    return {language: reason_in(finding, language) for language in LANGUAGES}


def retold(report: Report, language: str, titles: Mapping[str, str] | None = None) -> Report:
    """Return the report with reasons and titles in `language`, for the tables and for machines.

    `titles` gives the titles of requirements, by id, in that language. Values, quotes and articles
    stay as they are, and so do all codes and ids.
    """
    named = titles or {}
    names = {f.title: named.get(f.requirement_id, f.title) for f in report.findings}
    return replace(
        report,
        findings=tuple(
            replace(f, title=names[f.title], reason=reason_in(f, language, names))
            for f in report.findings
        ),
    )


def _said_again(reason: str, language: str, titles: Mapping[str, str]) -> str | None:
    """The reason in `language`; ``None`` where it is in no other language that is known."""
    read = _read(reason, language)
    if read is None:
        return None
    key, values = read
    said = {name: _value(name, value, language, titles) for name, value in values}
    return _FIELD.sub(lambda field: said[field[1]], forms(language)[key])


@lru_cache(4096)  # few calls differ in most of their reasons
def _read(reason: str, but: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """The key and the values of a sentence in another language than `but`."""
    for language in LANGUAGES:
        for key, form in _readers(language) if language != but else ():
            if match := form.fullmatch(reason):
                return key, tuple(match.groupdict().items())
    return None


def _value(name: str, value: str, language: str, titles: Mapping[str, str]) -> str:
    if name == "reason":  # a reason inside another
        return _said_again(value, language, titles) or value
    if name in _LISTS:
        joint = "、" if language == "zh" else ", "
        return joint.join(titles.get(part, part) for part in re.split("、|, ", value))
    return value


@cache
def _readers(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sentences as patterns, those with the most words of their own first."""
    sentences = forms(language)
    order = sorted(sentences, key=lambda key: -len(_FIELD.sub("", sentences[key])))
    return tuple((key, re.compile(_pattern(sentences[key]), re.DOTALL)) for key in order)


def _pattern(sentence: str) -> str:
    pattern, end, seen = "", 0, set()
    for field in _FIELD.finditer(sentence):
        name = field[1]
        pattern += re.escape(sentence[end : field.start()])
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
        seen.add(name)
        end = field.end()
    return pattern + re.escape(sentence[end:])
