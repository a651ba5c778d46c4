"""Talks put together at random from `banks.yaml`, with their private and public items marked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from labelled import Item, Talk, segments_of
from ruamel.yaml import YAML

from auditor.model import Call, Speaker
from auditor.read.numerals import spoken
from auditor.report.private_numbers import id_card_ok, luhn_ok

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER
_SPOKEN = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))
_BANKS: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("banks.yaml"))


def made_talks(seed: int, number: int) -> list[Talk]:
    """Return `number` talks; the same seed gives the same talks."""
    rng = random.Random(seed)
    return [_Maker(rng).talk() for _ in range(number)]


class _Maker:
    """One talk under construction: its turns, and the items planted in it."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.line = _hotline(rng)
        self.turns: list[tuple[Speaker, str]] = []
        self.items: list[Item] = []

    def talk(self) -> Talk:
        rng = self.rng
        staff = f"{rng.randint(10000, 99999)}"
        said = rng.choice([staff, _speak(rng, staff)])
        self.say(AGENT, f"您好，我是明远人寿的周婷，工号[{said}]。", "staff")
        steps = [self.number, self.address, self.name, self.health]
        steps += [self.premium, self.hotline, self.number, self.premium]
        rng.shuffle(steps)
        for step in steps:
            step()
            if rng.random() < 0.5:
                self.say(rng.choice([AGENT, CUSTOMER]), self.pick("talk_between"))
        known = rng.random() < 0.5
        call = Call(
            call_id="t",
            recording="t.wav",
            hotline=self.line if known else None,
            agent_name="周婷",
            agent_id=staff if known else None,
        )
        return Talk(segments_of(self.turns), tuple(self.items), call)

    def pick(self, bank: str) -> Any:
        return self.rng.choice(_BANKS[bank])

    def say(self, who: Speaker, text: str, kind: str = "") -> None:
        """Add a turn; what stands in [brackets] is an item of `kind`."""
        self.items += [Item(kind, ((len(self.turns), start, end),)) for start, end in _marked(text)]
        self.turns.append((who, _plain(text)))

    def number(self) -> None:
        rng = self.rng
        kind, digits, sizes = rng.choice([
            ("id", _id_card(rng), [6, 4, 3]),
            ("mobile", _mobile(rng), [3, 4]),
            ("card", _bank_card(rng), [4]),
        ])  # fmt: skip
        style = rng.random()
        if 0.4 <= style < 0.6:
            check = self.pick("number_checks").format(d=_form(rng, digits, sizes))
            self.say(AGENT, check, kind)
            self.say(CUSTOMER, "对。")
            return
        self.say(AGENT, rng.choice(_BANKS["number_asks"][kind]))
        if style < 0.4:
            answer = self.pick("number_answers").format(d=_form(rng, digits, sizes))
            self.say(CUSTOMER, answer, kind)
        else:
            self.dictate(digits, sizes, kind)

    def dictate(self, digits: str, sizes: Sequence[int], kind: str) -> None:
        """One number over several turns, the agent nodding or reading back each part."""
        rng = self.rng
        parts = _groups(rng, digits, sizes)
        parts = [*parts[:-2], parts[-2] + parts[-1]] if len(parts[-1]) < 3 else parts
        aloud, reply = rng.random() < 0.7, rng.random() < 0.8
        places = []
        for part in parts:
            said = _speak(rng, part) if aloud else part
            turn = self.pick("number_parts").format(d=said)
            places += [(len(self.turns), start, end) for start, end in _marked(turn)]
            self.turns.append((CUSTOMER, _plain(turn)))
            if reply:
                echo = self.pick("echoes")
                if "{d}" in echo:
                    place = (len(self.turns), 0, len(said))
                    self.items.append(Item(f"{kind} read back", (place,)))
                self.turns.append((AGENT, echo.format(d=said)))
        self.items.append(Item(f"{kind} over turns", tuple(places)))

    def address(self) -> None:
        rng = self.rng

        def digits(low: int, high: int) -> str:
            n = str(rng.randint(low, high))
            return n if rng.random() < 0.5 else spoken(n)

        text = self.pick("addresses").format(
            n=digits(2, 199),
            m=digits(2, 19),
            k=digits(2, 6),
            r=rng.choice(["501", "1203", "五零一", "一二零三", "302"]),
        )
        ask, answer = self.pick("address_turns")
        self.say(AGENT, ask)
        self.say(CUSTOMER, answer.format(a=text), "address")

    def name(self) -> None:
        who, text = self.pick("name_turns")
        surname = self.pick("surnames")
        name = surname + self.rng.choice(_BANKS["given"].split())
        said = text.format(n=name, s=surname)
        self.say(AGENT if who == "A" else CUSTOMER, said, "name")

    def health(self) -> None:
        ask, answer = self.pick("health_turns")
        self.say(AGENT, ask)
        self.say(CUSTOMER, answer, "health")

    def premium(self) -> None:
        self.say(AGENT, self.pick("premiums"), "premium")

    def hotline(self) -> None:
        rng, line = self.rng, self.line
        style = rng.random()
        if style < 0.3:
            said = line
        elif style < 0.65:
            said = _speak(rng, line)
        else:
            groups = [line[:3], line[3:6], line[6:]] if len(line) > 5 else [line]
            said = rng.choice(["，", " ", "、"]).join(_speak(rng, g) for g in groups)
        self.say(AGENT, self.pick("hotlines").format(h=said), "hotline")


def _marked(text: str) -> list[tuple[int, int]]:
    """Where the [marked] parts stand in the plain text."""
    found, plain, start = [], 0, 0
    for c in text:
        if c == "[":
            start = plain
        elif c == "]":
            found.append((start, plain))
        else:
            plain += 1
    return found


def _plain(text: str) -> str:
    return text.replace("[", "").replace("]", "")


def _id_card(rng: random.Random) -> str:
    area = rng.choice(["420106", "110101", "310115", "510107", "440306", "330102", "230103"])
    born = f"{rng.randint(1950, 2003)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    stem = f"{area}{born}{rng.randint(1, 999):03}"
    return next(stem + c for c in "0123456789X" if id_card_ok(stem + c))


def _mobile(rng: random.Random) -> str:
    return f"1{rng.choice('3456789')}{rng.randint(0, 10**9 - 1):09}"


def _bank_card(rng: random.Random) -> str:
    stem = rng.choice(["622848", "621700", "622202", "621661", "623058"]) + "".join(
        rng.choice("0123456789") for _ in range(rng.choice([9, 12]))
    )
    return next(stem + c for c in "0123456789" if luhn_ok(stem + c))


def _hotline(rng: random.Random) -> str:
    return rng.choice(
        [
            f"955{rng.randint(0, 99):02}",
            f"400{rng.randint(0, 10**7 - 1):07}",
            f"400{rng.randint(6000000, 6999999)}",
        ]
    )


def _speak(rng: random.Random, digits: str) -> str:
    """Digits one by one, three or four equal ones sometimes as 三个八."""
    out, i = "", 0
    while i < len(digits):
        run = 1
        while i + run < len(digits) and digits[i + run] == digits[i] and run < 4:
            run += 1
        if run >= 3 and digits[i] != "X" and rng.random() < 0.4:
            out += f"{'零一二三四'[run]}个{_SPOKEN[digits[i]].replace('幺', '一')}"
            i += run
            continue
        if digits[i] == "X":
            out += rng.choice(["X", "x", "叉", "艾克斯"])
        else:
            out += rng.choice("幺一") if digits[i] == "1" else _SPOKEN[digits[i]]
        i += 1
    return out


def _groups(rng: random.Random, digits: str, sizes: Sequence[int]) -> list[str]:
    out, i = [], 0
    while i < len(digits):
        size = rng.choice(sizes)
        out.append(digits[i : i + size])
        i += size
    return out


def _form(rng: random.Random, digits: str, sizes: Sequence[int]) -> str:
    """A number in one turn: written or spoken, in one piece or with pauses and fillers."""
    style = rng.randrange(6)
    if style == 0:
        return digits
    if style == 1:
        return str(rng.choice([" ", "-", "，"])).join(_groups(rng, digits, sizes))
    if style == 2:
        return _speak(rng, digits)
    joint = str(rng.choice(_BANKS["joints"]))
    return joint.join(_speak(rng, g) for g in _groups(rng, digits, sizes))
