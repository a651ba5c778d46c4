"""A synthetic month of calls whose breaches across calls are known: manifest, words, registers."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from collections import defaultdict
from pathlib import Path

CHINA = dt.timezone(dt.timedelta(hours=8))
FIRST = dt.datetime(2026, 9, 1, 9, 0, tzinfo=CHINA)
LAST_DAY = 27  # of the month, counted from its first, on which a scenario may begin
SELLERS = [f"S{k:03d}" for k in range(40)]
CALLERS_BACK = [f"C{k:02d}" for k in range(6)]
LAPSED, UNTRAINED, UNKNOWN = "S900", "S901", "S902"
OWN_NUMBER, STRANGE_NUMBER = "4008123456", "4000000000"
TALKS = {
    "nothing": (("agent", "您好，打扰您了，想跟您聊聊保险。"), ("customer", "我在开会，不方便。")),
    "refuses-calls": (
        ("agent", "您好，想给您介绍一款保险产品。"),
        ("customer", "不需要，以后别再给我打电话了。"),
        ("agent", "好的，不打扰您了，再见。"),
    ),
    "refuses-offer": (
        ("agent", "您好，想给您介绍一款保险产品。"),
        ("customer", "我不需要，谢谢。"),
        ("agent", "好的，打扰了，再见。"),
    ),
    "callback": (("agent", "您好，这里是客户服务中心，给您做个回访。"), ("customer", "好的。")),
}
LENGTH = 40.0  # seconds of each recording
COLUMNS = (
    "call_id", "recording", "started_at", "direction", "purpose", "agent_id", "caller_number",
    "customer_number", "customer_timezone", "callback_requested_at", "product_name",
    "product_type", "policy_no", "cooling_off_days", "concluded", "talk_seconds",
    "policy_receipt_date", "contract_start_date", "contract_end_date",
)  # fmt: skip

Planted = dict[str, set[str]]


class Month:
    """Calls being made up; ``planted`` holds, by requirement, the calls that break it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.rows: list[dict[str, str]] = []
        self.planted: Planted = defaultdict(set)
        self._numbers = 0
        (folder / "transcripts").mkdir(parents=True, exist_ok=True)

    def number(self) -> str:
        """A customer's number that no other customer has."""
        self._numbers += 1
        return f"139{self._numbers * 37:08d}"

    def time(self, *, days_after: dt.datetime | None = None, days: int = 0) -> dt.datetime:
        """A time of day within the hours, on a day of the month or some days after another."""
        day = (days_after or FIRST).date() + dt.timedelta(
            days=days if days_after else self.chance.randrange(LAST_DAY)
        )
        minute = self.chance.randrange(10 * 60, 20 * 60)
        return dt.datetime.combine(day, dt.time(minute // 60, minute % 60), CHINA)

    def call(self, at: dt.datetime, talk: str = "nothing", **more: str) -> str:
        """Add a call; its id."""
        name = f"H{len(self.rows):05d}"
        row = {
            "call_id": name, "recording": f"{name}.wav", "started_at": at.isoformat(),
            "direction": "outbound", "purpose": "sale", "agent_id": self.chance.choice(SELLERS),
            "caller_number": OWN_NUMBER, "customer_number": "", "customer_timezone": "Asia/Shanghai",
            "product_name": "安泰一生", "product_type": "accident", "concluded": "false",
            "talk_seconds": f"{LENGTH + 0.8:g}", "contract_end_date": "2027-09-01",
        }  # fmt: skip
        row["customer_number"] = more.get("customer_number") or self.number()
        self.rows.append({**row, **more})
        segments = [
            {"start": 3.0 * k + 0.5, "end": 3.0 * k + 3.2, "speaker": who, "text": text}
            for k, (who, text) in enumerate(TALKS[talk])
        ]
        document = {"language": "zh", "duration": LENGTH, "segments": segments}
        path = self.folder / "transcripts" / f"{name}.json"
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return name

    # -- scenarios

    def called_again(self) -> None:
        """Further calls were refused in so many words, and the number is called for a sale again."""
        number, at = self.number(), self.time()
        self.call(at, "refuses-calls", customer_number=number)
        again = self.call(self.time(days_after=at, days=2), customer_number=number)
        self.planted["blocked-for-six-months"].add(again)
        self.planted["no-call-after-refusal"].add(again)

    def rightly_called_again(self) -> None:
        """Only the offer was refused; or the next call is no sale; or the customer calls."""
        number, at = self.number(), self.time()
        kind = self.chance.randrange(3)
        talk = "refuses-offer" if kind == 0 else "refuses-calls"
        self.call(at, talk, customer_number=number)
        more = [{}, {"purpose": "service"}, {"direction": "inbound"}][kind]
        self.call(self.time(days_after=at, days=2), customer_number=number, **more)

    def sold_and_called_back(self, fault: str) -> None:
        """A sale and its callback, by the seller or too late if ``fault`` says so."""
        number, at = self.number(), self.time()
        policy = f"P{len(self.rows):06d}"
        sold = {"customer_number": number, "policy_no": policy}
        seller = self.chance.choice(SELLERS)
        self.call(at, agent_id=seller, **sold)
        received = at.date() + dt.timedelta(days=2)
        days = 19 if fault == "late" else 4
        name = self.call(
            self.time(days_after=at, days=days), "callback", purpose="callback",
            agent_id=seller if fault == "seller" else self.chance.choice(CALLERS_BACK),
            policy_receipt_date=received.isoformat(), cooling_off_days="15", **sold,
        )  # fmt: skip
        if fault == "seller":
            self.planted["seller-does-not-call-back"].add(name)
        if fault == "late":
            self.planted["callback-in-time"].add(name)

    def odd_record(self, kind: int) -> None:
        """One call with one fault that a register or the record shows."""
        faults: list[tuple[str, dict[str, str]]] = [
            ("agent-on-register", {"agent_id": LAPSED}),
            ("agent-on-register", {"agent_id": UNTRAINED}),
            ("agent-on-register", {"agent_id": UNKNOWN}),
            ("published-number", {"caller_number": STRANGE_NUMBER}),
            ("product-filed", {"product_name": "未备案产品"}),
            ("recording-complete", {"talk_seconds": "95"}),
            ("do-not-call-register", {"customer_number": self.number()}),
        ]
        rule, more = faults[kind % len(faults)]
        self.planted[rule].add(self.call(self.time(), **more))

    # -- what is written

    def listed(self) -> list[str]:
        """Numbers of the do-not-call list: those planted, and some that nobody calls."""
        names = self.planted["do-not-call-register"]
        called = [r["customer_number"] for r in self.rows if r["call_id"] in names]
        return [*called, *(self.number() for _ in range(200))]

    def write(self) -> Path:
        """Write manifest and registers; the manifest's path."""
        self.chance.shuffle(self.rows)
        manifest = self.folder / "manifest.csv"
        _table(manifest, COLUMNS, [[r.get(c, "") for c in COLUMNS] for r in self.rows])
        registers = self.folder / "registers"
        registers.mkdir(exist_ok=True)
        agents = [[a, "2020-01-01", "", "accident;life"] for a in [*SELLERS, *CALLERS_BACK]]
        agents += [[LAPSED, "2020-01-01", "2026-08-31", "accident"]]
        agents += [[UNTRAINED, "2020-01-01", "", "annuity"]]
        _table(registers / "agents.csv", ("agent_id", "from", "to", "products"), agents)
        _table(registers / "numbers.csv", ("number", "from"), [["400-812-3456", "2020-01-01"]])
        _table(registers / "products.csv", ("product", "from"), [["安泰一生", "2020-01-01"]])
        _table(
            registers / "do-not-call.csv", ("number", "added_on", "expires_on"),
            [[number, "2026-01-01", ""] for number in self.listed()],
        )  # fmt: skip
        # A history from before the month: without it nobody knows that there was no refusal.
        _table(
            registers / "history.csv", ("call_id", "number", "started_at"),
            [["before", "13000000000", "2026-08-01T10:00:00+08:00"]],
        )  # fmt: skip
        return manifest


def _table(path: Path, header: tuple[str, ...], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def make_month(folder: Path, calls: int, *, seed: int = 11) -> tuple[Path, Planted]:
    """Write a month of ``calls`` (at least 600) into ``folder``: its manifest, what is planted."""
    month = Month(folder, seed)
    for _ in range(60):
        month.called_again()
        month.rightly_called_again()
    for k in range(90):
        month.sold_and_called_back(("seller", "late", "")[k % 3])
    for k in range(70):
        month.odd_record(k)
    while len(month.rows) < calls:
        month.call(month.time(), month.chance.choice(["nothing", "nothing", "refuses-offer"]))
    return month.write(), dict(month.planted)
