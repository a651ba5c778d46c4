"""A pack is accepted as it was signed, and refused, with the place named, after any change."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from examples import clean, evidence, faulty, unaudited

from auditor.errors import UsageError
from auditor.model import Reason, Report, Status
from auditor.report.keys import fingerprint, load_private, load_public, make_key, public_pem
from auditor.report.pack import Contents, Sound, export_pack
from auditor.report.verify import verify_pack

RATE = 8000


def sound(report: Report) -> Sound | None:
    if report.recording is None:
        return None
    noise = np.random.default_rng(1).uniform(-0.2, 0.2, (2, int(72.4 * RATE)))
    return list(noise.astype(np.float32)), RATE


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A pack (folder) and the company's key."""
    folder = tmp_path_factory.mktemp("signed")
    make_key(folder / "company.pem")
    law = folder / "checklist.yaml"
    law.write_text("id: cn-life-telesales\n", encoding="utf-8")
    export(folder / "pack", folder / "company.pem", law)
    return folder / "pack", folder / "company.pem"


def export(out: Path, key: Path, law: Path, **options: object) -> str:
    return export_pack(
        Contents(
            reports=[faulty(), clean()],
            unaudited=[unaudited()],
            checklists={"cn-life-telesales": law},
            run={"engine": "faster-whisper", "model_sha256": "ab" * 32},
            carried=("team", "campaign"),
        ),
        out,
        load_private(key),
        created=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        sound_of=sound,
        pdf=lambda report: b"%PDF-1.7 " + report.call.call_id.encode(),
        **options,  # type: ignore[arg-type]
    )


def public(key: Path) -> Ed25519PublicKey:
    return load_public(key.with_name(key.name + ".pub"))


def test_a_pack_holds_what_it_should_and_verifies(signed: tuple[Path, Path]) -> None:
    pack, key = signed
    names = sorted(p.relative_to(pack).as_posix() for p in pack.rglob("*") if p.is_file())
    clips = [n for n in names if n.startswith("clips/")]
    assert "clips/B01/cn-life-telesales.premium.1.flac" in clips
    assert [n for n in names if n not in clips] == [
        "README.txt",
        "calls.csv",
        "checklists/cn-life-telesales/checklist.yaml",
        "findings.chain.jsonl",
        "findings.csv",
        "manifest.json",
        "manifest.sig",
        "public_key.pem",
        "report.schema.json",
        "reports/B01.json",
        "reports/B01.pdf",
        "reports/B02.json",
        "reports/B02.pdf",
        "run.json",
        "unaudited.csv",
    ]
    result = verify_pack(pack, [public(key)], rejudge=lambda report: report)
    assert result.problems == ()
    assert result.ok
    assert result.findings == 29
    assert result.key == fingerprint(public(key))
    assert verify_pack(pack).ok is False
    assert verify_pack(pack).problems == ()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def swap(one: Path, other: Path) -> None:
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def cut_chain(pack: Path) -> None:
    path = pack / "findings.chain.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-3]))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def sign_again(pack: Path) -> None:
    """What a forger would do: change a verdict, make everything fit, sign with his own key."""
    import hashlib

    edit(pack / "findings.csv", ",fail,", ",pass,")
    manifest = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    forger = Ed25519PrivateKey.generate()
    digest = hashlib.sha256((pack / "findings.csv").read_bytes()).hexdigest()
    manifest["files"]["findings.csv"] = digest
    manifest["key"] = fingerprint(forger.public_key())
    (pack / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (pack / "manifest.sig").write_bytes(forger.sign((pack / "manifest.json").read_bytes()))
    (pack / "public_key.pem").write_bytes(public_pem(forger.public_key()))


CLIP = "clips/B01/cn-life-telesales.premium.1.flac"
TAMPERING: dict[str, tuple[Callable[[Path], object], str]] = {
    "byte flipped": (lambda p: flip(p / "reports/B01.pdf"), "reports/B01.pdf: changed"),
    "file added": (lambda p: (p / "reports/B03.json").write_text("{}"), "reports/B03.json: added"),
    "file removed": (lambda p: (p / "reports/B02.json").unlink(), "reports/B02.json: missing"),
    "file renamed": (
        lambda p: (p / "reports/B02.json").rename(p / "reports/B20.json"),
        "reports/B02.json: renamed to reports/B20.json",
    ),
    "reports swapped": (
        lambda p: swap(p / "reports/B01.json", p / "reports/B02.json"),
        "reports/B01.json: swapped with reports/B02.json",
    ),
    "signed with another key": (sign_again, "signed with another key than the company's"),
    "table edited": (
        lambda p: edit(p / "findings.csv", ",fail,", ",pass,"),
        "findings.csv: changed",
    ),
    "clip replaced": (
        lambda p: shutil.copy(next((p / "clips/B01").glob("*.hotline*"), p / "run.json"), p / CLIP),
        f"{CLIP}: changed",
    ),
    "checklist edited": (
        lambda p: edit(p / "checklists/cn-life-telesales/checklist.yaml", "cn-life", "cn-lite"),
        "checklists/cn-life-telesales/checklist.yaml: changed",
    ),
    "chain cut": (cut_chain, "findings.chain.jsonl: cut or replaced: 26 links, 29 signed"),
    "chain edited": (
        lambda p: edit(p / "findings.chain.jsonl", '"fail"', '"pass"'),
        "findings.chain.jsonl: link 7 does not follow",
    ),
    "manifest edited": (
        lambda p: edit(p / "manifest.json", '"regulator"', '"internal"'),
        "manifest.sig does not fit manifest.json",
    ),
    "signature removed": (lambda p: (p / "manifest.sig").unlink(), "manifest.sig does not fit"),
    "manifest removed": (lambda p: (p / "manifest.json").unlink(), "manifest.json is missing"),
}


@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_is_found_and_named(
    signed: tuple[Path, Path], tmp_path: Path, kind: str, zipped: bool
) -> None:
    pack, key = signed
    copy = tmp_path / "copy"
    shutil.copytree(pack, copy)
    tamper, said = TAMPERING[kind]
    tamper(copy)
    if zipped:
        copy = Path(shutil.make_archive(str(tmp_path / "copy"), "zip", copy))
    result = verify_pack(copy, [public(key)])
    assert not result.ok
    assert any(said in problem for problem in result.problems), result.problems


def test_every_file_is_covered_to_the_last_byte(signed: tuple[Path, Path], tmp_path: Path) -> None:
    pack, key = signed
    for file in sorted(p for p in pack.rglob("*") if p.is_file()):
        copy = tmp_path / "copy"
        shutil.copytree(pack, copy)
        flip(copy / file.relative_to(pack))
        assert not verify_pack(copy, [public(key)]).ok, file
        shutil.rmtree(copy)


def test_other_verdicts_on_judging_again_are_named(signed: tuple[Path, Path]) -> None:
    pack, key = signed

    def harsher(report: Report) -> Report:
        first = replace(report.findings[0], status=Status.FAIL, reason_code=Reason.NOT_SAID)
        return replace(report, findings=(first, *report.findings[1:]))

    problems = verify_pack(pack, [public(key)], rejudge=harsher).problems
    assert "reports/B01.json: judged again, agent-identity is fail (not-said)" in problems

    def shorter(report: Report) -> Report:
        return replace(report, findings=report.findings[1:])

    problems = verify_pack(pack, [public(key)], rejudge=shorter).problems
    assert "reports/B01.json: judged again, agent-identity is not there" in problems


def test_redacted_evidence_cannot_be_judged_again(
    signed: tuple[Path, Path], tmp_path: Path
) -> None:
    key = signed[1]
    law = tmp_path / "checklist.yaml"
    law.write_text("id: x\n")
    ill = replace(faulty().findings[0], evidence=(evidence(3, "我有高血压"),))
    segments = list(faulty().transcript.segments)
    segments[3] = replace(segments[3], text="我有高血压，一直吃药。")
    report = replace(
        faulty(),
        findings=(ill,),
        transcript=replace(faulty().transcript, segments=tuple(segments)),
    )
    export_pack(
        Contents(reports=[report]),
        tmp_path / "p",
        load_private(key),
        created=dt.datetime.now(dt.UTC),
    )

    def unsure(report: Report) -> Report:
        first = replace(report.findings[0], status=Status.REVIEW, reason_code=Reason.UNCERTAIN)
        return replace(report, findings=(first,))

    result = verify_pack(tmp_path / "p", [public(key)], rejudge=unsure)
    assert result.ok
    (note,) = result.notes
    assert note.startswith("reports/B01.json: judged again, agent-identity is review (uncertain);")
    assert note.endswith("its words are redacted")


def test_zip_groups_and_levels(signed: tuple[Path, Path], tmp_path: Path) -> None:
    _, key = signed
    law = tmp_path / "checklist.yaml"
    law.write_text("id: x\n")
    out = tmp_path / "pack.zip"
    export(out, key, law, group_by="customer_region", level="qa")
    export(tmp_path / "again.zip", key, law, group_by="customer_region", level="qa")
    assert out.read_bytes() == (tmp_path / "again.zip").read_bytes()
    with zipfile.ZipFile(out) as archive:
        assert "reports/武汉/B01.json" in archive.namelist()
        assert "张敏" not in archive.read("reports/武汉/B01.json").decode()
        assert "张女士" not in archive.read("findings.chain.jsonl").decode()
    assert verify_pack(out, [public(key)]).ok
    with pytest.raises(UsageError, match="is there already"):
        export(out, key, law)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again.zip", "checklist.yaml", "pack.zip"]


def test_a_failure_leaves_nothing(signed: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        export(tmp_path / "p", signed[1], Path("nowhere.yaml"))
    assert list(tmp_path.iterdir()) == []


def test_openssl_agrees(signed: tuple[Path, Path]) -> None:
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("no openssl here")
    command = "pkeyutl -verify -pubin -inkey public_key.pem -rawin"
    command += " -in manifest.json -sigfile manifest.sig"
    done = subprocess.run(
        [openssl, *command.split()], cwd=signed[0], capture_output=True, text=True
    )
    assert "Verified Successfully" in done.stdout, done.stderr


def test_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "company.pem"
    name = make_key(path, "geheim 密码")
    assert path.stat().st_mode & 0o077 == 0
    assert fingerprint(load_private(path, "geheim 密码").public_key()) == name
    assert fingerprint(public(path)) == name
    for wrong in (None, "other"):
        with pytest.raises(UsageError, match="no signing key"):
            load_private(path, wrong)
    with pytest.raises(UsageError, match="never overwritten"):
        make_key(path)
    with pytest.raises(UsageError, match="no public key"):
        load_public(path)


def test_what_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK nonsense")
    with pytest.raises(UsageError, match="neither a folder nor a zip"):
        verify_pack(tmp_path / "x.zip")
    with pytest.raises(UsageError):
        verify_pack(tmp_path / "missing")
    assert verify_pack(tmp_path).problems == ("manifest.json is missing",)
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", "2")
    with pytest.raises(UsageError, match="two files of one name"):
        verify_pack(tmp_path / "two.zip")
