"""Options from the declared settings: what a command's module uses to become a command."""

from __future__ import annotations

import inspect
import logging
import typing
from typing import TYPE_CHECKING, Any

import typer

from graphex import logs
from graphex.cli.output import Output, use_color
from graphex.cli.session import Session
from graphex.cli.words.commands import FLAGS_USED, StrictCommand
from graphex.cli.words.local_plugins import offer_directory
from graphex.errors import ExitCode
from graphex.installation.damage import find_risk
from graphex.masks import Mask
from graphex.paths import current_directory
from graphex.settings import Settings, load_settings
from graphex.settings.documents import default_as_text
from graphex.settings.kinds import Choice, Switch, TextList
from graphex.settings.model import SETTINGS, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from graphex.cli.words.argv import Flag
    from graphex.settings.declaration import Command, Setting

_LOGGER = logging.getLogger(__name__)

_PROVIDED: dict[str, type] = {
    "settings": Settings,
    "output": Output,
    "mask": Mask,
    "context": typer.Context,
}
"""The parameters of a command's function that do not come from the command line."""


class SettingsCommand(StrictCommand):
    """A command that accepts every spelling of the settings' flags."""

    other_flags = {other: setting.long_flag for setting in SETTINGS for other in setting.other_flags}  # noqa: RUF012

    def _flags(self, ctx: Any) -> list[Flag]:
        known = {flag for param in self.params for flag in param.opts}
        self.other_flags = {other: flag for other, flag in type(self).other_flags.items() if flag in known}
        return super()._flags(ctx)


def settings_command(
    app: typer.Typer,
    name: str,
    *,
    options: Command,
    examples: str,
    cls: type[SettingsCommand] = SettingsCommand,
    without: Collection[str] = (),
) -> Callable[[Callable[..., ExitCode | None]], Callable[..., ExitCode | None]]:
    """Make a function the command `name` of `app`, with the settings of `options` as its options.

    `without` names those of them that would be without effect.

    The function may take `settings: Settings`, `output: Output`, `mask: Mask`, `context: typer.Context` and
    typer parameters of its own. Before it is called the settings are read, the log is configured and warnings are
    printed. It returns the exit code; None is success.
    """

    def register(body: Callable[..., ExitCode | None]) -> Callable[..., ExitCode | None]:
        declared = [setting for setting in settings_of(options) if setting.name not in without]
        app.command(name, cls=cls, epilog=examples)(_with_options(body, declared))
        return body

    return register


def _with_options(body: Callable[..., ExitCode | None], declared: Sequence[Setting]) -> Callable[..., ExitCode | None]:
    """Wrap a function so that typer sees one option per setting beside the function's own parameters."""
    wanted = inspect.signature(body).parameters

    def run(context: typer.Context, **values: Any) -> ExitCode | None:
        arguments = {setting.name: _given(setting, values.pop(setting.name)) for setting in declared}
        provided = {**_prepare(context, arguments), "context": context}
        values |= {name: value for name, value in provided.items() if name in wanted}
        return body(**values)

    parameters = [_context_parameter(), *_own_parameters(body), *(_option(setting) for setting in declared)]
    run.__doc__, run.__name__ = body.__doc__, body.__name__
    # typer reads both; without an entry here it would look for the names of **values.
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by inspect.signature
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _prepare(context: typer.Context, arguments: Mapping[str, object]) -> dict[str, object]:
    """Read the settings and set up what depends on them."""
    cwd = current_directory()
    settings = load_settings(arguments, cwd=cwd, flags=context.meta.get(FLAGS_USED), used=arguments.keys())
    if settings.plugins:
        offer_directory(cwd)
    session = context.find_object(Session)
    mask = session.mask if session else Mask()
    output = Output.of_process(color=settings.color, quiet=settings.quiet, mask=mask)
    logs.configure_logging(
        quiet=settings.quiet,
        verbose=settings.verbose,
        as_json=settings.json_logs,
        color=use_color(settings.color, output.stderr),
        mask=mask,
    )
    if session:
        session.output, session.verbose = output, settings.verbose
    # A program that reads JSON lines must find nothing else on stderr.
    warn = _log_warning if settings.json_logs else output.warning
    for warning in settings.warnings:
        warn(warning)
    if risk := find_risk():
        warn(risk.message, risk.hint)
    return {"settings": settings, "output": output, "mask": mask}


def _log_warning(text: str, hint: str | None = None) -> None:
    _LOGGER.warning("%s", f"{text} {hint}" if hint else text)


def _given(setting: Setting, value: object) -> object:
    """Return the value of an option; None for one not given, which some versions of typer hand on as an empty list."""
    return value or None if isinstance(setting.kind, TextList) else value


def _context_parameter() -> inspect.Parameter:
    return inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)


def _own_parameters(body: Callable[..., object]) -> list[inspect.Parameter]:
    """Return the parameters that the function takes from the command line itself, with their types resolved."""
    names = {kind.__name__: kind for kind in (*_PROVIDED.values(), ExitCode)}
    types = typing.get_type_hints(body, localns=names, include_extras=True)
    return [
        parameter.replace(annotation=types[parameter.name], kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in inspect.signature(body).parameters.values()
        if parameter.name not in _PROVIDED
    ]


def _option(setting: Setting) -> inspect.Parameter:
    info = typer.Option(
        None,
        *_declarations(setting),
        help=_help(setting),
        metavar=setting.kind.metavar,
        rich_help_panel=setting.section,
        show_default=False,
        autocompletion=_completion(setting),
    )
    return inspect.Parameter(
        setting.name, inspect.Parameter.KEYWORD_ONLY, default=info, annotation=_annotation(setting)
    )


def _annotation(setting: Setting) -> Any:
    # Values stay text here: graphex.settings reads them, so that every message has one form.
    match setting.kind:
        case Switch():
            return bool | None
        case TextList():
            return list[str] | None
        case _:
            return str | None


def _declarations(setting: Setting) -> tuple[str, ...]:
    if not setting.off_flags:
        return setting.flags
    *others, last = setting.flags
    return (*others, f"{last}/{setting.off_flags[0]}")


def _help(setting: Setting) -> str:
    if setting.default_text == "none" or (isinstance(setting.kind, Switch) and not setting.off_flags):
        return setting.help
    if isinstance(setting.kind, Switch):
        return f"{setting.help} [default: {'yes' if setting.default else 'no'}]"
    return f"{setting.help} [default: {default_as_text(setting)}]"


def _completion(setting: Setting) -> Callable[[str], list[str]] | None:
    if not isinstance(setting.kind, Choice):
        return None
    choices = list(setting.kind.options)

    def complete(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    return complete
