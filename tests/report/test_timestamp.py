"""A pack's signature is stamped by an authority (RFC 3161), and the stamp is checked offline."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest
from authority import Authority
from examples import clean

from auditor.errors import RunError, UsageError
from auditor.report.keys import load_private, load_public, make_key
from auditor.report.pack import STAMP, Contents, export_pack
from auditor.report.timestamp import fetch_stamp, load_roots
from auditor.report.verify import Verification, verify_pack

pytest.importorskip("rfc3161_client")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "good")


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Path:
    """A folder with a stamped pack and the company's key."""
    folder = tmp_path_factory.mktemp("stamped")
    make_key(folder / "key.pem")
    with authority.serving() as url:
        export_pack(
            Contents(reports=[clean()]),
            folder / "pack",
            load_private(folder / "key.pem"),
            created=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
            stamp=lambda signature: fetch_stamp(url, signature),
        )
    return folder


def check(folder: Path, pack: Path, *roots: Path) -> Verification:
    return verify_pack(pack, [load_public(folder / "key.pem.pub")], roots=load_roots(roots))


def test_the_time_is_told_where_the_authority_is_trusted(
    stamped: Path, authority: Authority
) -> None:
    found = check(stamped, stamped / "pack", authority.root)
    assert found.ok, found.problems
    assert found.stamped is not None
    assert abs(dt.datetime.now(dt.UTC) - found.stamped) < dt.timedelta(minutes=10)
    unasked = check(stamped, stamped / "pack")
    assert unasked.ok
    assert unasked.stamped is None
    assert "not checked" in unasked.notes[0]


def test_openssl_agrees(stamped: Path, authority: Authority) -> None:
    command = ["openssl", "ts", "-verify", "-data", "manifest.sig", "-in", STAMP]
    command += ["-CAfile", str(authority.root)]
    done = subprocess.run(command, cwd=stamped / "pack", capture_output=True, text=True)
    assert "Verification: OK" in done.stdout, done.stderr


def test_another_authority_another_signature_and_no_stamp_are_refused(
    stamped: Path, authority: Authority, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path / "stranger")
    found = check(stamped, stamped / "pack", stranger.root)
    assert [p.partition(":")[0] for p in found.problems] == [
        "manifest.sig.tsr does not fit manifest.sig"
    ]
    pack = shutil.copytree(stamped / "pack", tmp_path / "pack")
    with authority.serving() as url:
        (pack / STAMP).write_bytes(fetch_stamp(url, b"another signature"))
    assert "Mismatch" in check(stamped, pack, authority.root).problems[0]
    (pack / STAMP).unlink()
    assert check(stamped, pack, authority.root).problems == ("manifest.sig.tsr is missing",)
    assert check(stamped, pack).ok


def test_no_byte_of_the_stamped_content_can_change(
    stamped: Path, authority: Authority, tmp_path: Path
) -> None:
    pack = shutil.copytree(stamped / "pack", tmp_path / "pack")
    whole = (pack / STAMP).read_bytes()
    for at in range(0, len(whole), 37):
        (pack / STAMP).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        found = check(stamped, pack, authority.root)
        # A byte that is not under the signature (a certificate nobody needs) may change; the time
        # that is told may not.
        assert (
            not found.ok
            or found.stamped == check(stamped, stamped / "pack", authority.root).stamped
        ), at


def test_an_authority_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no time stamp"):
        fetch_stamp("http://127.0.0.1:9/", b"signature")
    with pytest.raises(UsageError, match="is no http address"):
        fetch_stamp("file:///etc/passwd", b"signature")
    with pytest.raises(UsageError, match="no certificate"):
        load_roots([tmp_path / "missing.pem"])
