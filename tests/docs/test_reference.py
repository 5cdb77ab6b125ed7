"""The reference pages list every finding and every exit code that exists, and no other."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from docs.pages import DOCS, ROOT, all_pages
from graphex.cli.app import COMMANDS
from graphex.cli.output import READER_GONE
from graphex.errors import ExitCode
from graphex.settings.model import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = ROOT / "src" / "graphex" / "tls"
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# The calls that make a finding, and which of their arguments is the code.
MAKERS = {"Finding": 1, "finding": 1, "error": 0, "warning": 0, "notice": 0, "_error": 0, "_finding": 0}
NO_CODES = frozenset(
    {"utf-16-le", "utf-16-be", "graphex-certificate", "graphex-certificates", "graphex-key-passphrase", "latin-1"}
)
"""Texts with hyphens in the same modules that are something else."""

# The code depends on what is missing: no-certificate, no-private-key.
COMPOSED = frozenset({"no-certificate", "no-private-key"})
ROW = re.compile(r"^\| `([a-z0-9-]+)` \|", re.MULTILINE)
EXIT_ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)

FLAG = re.compile(r"`(--[A-Za-z][A-Za-z_-]*)")
OTHER_FLAGS = frozenset(
    # Of single commands, of every program, and of programs that pages speak of.
    {"--json", "--key", "--schema", "--example", "--help", "--version", "--install-completion", "--show-completion"}
    | {"--dry-run", "--status", "--env", "--allow-name", "--encrypt", "--delete-authority", "--keep-authority"}
    | {"--out", "--client", "--email", "--days", "--force", "--authority", "--with-key", "--old-systems"}
    | {"--passphrase-path", "--add", "--upgrade", "--make-only"}
    | {"--existing", "--without-existing", "--quick", "--asyncio"}
    | {"--cacert", "--insecure", "--hostname", "--prot"}
)


def known_flags() -> set[str]:
    declared = (setting.flags + setting.off_flags + setting.other_flags for setting in SETTINGS)
    commands = [known.load() for known in COMMANDS]
    shown = {flag for command in commands for param in command.params for flag in (*param.opts, *param.secondary_opts)}
    hidden = {flag for command in commands for flag in getattr(command, "other_flags", {})}
    return {flag for flags in declared for flag in flags} | shown | hidden | OTHER_FLAGS


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield the texts with hyphens, and the single words that stand where a finding's code stands."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if CODE.fullmatch(text) and "-" in text:
                yield text
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if name in MAKERS:
                code = args[MAKERS[name]] if len(args) > MAKERS[name] else None
                if isinstance(code, ast.Constant) and CODE.fullmatch(str(code.value)):
                    yield str(code.value)


def codes_in(directory: Path) -> set[str]:
    # What trust stores are changed with are programs of others, whose names and options look like codes.
    paths = [path for path in directory.rglob("*.py") if directory / "trust" not in path.parents]
    found = {text for path in paths for text in texts(ast.parse(path.read_text("utf-8")))}
    return (found - NO_CODES) | COMPOSED


def test_every_finding_has_its_row() -> None:
    listed = ROW.findall((DOCS / "reference" / "findings.md").read_text("utf-8"))

    assert sorted(listed) == sorted(codes_in(SOURCES))


def test_every_exit_code_has_its_row() -> None:
    listed = EXIT_ROW.findall((DOCS / "reference" / "exit-codes.md").read_text("utf-8"))

    assert {int(code) for code in listed} == {*ExitCode, READER_GONE}


def test_every_flag_that_the_prose_names_exists() -> None:
    lines = [(f"{page.name}:{number}", line) for page in all_pages() for number, line in page.prose_with_code]
    known = known_flags()

    unknown = [f"{place} {flag}" for place, line in lines for flag in FLAG.findall(line) if flag not in known]

    assert not unknown
