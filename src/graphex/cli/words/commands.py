"""How commands look and behave: strict words, help in sections, groups that print their help without arguments.

typer is used through its public names only: it brings click along in some versions and its own copy in others.
"""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from graphex.cli.words.argv import Flag, Takes, Words, read_words
from graphex.cli.words.hints import did_you_mean
from graphex.errors import ExitCode, UsageError
from graphex.program import as_started

FLAGS_USED = "graphex.flags"
"""Where a command's context keeps the flags that its options were given with."""

CONTEXT_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_GENERAL = "Options"
_FLAGS_WIDTH = 33
_ANY_LENGTH = 10_000


def command_app(*, help: str | None = None) -> typer.Typer:  # noqa: A002 - typer's name for it
    """Create the `app` of a command's module: add one command for a plain command, several for a group."""
    return typer.Typer(
        cls=CommandGroup, help=help, rich_markup_mode=None, add_completion=False, context_settings=CONTEXT_SETTINGS
    )


class CommandGroup(TyperGroup):
    """A group that suggests the command that was meant, and prints its help when it gets no arguments."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Check what stands before the command."""
        if not ctx.resilient_parsing:
            if not args:
                typer.echo(ctx.get_help(), err=True)
                raise typer.Exit(ExitCode.USAGE)
            self._check_first(ctx, args[0])
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the arguments begin with."""
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            known = self.list_commands(ctx)
            hint = did_you_mean(args[0], known, otherwise=f"The commands are: {', '.join(known)}.")
            raise UsageError(f"{ctx.command_path} has no command {args[0]}.", hint=hint)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands with the whole first sentence of each."""
        del ctx
        with formatter.section("Commands"):
            rows = [(name, command.get_short_help_str(_ANY_LENGTH)) for name, command in self.commands.items()]
            formatter.write_dl(rows)

    def _check_first(self, ctx: Any, word: str) -> None:
        known = [*ctx.help_option_names, *(flag for param in self.params for flag in param.opts)]
        if word.startswith("-") and word.partition("=")[0] not in known:
            hint = did_you_mean(word, known, otherwise="Write the command first, then its options.")
            raise UsageError(f"{ctx.command_path} has no option {word}.", hint=hint)


class StrictCommand(TyperCommand):
    """A command that reads its words strictly and shows its options in sections.

    An option's section is its `rich_help_panel`, which works without rich. `other_flags` in a subclass adds
    spellings that `--help` does not show, by the spelling that it does show.
    """

    other_flags: dict[str, str] = {}  # noqa: RUF012 - replaced as a whole by subclasses, never changed
    takes_inputs = False
    """Whether the arguments may be values for the inputs of a graph."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Rewrite the words to the flags that typer knows, then let it read them."""
        if not ctx.resilient_parsing:
            words = self._read(ctx, args)
            self._check_plain(ctx, words)
            ctx.meta[FLAGS_USED] = words.used
            args = words.args
        return super().parse_args(ctx, args)

    def _read(self, ctx: Any, args: list[str]) -> Words:
        return read_words(args, self._flags(ctx), command=ctx.command_path, takes_inputs=self.takes_inputs)

    def _check_plain(self, ctx: Any, words: Words) -> None:
        arguments = [param for param in self.params if param.param_type_name == "argument"]
        if any(argument.nargs < 0 for argument in arguments) or len(words.plain) <= len(arguments):
            return
        extra = words.plain[len(arguments)]
        lists = [flag for flag in words.used.values() if flag in ("-l", "--plugins")]
        hint = f"Separate several values with commas: {lists[0]} a,b." if lists else f"See {ctx.command_path} --help."
        raise UsageError(f'{ctx.command_path} does not know what to do with "{extra}".', hint=hint)

    def _flags(self, ctx: Any) -> list[Flag]:
        flags = [Flag(name, name, "help", "nothing") for name in ctx.help_option_names]
        for param in self.params:
            if param.param_type_name != "option":
                continue
            takes = _takes(param)
            long = next((flag for flag in param.opts if flag.startswith("--")), param.opts[0])
            flags += [Flag(flag, long, str(param.name), takes) for flag in param.opts]
            flags += [Flag(flag, flag, str(param.name), takes) for flag in param.secondary_opts]
        shown = {flag.spelling: flag for flag in flags}
        hidden = [
            Flag(other, shown[spelling].canonical, shown[spelling].name, shown[spelling].takes)
            for other, spelling in self.other_flags.items()
        ]
        return flags + hidden

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options under the headings of their sections."""
        arguments = [param for param in self.get_params(ctx) if param.param_type_name == "argument"]
        options = [param for param in self.get_params(ctx) if param.param_type_name == "option"]
        _write_section(ctx, formatter, "Arguments", arguments)
        order = list(dict.fromkeys([_GENERAL, *(_section(option) for option in options)]))
        for name, group in groupby(sorted(options, key=lambda option: order.index(_section(option))), key=_section):
            _write_section(ctx, formatter, name, list(group))

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples line by line."""
        if self.epilog:
            with formatter.section("Examples"):
                examples = as_started(textwrap.dedent(self.epilog), ctx.find_root().info_name)
                for line in examples.strip("\n").splitlines():
                    formatter.write(f"  {line}\n")


def _takes(param: Any) -> Takes:
    if getattr(param, "is_flag", False):
        return "nothing"
    return "list" if param.multiple else "value"


def _section(param: Any) -> str:
    return getattr(param, "rich_help_panel", None) or _GENERAL


def _write_section(ctx: Any, formatter: Any, name: str, params: list[Any]) -> None:
    rows = [record for param in params if (record := param.get_help_record(ctx)) is not None]
    if rows:
        with formatter.section(name):
            formatter.write_dl(rows, col_max=_FLAGS_WIDTH)
