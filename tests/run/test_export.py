from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import BAD, GOOD, MakeBatch
from tests.report.authority import Authority
from tests.run.test_cli import audit, call

WAIVERS = """\
- id: W1
  reason: heard by the committee
  approved_by: Li
  approved_on: 2020-01-01
  until: 2020-12-31
  scope: {requirement_id: guaranteed-return}
"""


@pytest.fixture
def run(make_batch: MakeBatch, checklist: Path) -> Path:
    """A finished run."""
    manifest = make_batch({"A": GOOD, "B": GOOD + BAD})
    assert audit(manifest, checklist, "-q") == 1
    return manifest.parent / "out"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A company's key."""
    assert call("keys", "--key", str(tmp_path / "key.pem"), "--make") == 0
    return tmp_path / "key.pem"


def test_a_pack_holds_what_was_found(
    run: Path, key: Path, tmp_path: Path, checklist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "pack.zip"
    assert call("export", str(run), "--out", str(pack), "--key", str(key)) == 0
    public = f"{key}.pub"
    assert (
        call("verify", str(pack), "--key", public, "--rejudge", "--checklist", str(checklist)) == 0
    )
    assert "4 findings, 0 problems" in capsys.readouterr().out
    assert call("verify", str(pack)) == 3  # signed, but by whom?
    assert call("export", str(run), "--out", str(pack), "--key", str(key)) == 2  # is there already
    torn = tmp_path / "torn.zip"
    with zipfile.ZipFile(pack) as old, zipfile.ZipFile(torn, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace("稳赚不赔".encode(), "稳赚一点".encode()))
    assert call("verify", str(torn), "--key", public) == 3
    assert "reports/B.json" in capsys.readouterr().err


def test_a_changed_checklist_is_not_the_one_of_the_run(
    run: Path, key: Path, tmp_path: Path, checklist: Path, capsys: pytest.CaptureFixture[str]
) -> None:

    checklist.write_text(
        checklist.read_text(encoding="utf-8").replace("稳赚不赔", "稳赚"), encoding="utf-8"
    )
    _forget_checklists()
    pack = tmp_path / "pack"
    assert call("export", str(run), "--out", str(pack), "--key", str(key)) == 2
    assert "has changed since the run" in capsys.readouterr().err


def _forget_checklists() -> None:
    from auditor.checklist import load

    for value in vars(load).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


def test_keys_are_never_overwritten(key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = key.read_bytes()
    assert call("keys", "--key", str(key), "--make") == 2
    assert key.read_bytes() == before
    assert call("keys", "--key", str(key.with_name("other"))) == 2
    assert "keys --make" in capsys.readouterr().err


def test_nothing_to_export(tmp_path: Path, key: Path) -> None:
    (tmp_path / "empty").mkdir()
    pack = tmp_path / "pack"
    arguments = ("export", str(tmp_path / "empty"), "--out", str(pack), "--key", str(key))
    assert call(*arguments) == 2
    assert not pack.exists()


def test_a_sample_and_its_reviews(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "sheet.csv"
    assert call("sample", str(run), "--out", str(sheet), "--plan", "risk") == 0
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        row["review_status"] = row["status"]
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    capsys.readouterr()
    assert call("review", "import", str(sheet)) == 0
    assert "100.0%" in capsys.readouterr().out
    assert call("sample", str(run), "--out", str(sheet), "--plan", "no-such-plan") == 2


def test_waivers_explain_and_never_remove(
    make_batch: MakeBatch, checklist: Path, tmp_path: Path
) -> None:
    manifest = make_batch({"B": GOOD + BAD})
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(WAIVERS)
    assert audit(manifest, checklist, "-q", "--waivers", str(waivers)) == 1
    with (manifest.parent / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["status"], row["waiver"], row["waiver_expired"]) for row in rows] == [
        ("pass", "", ""),
        ("fail", "W1", "true"),
    ]
    assert "W1" in (manifest.parent / "out" / "reports" / "B.html").read_text(encoding="utf-8")
    assert audit(manifest, checklist, "--waivers", str(tmp_path / "none.yaml")) == 2


def test_schema_and_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("schema") == 0
    assert "reason_code" in capsys.readouterr().out
    assert call("schema", "--format", "json") == 0
    assert "json-schema.org" in capsys.readouterr().out
    assert call("checklists", "coverage") == 0
    assert call("checklists", "diff", "cn-life-telesales", "cn-life-telesales") == 0
    assert "no difference" in capsys.readouterr().out


def test_a_stamped_pack(
    run: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("rfc3161_client")
    authority = Authority(tmp_path / "tsa")
    pack = tmp_path / "stamped.zip"
    with authority.serving() as url:
        code = call("export", str(run), "--out", str(pack), "--key", str(key), "--timestamp", url)
        assert code == 0
    trusted = ("--key", f"{key}.pub")
    assert call("verify", str(pack), *trusted, "--tsa", str(authority.root)) == 0
    assert "stamped 20" in capsys.readouterr().out
    stranger = Authority(tmp_path / "stranger")
    assert call("verify", str(pack), *trusted, "--tsa", str(stranger.root)) == 3
    assert call("verify", str(pack), *trusted) == 0
    assert "not checked" in capsys.readouterr().err
