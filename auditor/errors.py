"""Every exception that leaves the library.

AuditorError                 something a user can put right; its text is one line
├── UsageError               the command line asks for something that cannot be
├── ManifestError            the list of calls cannot be read
├── ChecklistError           a checklist is wrong; carries every problem found
├── ModelError               no speech model, or not the one that was meant
├── CallError                one call cannot be audited; the batch goes on
│   ├── RecordingError       the sound cannot be had from the file
│   └── TranscriptError      the stored words cannot be had from the file
└── RunError                 the run as a whole cannot go on
"""

from __future__ import annotations

from collections.abc import Sequence


class AuditorError(Exception):
    """Base of all errors that auditor raises on purpose."""


class UsageError(AuditorError):
    """The command line asks for something that cannot be."""


class ManifestError(AuditorError):
    """The list of calls cannot be read."""


class ChecklistError(AuditorError):
    """A checklist is wrong. ``problems`` holds one ``file:line: field: what`` each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class ModelError(AuditorError):
    """No speech model could be loaded, or its checksum is not the expected one."""


class CallError(AuditorError):
    """One call cannot be audited. ``stage`` says where it stopped."""

    stage = "call"


class RecordingError(CallError):
    """No usable sound can be read from a recording."""

    stage = "hear"


class TranscriptError(CallError):
    """No usable words can be read from a stored transcript."""

    stage = "read"


class RunError(AuditorError):
    """The run as a whole cannot go on (output folder in use, disk full, ...)."""


def one_line(error: object) -> str:
    """What an error says, on one line: libraries break theirs over several."""
    return " ".join(str(error).split())
