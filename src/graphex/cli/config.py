"""`python3 -m graphex config`: every setting, its value, and where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graphex.cli.output import Output  # noqa: TC001 - typer resolves the annotations
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.errors import GraphexError
from graphex.settings import Settings  # noqa: TC001 - likewise
from graphex.settings.documents import example_text, schema_text
from graphex.settings.mappings import Scopes, SecretTexts
from graphex.settings.model import SETTINGS

if TYPE_CHECKING:
    from graphex.settings.declaration import Setting
    from graphex.settings.origin import Origin

app = command_app()

_EXAMPLES = """
    python3 -m graphex config                        every value and where it came from
    python3 -m graphex config -c other.yml -p 8443   the effect of these options on serve
    python3 -m graphex config --json                 the same for programs
    python3 -m graphex config --example > graphex.yml
"""


@settings_command(app, "config", options="serve", examples=_EXAMPLES)
def config(
    settings: Settings,
    output: Output,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of the configuration file.")] = False,
    example: Annotated[bool, typer.Option("--example", help="Print an example of the configuration file.")] = False,
) -> None:
    """Show the settings and where each value came from.

    Takes every option of serve, so that you can see what serve would do.
    Secrets and the values of graph inputs are not shown, only their names.
    """
    if schema:
        output.raw(schema_text())
    elif example:
        output.raw(example_text())
    elif as_json:
        output.json({setting.name: _entry(setting, settings) for setting in SETTINGS})
    else:
        output.columns([("SETTING", "VALUE", "FROM", "NOTE"), *(_row(setting, settings) for setting in SETTINGS)])
        _warn_of_names(settings, output)


def _row(setting: Setting, settings: Settings) -> tuple[str, ...]:
    return (setting.name, _shown(setting, settings), str(_origin(setting, settings)), setting.note)


def _warn_of_names(settings: Settings, output: Output) -> None:
    """Say which names the certificate that serve would use does not get."""
    if not settings.ssl_hostnames:
        return
    # It loads cryptography, which takes longer than all the rest of this command.
    from graphex.tls.from_settings import certificate_directory, pair_request  # noqa: PLC0415
    from graphex.tls.serving.bootstrap import wanted_names_findings  # noqa: PLC0415
    from graphex.tls.store.pair import PairFiles  # noqa: PLC0415

    try:
        certfile = PairFiles(certificate_directory(settings).path).certfile
        output.findings(wanted_names_findings(certfile, pair_request(settings)))
    except GraphexError as error:
        output.warning(error.message, error.hint)


def _entry(setting: Setting, settings: Settings) -> dict[str, object]:
    origin = _origin(setting, settings)
    facts = {"flag": origin.flag, "file": origin.file, "line": origin.line, "key": origin.key}
    facts["note"] = setting.note or None
    known = {name: fact for name, fact in facts.items() if fact is not None}
    return {"value": _public(setting, settings), "from": origin.kind, **known}


def _origin(setting: Setting, settings: Settings) -> Origin:
    return settings.origins[setting.name]


def _public(setting: Setting, settings: Settings) -> object:
    """Return the value without what may be confidential."""
    value = getattr(settings, setting.name)
    match setting.kind:
        case SecretTexts():
            return list(value)
        case Scopes():
            return {scope: list(inputs) for scope, inputs in value.items()}
        case _:
            return value


def _shown(setting: Setting, settings: Settings) -> str:
    value = _public(setting, settings)
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(str(item) for item in value) or "-"
        case dict():
            return "; ".join(f"{scope}: {', '.join(inputs)}" for scope, inputs in value.items()) or "-"
        case _:
            return "-" if value is None else str(value)
