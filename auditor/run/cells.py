"""The typed cells of a manifest: text as people and spreadsheets write it → values.

Each reader takes a non-empty, stripped string and raises ``ValueError`` with the reason in words.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from collections.abc import Callable
from decimal import Decimal

_NUMBER = re.compile(r"[¥$]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(万)?元?")
_DAYS = re.compile(r"(\d+)(?:\.0+)?(?:天|日)?")
_TRUE = {"true", "yes", "1", "是"}
_FALSE = {"false", "no", "0", "否"}


def text(cell: str) -> str:
    """The cell as it stands."""
    return cell


def amount(cell: str) -> Decimal:
    """A positive sum of money: ``168.0``, ``1,200``, full-width digits, ``20万``, ``328元``."""
    plain = unicodedata.normalize("NFKC", cell).replace(" ", "")
    found = _NUMBER.fullmatch(plain)
    if not found:
        if plain.startswith("-"):
            raise ValueError(f"{cell!r} is negative")
        raise ValueError(f"{cell!r} is not a number")
    value = Decimal(found[1].replace(",", "")) * (10_000 if found[2] else 1)
    if not value:
        raise ValueError(f"{cell!r} is zero")
    return value


def days(cell: str) -> int:
    """A number of days, from 0 to 366: ``15``, ``15.0``, ``15天``."""
    found = _DAYS.fullmatch(unicodedata.normalize("NFKC", cell).replace(" ", ""))
    if not found:
        raise ValueError(f"{cell!r} is not a whole number of days")
    if int(found[1]) > 366:
        raise ValueError(f"{cell!r} is more than a year")
    return int(found[1])


def moment(cell: str) -> dt.datetime:
    """An ISO 8601 time with its offset from UTC."""
    try:
        value = dt.datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is not an ISO 8601 time") from None
    if value.tzinfo is None:
        raise ValueError(f"{cell!r} has no offset from UTC (such as +08:00)")
    return value


def channel(cell: str) -> int:
    """0 or 1, the place of a channel in a two-channel recording."""
    if cell not in {"0", "1", "0.0", "1.0"}:
        raise ValueError(f"{cell!r} is neither 0 nor 1")
    return int(cell[0])


def truth(cell: str) -> bool:
    """``true`` or ``false`` (also yes/no, 1/0, 是/否)."""
    word = cell.lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(f"{cell!r} is neither true nor false")
    return word in _TRUE


def zone(cell: str) -> str:
    """The name of an IANA time zone."""
    try:
        zoneinfo.ZoneInfo(cell)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{cell!r} is not an IANA time zone") from None
    return cell


def one_of(*words: str) -> Callable[[str], str]:
    """A reader for one of ``words``, in any case."""

    def read(cell: str) -> str:
        word = cell.lower()
        if word not in words:
            raise ValueError(f"{cell!r} is none of {', '.join(words)}")
        return word

    return read


# Every column that auditor knows, and how its cells are read. The names are the fields of Call.
READERS: dict[str, Callable[[str], object]] = {
    "started_at": moment,
    "direction": one_of("outbound", "inbound"),
    "purpose": one_of("sale", "callback", "service", "renewal", "other"),
    "agent_channel": channel,
    "agent_id": text,
    "agent_name": text,
    "agent_licence": text,
    "caller_number": text,
    "customer_number": text,
    "customer_name": text,
    "customer_region": text,
    "customer_timezone": zone,
    "callback_requested_at": moment,
    "sold_in_name_of": one_of("insurer", "agency"),
    "insurer": text,
    "agency": text,
    "hotline": text,
    "product_name": text,
    "product_type": text,
    "policy_no": text,
    "policy_term": text,
    "sum_insured": amount,
    "premium": amount,
    "premium_period": one_of("monthly", "quarterly", "annual", "single"),
    "payment_term": text,
    "deduction_day": text,
    "effective": text,
    "delivery": text,
    "cooling_off_days": days,
    "concluded": truth,
}
