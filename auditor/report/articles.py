"""The law behind the findings: short in the rows, in full in a list that the rows lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_FORM = re.compile(r"《(?P<name>[^》]+)》\s*(?:（(?P<number>[^（）]+)）)?\s*(?P<place>.*)", re.S)
_NAME = 12
"""Characters up to which the name of a law stands for itself; a longer one by its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article that findings rest on."""

    anchor: str
    short: str
    full: str
    words: str
    """What the article says, where it was given."""


def articles_of(controls: Iterable[str], words: Mapping[str, str]) -> dict[str, Article]:
    """Return every article named in `controls` (several in one are parted by ``;``), in the order
    in which they come up. `words` gives articles their text.
    """
    found: dict[str, Article] = {}
    for control in controls:
        for full in parts_of(control):
            if full not in found:
                anchor = f"law{len(found) + 1}"
                found[full] = Article(
                    anchor=anchor, short=short_name(full), full=full, words=words.get(full, "")
                )
    return found


def parts_of(control: str) -> list[str]:
    """Return the articles that a finding's control names."""
    return [part.strip() for part in re.split("[;；]", control) if part.strip()]


def short_name(full: str) -> str:
    """Return the law's short name, or its number where the name is long, with the article.

    ``《关于…的通知》（保监发〔2008〕38号） 五(一)`` becomes ``保监发〔2008〕38号 五(一)``.
    """
    form = _FORM.fullmatch(full)
    if not form:
        return full
    name = form["name"].removeprefix("中华人民共和国")
    number = form["number"] or ""
    if len(name) > _NAME and "号" in number:
        name = number.rpartition("，")[2] or number
    return f"{name} {form['place']}".strip()
