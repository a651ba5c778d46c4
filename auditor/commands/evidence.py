"""What leaves the company: keys, export, verify, schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from auditor.commands import BROKEN, FILE, FOLDER, OK
from auditor.errors import UsageError

KEY = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--key", type=KEY, help="Its file. [the user's configuration folder]")
@click.option("--make", is_flag=True, help="Make the key; an old one is never overwritten.")
@click.option("--passphrase", help="Of the private key.", envvar="AUDITOR_KEY_PASSPHRASE")
def keys(key: Path | None, make: bool, passphrase: str | None) -> None:
    """The company's signing key: where it is, and its fingerprint."""
    from auditor.report.keys import fingerprint, load_public, make_key

    path = key or _key()
    print_ = make_key(path, passphrase) if make else fingerprint(load_public(_public(path)))
    click.echo(f"private  {path}\npublic   {_public(path)}\nprint    {print_}")


@click.command()
@click.argument("run", metavar="RUN", type=FOLDER)
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="PACK",
              help="A new folder or .zip.")  # fmt: skip
@click.option("--key", type=KEY, help="The company's private key. [as of auditor keys]")
@click.option("--passphrase", help="Of the private key.", envvar="AUDITOR_KEY_PASSPHRASE")
@click.option("--level", default="regulator", show_default=True, help="What is redacted.")
@click.option("--group-by", metavar="COLUMN", help="A folder for each value of this column.")
@click.option("--clips/--no-clips", default=True, help="The sound of the evidence.")
@click.option("--pdf", is_flag=True, help="Each report as PDF too.")
@click.option("--waivers", type=FILE, help="YAML of waivers and granted appeals.")
@click.option("--timestamp", metavar="URL", help="Have the signature stamped there (RFC 3161).")
@click.option("--state", metavar="URL", help="Database of the state. [SQLite in RUN]")
def export(
    run: Path, out: Path, key: Path | None, passphrase: str | None, **options: object
) -> None:
    """Write the regulator's evidence pack of RUN, signed."""
    from auditor.report.keys import load_private
    from auditor.run.export import Wish, export_run

    wish = Wish(run=run, out=out, **options)  # type: ignore[arg-type]
    print_ = export_run(wish, load_private(key or _key(), passphrase))
    click.echo(f"{out}\nsigned by {print_}")


@click.command()
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--key", "trusted", type=KEY, multiple=True, help="The company's public key.")
@click.option("--rejudge", is_flag=True, help="Also judge the enclosed transcripts again.")
@click.option("--checklist", "checklists", multiple=True, metavar="ID_OR_PATH",
              help="To judge by, beside those that ship with auditor.")  # fmt: skip
@click.option("--tsa", "authorities", type=FILE, multiple=True,
              help="Certificates (PEM) of the time-stamping authority: the stamp must hold.")  # fmt: skip
def verify(
    pack: Path,
    trusted: tuple[Path, ...],
    rejudge: bool,
    checklists: tuple[str, ...],
    authorities: tuple[Path, ...],
) -> None:
    """Check a regulator's evidence PACK, offline."""
    from auditor.report.keys import load_public
    from auditor.report.timestamp import load_roots
    from auditor.report.verify import verify_pack
    from auditor.run.export import judged_again

    judge = judged_again(checklists) if rejudge else None
    keys = [load_public(path) for path in trusted]
    found = verify_pack(pack, keys, rejudge=judge, roots=load_roots(authorities))
    for line in (*found.problems, *found.notes):
        click.echo(line, err=True)
    click.echo(f"{found.files} files, {found.findings} findings, {len(found.problems)} problems")
    click.echo(f"signed by {found.key or 'nobody'}")
    if found.stamped:
        click.echo(f"stamped {found.stamped.isoformat()}")
    if found.key and not found.trusted:
        click.echo(
            "that key is none of those given with --key: compare it by another way", err=True
        )
    sys.exit(OK if found.ok else BROKEN)


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def schema(form: str) -> None:
    """The tables' columns, or (json) the JSON Schema of a report."""
    from auditor.report.schema import data_dictionary, report_schema
    from auditor.run.terminal import table

    if form == "json":
        click.echo(json.dumps(report_schema(), ensure_ascii=False, indent=1))
        return
    rows = data_dictionary()
    click.echo("\n".join(table([tuple(rows[0]), *(tuple(row.values()) for row in rows)])))


def _key() -> Path:
    import platformdirs

    return Path(platformdirs.user_config_dir("auditor", appauthor=False)) / "key.pem"


def _public(private: Path) -> Path:
    path = private if private.suffix == ".pub" else private.with_name(private.name + ".pub")
    if not path.exists() and not private.exists():
        raise UsageError(f"{private}: there is no key; auditor keys --make makes one")
    return path
