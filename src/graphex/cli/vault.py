"""`graphex vault`: secrets in the configuration file."""

from __future__ import annotations

import getpass
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphex.cli.commands import command_app
from graphex.cli.options import SettingsCommand, settings_command
from graphex.cli.session import Session
from graphex.errors import ExitCode, GraphexError, UsageError
from graphex.settings.model import CONFIG_FILES
from graphex.workspace.config_secrets import remove_secret, secrets_of, set_secret
from graphex.workspace.vault import WrongPasswordError, decrypt, encrypt, read_password

if TYPE_CHECKING:
    from graphex.cli.output import Output
    from graphex.settings import Settings

app = command_app()

EXAMPLES = """
python3 -m graphex vault -e -n token       encrypt a secret and keep it in the configuration
python3 -m graphex vault -d -n token       decrypt it and print it
python3 -m graphex vault -r -n token       remove it
python3 -m graphex vault -e                encrypt a secret and print the result
"""

_ATTEMPTS = 3


class VaultCommand(SettingsCommand):
    """The vault command: every failure ends it with exit code 1."""

    other_flags = {  # noqa: RUF012 - replaced as a whole, never changed
        **SettingsCommand.other_flags,
        "-x": "--encrypt",
        "-s": "--encrypt",
        "--store": "--encrypt",
        "--delete": "--remove",
        "--secret": "--name",
        "--hash": "--value",
        "--hashedSecret": "--value",
        "--force": "--overwrite",
        "--hideInput": "--hide",
    }

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Note the exit code of failures, then read the words."""
        session = ctx.find_object(Session)
        if session is not None:
            session.failure_code = ExitCode.RUN_FAILED
        return super().parse_args(ctx, args)


@settings_command(app, "vault", options="vault", examples=EXAMPLES, cls=VaultCommand)
def vault(
    settings: Settings,
    output: Output,
    *,
    encrypt_: Annotated[bool, typer.Option("-e", "--encrypt", help="Encrypt a secret (also -x, -s, --store).")] = False,
    decrypt_: Annotated[bool, typer.Option("-d", "--decrypt", help="Decrypt a secret and print it.")] = False,
    remove: Annotated[bool, typer.Option("-r", "--remove", help="Remove a secret from the configuration.")] = False,
    name: Annotated[
        str | None, typer.Option("-n", "--name", help="The name of the secret.", show_default=False)
    ] = None,
    value: Annotated[
        str | None,
        typer.Option("-v", "--value", help="Decrypt this hexadecimal text, not a configured one.", show_default=False),
    ] = None,
    overwrite: Annotated[bool, typer.Option("-o", "--overwrite", help="Replace a secret that is there.")] = False,
    hide: Annotated[bool, typer.Option("--hide", help="Do not show the secret while it is typed.")] = False,
) -> ExitCode:
    """Encrypt, decrypt and remove secrets."""
    actions = [action for action, wanted in ((_encrypt, encrypt_), (_decrypt, decrypt_), (_remove, remove)) if wanted]
    if not actions:
        raise UsageError(
            "One of --encrypt, --decrypt or --remove is needed.", hint="See python3 -m graphex vault --help."
        )
    if len(actions) > 1:
        raise UsageError("Only one of --encrypt, --decrypt and --remove can be done at once.", hint="Leave out one.")
    if settings.origins["config"].kind == "command line" and value is not None:
        raise UsageError("-c and -v cannot be given together.", hint="Give a name with -n, or leave out -c.")
    request = _Request(settings, output, _config(settings), name, value, overwrite, hide)
    actions[0](request)
    return ExitCode.OK


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for."""

    settings: Settings
    output: Output
    config: Path | None
    name: str | None
    value: str | None
    overwrite: bool
    hide: bool

    def secrets(self) -> dict[str, str]:
        """Read the encrypted secrets."""
        if self.config is None or not self.config.exists():
            return {}
        return secrets_of(self.config.read_text("utf-8"))


def _config(settings: Settings) -> Path | None:
    if settings.config is not None:
        return settings.config
    return next((path for name in CONFIG_FILES if (path := Path(name)).is_file()), None)


def _encrypt(request: _Request) -> None:
    if request.config is None:
        request.output.result(encrypt(_ask_secret(request, "the secret"), _password(request, new=True)))
        return
    if not request.name:
        raise UsageError("The secret needs a name.", hint="Give it with -n NAME.")
    name, password = request.name, _password(request, new=True)
    while True:
        if name in request.secrets() and not request.overwrite:
            raise UsageError(
                f"The configuration already has a secret named {name}.", hint="Replace it with --overwrite."
            )
        set_secret(request.config, name, encrypt(_ask_secret(request, name), password))
        request.output.progress(f"The secret {name} is in {request.config}.")
        if _ask("Add another one? (y/n) ").strip().lower() not in ("y", "yes"):
            return
        name = _ask("Name: ").strip()
        if not name:
            return


def _decrypt(request: _Request) -> None:
    blob = request.value
    if blob is None and request.name is not None:
        secrets = request.secrets()
        if request.name not in secrets:
            raise UsageError(
                f"The configuration has no secret named {request.name}.",
                hint=f"It has: {', '.join(secrets)}." if secrets else "It has no secrets.",
            )
        blob = secrets[request.name]
    if blob is None:
        blob = _ask("The encrypted secret: ").strip()
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            request.output.raw(decrypt(blob, _password(request), name=request.name or "") + "\n")
        except WrongPasswordError as error:
            if request.settings.vault_password_path is not None or attempt == _ATTEMPTS:
                raise
            request.output.error(error.message)
        else:
            return


def _remove(request: _Request) -> None:
    if not request.name:
        raise UsageError("The secret to remove needs a name.", hint="Give it with -n NAME.")
    if request.config is None:
        raise UsageError("There is no configuration to remove a secret from.", hint="Name it with -c FILE.")
    remove_secret(request.config, request.name)
    request.output.progress(f"The secret {request.name} is no longer in {request.config}.")


def _password(request: _Request, *, new: bool = False) -> str:
    path = request.settings.vault_password_path
    if path is not None:
        return read_password(path)
    if not _on_terminal():
        raise UsageError(
            "The password of the secrets is needed, and there is no terminal to ask for it on.",
            hint="Write it into the first line of a file that only you can read, and name that with -pf FILE.",
        )
    while True:
        password = getpass.getpass("Password of the secrets: ", stream=sys.stderr)
        if not new or password == getpass.getpass("The same once more: ", stream=sys.stderr):
            return password
        request.output.error("The two were not the same.")


def _ask_secret(request: _Request, name: str) -> str:
    if not request.hide or not _on_terminal():
        secret = _ask(f"Secret {name}: ")
    else:
        secret = getpass.getpass(f"Secret {name}: ", stream=sys.stderr)
        if secret != getpass.getpass("The same once more: ", stream=sys.stderr):
            raise UsageError("The two were not the same.", hint="Try again.")
    if not secret:
        raise GraphexError("The secret is empty.", hint="Type it, or give it on standard input.")
    return secret


def _ask(question: str) -> str:
    """Ask on the terminal, or read the next line of what was piped in; the end of it is an empty answer."""
    if _on_terminal():
        sys.stderr.write(question)
        sys.stderr.flush()
    return sys.stdin.readline().rstrip("\r\n")


def _on_terminal() -> bool:
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr.isatty())
