"""What goes to a worker and what comes back: all that the driver need know of the work.

Apart from ``work``, so that the driver carries neither the judge nor its dictionaries.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.model import Unaudited
from auditor.run import codec
from auditor.run.kept import Kept
from auditor.run.present import Form, Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is the same for every call of a run."""

    checklists: tuple[str, ...]
    model: str | None = None
    compute_type: str = "auto"
    device: str = "auto"
    threads: int = 0
    language: str = "zh"
    diarizer: str | None = None
    """Tells the sides of a one-channel recording apart: a name, ``none``, or the packaged one."""
    verify: str = "doubtful"
    """``doubtful``: the judge asks the sound where words leave a doubt; ``off``: it never does;
    ``all``: it asks too about the names and values that the words passed."""
    registers: str = ""
    """The folder of registers beside the calls (``judge.registers``); empty for none."""
    form: Form = field(default_factory=Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What makes the keys of a call, but for the content of its recording, which lies elsewhere.

    A worker fetches it to hear it, and then knows its content. Were the driver to fetch it first,
    every recording would travel twice, once through one machine.
    """

    version: str
    engine: str
    hearing: str
    judge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One call that is to be audited."""

    call: bytes
    """The packed ``Call``."""
    past: bytes | None = None
    """The other calls with its number (``run.past``); ``None`` where nobody asks for them."""
    call_id: str
    key: str
    """Of everything the outcome follows from; empty when it cannot be known beforehand."""
    row_key: str
    basis: str
    recording: str = ""
    """Where the recording is opened; empty when the transcript was given."""
    transcript: str = ""
    """Where the given transcript lies; empty when the recording is heard."""
    hear_key: str = ""
    given: str = ""
    """SHA-256 of the given transcript."""
    read: tuple[tuple[str, bytes], ...] = ()
    """What encoders said of its words in an earlier run, by keys (``run.encoders``)."""
    unread: Unread | None = None
    """Set when ``hear_key`` is not known before the recording is fetched; ``key`` then stands for
    this version of it."""
    known: tuple[bytes, bytes] | None = None
    """The packed recording and transcript, when this recording was heard before."""
    content: str = ""
    """SHA-256 of a recording that was unread, once it has been fetched."""
    refused: str = ""
    """Why the driver could not even look at the files."""
    tries: int = 1

    @property
    def words(self) -> str:
        """The key of what was said; empty where that has none."""
        return self.hear_key or self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a task: what the state is to keep, and the pages to write."""

    kept: Kept
    heard: tuple[str, bytes, bytes] | None = None
    file: tuple[str, str, str] | None = None
    """(location, version, sha256) of a recording whose content was not known before."""
    read: tuple[tuple[str, bytes], ...] = ()
    """What encoders said of its words, by keys, where that was not known before."""
    pages: Pages = ()


def keys_of(row_key: str, content: str, engine: str, hearing: str, judge: str) -> tuple[str, str]:
    """The key of a call's outcome and that of its hearing, from its recording's content."""
    hear_key = codec.digest(content, engine, hearing)
    return codec.digest(row_key, "heard", hear_key, judge), hear_key


def lost(task: Task, stage: str, reason: str, *, final: bool) -> Outcome:
    """The outcome of a call that could not be audited."""
    call = codec.unpack(codec.CALL, task.call)
    unaudited = Unaudited(
        call_id=call.call_id,
        recording=call.recording,
        stage=stage,
        reason=" ".join(reason.split()),
        carried=call.carried,
    )
    return Outcome(
        kept=Kept(
            call_id=call.call_id,
            key=task.key,
            row_key=task.row_key,
            basis=task.basis,
            unaudited=unaudited,
            final=final,
            tries=task.tries,
        )
    )
