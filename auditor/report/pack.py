"""The regulator's pack: reports, findings, clips and law of a run, signed as a whole.

A folder or a zip. ``manifest.json`` holds the SHA-256 of every file; ``manifest.sig`` is the
Ed25519 signature of its bytes, which any tool can check, for instance ``openssl pkeyutl -verify
-pubin -inkey public_key.pem -rawin -in manifest.json -sigfile manifest.sig``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray

from auditor.errors import UsageError
from auditor.model import Report, Unaudited
from auditor.report.chain import linked
from auditor.report.clips import clips_of
from auditor.report.document import report_document
from auditor.report.files import encoded, file_stem
from auditor.report.keys import fingerprint, public_pem
from auditor.report.redact import redact_report
from auditor.report.schema import report_schema
from auditor.report.tables import Tables
from auditor.report.waivers import Waivers

FORMAT = "auditor-pack"
VERSION = "1.1"
# History of the pack's form.
# 1.0  first version
# 1.1  manifest.sig.tsr, a time stamp of the signature, may be there

MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "public_key.pem"
STAMP = "manifest.sig.tsr"
CHAIN = "findings.chain.jsonl"
UNSIGNED = (MANIFEST, SIGNATURE, KEY, STAMP)
"""What the manifest cannot list: itself, its signature, the time stamp of that, and the key, which it
names."""

Sound = tuple[Sequence[NDArray[np.float32]], int]
"""The channels of a recording and their sample rate."""

_README = """\
本资料包含通话审核报告、各项结论、证据录音片段及所依据的检查清单。
manifest.json 列出每个文件的 SHA-256；manifest.sig 是对它的 Ed25519 签名，公钥在 public_key.pem。
manifest.sig.tsr（如有）是该签名的 RFC 3161 时间戳。
核验：auditor verify 本资料包 --key 公司公钥
或：openssl pkeyutl -verify -pubin -inkey public_key.pem -rawin \\
      -in manifest.json -sigfile manifest.sig
公钥本身须经其他途径向公司核对，其指纹见 manifest.json。

This pack holds the reports of audited calls, their findings, clips of the recordings, and the
checklists as they were in force. manifest.json lists the SHA-256 of every file, manifest.sig is
its Ed25519 signature, manifest.sig.tsr, where it is there, an RFC 3161 time stamp of that. Check it with `auditor verify PACK --key COMPANY_KEY`, or with openssl as
above; make sure by another way that the key is the company's.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What goes into a pack. Reports come one by one, so that a pack may hold any number."""

    reports: Iterable[Report]
    unaudited: Iterable[Unaudited] = ()
    checklists: Mapping[str, Path] = field(default_factory=dict)
    """The text of each checklist as in force: id -> file."""
    run: Mapping[str, Any] = field(default_factory=dict)
    """What ``run.json`` says: versions, engine, model and its checksum."""
    waivers: Waivers | None = None
    carried: Sequence[str] = ()


def export_pack(
    contents: Contents,
    out: Path,
    key: Ed25519PrivateKey,
    *,
    created: dt.datetime,
    level: str = "regulator",
    group_by: str | None = None,
    sound_of: Callable[[Report], Sound | None] | None = None,
    pdf: Callable[[Report], bytes] | None = None,
    stamp: Callable[[bytes], bytes] | None = None,
) -> str:
    """Write a pack to `out`, a folder or a ``.zip`` that must not be there yet.

    `level` says what is redacted; `group_by` names a column (such as the place where policies are
    delivered) by whose values the reports are put into folders; `sound_of` gives the recording
    for the clips, `pdf` renders a report, `stamp` gives the RFC 3161 time stamp of the signature.
    Returns the fingerprint of the key.
    Raises UsageError when `out` exists; nothing is left behind when something fails.
    """
    if out.exists():
        raise UsageError(f"{out} is there already")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".pack-", dir=out.parent) as name:
        folder = Path(name) / "pack"
        folder.mkdir()
        _write_reports(contents, folder, level, group_by, sound_of, pdf)
        _write_law(contents, folder)
        _sign(contents, folder, key, created, level, group_by)
        if stamp:
            (folder / STAMP).write_bytes(stamp((folder / SIGNATURE).read_bytes()))
        if out.suffix == ".zip":
            zipped = Path(name) / "pack.zip"
            _zip(folder, zipped)
            zipped.replace(out)
        else:
            shutil.move(folder, out)
    return fingerprint(key.public_key())


def _write_reports(
    contents: Contents,
    folder: Path,
    level: str,
    group_by: str | None,
    sound_of: Callable[[Report], Sound | None] | None,
    pdf: Callable[[Report], bytes] | None,
) -> None:
    with Tables(folder, carried=contents.carried, waivers=contents.waivers) as tables:

        def findings() -> Iterator[dict[str, Any]]:
            for report in contents.reports:
                shown = redact_report(report, level)
                tables.add(shown)
                place = _place(report, group_by)
                _write_json(
                    folder / f"reports/{place}.json", report_document(shown, contents.waivers)
                )
                if pdf:
                    (folder / f"reports/{place}.pdf").write_bytes(pdf(shown))
                _write_clips(folder / "clips" / place, report, level, sound_of)
                for finding in report_document(shown)["findings"]:
                    yield {"call_id": report.call.call_id, **finding}

        with (folder / CHAIN).open("wb") as file:
            for link in linked(findings()):
                file.write(encoded(json.dumps(link, ensure_ascii=False) + "\n"))
        for call in contents.unaudited:
            tables.add_unaudited(call)


def _place(report: Report, group_by: str | None) -> str:
    stem = file_stem(report.call.call_id)
    if not group_by:
        return stem
    value = dict(report.call.carried).get(group_by) or getattr(report.call, group_by, None)
    return f"{file_stem(str(value or 'unknown'))}/{stem}"


def _write_clips(
    folder: Path, report: Report, level: str, sound_of: Callable[[Report], Sound | None] | None
) -> None:
    sound = sound_of(report) if sound_of else None
    if not sound:
        return
    for name, data in clips_of(report, *sound, level):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{file_stem(name)}.flac").write_bytes(data)


def _write_law(contents: Contents, folder: Path) -> None:
    for name, path in contents.checklists.items():
        target = folder / "checklists" / file_stem(name) / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    _write_json(folder / "run.json", contents.run)
    _write_json(folder / "report.schema.json", report_schema())
    (folder / "README.txt").write_text(_README, encoding="utf-8")


def _sign(
    contents: Contents,
    folder: Path,
    key: Ed25519PrivateKey,
    created: dt.datetime,
    level: str,
    group_by: str | None,
) -> None:
    links = (folder / CHAIN).read_bytes().splitlines()
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "created": created.isoformat(),
        "redaction": level,
        "grouped_by": group_by,
        "key": fingerprint(key.public_key()),
        "chain": {
            "links": len(links),
            "head": json.loads(links[-1])["hash"] if links else None,
        },
        "run": dict(contents.run),
        "files": {name: _digest(folder / name) for name in files_of(folder)},
    }
    _write_json(folder / MANIFEST, manifest)
    (folder / SIGNATURE).write_bytes(key.sign((folder / MANIFEST).read_bytes()))
    (folder / KEY).write_bytes(public_pem(key.public_key()))


def files_of(folder: Path) -> list[str]:
    """Return the files of a folder, as relative paths with ``/``, sorted."""
    paths = (p for p in folder.rglob("*") if not p.is_dir() or p.is_symlink())
    return sorted(PurePosixPath(p.relative_to(folder)).as_posix() for p in paths)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded(json.dumps(value, ensure_ascii=False, indent=1) + "\n"))


def _zip(folder: Path, target: Path) -> None:
    """Zip with fixed times and order: the same contents make the same zip."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in files_of(folder):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with (folder / name).open("rb") as source, archive.open(info, "w") as sink:
                shutil.copyfileobj(source, sink)
