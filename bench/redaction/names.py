"""Fills the slots of names: full ones, parts, nicknames, and how their characters are told."""

from __future__ import annotations

from filling import Filling
from wordlists import (
    ALL_GIVEN,
    ALL_SOUNDS,
    ALL_SURNAMES,
    DOUBLES,
    FREQUENT,
    by_sound,
    lists,
    spelling_words,
)

from auditor.read.sound import sounds

_EVERYDAY = (
    "那么管麻过由问同全后种干要来有是还从但难双黑老东海门水钟车党牛羊虎毛花草米谷皮油盐和会能都可相应信说经解包计安关应支成代查单"
    "平时候商家明白强宁国年金易连向于左万千百者仲节区言植普哈撒农幸冷热操展乐用字把佳鸟隆线台占战户头表才尾哪哇沙付再帅月火土木生"
    "才母尧太法化少多如初苦甜良宿容终步曾教官鲁厚位巧果虫朴库励利暴刀力衣衡印闪院赛原元信回行上下第"
)
"""Surnames, rare or not, that are everyday words."""


class Names(Filling):
    """Names; a surname is its name's if they have the same number."""

    def surname(self) -> str:
        r = self.rng.random()
        if r < 0.10:
            return self.rng.choice(_EVERYDAY)
        if r < 0.62:
            return self.rng.choice(FREQUENT[:40] if self.rng.random() < 0.5 else FREQUENT)
        if r < 0.90:
            return self.rng.choice(ALL_SURNAMES)
        if r < 0.95:
            return self.rng.choice(DOUBLES)
        return self.rng.choice(spelling_words()[2])

    def given(self) -> str:
        """A given name of one or two characters."""
        size = 1 if self.rng.random() < 0.2 else 2
        r = self.rng.random()
        if r < 0.3:
            return self.of("GIVEN" if size == 2 else "GIVEN_ONE")
        if r < 0.36:
            return self.rng.choice(ALL_GIVEN) * 2
        return "".join(
            self.rng.choice(ALL_GIVEN)
            if self.rng.random() < 0.72
            else self.rng.choice(spelling_words()[2])
            for _ in range(size)
        )

    def slot_name(self, number: str) -> str:
        r = self.rng.random()
        if r < 0.08:
            name = self.rng.choice(spelling_words()[1])
            self._known[f"SUR{number}"], self._known[f"GIVEN{number}"] = name[0], name[1:]
            return name
        if r < 0.12 and f"SUR{number}" not in self._known and f"GIVEN{number}" not in self._known:
            name = self.slot_minname(number)
            self._known[f"SUR{number}"] = self._known[f"GIVEN{number}"] = self.rng.choice(
                name.split("·")
            )[:3]
            return name
        return self.text(f"SUR{number}") + self.text(f"GIVEN{number}")

    def slot_sur(self, number: str) -> str:
        return self.surname()

    def slot_given(self, number: str) -> str:
        if f"SUR{number}" in self._known:
            return self.given()
        return self.of("PETNAMES") if self.rng.random() < 0.12 else self.given()

    def slot_givenc(self, number: str) -> str:
        return self.rng.choice(self.text(f"GIVEN{number}"))

    def slot_agent(self, number: str) -> str:
        r = self.rng.random()
        if r < 0.08:
            return self.pick("小", "阿") + self.rng.choice(FREQUENT + "".join(ALL_GIVEN[:200]))
        if r < 0.11:
            return self.of("ENGLISH")
        if r < 0.14:
            c = self.rng.choice(ALL_GIVEN)
            return self.pick(c + c, "小" + self.rng.choice(spelling_words()[2]), c + "儿")
        return self.of("AGENTNAMES") if r < 0.25 else self.surname() + self.given()

    def slot_agsur(self, number: str) -> str:
        return self.surname()[:1]

    def slot_aggiven(self, number: str) -> str:
        return self.rng.choice(ALL_GIVEN)

    def slot_agspell(self, number: str) -> str:
        return self.spelled(self.text("AGSUR" + number)[0])

    def slot_oddsur(self, number: str) -> str:
        return self.rng.choice(_EVERYDAY)

    def slot_spello(self, number: str) -> str:
        return self.spelled(self.text("ODDSUR" + number))

    def slot_homo(self, number: str) -> str:
        return self._alike(self.text("SUR" + number)[0])

    def slot_homoodd(self, number: str) -> str:
        return self._alike(self.text("ODDSUR" + number))

    def slot_homoc(self, number: str) -> str:
        return self._alike(self.text("GIVENC" + number))

    def slot_nick(self, number: str) -> str:
        if self.rng.random() < 0.3:
            return self.of("NICKS")
        c, d = self.rng.choice(ALL_GIVEN), self.rng.choice(spelling_words()[2])
        s = self.rng.choice(FREQUENT)
        return self.pick(
            c + c,
            d + d,
            "小" + c,
            "阿" + c,
            "老" + s,
            "小" + s,
            c + "子",
            c + "儿",
            c + c,
            "大" + c,
            "二" + c,
            c + "哥",
            c + "姐",
            "老" + s + "头",
            d + "宝",
            c + "妹",
            c + "娃",
            "狗剩",
            "胖墩",
            "豆豆",
            "糖糖",
            "乐乐",
            "石头",
            "妞妞",
            "毛毛",
            "果果",
            "小宝",
            "大壮",
            "二丫",
        )

    def slot_kidname(self, number: str) -> str:
        return self.text("NAME" + number)

    def slot_enname(self, number: str) -> str:
        return self.of("ENGLISH")

    def slot_minname(self, number: str) -> str:
        r = self.rng.random()
        if r < 0.2:
            return self.of("MINORITY_FULLNAMES")
        if r < 0.35:
            return "".join(self.rng.choice(ALL_SOUNDS) for _ in range(self.rng.randint(3, 6)))
        parts = self.rng.sample(self.of("PEOPLES").split(), 2)
        self._known["MINSHORT" + number] = self.rng.choice(parts)
        return self.pick("·", "", "").join(parts)

    def slot_minshort(self, number: str) -> str:
        self.text("MINNAME" + number)
        return self._known.get("MINSHORT" + number, self.text("MINNAME" + number)[:2])

    def slot_namex(self, number: str) -> str:
        return self.text(f"SUR{number}") + "".join(map(self._alike, self.text(f"GIVEN{number}")))

    def _alike(self, char: str) -> str:
        return self.rng.choice(by_sound().get(sounds(char), [char]))

    def spelled(self, c: str) -> str:
        """How somebody tells which character `c` is."""
        parts = [p for p in lists()["SPELT"] if p[-1] == c]
        if parts and self.rng.random() < 0.5:
            return parts[0]
        words = spelling_words()[0].get(c)
        if words and self.rng.random() < 0.85:
            w = self.rng.choice(words)
            return self.pick(
                f"{w}的{c}",
                f"{w}的{c}",
                f"{w}的{c}",
                f"{w}那个{c}",
                f"{w}的那个{c}",
                f"{w}的{c}字",
                f"{w}{c}",
            )
        if words and self.rng.random() < 0.6:
            w = self.rng.choice(words)
            return self.pick(
                f"{w}里头那个{c}", f"{w}那个", f"就是{w}的{c}", f"{c}是{w}的{c}", f"{w}{w}的{c}"
            )
        r = self.of("RADICALS")
        up, down = self.of("UPDOWN"), self.of("UPDOWN")
        if self.rng.random() < 0.3:
            return self.pick(
                f"上面一个{up}下面一个{down}",
                f"{up}字下面一个{down}那个{c}",
                f"左边{up}右边{down}",
                f"{up}字边一个{down}",
                f"{r}一个{down}的{c}",
            )
        return self.pick(
            f"{r}的{c}",
            f"{r}那个{c}",
            f"{r}加个{self.rng.choice(spelling_words()[2])}",
            f"{r}的那个",
        )

    def slot_spell(self, number: str) -> str:
        if "NAME" + number not in self._known and self.rng.random() < 0.5:
            return self.of("SPELL")
        name = self.text("NAME" + number)
        letters = [c for c in name if c != "·"]
        if self.rng.random() < 0.4:
            letters = letters[1:]
        return self.pick("，", "、", "，").join(map(self.spelled, letters[:3] or name[0]))

    def slot_spells(self, number: str) -> str:
        return self.spelled(self.text("SUR" + number)[0])

    def slot_spellc(self, number: str) -> str:
        return self.spelled(
            self.text("GIVENC" + number) if number != "2" else self.rng.choice(ALL_GIVEN)
        )

    slot_fullname = slot_name

    slot_surname = slot_sur

    slot_agentname = slot_agent

    slot_nickname = slot_nick

    slot_minority = slot_minname
