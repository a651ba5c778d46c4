"""Findings for pipelines: JUnit XML for build servers, SARIF 2.1.0 for code-scanning views."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from auditor.model import Finding, Report, Status, Unaudited
from auditor.report.document import finding_id
from auditor.report.facts import clock
from auditor.report.files import PartFile, encoded
from auditor.report.waivers import Waivers

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}


class _Stream:
    """A file that is written call by call and takes its name at the end of the block."""

    def __init__(self, path: Path, head: str) -> None:
        self._part = PartFile(path)
        self._write(head)

    def _write(self, text: str) -> None:
        self._part.file.write(encoded(text))

    def _tail(self) -> str:
        raise NotImplementedError

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._part.discard()
            return
        self._write(self._tail())
        self._part.commit()


class JUnit(_Stream):
    """A test suite for each call, a test case for each finding.

    Failed findings are failures; doubtful ones and those that do not apply are skipped, with the
    reason; a call that could not be audited is an error.
    """

    def __init__(self, path: Path) -> None:
        """Begin the file."""
        super().__init__(path, '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')

    def __enter__(self) -> JUnit:
        """Return itself."""
        return self

    def add(self, report: Report) -> None:
        """Append the suite of a call."""
        statuses = [f.status for f in report.findings]
        failed = statuses.count(Status.FAIL)
        skipped = statuses.count(Status.REVIEW) + statuses.count(Status.NOT_APPLICABLE)
        cases = "".join(_case(f) for f in report.findings)
        self._write(
            f'<testsuite name={_attribute(report.call.call_id)} tests="{len(statuses)}"'
            f' failures="{failed}" errors="0" skipped="{skipped}">\n{cases}</testsuite>\n'
        )

    def add_unaudited(self, call: Unaudited) -> None:
        """Append a call without a report."""
        self._write(
            f'<testsuite name={_attribute(call.call_id)} tests="1" failures="0" errors="1"'
            f' skipped="0">\n<testcase classname="auditor" name={_attribute(call.stage)}>'
            f"<error message={_attribute(call.reason)}/></testcase>\n</testsuite>\n"
        )

    def _tail(self) -> str:
        return "</testsuites>\n"


class Sarif(_Stream):
    """Failed and doubtful findings as SARIF 2.1.0 (OASIS) results, waived ones suppressed."""

    def __init__(self, path: Path, *, version: str, waivers: Waivers | None = None) -> None:
        """Begin the file; `version` is the program's."""
        super().__init__(
            path,
            '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",'
            ' "runs": [{"results": [',
        )
        self._version = version
        self._waivers = waivers
        self._rules: dict[str, Any] = {}
        self._missing: list[dict[str, Any]] = []
        self._first = True

    def __enter__(self) -> Sarif:
        """Return itself."""
        return self

    def add(self, report: Report) -> None:
        """Append the results of a call."""
        for finding in report.findings:
            if finding.status not in (Status.FAIL, Status.REVIEW):
                continue
            self._rules.setdefault(_rule_id(finding), _rule(finding))
            joint = "\n" if self._first else ",\n"
            self._first = False
            self._write(joint + json.dumps(self._result(report, finding), ensure_ascii=False))

    def add_unaudited(self, call: Unaudited) -> None:
        """Note a call without a report, as an error of the tool's own run."""
        text = f"{call.call_id}: {call.stage}: {call.reason}"
        self._missing.append({"level": "error", "message": {"text": text}})

    def _result(self, report: Report, finding: Finding) -> dict[str, Any]:
        failed = finding.status is Status.FAIL
        at = f" ({clock(finding.evidence[0].start)})" if finding.evidence else ""
        result: dict[str, Any] = {
            "ruleId": _rule_id(finding),
            "kind": "fail" if failed else "review",
            "level": _LEVELS.get(finding.severity.lower(), "warning") if failed else "none",
            "message": {"text": f"{report.call.call_id}{at}: {finding.reason}"},
            "locations": [
                {
                    "physicalLocation": {"artifactLocation": {"uri": _uri(report.call.recording)}},
                    "logicalLocations": [{"name": report.call.call_id, "kind": "call"}],
                }
            ],
            "partialFingerprints": {"finding/v1": finding_id(finding)},
            "properties": {
                "reason_code": finding.reason_code.value,
                "evidence": [{"start": e.start, "end": e.end} for e in finding.evidence],
            },
        }
        waived = self._waivers.of(report.call, finding) if self._waivers else None
        if waived and not waived.expired:
            words = f"{waived.waiver.id}: {waived.waiver.reason}"
            accepted = {"kind": "external", "status": "accepted", "justification": words}
            result["suppressions"] = [accepted]
        return result

    def _tail(self) -> str:
        driver = {"name": "auditor", "version": self._version, "rules": list(self._rules.values())}
        tail = json.dumps({"driver": driver}, ensure_ascii=False)
        invocation = {
            "executionSuccessful": not self._missing,
            "toolExecutionNotifications": self._missing,
        }
        said = json.dumps([invocation], ensure_ascii=False)
        return f'\n], "tool": {tail}, "invocations": {said}}}]}}\n'


def _case(finding: Finding) -> str:
    inner = ""
    message = _attribute(f"{finding.reason_code.value}: {finding.reason}")
    if finding.status is Status.FAIL:
        lines = [f"{clock(e.start)} {e.speaker.value}: {e.quote}" for e in finding.evidence]
        if finding.value_expected is not None:
            lines.append(f"{finding.value_said or '-'} / {finding.value_expected}")
        text = escape(_legal("\n".join(lines)))
        inner = f"<failure type={_attribute(finding.severity)} message={message}>{text}</failure>"
    elif finding.status is not Status.PASS:
        inner = f"<skipped message={message}/>"
    name = f"{finding.checklist}.{finding.kind}"
    return (
        f"<testcase classname={_attribute(name)} name={_attribute(finding.requirement_id)}>"
        f"{inner}</testcase>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(_legal(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)


def _rule_id(finding: Finding) -> str:
    return f"{finding.checklist}/{finding.requirement_id}"


def _rule(finding: Finding) -> dict[str, Any]:
    return {
        "id": _rule_id(finding),
        "shortDescription": {"text": finding.title},
        "help": {"text": finding.control},
        "properties": {"kind": finding.kind, "severity": finding.severity},
    }


def _uri(path: str) -> str:
    # A recording may be a URL of its own (fsspec) or a path in the manifest.
    safe = encoded(path.replace("\\", "/"))
    return quote(safe, safe="/:") if "://" in path else quote(safe, safe="/")
