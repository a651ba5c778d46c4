"""The command line. Its commands are in ``auditor/commands``; here is how it leaves.

Exit codes: 0 every call audited and nothing failed; 1 at least one finding failed; 2 usage;
3 at least one call could not be audited, or the run broke. An internal error is never a 0 or 1.
"""

from __future__ import annotations

import sys
import traceback
from typing import NoReturn

import click

import auditor
from auditor.commands import BROKEN, OK, USAGE
from auditor.commands.audit import audit, model, status, transcribe
from auditor.commands.checklists import checklists
from auditor.commands.evidence import export, keys, schema, verify
from auditor.commands.quality import evaluate, review, sample
from auditor.errors import AuditorError, ChecklistError, ManifestError, UsageError

COMMANDS: tuple[click.Command, ...] = (
    audit, transcribe, checklists, evaluate, sample, review,
    export, verify, keys, model, status, schema,
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(auditor.__version__, prog_name="auditor")
def cli() -> None:
    """Audit recorded insurance telemarketing calls against the law."""


for _command in COMMANDS:
    cli.add_command(_command)


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
