"""Meaning: a turn is read in passages, its score leads to its words, and thresholds decide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_calls import heard, judged, scan_of
from small_encoder import Keyword

from auditor.checklist.load import load_checklist
from auditor.judge import meaning
from auditor.judge.encoder import PackEncoder
from auditor.judge.meaning import LONGEST, Meaning, likelihood, passages, read_examples


def test_the_best_turn_comes_first_and_shows_its_clause() -> None:
    scan = scan_of("您好，打扰一下。", "办下来，我私下给您返钱，别往外说。")
    best = Meaning(Keyword()).likely(scan.stream)["rebate"][0]
    assert best.score == 3.0
    assert scan.stream.text[best.start : best.end] == "我私下给您返钱"


def test_a_word_far_into_a_long_turn_is_found() -> None:
    scan = scan_of("这个保障是这样的，每年都可以续。" * 30 + "不买以后您可别后悔。")
    best = Meaning(Keyword()).likely(scan.stream)["pressure"][0]
    assert "后悔" in scan.stream.text[best.start : best.end]


def test_an_empty_stream_means_nothing() -> None:
    assert Meaning(Keyword()).likely(scan_of("嗯").stream) == {"rebate": [], "pressure": []}


@given(st.text(alphabet="好保险您。，？！a1", max_size=600))
def test_passages_lose_and_repeat_nothing(text: str) -> None:
    found = passages(text)
    assert "".join(part for _, part in found) == text
    assert all(len(part) <= LONGEST for _, part in found)
    assert all(text[at : at + len(part)] == part for at, part in found)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_likelihood_rises_with_the_score(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0.0 <= likelihood(low) <= likelihood(high) <= 1.0


def test_a_folder_without_an_encoder(tmp_path: Path) -> None:
    assert meaning.load(tmp_path) is None


@pytest.fixture(scope="module")
def pack() -> Meaning:
    found = meaning.load(Path(load_checklist("cn-life-telesales").folders[0]))
    assert found is not None
    return found


def test_the_packs_encoder_knows_what_is_learned(pack: Meaning) -> None:
    learned = {r.id for r in load_checklist("cn-life-telesales").requirements if r.learned}
    assert learned <= set(pack.encoder.ids)


@pytest.mark.parametrize(
    ("name", "said", "plain"),
    [
        ("rebate", "您要是今天定，头两个月的钱我自己替您垫。", "保费公司统一定的，我一分都不能替您出。"),
        ("disparagement", "他们家的单子，出了事没一个能痛快拿到钱的。", "他们家的单子您也留着，两份不冲突。"),
        ("pressure", "您不答应，我就天天打，打到您答应为止。", "您不需要就算了，以后我不再打扰您。"),
        ("concealment", "等会儿问起高血压，您就答没有，别给自己找麻烦。", "等会儿问起高血压，您照实说，有就是有。"),
    ],
)  # fmt: skip
def test_a_statement_scores_above_its_honest_counterpart(
    pack: Meaning, name: str, said: str, plain: str
) -> None:
    scores, _ = pack.encoder.read([said, plain])
    at = list(pack.encoder.ids).index(name)
    assert scores[0, at] > scores[1, at] + 1


def test_reading_alone_or_among_others_gives_the_same_scores() -> None:
    examples = read_examples(Path(load_checklist("cn-life-telesales").folders[0]) / "meaning")
    texts = ["好的。", "这个月就停售了。" * 8, *(text for _, text in examples[::400])]
    encoder = PackEncoder(Path(load_checklist("cn-life-telesales").folders[0]) / "meaning")
    together = encoder.read(texts)
    backwards = encoder.read(texts[::-1])
    for row, text in enumerate(texts):
        for whole, turned, alone in zip(together, backwards, encoder.read([text]), strict=True):
            assert whole[row].tobytes() == alone[0].tobytes() == turned[-1 - row].tobytes()


def test_a_duty_with_content_is_not_met_by_meaning_alone() -> None:
    """A named exclusion, the day of effect and the insurer are for lines and values."""
    learned = {r.id: r.learned for r in load_checklist("cn-life-telesales").requirements}
    for name in ("exclusions", "effective-date", "policy-delivery", "agency-nature"):
        rule = learned[name]
        assert rule is not None
        assert rule.found is None or rule.beside


NAMED = "坐席：再跟您说说哪几样没有着落，吸毒的、打架的，这些找我们也是一分没有。"
UNNAMED = "坐席：再跟您说说，有的情形找我们也是一分没有，具体哪些合同上都列着。"


@pytest.mark.parametrize(("said", "status"), [(NAMED, "pass"), (UNNAMED, "other")])
def test_a_duty_with_content_needs_the_content_in_the_same_turn(
    said: str, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Sure:
        """Takes every turn for every duty."""

        ids = ("exclusions",)

        def read(self, texts: Sequence[str]) -> tuple[Any, Any]:
            return np.full((len(texts), 1), 5.0, np.float32), np.zeros((len(texts), 1), np.int64)

    monkeypatch.setattr(meaning, "load", lambda _: Meaning(Sure()))
    found = judged(said, checklist=load_checklist("cn-life-telesales"))["exclusions"]
    assert (found.status.value == "pass") == (status == "pass")


def test_two_syllables_that_sound_like_an_exception_take_nothing_back() -> None:
    """就生 of 就生效 sounds like 就剩, which speaks of the last few places."""
    life = load_checklist("cn-life-telesales")
    line = "坐席：头一笔钱划走以后，第二天零点就生效。"
    written, spoken = judged(line, checklist=life), judged(line, checklist=life, change=heard)
    assert written["effective-date"].status == spoken["effective-date"].status == "pass"
    line = "坐席：名额就剩三个了，您看第二天零点系统就下架。"
    assert judged(line, checklist=life, change=heard)["effective-date"].status != "pass"


def test_days_must_stand_where_a_cooling_off_is_meant() -> None:
    life = load_checklist("cn-life-telesales")
    without = judged("坐席：收到合同觉得不合适，一个子儿不少全退给您。", checklist=life)
    assert without["cooling-off"].status.value != "pass"
