"""Learned wording: a dozen sentences separate, and the weights come back from their file."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_calls import judged, pack, prohibited, scan_of

from auditor.judge import wording
from auditor.judge.wording import EXAMPLES, WINDOWS, Wording

GIFTS = [
    "今天办下来我送您一张加油卡",
    "办了以后送您两百块的话费",
    "我个人再送您一台空气炸锅",
    "签了单就给您送一份小礼品",
    "您今天投保送您一套锅具",
    "回头我送您一个购物卡",
]
PLAIN = [
    "本次通话会全程录音",
    "每个月从您的银行卡里扣款",
    "犹豫期内退保全额退还",
    "酒后驾驶出险是不赔的",
    "请您仔细阅读保险条款",
    "客服热线二十四小时有人接听",
]
UNSEEN_GIFT, UNSEEN_PLAIN = "您今天办了我送您一张话费卡", "从您的银行卡里每年扣款"


@pytest.fixture(scope="module")
def learned() -> Wording:
    return wording.learn({"rebate": {"match": GIFTS}, "neutral": {"no_match": PLAIN}})


def test_examples_separate(learned: Wording) -> None:
    gifts = [learned.scores(s)["rebate"] for s in GIFTS]
    plain = [learned.scores(s)["rebate"] for s in PLAIN]
    assert min(gifts) > max(plain)


def test_unseen_sentences_fall_on_their_side(learned: Wording) -> None:
    assert learned.scores(UNSEEN_GIFT)["rebate"] > learned.scores(UNSEEN_PLAIN)["rebate"]


def test_only_requirements_with_matches_are_learned(learned: Wording) -> None:
    assert learned.ids == ("rebate",)


def test_each_requirement_is_the_others_no_match() -> None:
    both = wording.learn({"rebate": {"match": GIFTS}, "plain": {"match": PLAIN}})
    assert both.scores(UNSEEN_GIFT)["rebate"] > both.scores(UNSEEN_GIFT)["plain"]
    assert both.scores(UNSEEN_PLAIN)["plain"] > both.scores(UNSEEN_PLAIN)["rebate"]


def test_punctuation_width_and_script_do_not_matter(learned: Wording) -> None:
    written = "今天，辦下來我送您一張加油卡！"
    assert learned.scores(written) == learned.scores(GIFTS[0])


def test_nothing_said_scores_low(learned: Wording) -> None:
    assert learned.scores("……")["rebate"] < min(learned.scores(s)["rebate"] for s in PLAIN)


def test_learning_is_exact_to_repeat(learned: Wording) -> None:
    again = wording.learn({"rebate": {"match": GIFTS}, "neutral": {"no_match": PLAIN}})
    assert again.scores(UNSEEN_GIFT) == learned.scores(UNSEEN_GIFT)


def test_the_best_window_of_each_utterance(learned: Wording) -> None:
    talk = ("这个产品您可以先了解一下，" * 4 + UNSEEN_GIFT, PLAIN[0])
    scan = scan_of(*talk, gap=5.0)
    found = learned.likely(scan.stream)["rebate"]
    assert len(found) == 2
    assert found[0].score >= found[1].score
    best = scan.stream.text[found[0].start : found[0].end]
    assert "送您" in best
    assert len(best) <= max(WINDOWS)


def test_likely_of_nothing(learned: Wording) -> None:
    assert learned.likely(scan_of().stream) == {"rebate": []}
    assert learned.likely(scan_of("嗯").stream) == {"rebate": []}


def with_examples(folder: Path) -> Path:
    lines = ["rebate:", "  match:", *(f"  - {s}" for s in GIFTS)]
    lines += ["neutral:", "  no_match:", *(f"  - {s}" for s in PLAIN)]
    (folder / EXAMPLES).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_weights_come_back_from_their_file(tmp_path: Path) -> None:
    folder = with_examples(tmp_path)
    examples = wording.read_examples(folder)
    assert examples == {"rebate": {"match": GIFTS}, "neutral": {"no_match": PLAIN}}
    learned = wording.learn(examples)
    path = wording.save(learned, folder)
    assert [p.name for p in sorted(folder.iterdir())] == sorted([EXAMPLES, path.name])
    loaded = wording.load(folder)
    assert loaded is not None
    assert loaded.ids == learned.ids
    for sentence in (*GIFTS, *PLAIN, UNSEEN_GIFT):
        expected = learned.scores(sentence)["rebate"]
        assert loaded.scores(sentence)["rebate"] == pytest.approx(expected, abs=0.01)


def test_a_pack_without_weights(tmp_path: Path) -> None:
    assert wording.load(tmp_path) is None


def test_the_fingerprint_follows_the_examples(tmp_path: Path) -> None:
    folder = with_examples(tmp_path)
    before = wording.fingerprint(folder)
    assert wording.fingerprint(folder) == before
    (folder / EXAMPLES).write_text("rebate: {match: [送您]}\n", encoding="utf-8")
    assert wording.fingerprint(folder) != before


def test_wording_finds_what_no_line_fits(tmp_path: Path) -> None:
    folder = with_examples(tmp_path)
    learned = wording.learn(wording.read_examples(folder))
    wording.save(learned, folder)
    between = (learned.scores(UNSEEN_GIFT)["rebate"] + learned.scores(UNSEEN_PLAIN)["rebate"]) / 2
    rule = prohibited("rebate", ["返佣"], learned={"found": between})
    checklist = pack(rule).placed(str(folder))
    gift = judged(f"坐席：{UNSEEN_GIFT}。", checklist=checklist)["rebate"]
    assert gift.status == "fail"
    assert judged(f"坐席：{UNSEEN_PLAIN}。", checklist=checklist)["rebate"].status == "pass"
    unplaced = judged(f"坐席：{UNSEEN_GIFT}。", checklist=pack(rule))["rebate"]
    assert unplaced.status == "pass"
