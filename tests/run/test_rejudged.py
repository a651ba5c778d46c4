"""What an encoder said of a call is kept: judged again, the call costs no more than its lines."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from auditor.checklist.load import find
from auditor.judge import meaning
from auditor.judge.encoder import PackEncoder, Places
from auditor.read.states import Floats
from auditor.run import batch
from auditor.run.task import Settings
from tests.run.test_batch import run

SAMPLES = Path(__file__).parents[2] / "samples"
CALLS = 3
Read = list[str]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """The texts that the encoder has read since the memory was last emptied."""
    texts: Read = []
    reads = PackEncoder.read

    def counted(self: PackEncoder, asked: Read) -> tuple[Floats, Places]:
        texts.extend(asked)
        return reads(self, asked)

    monkeypatch.setattr(PackEncoder, "read", counted)
    return texts


@pytest.fixture
def month(tmp_path: Path) -> batch.Job:
    """Some sample calls with their given transcripts, under the whole checklist."""
    with (SAMPLES / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (SAMPLES / "transcripts" / f"{row['call_id']}.json").is_file()
        ][:CALLS]
    folder = tmp_path / "transcripts"
    folder.mkdir()
    for row in rows:
        shutil.copy(SAMPLES / "transcripts" / f"{row['call_id']}.json", folder)
    write(tmp_path / "manifest.csv", rows)
    return batch.Job(
        manifest=tmp_path / "manifest.csv",
        out=tmp_path / "out",
        settings=Settings(checklists=("cn-life-telesales",), threads=1),
        transcripts=folder,
    )


def write(manifest: Path, rows: list[dict[str, str]]) -> None:
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def anew(read: Read, job: batch.Job) -> int:
    """Run in a process that remembers nothing; how many calls were worked on."""
    meaning.load.cache_clear()
    read.clear()
    return len(run(job)[1])


def files(out: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted([*out.glob("*.csv"), *out.glob("reports/*.json")]):
        if path.name != "flips.csv":
            yield path.name, path.read_bytes()


def reworded(job: batch.Job) -> batch.Job:
    """The job under a changed checklist."""
    pack = job.out.parent / "changed"
    if not pack.exists():
        shutil.copytree(find("cn-life-telesales").parent, pack)
        yaml = YAML()
        document = yaml.load(pack / "checklist.yaml")
        document["version"] = "changed"
        document["requirements"][0]["severity"] = "low"
        yaml.dump(document, pack / "checklist.yaml")
        weighed = pack / "meaning" / meaning.CALIBRATION
        if weighed.is_file():
            weighed.write_text(weighed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    return replace(job, settings=replace(job.settings, checklists=(str(pack),)))


def test_a_changed_checklist_reads_nothing_again(month: batch.Job, read: Read) -> None:
    assert anew(read, month) == CALLS
    assert read
    changed = reworded(month)
    assert anew(read, changed) == CALLS
    assert read == []
    elsewhere = replace(changed, out=month.out.parent / "fresh")
    assert anew(read, elsewhere) == CALLS
    assert read
    assert dict(files(elsewhere.out)) == dict(files(month.out))


def test_a_changed_record_reads_nothing_again(month: batch.Job, read: Read) -> None:
    anew(read, month)
    with month.manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[1]["premium"] = "4321"
    write(month.manifest, rows)
    assert anew(read, month) == 1
    assert read == []


def test_other_words_are_read(month: batch.Job, read: Read) -> None:
    anew(read, month)
    assert month.transcripts is not None
    path = sorted(month.transcripts.iterdir())[0]
    talk = json.loads(path.read_text(encoding="utf-8"))
    talk["segments"][0] |= {"text": "下面这句话以前没有人说过，所以要重新读一遍。", "words": []}
    path.write_text(json.dumps(talk, ensure_ascii=False), encoding="utf-8")
    assert anew(read, month) == 1
    assert any("以前没有人说过" in text for text in read)


def test_the_state_without_them_gives_the_same(month: batch.Job, read: Read) -> None:
    anew(read, month)
    before = dict(files(month.out))
    with sqlite3.connect(month.out / ".state/state.sqlite") as state:
        sizes = [len(row[0]) for row in state.execute("SELECT content FROM auditor_readings")]
        state.execute("DELETE FROM auditor_readings")
    assert len(sizes) == CALLS
    assert anew(read, replace(month, afresh=True)) == CALLS
    assert read
    assert dict(files(month.out)) == before
    assert anew(read, replace(month, afresh=True)) == CALLS
    assert read == []


def test_another_encoder_reads_for_itself(month: batch.Job, read: Read) -> None:
    anew(read, month)
    other = reworded(month)
    config = Path(other.settings.checklists[0]) / "meaning" / "config.json"
    config.write_text(config.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert anew(read, other) == CALLS
    assert read
