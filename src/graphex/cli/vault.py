"""`graphex vault`: secrets in the configuration file."""

from __future__ import annotations

import getpass
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphex.cli.session import Session
from graphex.cli.vault_password import ask_vault_password, has_terminal, next_line
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import SettingsCommand, settings_command
from graphex.cli.words.piped_secrets import read_piped
from graphex.errors import ExitCode, GraphexError, UsageError
from graphex.secrets.configuration import remove_secret, secrets_of, set_secret
from graphex.secrets.vault import WrongPasswordError, decrypt, encrypt, read_password
from graphex.settings.model import CONFIG_FILES

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
_ONCE_MORE = "The same once more: "


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
        str | None, typer.Option("-n", "--name", metavar="NAME", help="The name of the secret.", show_default=False)
    ] = None,
    value: Annotated[
        str | None,
        typer.Option(
            "-v",
            "--value",
            metavar="HEX",
            help="Decrypt this hexadecimal text, not a configured one.",
            show_default=False,
        ),
    ] = None,
    overwrite: Annotated[bool, typer.Option("-o", "--overwrite", help="Replace a secret that is there.")] = False,
    hide: Annotated[
        bool, typer.Option("--hide", help="Accepted as before: a secret is never shown while it is typed.")
    ] = False,
) -> ExitCode:
    """Encrypt, decrypt and remove secrets."""
    del hide
    actions = [action for action, wanted in ((_encrypt, encrypt_), (_decrypt, decrypt_), (_remove, remove)) if wanted]
    if not actions:
        raise UsageError(
            "One of --encrypt, --decrypt or --remove is needed.", hint="See python3 -m graphex vault --help."
        )
    if len(actions) > 1:
        raise UsageError("Only one of --encrypt, --decrypt and --remove can be done at once.", hint="Leave out one.")
    if settings.origins["config"].kind == "command line" and value is not None:
        raise UsageError("-c and -v cannot be given together.", hint="Give a name with -n, or leave out -c.")
    request = _Request(settings, output, _config(settings), name, value, overwrite)
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

    def secrets(self) -> dict[str, str]:
        """Read the encrypted secrets."""
        if self.config is None or not self.config.exists():
            return {}
        return secrets_of(self.config.read_text("utf-8"))

    @property
    def password_file(self) -> Path | None:
        """The file that holds the password, if one was named."""
        return self.settings.vault_password_path


def _config(settings: Settings) -> Path | None:
    if settings.config is not None:
        return settings.config
    return next((path for name in CONFIG_FILES if (path := Path(name)).is_file()), None)


def _encrypt(request: _Request) -> None:
    if not request.name and request.settings.origins["config"].kind == "command line":
        raise UsageError("The secret needs a name.", hint="Give it with -n NAME.")
    name = request.name or ""
    if sys.stdin and sys.stdin.isatty():
        _encrypt_typed(request, name)
    else:
        _encrypt_piped(request, name)


def _encrypt_typed(request: _Request, name: str) -> None:
    _refuse_known(request, name)
    password = _new_password(request)
    _keep(request, name, _typed_secret(name), password)
    while _ask("Add another one? (y/n) ").lower() in ("y", "yes") and (name := _ask("Name: ")):
        _refuse_known(request, name)
        _keep(request, name, _typed_secret(name), password)


def _encrypt_piped(request: _Request, name: str) -> None:
    asked = request.password_file is None and not has_terminal()
    piped = read_piped(_piped_text(), name=name, with_password=asked)
    for other, _ in piped.secrets:
        _refuse_known(request, other)
    password = piped.password or _new_password(request)
    for other, secret in piped.secrets:
        _keep(request, other, secret, password)


def _piped_text() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8") if sys.stdin else ""
    except UnicodeDecodeError as error:
        raise GraphexError(
            "What stands on standard input is no UTF-8 text.", hint="Encode it first, for example with base64."
        ) from error


def _refuse_known(request: _Request, name: str) -> None:
    if name and name in request.secrets() and not request.overwrite:
        raise UsageError(f"The configuration already has a secret named {name}.", hint="Replace it with --overwrite.")


def _keep(request: _Request, name: str, secret: str, password: str) -> None:
    """Encrypt a secret into the configuration, or print it where it has no name or there is no configuration."""
    if not secret:
        raise GraphexError("The secret is empty.", hint="Type it, or give it on standard input.")
    blob = encrypt(secret, password)
    if request.config is None or not name:
        request.output.result(blob)
        return
    set_secret(request.config, name, blob)
    lines = secret.count("\n") + 1
    size = f" ({lines} lines)" if lines > 1 else ""
    request.output.progress(f"The secret {name}{size} is in {request.config}.")


def _decrypt(request: _Request) -> None:
    blob = request.value or _known_blob(request) or _ask("The encrypted secret: ")
    file = request.password_file
    for attempt in range(1, _ATTEMPTS + 1):
        password = read_password(file) if file else ask_vault_password()
        try:
            request.output.raw(decrypt(blob, password, name=request.name or "", file=file) + "\n")
        except WrongPasswordError as error:
            if file or attempt == _ATTEMPTS or not has_terminal():
                raise
            request.output.error(error.message)
        else:
            return


def _known_blob(request: _Request) -> str | None:
    if request.name is None:
        return None
    secrets = request.secrets()
    if request.name not in secrets:
        raise UsageError(
            f"The configuration has no secret named {request.name}.",
            hint=f"It has: {', '.join(secrets)}." if secrets else "It has no secrets.",
        )
    return secrets[request.name]


def _remove(request: _Request) -> None:
    if not request.name:
        raise UsageError("The secret to remove needs a name.", hint="Give it with -n NAME.")
    if request.config is None:
        raise UsageError("There is no configuration to remove a secret from.", hint="Name it with -c FILE.")
    remove_secret(request.config, request.name)
    request.output.progress(f"The secret {request.name} is no longer in {request.config}.")


def _new_password(request: _Request) -> str:
    """Read the password from its file, or have it typed twice."""
    if request.password_file is not None:
        return read_password(request.password_file)
    while True:
        password = ask_vault_password()
        if password == getpass.getpass(_ONCE_MORE):
            return password
        request.output.error("The two were not the same.")


def _typed_secret(name: str) -> str:
    secret = getpass.getpass(f"The secret {name}: " if name else "The secret: ")
    if secret != getpass.getpass(_ONCE_MORE):
        raise UsageError("The two were not the same.", hint="Try again.")
    return secret


def _ask(question: str) -> str:
    """Ask on the terminal, or read the next line of what was piped in; the end of it is an empty answer."""
    if sys.stdin and sys.stdin.isatty():
        sys.stderr.write(question)
        sys.stderr.flush()
    return next_line().strip()
