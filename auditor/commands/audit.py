"""Hearing and judging: audit, transcribe, model, status."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from auditor.commands import BROKEN, FILE, FINDINGS, FOLDER, OK, loudness
from auditor.errors import CallError, UsageError

if TYPE_CHECKING:
    from auditor.run.batch import Job
    from auditor.run.present import Form
    from auditor.run.progress import Progress
    from auditor.run.task import Settings


STARS = {"star": "star", "duckdb": "star.duckdb"}
"""Forms of the star schema, and what they are called in the folder of the outputs."""


def hearing(command: Any) -> Any:
    """Options of the speech model."""
    options = (
        click.option("--model", help="Speech model: a folder, or a name of the model hub."),
        click.option("--compute-type", default="auto", show_default=True),
        click.option("--device", default="auto", show_default=True),
        click.option("--threads", default=0, help="Threads of one worker (0: the cores shared)."),
        click.option("--language", help="Of the calls. [the checklists'; zh without any]"),
        click.option("--diarizer", help="For one-channel calls; none leaves speakers unknown."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def appearance(command: Any) -> Any:
    """Options of the outputs."""
    sounds, languages = click.Choice(["none", "embed", "beside"]), click.Choice(["zh", "en"])
    forms = click.Choice(["parquet", "xlsx", "junit", "sarif", *STARS])
    options = (
        click.option("--also", type=forms, multiple=True, help="The findings in this form too."),
        click.option("--pages/--no-pages", default=True, help="Whether to write reports/."),
        click.option(
            "--page-language",
            type=languages,
            help="Of the pages' and reasons' own words. [the checklists']",
        ),
        click.option(
            "--sound", type=sounds, help="The recording in the page or beside it. [embed if heard]"
        ),
        click.option("--pdf", is_flag=True, help="Write reports/<call_id>.pdf too."),
        click.option(
            "--privacy",
            default="internal",
            show_default=True,
            help="Whom the outputs are for: internal, qa or regulator.",
        ),
        click.option(
            "--fail-on",
            type=click.Choice(["low", "medium", "high", "critical"]),
            help="Exit 1 only for failures this grave or graver that no waiver explains. [any]",
        ),
        click.option("--waivers", type=FILE, help="YAML of waivers and granted appeals."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def running(command: Any) -> Any:
    """Options of how the work is done."""
    engines = click.Choice(["local", "ray"])
    options = (
        click.option(
            "--jobs",
            type=click.IntRange(0),
            help="Worker processes, 0 for none [1]; actors of a cluster [all it can hold].",
        ),
        click.option("--engine", type=engines, default="local", show_default=True),
        click.option("--address", help="The Ray cluster. [one of this machine alone]"),
        click.option(
            "--time-limit",
            type=click.FloatRange(0),
            default=1800,
            show_default=True,
            help="Seconds for one call; 0 for none.",
        ),
        click.option("--resume/--no-resume", default=True, help="Keep what is done, or judge all."),
        click.option("--state", metavar="URL", help="Database of the state. [SQLite in OUT]"),
        click.option("--log-json", type=FILE, help="Append a line of JSON for each event."),
        click.option(
            "--metrics",
            type=click.IntRange(0, 65535),
            metavar="PORT",
            help="Serve figures for Prometheus on 127.0.0.1.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("manifest", required=False, type=click.Path(path_type=Path))
@click.option("--checklist", "checklists", multiple=True, required=True, metavar="ID_OR_PATH")
@click.option("--out", required=True, type=FOLDER, help="Folder of the outputs.")
@click.option("--transcripts", type=FOLDER, help="Take <call_id>.json from here, hear nothing.")
@click.option("--recordings", type=FOLDER, help="Folder of the recordings. [the manifest's]")
@click.option("--registers", type=FOLDER, help="CSV files of numbers, agents, products, consents.")
@click.option(
    "--verify",
    type=click.Choice(["off", "doubtful", "all"]),
    default="doubtful",
    show_default=True,
    help="When to ask the sound: where words leave a doubt, or also where they pass a value.",
)
@click.option("--manifest-sql", metavar="QUERY", help="Take the rows of a query for the manifest.")
@click.option("--manifest-db", metavar="URL", help="The database to ask.")
@running
@appearance
@hearing
@loudness
def audit(quiet: bool, verbose: bool, **options: Any) -> None:
    """Hear, read, judge and report every call in MANIFEST."""
    from auditor.report import star
    from auditor.run import batch, terminal
    from auditor.run.engines import make_engine

    _log(verbose)
    if options["jobs"] is None:
        options["jobs"] = 0 if options["engine"] == "ray" else 1
    stars = [form for form in dict.fromkeys(options["also"]) if form in STARS]
    if stars:
        star.need_duckdb()
    settings = settings_of(options)
    job = _job(options, settings)
    engine = make_engine(
        settings,
        jobs=options["jobs"],
        limit=options["time_limit"] or None,
        name=options["engine"],
        address=options["address"],
        hears=job.transcripts is None,
    )
    _stop_on_sigterm()
    with _watching(job.out, quiet, options["log_json"], options["metrics"]) as progress:
        result = batch.run(job, engine, progress)
    if stars and result.counts.tables:
        star.write_queries(job.out / "dashboards")
        for form in stars:
            star.write_star(job.out, job.out / STARS[form])
    if not quiet:
        click.echo(terminal.summary(result, job.out))
    code = result.exit_code
    if code == FINDINGS and options["fail_on"] and not result.counts.fails_at(options["fail_on"]):
        code = OK
    sys.exit(code)


@click.command()
@click.argument("recordings", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=FOLDER, help="Folder of the transcripts.")
@click.option("--agent-channel", type=click.IntRange(0, 1), help="The agent's channel, if known.")
@hearing
@loudness
def transcribe(recordings: tuple[Path, ...], out: Path, **options: Any) -> None:
    """Hear RECORDINGS and write their transcripts."""
    from auditor.run.transcribe import transcribe as hear

    _log(options["verbose"])
    broken = 0
    for path, outcome in hear(recordings, out, settings_of(options), options["agent_channel"]):
        if isinstance(outcome, CallError):
            broken += 1
            click.echo(f"{path}: {outcome}", err=True)
        elif not options["quiet"]:
            click.echo(outcome)
    sys.exit(BROKEN if broken else OK)


@click.command()
@click.argument("name", required=False)
def model(name: str | None) -> None:
    """Which speech model would be used, from where, and its checksum."""
    from auditor.hear.exports import find_export, is_export
    from auditor.hear.weights import find_model

    if name and is_export(Path(name)):
        export = find_export(Path(name))
        click.echo(f"{'kind':8}sherpa-onnx {export.kind}")
        for label, file in export.files.items():
            click.echo(f"{label:12}{file}")
        return
    weights = find_model(name)
    for label in ("name", "source", "path", "sha256"):
        click.echo(f"{label:8}{getattr(weights, label)}")


@click.command()
@click.argument("run", metavar="RUN", type=FOLDER)
@click.option("--state", metavar="URL", help="Database of the state. [SQLite in RUN]")
def status(run: Path, state: str | None) -> None:
    """How far the run in the folder RUN is."""
    from auditor.run.status import status_of

    click.echo(status_of(run, state))


def settings_of(options: dict[str, Any]) -> Settings:
    """The settings that the options ask for."""
    from auditor.run.engines import share_of_cores
    from auditor.run.task import Settings

    names = ("checklists", "model", "compute_type", "device", "diarizer", "verify")
    language = _language(options)
    return Settings(
        form=_form(options, language),
        language=language,
        registers=str(options.get("registers") or ""),
        threads=options["threads"] or share_of_cores(options.get("jobs") or 1),
        **{"checklists": (), **{name: options[name] for name in names if name in options}},
    )


def _language(options: dict[str, Any]) -> str:
    """The language of the calls: the one asked for, else that of the checklists."""
    from auditor.checklist.load import load_checklist

    if options["language"]:
        return str(options["language"])
    names = options.get("checklists") or ()
    spoken = {load_checklist(name).language.partition("-")[0] for name in names}
    if len(spoken) > 1 and not options.get("transcripts"):
        raise UsageError(
            f"the checklists are in several languages ({', '.join(sorted(spoken))});"
            " say with --language what the calls are in"
        )
    return spoken.pop() if len(spoken) == 1 else "zh"


def _form(options: dict[str, Any], language: str) -> Form:
    from auditor.run.present import Form, waivers_key

    if "pages" not in options:
        return Form()
    today = dt.date.today()
    return Form(
        pages=options["pages"],
        pdf=options["pdf"],
        sound=options["sound"] or ("none" if options["transcripts"] else "embed"),
        privacy=options["privacy"],
        language=options["page_language"] or ("en" if language.startswith("en") else "zh"),
        waivers=str(options["waivers"] or ""),
        waivers_on=today,
        waivers_key=waivers_key(options["waivers"], today),
    )


def _job(options: dict[str, Any], settings: Settings) -> Job:
    from auditor.run.batch import Job

    if (options["manifest"] is None) == (options["manifest_sql"] is None):
        raise UsageError("give either a MANIFEST or --manifest-sql")
    if bool(options["manifest_sql"]) != bool(options["manifest_db"]):
        raise UsageError("--manifest-sql and --manifest-db go together")
    return Job(
        manifest=options["manifest"] or Path(),
        manifest_sql=options["manifest_sql"] or "",
        manifest_db=options["manifest_db"] or "",
        out=options["out"],
        settings=settings,
        transcripts=options["transcripts"],
        recordings=options["recordings"],
        formats=("csv", *(form for form in options["also"] if form not in STARS)),
        state_url=options["state"],
        afresh=not options["resume"],
    )


@contextlib.contextmanager
def _watching(out: Path, quiet: bool, log: Path | None, port: int | None) -> Iterator[Progress]:
    """Whoever is told of the progress: the terminal, `status`, a log, a page of figures."""
    from auditor.run.pace import Pace
    from auditor.run.progress import for_terminal
    from auditor.run.watch import JsonLog, Metrics, Several

    with contextlib.ExitStack() as opened:
        told: list[Progress] = [for_terminal(quiet=quiet), Pace(out)]
        if log:
            try:
                told.append(JsonLog(opened.enter_context(log.open("a", encoding="utf-8"))))
            except OSError as error:
                raise UsageError(f"--log-json {log}: {error.strerror}") from None
        if port is not None:
            told.append(Metrics(port))
        yield Several(told)


def _log(verbose: bool) -> None:
    level = logging.DEBUG if verbose else logging.WARNING
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("auditor").setLevel(level)


def _stop_on_sigterm() -> None:
    """A request to end is answered like Ctrl-C: what is done is kept."""

    def stop(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
