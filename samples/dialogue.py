"""The scripts of the sample calls, and what follows from them: manifest row, labels, transcript.

A script is one YAML file: the record of the call (as in the manifest), the voices and the line,
and the turns. Each turn is ``agent:`` or ``customer:`` with its words, and marks:
``meets`` (requirement ids), ``contradicts`` (id: why), ``prohibited`` (id: words),
``near`` (id: words that only look like it, and why) and ``consent`` (the customer's yes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

REQUIRED_IDS = (
    "agent-identity",
    "insurer-name",
    "agency-nature",
    "service-hotline",
    "recording-notice",
    "product-name",
    "coverage",
    "policy-term",
    "sum-insured",
    "premium",
    "payment-method",
    "deduction-date",
    "effective-date",
    "policy-delivery",
    "cooling-off",
    "surrender-loss",
    "exclusions",
    "read-policy-reminder",
    "purchase-consent",
)
COLUMNS = (
    "call_id",
    "recording",
    "started_at",
    "direction",
    "purpose",
    "agent_channel",
    "agent_id",
    "agent_name",
    "agent_licence",
    "caller_number",
    "customer_number",
    "customer_name",
    "customer_region",
    "customer_timezone",
    "callback_requested_at",
    "sold_in_name_of",
    "insurer",
    "agency",
    "hotline",
    "product_name",
    "product_type",
    "policy_no",
    "policy_term",
    "sum_insured",
    "premium",
    "premium_period",
    "payment_term",
    "deduction_day",
    "effective",
    "delivery",
    "cooling_off_days",
    "concluded",
)
SUFFIXES = {
    "wav-ulaw-stereo": "wav",
    "wav-gsm-mono": "wav",
    "mp3-stereo": "mp3",
    "opus-stereo": "opus",
    "flac-stereo": "flac",
    "error-page": "wav",
}
SPEAKERS = ("agent", "customer")

Script = dict[str, Any]
Time = tuple[float, float]


def read_scripts(folder: Path) -> list[Script]:
    """Every script of a folder, in the order of the file names."""
    yaml = YAML(typ="safe")
    return [yaml.load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))]


def speaker_of(turn: Mapping[str, Any]) -> str:
    """Who speaks a turn: ``agent`` or ``customer``."""
    return next(name for name in SPEAKERS if name in turn)


def words_of(turn: Mapping[str, Any]) -> str:
    """What is said in a turn."""
    return str(turn[speaker_of(turn)])


def recording_of(script: Script) -> str:
    """Path of the recording, from the folder of the manifest."""
    return f"audio/{script['call_id']}.{SUFFIXES[script['layout']]}"


def manifest_row(script: Script) -> dict[str, Any]:
    """The call as one row of the manifest: every column of the contract, empty where unknown."""
    agent, customer, policy = script["agent"], script["customer"], script["policy"]
    mono = script["layout"].endswith("-mono")
    row = {
        "call_id": script["call_id"],
        "recording": recording_of(script),
        "started_at": script["started_at"],
        "direction": "outbound",
        "purpose": script["call_type"],
        "agent_channel": "" if mono else 0,
        "agent_id": agent["id"],
        "agent_name": agent["name"],
        "agent_licence": agent["licence"],
        "caller_number": policy["hotline"],
        "customer_number": customer["number"],
        "customer_name": customer["name"],
        "customer_region": customer["city"],
        "customer_timezone": customer["timezone"],
        "callback_requested_at": "",
        "sold_in_name_of": script["sold_in_name_of"],
        "product_type": script["product_type"],
        "concluded": "true",
    }
    row |= {name: value for name, value in policy.items() if name != "coverage"}
    return {column: "" if row[column] is None else row[column] for column in COLUMNS}


def requirement(script: Script, name: str) -> dict[str, Any]:
    """The label of one requirement: its status and the turns that meet or contradict it."""
    turns = script["turns"]
    said = [(i, turn.get("contradicts", {})) for i, turn in enumerate(turns)]
    wrong = {i: why[name] for i, why in said if name in why}
    right = [i for i, turn in enumerate(turns) if name in turn.get("meets", ())]
    if name == "purchase-consent":
        right = [i for i, turn in enumerate(turns) if turn.get("consent")]
    if wrong:
        return {"status": "contradicted", "turns": list(wrong), "note": "; ".join(wrong.values())}
    if right:
        return {"status": "met", "turns": right, "note": ""}
    if name == "agency-nature" and script["sold_in_name_of"] == "insurer":
        note = "sold in the insurer's own name"
        return {"status": "not_applicable", "turns": [], "note": note}
    return {"status": "missing", "turns": [], "note": script["missing"][name]}


def label(script: Script, times: Sequence[Time]) -> dict[str, Any]:
    """Everything an audit of the call is compared with; ``times`` are its turns' start and end."""
    turns = script["turns"]
    customer = {name: script["customer"][name] for name in ("name", "gender", "city")}
    return {
        "call_id": script["call_id"],
        "scenario": script["scenario"],
        "call_type": script["call_type"],
        "product_type": script["product_type"],
        "sold_in_name_of": script["sold_in_name_of"],
        "policy": {k: v for k, v in script["policy"].items() if k != "policy_no"},
        "agent": {name: script["agent"][name] for name in ("name", "id", "gender")},
        "customer": customer,
        "started_at": script["started_at"],
        "turns": [{"speaker": speaker_of(t), "text": words_of(t)} for t in turns],
        "requirements": {name: requirement(script, name) for name in REQUIRED_IDS},
        "prohibited": [
            {"id": name, "turn": i, "quote": quote}
            for i, turn in enumerate(turns)
            for name, quote in turn.get("prohibited", {}).items()
        ],
        "near_misses": [
            {"id": name, "turn": i, **near}
            for i, turn in enumerate(turns)
            for name, near in turn.get("near", {}).items()
        ],
        "purchase_consent_turn": next((i for i, t in enumerate(turns) if t.get("consent")), None),
        "refusal_turn": None,
        "continued_after_refusal": False,
        "disputed": [],
        "disputed_prohibited": [],
        "callback_requested": None,
        "turn_times": [list(time) for time in times],
        "layout": script["layout"],
        "snr_db": script["snr_db"],
        "conduct": script["conduct"],
    }


def transcript(script: Script, times: Sequence[Time]) -> dict[str, Any]:
    """The words as written and the times as spoken, in the form that ``--transcripts`` reads."""
    mono = script["layout"].endswith("-mono")
    segments = []
    for turn, (start, end) in zip(script["turns"], times, strict=True):
        who = speaker_of(turn)
        channel = 0 if mono else SPEAKERS.index(who)
        place = {"start": start, "end": end, "speaker": who, "channel": channel}
        segments.append({**place, "text": words_of(turn)})
    return {"language": "zh", "segments": segments}
