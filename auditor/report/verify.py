"""Checks a regulator's pack without a network: every byte, the chain, the signature."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from auditor.errors import UsageError
from auditor.model import Report
from auditor.report.chain import broken_link
from auditor.report.document import report_of
from auditor.report.keys import fingerprint, public_of
from auditor.report.pack import CHAIN, FORMAT, KEY, MANIFEST, SIGNATURE, STAMP, UNSIGNED, files_of
from auditor.report.redact import HIDDEN
from auditor.report.tables import finding_row
from auditor.report.timestamp import stamped_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found. `problems` is empty for a pack that is as it was signed."""

    problems: tuple[str, ...]
    key: str | None
    """Fingerprint of the key that signed, ``None`` where no signature holds."""
    trusted: bool
    """Whether that key is one of those given; a pack is only as good as its key."""
    files: int
    findings: int
    notes: tuple[str, ...] = ()
    """What could not be checked, and why."""
    stamped: dt.datetime | None = None
    """When an authority that is trusted stamped the signature, ``None`` where none did."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong and the key is trusted."""
        return self.trusted and not self.problems


def verify_pack(
    pack: Path,
    trusted: Sequence[Ed25519PublicKey] = (),
    *,
    rejudge: Callable[[Report], Report] | None = None,
    roots: Sequence[x509.Certificate] = (),
) -> Verification:
    """Check the pack (folder or zip) and name everything that is not as it was signed.

    `trusted` are the company's public keys, had by another way than the pack. `rejudge` judges an
    enclosed report's transcript again; other verdicts than the enclosed ones are problems. `roots`
    are certificates of time-stamping authorities; with them, a stamp has to be there and to hold.
    Raises UsageError when there is no pack to check.
    """
    with _opened(pack) as files:
        return _verify(files, {fingerprint(key) for key in trusted}, rejudge, roots)


class _Files:
    """The files of a folder or of a zip, by relative path."""

    def __init__(self, names: Sequence[str], opener: Callable[[str], IO[bytes]]) -> None:
        self.names = names
        self.open = opener

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read()

    def digest(self, name: str) -> str:
        with self.open(name) as file:
            digest = hashlib.sha256()
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
        return digest.hexdigest()


@contextmanager
def _opened(pack: Path) -> Iterator[_Files]:
    if pack.is_dir():
        links = [name for name in files_of(pack) if (pack / name).is_symlink()]
        if links:
            raise UsageError(f"{pack} holds symbolic links: {', '.join(links[:5])}")
        yield _Files(files_of(pack), lambda name: (pack / name).open("rb"))
        return
    try:
        archive = zipfile.ZipFile(pack)
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(f"{pack} is neither a folder nor a zip: {error}") from error
    with archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise UsageError(f"{pack} holds two files of one name: {', '.join(twice[:5])}")
        yield _Files(names, archive.open)


def _verify(
    files: _Files,
    trusted: set[str],
    rejudge: Callable[[Report], Report] | None,
    roots: Sequence[x509.Certificate],
) -> Verification:
    manifest, problems = _manifest(files)
    if manifest is None:
        return Verification(
            problems=tuple(problems), key=None, trusted=False, files=len(files.names), findings=0
        )
    key, wrong = _signature(files, manifest, trusted)
    problems += wrong
    changed = _changed(files, manifest["files"])
    problems += changed
    links, wrong = _chain(files, manifest)
    problems += wrong
    stamped, wrong, notes = _stamp(files, roots)
    problems += wrong
    if not changed:
        wrong, unsure = _reports(files, links, rejudge)
        problems += wrong
        notes += unsure
    return Verification(
        problems=tuple(problems),
        notes=tuple(notes),
        key=key,
        trusted=key in trusted,
        files=len(files.names),
        findings=len(links),
        stamped=stamped,
    )


def _manifest(files: _Files) -> tuple[dict[str, Any] | None, list[str]]:
    if MANIFEST not in files.names:
        return None, [f"{MANIFEST} is missing"]
    try:
        manifest = json.loads(_read(files, MANIFEST))
        version = str(manifest["version"])
        sound = manifest["format"] == FORMAT and isinstance(manifest["files"], dict)
        sound = sound and isinstance(manifest["chain"], dict)
    except (ValueError, KeyError, TypeError):
        return None, [f"{MANIFEST} cannot be read"]
    if not sound or version.partition(".")[0] != "1":
        return None, [f"{MANIFEST} is of another form ({version})"]
    return manifest, []


def _read(files: _Files, name: str) -> bytes:
    try:
        return files.read(name)
    except (OSError, KeyError, zipfile.BadZipFile):
        return b""


def _signature(
    files: _Files, manifest: Mapping[str, Any], trusted: set[str]
) -> tuple[str | None, list[str]]:
    try:
        key = public_of(_read(files, KEY))
        key.verify(_read(files, SIGNATURE), _read(files, MANIFEST))
    except (ValueError, InvalidSignature):
        return None, [f"{SIGNATURE} does not fit {MANIFEST}: one of them was changed"]
    name = fingerprint(key)
    problems = []
    if manifest.get("key") != name:
        problems.append(f"{KEY} is not the key that {MANIFEST} names")
    if trusted and name not in trusted:
        problems.append(f"signed with another key than the company's: {name}")
    return name, problems


def _stamp(
    files: _Files, roots: Sequence[x509.Certificate]
) -> tuple[dt.datetime | None, list[str], list[str]]:
    """When the signature was stamped; what is wrong with the stamp; what cannot be told of it."""
    if STAMP not in files.names:
        return None, [f"{STAMP} is missing"] if roots else [], []
    if not roots:
        return None, [], [f"{STAMP}: not checked, for want of the authority's certificate"]
    try:
        return stamped_at(_read(files, STAMP), _read(files, SIGNATURE), roots), [], []
    except ValueError as error:
        return None, [f"{STAMP} does not fit {SIGNATURE}: {error}"], []


def _changed(files: _Files, listed: Mapping[str, str]) -> list[str]:
    """Files that are not as listed, with a guess at what was done to them."""
    present = set(files.names) - set(UNSIGNED)
    digests = {name: _digest(files, name) for name in present}
    missing = sorted(set(listed) - present)
    added = sorted(present - set(listed))
    wrong = sorted(n for n in present & set(listed) if digests[n] != listed[n])
    problems = []
    for name in wrong:
        twin = next((o for o in wrong if o != name and digests[o] == listed[name]), None)
        swapped = twin is not None and digests[name] == listed[twin]
        problems.append(f"{name}: swapped with {twin}" if swapped else f"{name}: changed")
    for name in missing:
        now = next((a for a in added if digests[a] == listed[name]), None)
        problems.append(f"{name}: renamed to {now}" if now else f"{name}: missing")
        added = [a for a in added if a != now]
    return problems + [f"{name}: added" for name in added]


def _digest(files: _Files, name: str) -> str:
    try:
        return files.digest(name)
    except (OSError, zipfile.BadZipFile):
        return "unreadable"


def _chain(files: _Files, manifest: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    try:
        links = [json.loads(line) for line in _read(files, CHAIN).splitlines()]
    except ValueError:
        return [], [f"{CHAIN}: cannot be read"]
    broken, head, count = broken_link(links)
    if broken:
        return links, [f"{CHAIN}: {broken}"]
    signed = manifest["chain"]
    if count != signed.get("links") or (count and head != signed.get("head")):
        return links, [f"{CHAIN}: cut or replaced: {count} links, {signed.get('links')} signed"]
    return links, []


def _reports(
    files: _Files,
    links: Sequence[Mapping[str, Any]],
    rejudge: Callable[[Report], Report] | None,
) -> tuple[list[str], list[str]]:
    """Whether reports, chain and, when judged again, transcripts say the same: what is wrong,
    and what cannot be told because the words it rests on are redacted."""
    chained: dict[str, list[Any]] = {}
    for link in links:
        finding = dict(link["finding"])
        chained.setdefault(finding.pop("call_id"), []).append(finding)
    problems: list[str] = []
    notes: list[str] = []
    for name in files.names:
        path = PurePosixPath(name)
        if path.parts[0] != "reports" or path.suffix != ".json":
            continue
        try:
            document = json.loads(_read(files, name))
            report = report_of(document)
        except ValueError as error:
            problems.append(f"{name}: {error}")
            continue
        if chained.pop(report.call.call_id, None) != document["findings"]:
            problems.append(f"{name}: its findings are not those of {CHAIN}")
        if rejudge:
            for requirement_id, what in _judged_otherwise(report, rejudge(report)):
                redacted = requirement_id in _redacted(report)
                kept = notes if redacted else problems
                kept.append(f"{name}: {what}{'; its words are redacted' if redacted else ''}")
    problems += [f"{CHAIN}: no report of call {call_id}" for call_id in chained]
    return problems, notes


def _judged_otherwise(report: Report, again: Report) -> list[tuple[str, str]]:
    """(requirement, what) for verdicts that differ in status or reason code."""
    columns = slice(3, 8)
    old = {tuple(finding_row(f)[columns]) for f in report.findings}
    new = {tuple(finding_row(f)[columns]) for f in again.findings}
    found = [
        (str(row[0]), f"judged again, {row[0]} is {row[3]} ({row[4]})")
        for row in sorted(new - old, key=str)
    ]
    judged = {row[0] for row in new}
    return found + [
        (str(row[0]), f"judged again, {row[0]} is not there")
        for row in sorted(old - new, key=str)
        if row[0] not in judged
    ]


def _redacted(report: Report) -> set[str]:
    """Requirements whose evidence lies in words that were redacted."""
    return {
        f.requirement_id
        for f in report.findings
        if any(HIDDEN in e.quote for e in (*f.evidence, *([f.nearest] if f.nearest else [])))
    }
