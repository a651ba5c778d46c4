"""Where the called person is, by what is on record: time zone, region, telephone number.

Each piece of evidence gives the zones that it allows. The first that says anything is the
basis; later ones are held against it, and where the clock differs, they conflict.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import geocoder
from phonenumbers import timezone as number_zones

from auditor.model import Call

SOME_DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # where only the region is asked for
ONE_ZONE = {
    "CN": "Asia/Shanghai", "HK": "Asia/Hong_Kong", "MO": "Asia/Macau", "TW": "Asia/Taipei",
    "SG": "Asia/Singapore", "IN": "Asia/Kolkata", "GB": "Europe/London",
}  # fmt: skip
_E, _C, _M, _P = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
_US = {
    _E: "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    _C: "AL AR IA IL LA MN MO MS OK WI",
    _M: "CO MT NM UT WY",
    _P: "CA WA",
}
_US_SEVERAL = {
    "AK": ("America/Anchorage", "America/Adak"), "AZ": ("America/Phoenix", _M),
    "FL": (_E, _C), "HI": ("Pacific/Honolulu",), "ID": (_M, _P), "IN": (_E, _C), "KS": (_C, _M),
    "KY": (_E, _C), "MI": (_E, _C), "ND": (_C, _M), "NE": (_C, _M), "NV": (_P, _M),
    "OR": (_P, _M), "SD": (_C, _M), "TN": (_E, _C), "TX": (_C, _M), "PR": ("America/Puerto_Rico",),
}  # fmt: skip
_AU = {
    "NSW": ("Australia/Sydney", "Australia/Broken_Hill"), "VIC": ("Australia/Melbourne",),
    "QLD": ("Australia/Brisbane",), "SA": ("Australia/Adelaide",), "WA": ("Australia/Perth",),
    "TAS": ("Australia/Hobart",), "NT": ("Australia/Darwin",), "ACT": ("Australia/Sydney",),
}  # fmt: skip
_STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA",
    "colorado": "CO", "connecticut": "CT", "delaware": "DE", "district of columbia": "DC",
    "washington d.c.": "DC", "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID",
    "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY",
    "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI",
    "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE",
    "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM",
    "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH",
    "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR",
    "rhode island": "RI", "south carolina": "SC", "south dakota": "SD", "tennessee": "TN",
    "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA", "washington": "WA",
    "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
_TERRITORIES = {
    "new south wales": "NSW", "victoria": "VIC", "queensland": "QLD", "south australia": "SA",
    "western australia": "WA", "tasmania": "TAS", "northern territory": "NT",
    "australian capital territory": "ACT",
}  # fmt: skip
_ABROAD = {"香港": "HK", "澳门": "MO", "澳門": "MO", "台湾": "TW", "台灣": "TW", "臺灣": "TW"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is known of where the called person is.

    ``region`` is like ``US-FL`` or ``HK``, where it is known; ``conflict`` names the two fields
    that disagree on the clock.
    """

    zones: tuple[str, ...] = ()
    basis: str = ""
    region: str = ""
    conflict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clue:
    field: str
    zones: tuple[str, ...]
    region: str = ""


def place(call: Call, country: str, at: dt.datetime) -> Place:
    """The called person's place; ``country`` is where numbers without a country code belong."""
    clues = [c for c in _clues(call, country) if c.zones]
    region = next((c.region for c in clues if "-" in c.region), "") or next(
        (c.region for c in clues if c.region), ""
    )
    if not clues:
        return Place(region=region)
    first, zones = clues[0], clues[0].zones
    for other in clues[1:]:
        common = _shifts(zones, at) & _shifts(other.zones, at)
        if not common:
            return Place(
                zones=zones, basis=first.field, region=region,
                conflict=f"{first.field}, {other.field}",
            )  # fmt: skip
        zones = tuple(z for z in zones if _shift(z, at) in common)
    return Place(zones=zones, basis=first.field, region=region)


def day_of(call: Call, country: str) -> dt.date | None:
    """The day of a call in the country of the law, which decides the version in force.

    Where the country has several clocks, by the called person's, else as the time is written.
    """
    at = call.started_at
    if at is None:
        return None
    if at.tzinfo is None:
        return at.date()
    zones = (ONE_ZONE[country],) if country in ONE_ZONE else place(call, country, at).zones
    return at.astimezone(ZoneInfo(zones[0])).date() if zones else at.date()


def locals_at(zones: tuple[str, ...], at: dt.datetime) -> list[dt.datetime]:
    """The local times that the zones give an instant, each clock once."""
    times = {_shift(z, at): at.astimezone(ZoneInfo(z)) for z in zones}
    return [times[s] for s in sorted(times)]


def _shift(zone: str, at: dt.datetime) -> dt.timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta()


def _shifts(zones: tuple[str, ...], at: dt.datetime) -> set[dt.timedelta]:
    return {_shift(z, at) for z in zones}


def _clues(call: Call, country: str) -> Iterator[_Clue]:
    if call.customer_timezone:
        zone = call.customer_timezone
        yield _Clue(field="customer_timezone", zones=(zone,) if known_zone(zone) else ())
    if call.customer_region:
        region = region_of(call.customer_region, country)
        yield _Clue(field="customer_region", zones=zones_of(region), region=region)
    if call.customer_number:
        yield _by_number(call.customer_number, country)


@functools.lru_cache(maxsize=256)
def known_zone(name: str) -> bool:
    """Whether a time zone of that name exists."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def region_of(text: str, country: str) -> str:
    """``US-FL`` for FL, US-FL, Florida or Miami, FL; a country's code; empty where unknown."""
    plain = " ".join(text.replace("_", "-").split())
    upper = plain.upper()
    for name, code in _ABROAD.items():
        if name in plain:
            return code
    if country == "CN":
        return "CN" if any("\u3400" <= c <= "\u9fff" for c in plain) or upper[:2] == "CN" else ""
    tables = {"US": ({*"".join(f"{v} " for v in _US.values()).split(), *_US_SEVERAL}, _STATES),
              "AU": (set(_AU), _TERRITORIES)}  # fmt: skip
    if upper in ONE_ZONE and country not in tables:  # MO and IN are states there
        return upper
    if country in tables:
        codes, names = tables[country]
        tail = upper.removeprefix(f"{country}-").split(",")[-1].strip()
        code = tail if tail in codes else names.get(tail.lower(), names.get(plain.lower(), ""))
        return f"{country}-{code}" if code else ""
    return country if country in ONE_ZONE else ""


def zones_of(region: str) -> tuple[str, ...]:
    """The time zones of a region as ``region_of`` names it; none where it is unknown."""
    country, _, part = region.partition("-")
    if country in ONE_ZONE:
        return (ONE_ZONE[country],)
    if country == "US":
        single = next((z for z, states in _US.items() if part in states.split()), None)
        return (single,) if single else _US_SEVERAL.get(part, ())
    return _AU.get(part, ()) if country == "AU" else ()


@functools.lru_cache(maxsize=4096)
def _by_number(number: str, country: str) -> _Clue:
    field = "customer_number"
    digits = "".join(c for c in number if c.isdigit() or c == "+")
    if country == "CN" and len(digits) < len(number.replace(" ", "").replace("-", "")):
        # A masked number of mainland China still shows that it is one.
        plain = number[:1] == "1" and len(number) == 11
        return _Clue(field=field, zones=(ONE_ZONE["CN"],) if plain else (), region="")
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return _Clue(field=field, zones=())
    code = phonenumbers.region_code_for_number(parsed) or ""
    zones = tuple(z for z in number_zones.time_zones_for_number(parsed) if known_zone(z))
    if code in ONE_ZONE:
        return _Clue(field=field, zones=(ONE_ZONE[code],), region=code)
    area = geocoder.description_for_number(parsed, "en")
    region = region_of(area, code) if area and code in ("US", "AU") else ""
    return _Clue(field=field, zones=zones if code else (), region=region)
