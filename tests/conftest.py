"""What tests of several rooms share."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

CHECKLIST = """\
id: small
version: "1"
title: {zh: 小清单, en: small}
language: zh
jurisdiction: CN
controls:
  - {law: some-law, instrument: 某办法, article: 第一条}
requirements:
  - id: recording-notice
    title: {zh: 录音告知, en: recording notice}
    kind: required
    severity: high
    controls: [some-law]
    says: ["录音"]
  - id: guaranteed-return
    title: {zh: 承诺收益, en: guaranteed return}
    kind: prohibited
    severity: critical
    controls: [some-law]
    says: ["稳赚不赔"]
"""

GOOD = "您好，本次通话会全程录音。"
BAD = "这个产品稳赚不赔，您放心。"

MakeBatch = Callable[..., Path]


@pytest.fixture
def checklist(tmp_path: Path) -> Path:
    """A checklist of two requirements, quick to judge."""
    path = tmp_path / "small" / "checklist.yaml"
    path.parent.mkdir()
    path.write_text(CHECKLIST, encoding="utf-8")
    return path


@pytest.fixture
def make_batch(tmp_path: Path) -> MakeBatch:
    """A manifest with stored transcripts beside it, from what the agents say."""

    def make(talks: Mapping[str, str], extra: Mapping[str, Sequence[str]] | None = None) -> Path:
        folder = tmp_path / "calls"
        (folder / "transcripts").mkdir(parents=True, exist_ok=True)
        manifest = folder / "manifest.csv"
        columns = extra or {}
        with manifest.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["call_id", "recording", "purpose", "concluded", *columns])
            for place, call_id in enumerate(talks):
                more = [values[place] for values in columns.values()]
                writer.writerow([call_id, f"{call_id}.wav", "sale", "true", *more])
        for call_id, talk in talks.items():
            write_talk(folder / "transcripts" / f"{call_id}.json", talk)
        return manifest

    return make


def write_talk(path: Path, talk: str) -> None:
    """A stored transcript in which the agent says ``talk`` and the customer agrees."""
    segments = [
        {"start": 0.5, "end": 5.0, "speaker": "agent", "channel": 0, "text": talk},
        {"start": 5.5, "end": 6.5, "speaker": "customer", "channel": 1, "text": "好的，我同意。"},
    ]
    path.write_text(json.dumps({"language": "zh", "segments": segments}), encoding="utf-8")
