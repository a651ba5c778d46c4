"""The slots of the exchanges that the tagger is taught with, and what each gives away."""

from __future__ import annotations

from names import Names
from places import Places
from wordlists import ALL_GIVEN, ailments, spoken_number

PRIVATE_NAME = frozenset(
    "NAME HOMO HOMOODD HOMOC ODDSUR SPELLO SUR GIVEN GIVENC SPELL SPELLS SPELLC NICK NAMEX ENNAME MINNAME MINSHORT KIDNAME FULLNAME SURNAME NICKNAME MINORITY ETHNAME".split()
)
PRIVATE_PLACE = frozenset(
    "ADDR ADDRPART HOUSE ROOM ESTATE TOWN VILL GROUP SPOT WORK FLOOR SCHOOL SHOP ROAD DIST COUNTY NO CITYP".split()
)
PRIVATE_HEALTH = frozenset(
    "ILL MED OP SYM LAB LABVALUE PATH BIRTH HABIT SIZE SENSE INJ MEASURE DIS MENTAL RECOV GYN PREG KIDILL PART SURG SYMPTOM SURGERY BODYPART DRUG".split()
)
NUMBERS = frozenset("MOBILE DICT IDPART ID CARD LASTFOUR DIGITS PHONE IDCARD BANKCARD".split())


def kind_of(slot: str) -> str:
    """What a slot holds: ``name``, ``address``, ``health``, ``number``, or ``""`` for what is public."""
    bare = slot.rstrip("0123456789")
    for kind, slots in (
        ("name", PRIVATE_NAME),
        ("address", PRIVATE_PLACE),
        ("health", PRIVATE_HEALTH),
        ("number", NUMBERS),
    ):
        if bare in slots:
            return kind
    return ""


class Filler(Names, Places):
    """Fills every slot of `taught/`."""

    def slot_sym(self, number: str) -> str:
        if self.rng.random() < 0.5:
            return (
                self.of("BODY")
                + self.pick("", "", "老", "有点", "一直", "天天")
                + self.of("COMPLAINT")
            )
        return self.of("SYM")

    def slot_part(self, number: str) -> str:
        return self.of("BODY")

    def slot_lab(self, number: str) -> str:
        return self.of("LABHEAD") + self.pick("", "", "是", "有点", "到", "，") + self.of("LABTAIL")

    def slot_ill(self, number: str) -> str:
        r = self.rng.random()
        if r < 0.12 and ailments():
            return self.rng.choice(ailments())
        return self.of("ILL")

    def slot_prod(self, number: str) -> str:
        if self.rng.random() < 0.3:
            return self.of("PRODUCTS")
        if self.rng.random() < 0.5:
            return self.pick(
                self.of("PRODWHO") + self.of("PRODWHAT"),
                self.of("PRODTHING") + self.pick("", "", self.of("PRODWHAT")),
                self.rng.choice(ALL_GIVEN) + self.rng.choice(ALL_GIVEN) + self.of("PRODWHAT"),
                self.slot_city("")[:1] + self.pick("惠保", "家乐", "岁康", "惠康", "家福", "医保"),
                self.rng.choice(ALL_GIVEN)
                + self.pick("康佑宝福享安乐瑞泰", *"康佑宝福享安乐瑞泰")[:1],
            )
        return self.of("PRODHEAD") + self.of("PRODMID") + self.of("PRODTAIL")

    def slot_money(self, number: str) -> str:
        rng = self.rng
        n = rng.choice(
            [
                rng.randint(5, 99) * 10,
                rng.randint(11, 99) * 100,
                rng.randint(1, 60) * 10000,
                rng.randint(30, 900),
            ]
        )
        said = (
            (spoken_number(n) if n < 10000 else spoken_number(n // 10000) + "万")
            if rng.random() < 0.6
            else str(n)
        )
        return said + self.pick("块", "元", "块钱", "", "元")

    def slot_date(self, number: str) -> str:
        if self.rng.random() < 0.4:
            return self.of("DATES")
        n = self.rng.randint(1, 28)
        return self.pick(
            f"{spoken_number(n)}号",
            f"{n}号",
            f"{spoken_number(self.rng.randint(1, 12))}月{spoken_number(n)}号",
            "下个月",
            "月底",
            f"{n}日",
        )

    def slot_line(self, number: str) -> str:
        n = self.pick(
            "955" + f"{self.rng.randint(0, 99):02}", "400" + f"{self.rng.randint(0, 9999999):07}"
        )
        return self._read(n)

    def slot_staff(self, number: str) -> str:
        return self.pick("", "", "A", "CQ") + self._read(str(self.rng.randint(1000, 999999)))

    def slot_policy(self, number: str) -> str:
        return self._read(str(self.rng.randint(10**9, 10**12)))

    def slot_mobile(self, number: str) -> str:
        return self._read(f"1{self.rng.choice('3456789')}{self.rng.randint(0, 10**9 - 1):09}")

    def slot_id(self, number: str) -> str:
        return self._read(
            f"{self.rng.randint(110101, 659001)}{self.rng.randint(1950, 2015)}{self.rng.randint(1, 12):02}{self.rng.randint(1, 28):02}{self.rng.randint(0, 999):03}{self.rng.choice('0123456789X')}"
        )

    def slot_card(self, number: str) -> str:
        return self._read(f"62{self.rng.randint(10**13, 10**17)}")

    def slot_digits(self, number: str) -> str:
        return self._read(str(self.rng.randint(10, 10 ** self.rng.choice([3, 4, 4, 6]) - 1)))

    def slot_dict(self, number: str) -> str:
        return self._read(
            "".join(self.rng.choices("0123456789", k=self.rng.choice([2, 3, 4, 4, 5])))
        )

    def slot_idpart(self, number: str) -> str:
        n = self._read("".join(self.rng.choices("0123456789", k=self.rng.choice([3, 4, 4, 6, 8]))))
        return n + self.pick("", "", "", "X", "叉") if number == "3" else n

    def slot_insurer(self, number: str) -> str:
        return self.of("INS")

    def slot_lastfour(self, number: str) -> str:
        return self._read(f"{self.rng.randint(0, 9999):04}")

    slot_symptom = slot_sym

    slot_product = slot_prod

    slot_hotline = slot_line

    slot_phone = slot_mobile

    slot_idcard = slot_id

    slot_bankcard = slot_card
