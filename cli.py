"""The command line: parses, calls, prints. What it means is in the library.

Exit codes: 0 every call audited and nothing failed; 1 at least one finding failed; 2 usage;
3 at least one call could not be audited, or the run broke.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import auditor
from auditor.errors import AuditorError, CallError, ChecklistError, ManifestError, UsageError

if TYPE_CHECKING:
    from auditor.run.progress import Progress

OK, FINDINGS, USAGE, BROKEN = 0, 1, 2, 3
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(auditor.__version__, prog_name="auditor")
def cli() -> None:
    """Audit recorded insurance telemarketing calls against the law."""


def loudness(command: Any) -> Any:
    """Options -q and -v."""
    command = click.option("-q", "--quiet", is_flag=True, help="Print no progress.")(command)
    return click.option(
        "-v", "--verbose", is_flag=True, help="Tell more; show where an error arose."
    )(command)


def hearing(command: Any) -> Any:
    """Options of the speech model."""
    options = (
        click.option("--model", help="Speech model: a folder, or a name of the model hub."),
        click.option("--compute-type", default="auto", show_default=True),
        click.option("--device", default="auto", show_default=True),
        click.option("--threads", default=0, help="Threads of one worker (0: the cores shared)."),
        click.option("--language", default="zh", show_default=True, help="Of the calls."),
        click.option("--diarizer", help="For one-channel calls; none leaves speakers unknown."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@cli.command()
@click.argument("manifest", required=False, type=click.Path(path_type=Path))
@click.option("--checklist", "checklists", multiple=True, required=True, metavar="ID_OR_PATH")
@click.option("--out", required=True, type=FOLDER, help="Folder of the outputs.")
@click.option("--transcripts", type=FOLDER, help="Take <call_id>.json from here, hear nothing.")
@click.option("--recordings", type=FOLDER, help="Folder of the recordings. [the manifest's]")
@click.option("--jobs", type=click.IntRange(0), default=1, show_default=True,
              help="Workers; 0: in this process, or all a cluster has room for.")  # fmt: skip
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True)
@click.option("--address", help="The Ray cluster. [one of this machine alone]")
@click.option("--time-limit", type=click.FloatRange(0), default=1800, show_default=True,
              help="Seconds for one call; 0 for none.")  # fmt: skip
@click.option("--resume/--no-resume", default=True, help="Keep what is done, or judge all again.")
@click.option("--also", type=click.Choice(["parquet", "xlsx"]), multiple=True,
              help="The tables in this form too.")  # fmt: skip
@click.option("--pages/--no-pages", default=True, help="Whether to write reports/.")
@click.option("--page-language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--sound", type=click.Choice(["none", "embed", "beside"]),
              help="The recording in the page or beside it. [embed if heard]")  # fmt: skip
@click.option("--pdf", is_flag=True, help="Write reports/<call_id>.pdf too.")
@click.option("--privacy", default="internal", show_default=True,
              help="Whom the outputs are for: internal, qa or regulator.")  # fmt: skip
@click.option("--state", "state_url", metavar="URL", help="Database of the state. [SQLite in OUT]")
@click.option("--manifest-sql", metavar="QUERY", help="Take the rows of a query for the manifest.")
@click.option("--manifest-db", metavar="URL", help="The database to ask.")
@click.option("--log-json", type=FILE, help="Append one JSON object a line for each event.")
@click.option("--metrics", type=click.IntRange(0, 65535), metavar="PORT",
              help="Serve figures for Prometheus on 127.0.0.1.")  # fmt: skip
@hearing
@loudness
def audit(manifest: Path | None, quiet: bool, verbose: bool, **options: Any) -> None:
    """Hear, read, judge and report every call in MANIFEST."""
    from auditor.run import batch, terminal
    from auditor.run.engines import make_engine

    _log(verbose)
    if (manifest is None) == (options["manifest_sql"] is None):
        raise UsageError("give either a MANIFEST or --manifest-sql")
    if bool(options["manifest_sql"]) != bool(options["manifest_db"]):
        raise UsageError("--manifest-sql and --manifest-db go together")
    settings, jobs = _settings(options), options["jobs"]
    job = batch.Job(
        manifest=manifest or Path(),
        manifest_sql=options["manifest_sql"] or "",
        manifest_db=options["manifest_db"] or "",
        out=options["out"],
        settings=settings,
        transcripts=options["transcripts"],
        recordings=options["recordings"],
        formats=("csv", *options["also"]),
        state_url=options["state_url"],
        afresh=not options["resume"],
    )
    _stop_on_sigterm()
    engine = make_engine(
        settings,
        jobs=jobs,
        limit=options["time_limit"] or None,
        name=options["engine"],
        address=options["address"],
        hears=options["transcripts"] is None,
    )
    with _watching(quiet, options["log_json"], options["metrics"]) as progress:
        result = batch.run(job, engine, progress)
    if not quiet:
        click.echo(terminal.summary(result, job.out))
    sys.exit(result.exit_code)


@cli.command()
@click.argument("recordings", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=FOLDER, help="Folder of the transcripts.")
@click.option("--agent-channel", type=click.IntRange(0, 1), help="The agent's channel, if known.")
@hearing
@loudness
def transcribe(recordings: tuple[Path, ...], out: Path, **options: Any) -> None:
    """Hear RECORDINGS and write their transcripts."""
    from auditor.run.transcribe import transcribe as hear

    _log(options["verbose"])
    settings = _settings({**options, "checklists": ()})
    broken = 0
    for path, outcome in hear(recordings, out, settings, options["agent_channel"]):
        if isinstance(outcome, CallError):
            broken += 1
            click.echo(f"{path}: {outcome}", err=True)
        elif not options["quiet"]:
            click.echo(outcome)
    sys.exit(BROKEN if broken else OK)


@cli.group()
def checklists() -> None:
    """The law as data."""


@checklists.command("list")
def list_() -> None:
    """The checklists that ship with auditor."""
    from auditor.checklist.load import list_checklists, load_checklist

    for name, path in list_checklists().items():
        pack = load_checklist(name)
        click.echo(f"{name}\t{pack.version}\t{pack.title.zh}\t{path}")


@checklists.command()
@click.argument("checklist")
def show(checklist: str) -> None:
    """Explain a CHECKLIST: its requirements and their articles."""
    from auditor.checklist.load import load_checklist

    pack = load_checklist(checklist)
    click.echo(f"{pack.id} {pack.version}: {pack.title.zh} / {pack.title.en}\n")
    for item in pack.requirements:
        articles = "; ".join(control.citation for control in pack.controls_of(item))
        click.echo(f"{item.id}  [{item.kind}, {item.severity}]  {item.title.zh}\n    {articles}")


@checklists.command()
@click.argument("path")
def check(path: str) -> None:
    """Lint the checklist or the folder of checklists at PATH and run its examples and fixtures."""
    from auditor.judge.selftest import check_path

    checked = check_path(path)
    for problem in checked.problems:
        click.echo(problem)
    click.echo(
        f"{path}: {checked.packs} checklists, {checked.requirements} requirements,"
        f" {checked.examples} examples, {checked.fixtures} fixtures, {checked.clean} clean calls;"
        f" {len(checked.problems)} problems"
    )
    sys.exit(FINDINGS if checked.problems else OK)


@checklists.command()
@click.argument("path", required=False)
def docs(path: str | None) -> None:
    """Write the page (README.md) of each checklist at PATH, or of all that ship."""
    from auditor.checklist.docs import write_docs

    for page in write_docs(path):
        click.echo(page)


@checklists.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--runs", nargs=2, type=FOLDER, metavar="OLD_DIR NEW_DIR",
              help="Also list the verdicts that flip between two audits, and why.")  # fmt: skip
def diff(old: str, new: str, runs: tuple[Path, Path] | None) -> None:
    """What changed from checklist A to B, in words."""
    import csv

    from auditor.checklist import diff as difference
    from auditor.checklist.load import load_checklist

    a, b = load_checklist(old), load_checklist(new)
    lines = difference.diff(a, b) or ["nothing changed"]
    if runs:
        tables = []
        for folder in runs:
            try:
                with (folder / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
                    tables.append(list(csv.DictReader(file)))
            except OSError as error:
                raise UsageError(f"{folder}: no findings.csv there ({error.strerror})") from None
        lines += ["", *(difference.flips(*tables, a, b) or ["no verdict flips"])]
    click.echo("\n".join(lines))


@checklists.command()
@click.argument("packs", nargs=-1, metavar="[ID_OR_PATH]...")
def coverage(packs: tuple[str, ...]) -> None:
    """Which articles are checked by which requirement, and which are not."""
    from auditor.checklist import coverage as covering
    from auditor.checklist.load import list_checklists, load_checklist

    chosen = [load_checklist(name) for name in packs or list_checklists()]
    click.echo("\n".join(covering.in_words(covering.coverage(chosen))))


@cli.command()
@click.argument("results", metavar="DIR", type=FOLDER)
@click.argument("gold", metavar="GOLD.json", type=FILE)
@click.option("--page", type=FILE, help="Also write the wrong decisions as HTML.")
def evaluate(results: Path, gold: Path, page: Path | None) -> None:
    """Compare the findings in DIR with labelled calls."""
    from auditor import evaluate as figures
    from auditor.report.files import write_whole
    from auditor.run.terminal import table

    evaluation = figures.evaluate(results, gold)
    click.echo("\n".join(table(figures.rows_of(evaluation))))
    click.echo(f"{len(evaluation.wrong)} wrong decisions; not audited: {len(evaluation.missing)}")
    if page:
        write_whole(page, figures.page_of(evaluation))
        click.echo(f"wrong decisions: {page}")


@cli.command()
@click.argument("name", required=False)
def model(name: str | None) -> None:
    """Which speech model would be used, from where, and its checksum."""
    from auditor.hear.weights import find_model

    weights = find_model(name)
    for label in ("name", "source", "path", "sha256"):
        click.echo(f"{label:8}{getattr(weights, label)}")


@cli.command()
@click.argument("run", metavar="RUN", type=FOLDER)
@click.option("--state", "state_url", metavar="URL", help="Database of the state. [SQLite in RUN]")
def status(run: Path, state_url: str | None) -> None:
    """How far the run in the folder RUN is."""
    from auditor.run.status import status_of

    click.echo(status_of(run, state_url))


def _settings(options: dict[str, Any]) -> Any:
    from auditor.run.engines import share_of_cores
    from auditor.run.work import Settings

    names = ("checklists", "model", "compute_type", "device", "language", "diarizer")
    return Settings(
        form=_form(options),
        threads=options["threads"] or share_of_cores(options.get("jobs", 1)),
        **{name: options[name] for name in names if name in options},
    )


def _form(options: dict[str, Any]) -> Any:
    from auditor.run.present import Form

    if "pages" not in options:
        return Form()
    return Form(
        pages=options["pages"],
        pdf=options["pdf"],
        sound=options["sound"] or ("none" if options["transcripts"] else "embed"),
        privacy=options["privacy"],
        language=options["page_language"],
    )


@contextlib.contextmanager
def _watching(quiet: bool, log: Path | None, port: int | None) -> Iterator[Progress]:
    """Whoever is told of the progress: the terminal, a log, a page of figures."""
    from auditor.run.progress import for_terminal
    from auditor.run.watch import JsonLog, Metrics, Several

    with contextlib.ExitStack() as opened:
        told: list[Progress] = [for_terminal(quiet=quiet)]
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


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(_run(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: list[str]) -> int:
    try:
        # click's own way of leaving would exit 1 for a wrong usage, which here means findings.
        code = cli.main(args=arguments, prog_name="auditor", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE
    except (UsageError, ManifestError, ChecklistError) as error:
        return _tell(error, arguments, USAGE)
    except AuditorError as error:
        return _tell(error, arguments, BROKEN)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped", err=True)
        return BROKEN
    except BrokenPipeError:
        return BROKEN
    except Exception as error:  # an internal error must never look like a verdict
        return _tell(error, arguments, BROKEN, prefix=f"internal error: {type(error).__name__}: ")
    return code if isinstance(code, int) else OK


def _tell(error: BaseException, arguments: list[str], code: int, prefix: str = "") -> int:
    if "-v" in arguments or "--verbose" in arguments:
        traceback.print_exception(error)
    click.echo(f"auditor: {prefix}{error}", err=True)
    return code


if __name__ == "__main__":
    main()
