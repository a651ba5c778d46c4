"""Which articles of the register are checked by which requirement, and which are not, and why."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML

from auditor.checklist import load
from auditor.checklist.schema import Checklist, Id, Requirement
from auditor.errors import ChecklistError

REGISTER = "register.yaml"
RECORD_CHECKS = frozenset({"register", "calling-hours", "history", "recording"})
"""Kinds of check that rest on records beside the call, not on what is said in it."""


class Article(BaseModel):
    """An article of law in the register, in our own words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    law: Id
    jurisdiction: str
    instrument: str
    article: str | None = None
    status: Literal["text", "fact", "partial"]
    lines: list[str] = Field(default_factory=list)
    calls: list[str] = Field(default_factory=list)
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    as_of: dt.date | None = None
    by: Literal["words", "records", "none"]
    """What shows whether it was kept: the words of the call, records beside it, or neither."""
    needs: list[str] = Field(default_factory=list)
    duty: str | None = None
    duty_en: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One article and how packs check it.

    ``how`` is ``words`` (checked by listening), ``records`` (checked, with records beside the
    call), ``open`` (could be heard in a call, but no requirement tests it), ``needs`` (would
    need records that no requirement asks for), ``none`` (nothing that a call could show).
    """

    article: Article
    how: Literal["words", "records", "open", "needs", "none"]
    by: tuple[tuple[str, str], ...]
    """(pack, requirement) of each requirement that tests it."""
    needs: tuple[str, ...]


def register_path() -> Path:
    """The register that ships with the packs. Raises ``ChecklistError`` if there is none."""
    for pack in load.list_checklists().values():
        path = pack.parent.parent / REGISTER
        if path.is_file():
            return path
    raise ChecklistError([f"{REGISTER}:1: file: the register of articles is missing"])


@functools.lru_cache(maxsize=8)
def read_register(path: Path) -> tuple[Article, ...]:
    """The articles of a register, by their order in the file."""
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    try:
        articles = tuple(Article.model_validate(a) for a in data["articles"])
    except ValidationError as error:
        raise ChecklistError([f"{path}:1: articles: {error.errors()[0]['msg']}"]) from None
    doubled = len({a.law for a in articles}) - len(articles)
    if doubled:
        raise ChecklistError([f"{path}:1: articles: a law stands there twice"])
    return articles


def coverage(
    packs: Iterable[Checklist], articles: Sequence[Article] | None = None
) -> list[Covered]:
    """How the packs cover the register, by its order."""
    tests: dict[str, list[tuple[str, Requirement]]] = {}
    for pack in packs:
        for requirement in pack.requirements:
            for law in requirement.controls:
                tests.setdefault(law, []).append((pack.id, requirement))
    if articles is None:
        articles = read_register(register_path())
    return [_covered(article, tests.get(article.law, [])) for article in articles]


def _covered(article: Article, tests: Sequence[tuple[str, Requirement]]) -> Covered:
    by = tuple(dict.fromkeys((pack, r.id) for pack, r in tests))
    if not tests:
        how: Literal["words", "records", "open", "needs", "none"]
        how = {"words": "open", "records": "needs", "none": "none"}[article.by]  # type: ignore[assignment]
        return Covered(article=article, how=how, by=(), needs=tuple(article.needs))
    on_record = all(r.check in RECORD_CHECKS for _, r in tests)
    needs = tuple(article.needs) if on_record or article.by == "records" else ()
    return Covered(article=article, how="records" if on_record else "words", by=by, needs=needs)


_HEADS = {
    "words": "checked in the words of the call",
    "records": "checked with records beside the call",
    "open": "not checked, though a call could show it",
    "needs": "not checked: needs records that are not asked for",
    "none": "not a duty that a call could show",
}


def in_words(covered: Sequence[Covered]) -> list[str]:
    """Lines of text: the articles of each instrument, then how many are covered how."""
    out: list[str] = []
    instruments = dict.fromkeys((c.article.jurisdiction, c.article.instrument) for c in covered)
    for jurisdiction, instrument in instruments:
        out += ["", f"{jurisdiction}  {instrument}"]
        for item in covered:
            if (item.article.jurisdiction, item.article.instrument) == (jurisdiction, instrument):
                out.append(_line(item))
    out.append("")
    for how, head in _HEADS.items():
        out.append(f"{sum(c.how == how for c in covered):4}  {head}")
    return out[1:]


def _line(item: Covered) -> str:
    article = item.article
    mark = "" if article.status == "text" else f" [{article.status}]"
    by = ", ".join(f"{pack}: {requirement}" for pack, requirement in item.by)
    needs = f"; needs {', '.join(item.needs)}" if item.needs else ""
    where = article.article or "(article not known)"
    return f"  {where}{mark}  {article.law}: {_HEADS[item.how]}{f' by {by}' if by else ''}{needs}"
