"""Calling hours: a table over the jurisdictions, and properties that hold for any window."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import (
    BRISBANE,
    CN,
    DELHI,
    FAIL,
    FEDERAL,
    HK,
    LIFE,
    LONDON,
    NA,
    NY,
    PASS,
    PERTH,
    REVIEW,
    STATES,
    SYDNEY,
    Where,
    call,
    judged,
    us,
)

from auditor.checklist.schema import Requirement
from auditor.judge.hours import hours_of
from auditor.judge.places import day_of, place, region_of
from auditor.judge.windows import window_on
from auditor.model import Call, Reason, Status

Row = tuple[str, str, Where, str, Status]
ROWS: list[Row] = [
    # China: 09:00 to 21:00, every day, holidays or not
    (LIFE, "calling-hours", CN, "2026-09-14T08:59:59+08:00", FAIL),
    (LIFE, "calling-hours", CN, "2026-09-14T09:00:00+08:00", PASS),
    (LIFE, "calling-hours", CN, "2026-09-14T20:59:59+08:00", PASS),
    (LIFE, "calling-hours", CN, "2026-09-14T21:00:00+08:00", FAIL),
    (LIFE, "calling-hours", CN, "2026-09-13T10:00:00+08:00", PASS),
    (LIFE, "calling-hours", CN, "2026-10-01T10:00:00+08:00", PASS),
    (LIFE, "calling-hours", CN, "2026-09-14T00:00:00+08:00", FAIL),
    (LIFE, "calling-hours", CN, "2026-09-14T12:59:59+00:00", PASS),
    (LIFE, "calling-hours", CN, "2026-09-14T13:00:00+00:00", FAIL),
    (LIFE, "calling-hours", CN, "2026-09-14T00:59:59+00:00", FAIL),
    (LIFE, "calling-hours", CN, "2026-09-14T01:00:00+00:00", PASS),
    (LIFE, "calling-hours", (None, "乌鲁木齐", None), "2026-09-14T09:30:00+08:00", PASS),
    (LIFE, "calling-hours", (None, None, "13800138000"), "2026-09-14T09:30:00+08:00", PASS),
    (LIFE, "calling-hours", (None, None, "138****8000"), "2026-09-14T08:30:00+08:00", FAIL),
    (LIFE, "calling-hours", (None, None, "010-62345678"), "2026-09-14T20:30:00+08:00", PASS),
    (LIFE, "calling-hours", (None, None, None), "2026-09-14T10:30:00+08:00", REVIEW),
    (LIFE, "calling-hours", ("Asia/Shanghai", None, None), "2026-09-14T10:30:00+08:00", PASS),
    (LIFE, "calling-hours", ("Nowhere/City", None, None), "2026-09-14T10:30:00+08:00", REVIEW),
    (LIFE, "calling-hours", ("Europe/Paris", "成都", None), "2026-09-14T10:30:00+08:00", REVIEW),
    (LIFE, "calling-hours", (None, "成都", "+12125550123"), "2026-09-14T10:30:00+08:00", REVIEW),
    (LIFE, "calling-hours", (None, "深圳", "+85261234567"), "2026-09-14T10:30:00+08:00", PASS),
    (LIFE, "calling-hours", ("Asia/Shanghai", "上海", "13800138000"), "2026-09-14T21:00:00+08:00", FAIL),
    # United States, federal: 08:00 to 21:00 where the person is
    (FEDERAL, "calling-hours", NY, "2026-06-15T07:59:59-04:00", FAIL),
    (FEDERAL, "calling-hours", NY, "2026-06-15T08:00:00-04:00", PASS),
    (FEDERAL, "calling-hours", NY, "2026-06-15T20:59:59-04:00", PASS),
    (FEDERAL, "calling-hours", NY, "2026-06-15T21:00:00-04:00", FAIL),
    (FEDERAL, "calling-hours", NY, "2026-06-14T12:00:00-04:00", PASS),
    (FEDERAL, "calling-hours", us("CA"), "2026-06-15T10:59:59-04:00", FAIL),
    (FEDERAL, "calling-hours", us("CA"), "2026-06-15T11:00:00-04:00", PASS),
    (FEDERAL, "calling-hours", us("California"), "2026-06-15T23:59:59-04:00", PASS),
    (FEDERAL, "calling-hours", us("California"), "2026-06-16T00:00:00-04:00", FAIL),
    (FEDERAL, "calling-hours", us("TX"), "2026-06-15T08:30:00-05:00", REVIEW),
    (FEDERAL, "calling-hours", us("TX"), "2026-06-15T12:00:00-05:00", PASS),
    (FEDERAL, "calling-hours", us("TX"), "2026-06-15T23:30:00-05:00", FAIL),
    (FEDERAL, "calling-hours", ("America/Chicago", "TX", None), "2026-06-15T08:30:00-05:00", PASS),
    (FEDERAL, "calling-hours", ("America/Denver", "TX", None), "2026-06-15T08:30:00-05:00", FAIL),
    (FEDERAL, "calling-hours", us("Honolulu, HI"), "2026-06-15T08:00:00-10:00", PASS),
    (FEDERAL, "calling-hours", (None, None, "+12125550123"), "2026-06-15T08:00:00-04:00", PASS),
    (FEDERAL, "calling-hours", (None, None, "+12125550123"), "2026-06-15T07:59:59-04:00", FAIL),
    (FEDERAL, "calling-hours", (None, None, "+13105550123"), "2026-06-15T08:00:00-04:00", FAIL),
    (FEDERAL, "calling-hours", (None, None, "+18005550123"), "2026-06-15T10:00:00-04:00", REVIEW),
    (FEDERAL, "calling-hours", ("America/New_York", None, "+13105550123"), "2026-06-15T12:00:00-04:00", REVIEW),
    (FEDERAL, "calling-hours", ("America/New_York", "CA", None), "2026-06-15T12:00:00-04:00", REVIEW),
    (FEDERAL, "calling-hours", (None, None, None), "2026-06-15T12:00:00-04:00", REVIEW),
    # the night on which the clocks change
    (FEDERAL, "calling-hours", NY, "2026-03-08T12:59:59+00:00", PASS),
    (FEDERAL, "calling-hours", NY, "2026-03-08T11:59:59+00:00", FAIL),
    (FEDERAL, "calling-hours", NY, "2026-03-08T12:00:00+00:00", PASS),
    (FEDERAL, "calling-hours", NY, "2026-03-07T12:59:59+00:00", FAIL),
    (FEDERAL, "calling-hours", NY, "2026-03-07T13:00:00+00:00", PASS),
    (FEDERAL, "calling-hours", NY, "2026-11-01T12:59:59+00:00", FAIL),
    (FEDERAL, "calling-hours", NY, "2026-11-01T13:00:00+00:00", PASS),
    (FEDERAL, "calling-hours", NY, "2026-11-01T05:30:00+00:00", FAIL),
    (FEDERAL, "calling-hours", NY, "2026-11-01T06:30:00+00:00", FAIL),
    (FEDERAL, "calling-hours", NY, "2026-03-08T07:30:00+00:00", FAIL),
    (FEDERAL, "calling-hours", us("AZ"), "2026-06-15T07:30:00-07:00", REVIEW),
    (FEDERAL, "calling-hours", us("AZ"), "2026-12-15T08:00:00-07:00", PASS),
    # the states
    (STATES, "fl-hours", us("FL"), "2026-06-15T19:59:59-05:00", REVIEW),
    (STATES, "fl-hours", ("America/New_York", "FL", None), "2026-06-15T19:59:59-04:00", PASS),
    (STATES, "fl-hours", ("America/New_York", "FL", None), "2026-06-15T20:00:00-04:00", FAIL),
    (STATES, "fl-hours", ("America/New_York", "GA", None), "2026-06-15T20:00:00-04:00", NA),
    (STATES, "fl-hours", ("America/New_York", None, None), "2026-06-15T20:00:00-04:00", NA),
    (STATES, "ok-hours", us("OK"), "2026-06-15T08:00:00-05:00", PASS),
    (STATES, "ok-hours", us("OK"), "2026-06-15T20:00:00-05:00", FAIL),
    (STATES, "md-hours", us("MD"), "2026-06-15T19:59:59-04:00", PASS),
    (STATES, "md-hours", us("Maryland"), "2026-06-15T20:00:00-04:00", FAIL),
    (STATES, "wa-hours", us("WA"), "2026-06-15T20:00:00-07:00", FAIL),
    (STATES, "wa-hours", us("WA"), "2026-06-15T08:00:00-07:00", PASS),
    (STATES, "ct-hours", us("CT"), "2026-06-15T08:59:59-04:00", FAIL),
    (STATES, "ct-hours", us("CT"), "2026-06-15T09:00:00-04:00", PASS),
    (STATES, "ct-hours", us("CT"), "2026-06-15T20:00:00-04:00", FAIL),
    (STATES, "ma-hours", us("MA"), "2026-06-15T08:00:00-04:00", PASS),
    (STATES, "ma-hours", us("MA"), "2026-06-15T20:00:01-04:00", FAIL),
    (STATES, "al-hours", us("AL"), "2026-06-15T10:00:00-05:00", PASS),
    (STATES, "al-hours", us("AL"), "2026-06-14T10:00:00-05:00", FAIL),
    (STATES, "al-hours", us("AL"), "2026-07-03T10:00:00-05:00", FAIL),
    (STATES, "al-hours", us("AL"), "2026-12-25T10:00:00-06:00", FAIL),
    (STATES, "ms-hours", us("MS"), "2026-06-15T08:59:59-05:00", FAIL),
    (STATES, "ms-hours", us("MS"), "2026-06-15T09:00:00-05:00", PASS),
    (STATES, "ms-hours", us("MS"), "2026-06-15T20:59:59-05:00", PASS),
    (STATES, "ms-hours", us("MS"), "2026-12-14T08:00:00-06:00", PASS),
    (STATES, "ms-hours", us("MS"), "2026-06-14T12:00:00-05:00", FAIL),
    (STATES, "pa-hours", us("PA"), "2026-10-17T20:30:00-04:00", PASS),
    (STATES, "pa-hours", us("PA"), "2026-10-19T20:30:00-04:00", FAIL),
    (STATES, "pa-hours", us("PA"), "2026-10-19T18:59:59-04:00", PASS),
    (STATES, "pa-hours", us("PA"), "2026-10-19T08:30:00-04:00", FAIL),
    (STATES, "pa-hours", us("PA"), "2026-10-11T12:00:00-04:00", PASS),
    (STATES, "pa-hours", us("PA"), "2026-10-18T12:00:00-04:00", FAIL),
    (STATES, "ri-hours", us("RI"), "2026-06-15T17:59:59-04:00", PASS),
    (STATES, "ri-hours", us("RI"), "2026-06-15T18:00:00-04:00", FAIL),
    (STATES, "ri-hours", us("RI"), "2026-06-13T09:59:59-04:00", FAIL),
    (STATES, "ri-hours", us("RI"), "2026-06-13T10:00:00-04:00", PASS),
    (STATES, "ri-hours", us("RI"), "2026-06-13T17:00:00-04:00", FAIL),
    (STATES, "ri-hours", us("RI"), "2026-06-14T12:00:00-04:00", FAIL),
    (STATES, "ri-hours", us("RI"), "2026-11-11T12:00:00-05:00", FAIL),
    (STATES, "ut-hours", us("UT"), "2026-06-14T12:00:00-06:00", FAIL),
    (STATES, "ut-hours", us("UT"), "2026-07-24T12:00:00-06:00", FAIL),
    (STATES, "ut-hours", us("UT"), "2026-07-23T20:59:59-06:00", PASS),
    (STATES, "nm-hours", us("NM"), "2026-06-15T08:59:59-06:00", FAIL),
    (STATES, "nm-hours", us("NM"), "2026-06-15T09:00:00-06:00", PASS),
    (STATES, "nm-hours", us("NM"), "2026-06-15T20:59:00-06:00", REVIEW),
    (STATES, "mi-hours", ("America/Detroit", "MI", None), "2026-06-15T09:00:00-04:00", PASS),
    (STATES, "mi-hours", ("America/Detroit", "MI", None), "2026-06-15T08:00:00-04:00", FAIL),
    (STATES, "mn-hours", us("MN"), "2026-06-15T08:59:59-05:00", FAIL),
    (STATES, "mn-hours", us("MN"), "2026-06-15T20:59:59-05:00", PASS),
    (STATES, "il-hours", us("IL"), "2026-06-15T21:00:00-05:00", FAIL),
    (STATES, "ny-hours", us("New York"), "2026-06-15T20:59:59-04:00", PASS),
    (STATES, "nc-hours", us("NC"), "2026-06-15T07:59:59-04:00", FAIL),
    (STATES, "va-hours", us("VA"), "2026-06-15T08:00:00-04:00", PASS),
    (STATES, "sc-hours", us("SC"), "2026-06-15T21:00:00-04:00", FAIL),
    (STATES, "nj-hours", us("NJ"), "2026-06-15T20:59:59-04:00", PASS),
    (STATES, "tn-hours", ("America/Chicago", "TN", None), "2026-06-15T21:00:00-05:00", FAIL),
    (STATES, "mo-hours", us("MO"), "2026-06-15T08:00:00-05:00", PASS),
    (STATES, "ky-hours", ("America/New_York", "KY", None), "2026-06-15T09:59:59-04:00", REVIEW),
    (STATES, "ky-hours", ("America/New_York", "KY", None), "2026-06-15T10:00:00-04:00", PASS),
    (STATES, "la-hours", us("LA"), "2026-06-15T19:59:59-05:00", PASS),
    (STATES, "la-hours", us("LA"), "2026-06-14T12:00:00-05:00", REVIEW),
    (STATES, "nv-hours", ("America/Los_Angeles", "NV", None), "2026-06-15T20:00:00-07:00", REVIEW),
    (STATES, "tx-sunday", ("America/Chicago", "TX", None), "2026-06-14T11:59:59-05:00", REVIEW),
    (STATES, "tx-sunday", ("America/Chicago", "TX", None), "2026-06-14T12:00:00-05:00", PASS),
    (STATES, "tx-sunday", ("America/Chicago", "TX", None), "2026-06-15T09:00:00-05:00", PASS),
    # Great Britain: a convention, so never a breach
    ("gb-insurance", "calling-hours", LONDON, "2026-06-15T08:00:00+01:00", PASS),
    ("gb-insurance", "calling-hours", LONDON, "2026-06-15T07:59:59+01:00", REVIEW),
    ("gb-insurance", "calling-hours", LONDON, "2026-06-13T08:30:00+01:00", REVIEW),
    ("gb-insurance", "calling-hours", LONDON, "2026-06-13T09:00:00+01:00", PASS),
    ("gb-insurance", "calling-hours", LONDON, "2026-12-14T08:00:00+00:00", PASS),
    # Australia: by state, closed on Sundays and national holidays
    ("au-telemarketing", "calling-hours", SYDNEY, "2026-06-15T09:00:00+10:00", REVIEW),
    ("au-telemarketing", "calling-hours", ("Australia/Sydney", "NSW", None), "2026-06-15T09:00:00+10:00", PASS),
    ("au-telemarketing", "calling-hours", ("Australia/Sydney", "NSW", None), "2026-06-15T20:00:00+10:00", FAIL),
    ("au-telemarketing", "calling-hours", ("Australia/Sydney", "NSW", None), "2026-06-13T16:59:59+10:00", PASS),
    ("au-telemarketing", "calling-hours", ("Australia/Sydney", "NSW", None), "2026-06-13T17:00:00+10:00", FAIL),
    ("au-telemarketing", "calling-hours", ("Australia/Sydney", "NSW", None), "2026-06-14T12:00:00+10:00", FAIL),
    ("au-telemarketing", "calling-hours", ("Australia/Sydney", "NSW", None), "2026-12-25T12:00:00+11:00", FAIL),
    ("au-telemarketing", "calling-hours", BRISBANE, "2026-12-15T19:59:59+10:00", PASS),
    ("au-telemarketing", "calling-hours", BRISBANE, "2026-12-15T09:00:00+11:00", FAIL),
    ("au-telemarketing", "calling-hours", PERTH, "2026-06-15T11:00:00+10:00", PASS),
    ("au-telemarketing", "calling-hours", PERTH, "2026-06-15T10:59:59+10:00", FAIL),
    # India, Hong Kong
    ("in-telemarketing", "calling-hours", DELHI, "2026-06-15T08:59:59+05:30", FAIL),
    ("in-telemarketing", "calling-hours", DELHI, "2026-06-15T09:00:00+05:30", PASS),
    ("in-telemarketing", "calling-hours", DELHI, "2026-06-15T21:00:00+05:30", FAIL),
    ("in-telemarketing", "calling-hours", DELHI, "2026-06-15T15:29:59+00:00", PASS),
    ("hk-p2p", "calling-hours", HK, "2026-06-15T21:59:59+08:00", PASS),
    ("hk-p2p", "calling-hours", HK, "2026-06-15T22:00:00+08:00", REVIEW),
    ("hk-p2p", "calling-hours", HK, "2026-06-15T08:59:59+08:00", REVIEW),
]  # fmt: skip


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 120
    assert len({(r[0], r[1], r[2], r[3]) for r in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("pack", "name", "where", "at", "expected"), ROWS)
def test_table(pack: str, name: str, where: Where, at: str, expected: Status) -> None:
    assert judged(pack, name, call(where, at))[0] is expected


def test_only_outbound_sales_are_bound() -> None:
    late = "2026-09-14T22:00:00+08:00"
    assert judged(LIFE, "calling-hours", call(CN, late, direction="inbound"))[0] is NA
    assert judged(LIFE, "calling-hours", call(CN, late, purpose="callback"))[0] is NA
    assert judged(LIFE, "calling-hours", call(CN, late, purpose="service"))[0] is NA
    assert judged(LIFE, "calling-hours", call(CN, late, purpose=None))[0] is REVIEW
    assert judged(LIFE, "calling-hours", call(CN, late, direction=None))[0] is REVIEW


def test_a_requested_call() -> None:
    late = "2026-09-14T21:30:00+08:00"
    asked = dt.datetime.fromisoformat("2026-09-14T21:15:00+08:00")
    assert judged(LIFE, "calling-hours", call(CN, late, callback_requested_at=asked))[0] is PASS
    long_ago = asked - dt.timedelta(days=1)
    made = call(CN, late, callback_requested_at=long_ago)
    assert judged(LIFE, "calling-hours", made)[0] is FAIL
    night = call(NY, "2026-06-15T22:00:00-04:00",
                 callback_requested_at=dt.datetime.fromisoformat("2026-06-15T22:00:00-04:00"))  # fmt: skip
    assert judged(FEDERAL, "calling-hours", night)[0] is REVIEW  # its effect is disputed


def test_an_answer_time_counts_where_the_law_speaks_of_calls_received() -> None:
    at = "2026-06-15T20:59:00-06:00"
    late = call(us("NM"), at, carried=(("connected_at", "2026-06-15T21:00:05-06:00"),))
    soon = call(us("NM"), at, carried=(("connected_at", "2026-06-15T20:59:20-06:00"),))
    assert judged(STATES, "nm-hours", late)[0] is FAIL
    assert judged(STATES, "nm-hours", soon)[0] is PASS


def test_another_region_is_told_without_a_time() -> None:
    made = Call(call_id="c", recording="", direction="outbound", purpose="sale",
                customer_region="GA")  # fmt: skip
    assert judged(STATES, "fl-hours", made) == (NA, Reason.NOT_DUE)
    assert judged(STATES, "fl-hours", dataclasses.replace(made, customer_region="FL")) == (
        REVIEW, Reason.NO_DATA,
    )  # fmt: skip


def test_conflicting_evidence_says_so() -> None:
    made = call(("America/New_York", "CA", None), "2026-06-15T12:00:00-04:00")
    assert place(made, "US", made.started_at or dt.datetime.now(dt.UTC)).conflict
    assert judged(FEDERAL, "calling-hours", made) == (REVIEW, Reason.UNCERTAIN)


def test_regions_by_name_and_code() -> None:
    for text in ("FL", "US-FL", "Florida", "Miami, FL", "florida"):
        assert region_of(text, "US") == "US-FL"
    assert region_of("Atlantis", "US") == ""
    assert region_of("Victoria", "AU") == "AU-VIC"
    assert region_of("香港九龙", "CN") == "HK"


def rule(**options: Any) -> Requirement:
    return Requirement.model_validate(
        {
            "id": "hours", "title": {"zh": "时段", "en": "hours"}, "kind": "conduct",
            "severity": "high", "controls": ["x"], "check": "calling-hours", "options": options,
        }
    )  # fmt: skip


def test_rows_by_date_and_holiday() -> None:
    options = {
        "hours": [
            {"dates": ["2026-02-10/2026-02-20", "12-31"], "allowed": None},
            {"on": "holiday", "allowed": ["10:00", "12:00"]},
            {"days": ["sat", "sun"], "allowed": ["10:00", "18:00"]},
            {"allowed": ["09:00", "21:00"]},
        ]
    }
    shown = {
        dt.date(2026, 2, 10): "—",
        dt.date(2027, 12, 31): "—",
        dt.date(2026, 10, 1): "10:00–12:00",
        dt.date(2026, 9, 12): "10:00–18:00",
        dt.date(2026, 9, 14): "09:00–21:00",
    }
    for day, window in shown.items():
        found = window_on(options, day, "CN")
        assert found.unknown == (day.year == 2027) or str(found) == window
    # a Sunday that is worked in exchange is no holiday, whatever the weekday says
    assert (
        str(window_on({"hours": options["hours"][1:]}, dt.date(2026, 2, 14), "CN")) == "10:00–18:00"
    )


def test_an_unknown_calendar_is_never_a_pass() -> None:
    made = call(("America/Chicago", None, None), "2026-06-15T12:00:00-05:00")
    outcome = hours_of(
        made, rule(hours=[{"allowed": ["08:00", "20:00"]}], holidays="state"), "US", "en"
    )
    assert (outcome.status, outcome.code) == (REVIEW, Reason.NO_DATA)


times = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2027, 1, 1)).map(
    lambda t: t.replace(microsecond=0, tzinfo=dt.UTC)
)
clock = st.integers(0, 48).map(lambda n: f"{n // 2:02d}:{n % 2 * 30:02d}")
window = st.tuples(clock, clock).map(sorted).map(lambda w: {"allowed": w})
zones = st.sampled_from(["Asia/Shanghai", "Asia/Kolkata", "Asia/Singapore", "Australia/Brisbane"])


def verdict(at: dt.datetime, zone: str, options: dict[str, Any]) -> Status:
    made = call((zone, None, None), at.isoformat())
    return hours_of(made, rule(**options), "CN", "en").status


@settings(max_examples=150, deadline=None)
@given(at=times, zone=zones, row=window, weeks=st.integers(-30, 30))
def test_whole_weeks_change_nothing(
    at: dt.datetime, zone: str, row: dict[str, Any], weeks: int
) -> None:
    later = at + dt.timedelta(weeks=weeks)
    assert verdict(at, zone, {"hours": [row]}) is verdict(later, zone, {"hours": [row]})


@settings(max_examples=150, deadline=None)
@given(at=times, zone=zones, law=window, own=st.lists(window, max_size=3))
def test_narrowing_never_turns_fail_into_pass(
    at: dt.datetime, zone: str, law: dict[str, Any], own: list[dict[str, Any]]
) -> None:
    wide = verdict(at, zone, {"hours": [law]})
    narrow = verdict(at, zone, {"hours": [law], "narrower": [[row] for row in own]})
    assert not (wide is FAIL and narrow is not FAIL)


@settings(max_examples=100, deadline=None)
@given(at=times, zone=zones, row=window)
def test_the_offset_in_which_a_time_is_written_does_not_matter(
    at: dt.datetime, zone: str, row: dict[str, Any]
) -> None:
    other = at.astimezone(dt.timezone(dt.timedelta(hours=-7)))
    assert verdict(at, zone, {"hours": [row]}) is verdict(other, zone, {"hours": [row]})


def test_the_version_in_force_is_that_of_the_day_in_the_country() -> None:
    made = call(CN, "2026-09-30T23:00:00+00:00")
    assert day_of(made, "CN") == dt.date(2026, 10, 1)
    assert day_of(call(us("CA"), "2026-10-01T03:00:00+00:00"), "US") == dt.date(2026, 9, 30)
    assert day_of(call((None, None, None), "2026-10-01T03:00:00-05:00"), "US") == dt.date(
        2026, 10, 1
    )
