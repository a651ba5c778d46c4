"""Fills the slots of places: addresses in town and country, and what stands near by."""

from __future__ import annotations

from filling import Filling
from wordlists import ALL_GIVEN, spelling_words, villages


class Places(Filling):
    """Where somebody lives, works, or has things sent to."""

    def _somewhere(self) -> tuple[str, str, str, str, str]:
        return self.rng.choice(villages())

    def slot_house(self, number: str) -> str:
        return self._numbered(self.of("HOUSE"))

    def slot_room(self, number: str) -> str:
        return self._numbered(self.of("ROOM"))

    def slot_no(self, number: str) -> str:
        return self._numbered(self.pick("{n}号", "{n}", "{n}号附{u}号", "{d3}号"))

    def slot_estate(self, number: str) -> str:
        head = (
            self.of("ESTATEHEAD")
            if self.rng.random() < 0.7
            else self.pick(
                "".join(self.rng.choice(ALL_GIVEN) for _ in range(2)), self.of("ESTATEWORD")
            )
        )
        return head + self.of("ESTATETAIL") if self.rng.random() < 0.85 else head

    def slot_road(self, number: str) -> str:
        head = (
            self.of("ROADHEAD")
            if self.rng.random() < 0.6
            else "".join(self.rng.choice(spelling_words()[2][:1200]) for _ in range(2))
        )
        return head + self.of("ROADTAIL")

    def slot_town(self, number: str) -> str:
        place = self._somewhere()
        return self.pick(place[3], place[3], place[2] + place[3], place[2])

    def slot_dist(self, number: str) -> str:
        return self._somewhere()[2]

    def slot_county(self, number: str) -> str:
        place = self._somewhere()[2]
        return place[:-1] if len(place) > 2 and self.rng.random() < 0.75 else place

    def slot_cityp(self, number: str) -> str:
        place = self._somewhere()
        return self.pick(place[0], place[1], place[1], place[0] + place[1])

    def slot_city(self, number: str) -> str:
        if self.rng.random() < 0.3:
            return self.of("CITIES")
        city = self._somewhere()[1]
        return city.removesuffix("市") if self.rng.random() < 0.8 else city

    def slot_vill(self, number: str) -> str:
        village = self._somewhere()[4]
        return village.removesuffix("委会") if self.rng.random() < 0.9 else village

    def slot_group(self, number: str) -> str:
        return self._numbered(self.of("GROUP"))

    def slot_spot(self, number: str) -> str:
        head = self.of("SPOTHEAD")
        r = self.rng.random()
        if r < 0.25:
            head = self.slot_vill("") + self.pick("", "口", "头")
        elif r < 0.4:
            head = self.slot_road("") + self.pick("", head)
        elif r < 0.5:
            head = self.slot_estate("")
        elif r < 0.6:
            head = self.pick("老", "新", "镇", "村", "县", "西门", "城东") + head
        return head + self.of("SPOTTAIL")

    def slot_work(self, number: str) -> str:
        place = self._somewhere()
        head = self.pick(
            place[2],
            place[3],
            place[1].removesuffix("市"),
            place[2][:2],
            "".join(self.rng.choice(ALL_GIVEN) for _ in range(2)),
            self.slot_road(""),
            "",
        )
        return head + self.of("WORKTAIL")

    def slot_floor(self, number: str) -> str:
        return self._numbered(self.of("FLOOR"))

    def slot_school(self, number: str) -> str:
        place = self._somewhere()
        return self.pick(
            place[2][:2], place[3][:2], self.of("ROADHEAD") + "路", place[1][:2]
        ) + self.pick(
            "小学",
            "中学",
            "一小",
            "二中",
            "实验小学",
            "附小",
            "高中",
            "幼儿园",
            "外国语",
            "中心小学",
            "职高",
        )

    def slot_shop(self, number: str) -> str:
        return self._numbered(self.of("SHOP"))

    def slot_addr(self, number: str) -> str:
        place, rng = self._somewhere(), self.rng
        if rng.random() < 0.12:
            return self.of("ADDR")
        sep = self.pick("", "", "", "，", "的") if rng.random() < 0.5 else ""
        if rng.random() < 0.4:  # in the country
            parts = [
                place[3],
                self.slot_vill("") if rng.random() < 0.3 else place[4].removesuffix("委会"),
                self.slot_group(""),
            ]
            if rng.random() < 0.5:
                parts = [place[2], *parts]
        else:
            middle = self.pick(
                self.slot_road("") + self.slot_no(""),
                self.slot_estate(""),
                self.slot_road("") + self.slot_estate(""),
            )
            parts = [
                place[2] if rng.random() < 0.5 else "",
                middle,
                self.slot_house(""),
                self.slot_room("") if rng.random() < 0.6 else "",
            ]
        if rng.random() < 0.35:
            parts = [place[1], *parts]
            if rng.random() < 0.3 and place[0] != place[1]:
                parts = [place[0], *parts]
        if rng.random() < 0.12:
            parts.append(self.slot_spot(""))
        return sep.join(p for p in parts if p)

    def slot_addrpart(self, number: str) -> str:
        if self.rng.random() < 0.3:
            return self.of("ADDR_PARTS")
        return str(
            self.rng.choice(
                [
                    self.slot_estate,
                    self.slot_house,
                    self.slot_room,
                    self.slot_town,
                    self.slot_vill,
                    self.slot_spot,
                    self.slot_road,
                    self.slot_addr,
                    self.slot_work,
                    self.slot_dist,
                ]
            )("")
        )

    slot_pubaddr = slot_addr
