"""The sample calls are complete, small, and labelled as their scripts say."""

from __future__ import annotations

import csv
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.broken import BROKEN, make_broken

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
CALLS = ["clean", "omissions", "premium", "promises", "night"]
CONTRACT = (
    "call_id,recording,started_at,direction,purpose,agent_channel,agent_id,agent_name,"
    "agent_licence,caller_number,customer_number,customer_name,customer_region,"
    "customer_timezone,callback_requested_at,sold_in_name_of,insurer,agency,hotline,"
    "product_name,product_type,policy_no,policy_term,sum_insured,premium,premium_period,"
    "payment_term,deduction_day,effective,delivery,cooling_off_days,concluded"
)


def load_dialogue() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dialogue", SAMPLES / "dialogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dialogue = load_dialogue()
SCRIPTS: list[dict[str, Any]] = dialogue.read_scripts(SAMPLES / "scripts")
SPOKEN = [script for script in SCRIPTS if script["turns"]]


def read_json(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


def manifest() -> list[dict[str, str]]:
    with (SAMPLES / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def segments(call_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_json(f"transcripts/{call_id}.json")["segments"]
    return found


def test_manifest_has_every_column_of_the_contract() -> None:
    rows = manifest()
    assert ",".join(rows[0]) == CONTRACT
    assert [row["call_id"] for row in rows] == [*CALLS, "broken"]


def test_manifest_says_what_the_scripts_say() -> None:
    expected = [dialogue.manifest_row(script) for script in SCRIPTS]
    assert manifest() == [{k: str(v) for k, v in row.items()} for row in expected]


def test_recordings_exist_and_are_small() -> None:
    files = [SAMPLES / row["recording"] for row in manifest()]
    assert all(file.is_file() for file in files)
    assert sum(file.stat().st_size for file in files) < 6_000_000
    assert set((SAMPLES / "audio").iterdir()) == set(files)


def test_labels_agree_with_the_scripts() -> None:
    times = {cid: [(s["start"], s["end"]) for s in segments(cid)] for cid in CALLS}
    expected = [dialogue.label(script, times[script["call_id"]]) for script in SPOKEN]
    assert read_json("labels.json") == json.loads(json.dumps(expected))


@pytest.mark.parametrize("script", SPOKEN, ids=CALLS)
def test_marks_point_at_words_that_are_there(script: dict[str, Any]) -> None:
    for turn in script["turns"]:
        words = dialogue.words_of(turn)
        quotes = [*turn.get("prohibited", {}).values()]
        quotes += [near["quote"] for near in turn.get("near", {}).values()]
        assert all(quote in words for quote in quotes)
        assert set(turn.get("meets", ())) <= set(dialogue.REQUIRED_IDS)


@pytest.mark.parametrize("script", SPOKEN, ids=CALLS)
def test_transcripts_hold_the_turns_in_order(script: dict[str, Any]) -> None:
    spoken = segments(script["call_id"])
    assert [s["text"] for s in spoken] == [dialogue.words_of(t) for t in script["turns"]]
    assert [s["speaker"] for s in spoken] == [dialogue.speaker_of(t) for t in script["turns"]]
    times = [time for s in spoken for time in (s["start"], s["end"])]
    assert times == sorted(times)
    assert 60 <= times[-1] <= 120


def test_each_call_is_what_its_name_says() -> None:
    labels = {label["call_id"]: label for label in read_json("labels.json")}
    bad = {
        name: sorted(k for k, v in label["requirements"].items() if v["status"] != "met")
        for name, label in labels.items()
    }
    assert bad["clean"] == []
    assert bad["omissions"] == ["agency-nature", "cooling-off", "exclusions"]
    assert bad["premium"] == ["agency-nature", "premium"]
    assert bad["promises"] == bad["night"] == ["agency-nature"]
    prohibited = {name: [p["id"] for p in label["prohibited"]] for name, label in labels.items()}
    assert prohibited.pop("promises") == [
        "deposit-confusion",
        "guaranteed-return",
        "false-scarcity",
    ]
    assert not any(prohibited.values())
    assert [n for n in CALLS if labels[n]["conduct"]["calling-hours"] == "fail"] == ["night"]


def test_broken_inputs_are_made_again_and_again(tmp_path: Path) -> None:
    for _ in range(2):
        listed = make_broken(tmp_path / "坏 文件")
    with listed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["call_id"] for row in rows] == list(BROKEN)
    assert len(rows) >= 14
