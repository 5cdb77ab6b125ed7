"""Each idea has one word (docs/reference/glossary.md): the others must not come back."""

from __future__ import annotations

import ast
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "graphex"
# Recorded as others wrote it, or a list of the words themselves.
ELSEWHERE = ("tests/corpus/", "tests/plugin/files/", "tests/test_words.py", "docs/reference/glossary.md")


@dataclass(frozen=True)
class Pair:
    """A word that is not used, and the one that is used instead."""

    unused: str
    used: str
    pattern: str
    below: tuple[str, ...] = ("",)
    """Where it is looked for: the beginnings of paths."""
    allowed: tuple[str, ...] = ()
    """The files in which it means something else."""

    def offences(self, files: dict[str, str]) -> list[str]:
        """Return the places that hold the unused word."""
        pattern = re.compile(self.pattern, re.IGNORECASE)
        wanted = [name for name in files if name.startswith(self.below) and name not in self.allowed]
        return [
            f"{name}:{number} {line.strip()[:100]}: write “{self.used}”"
            for name in wanted
            for number, line in enumerate(files[name].splitlines(), start=1)
            if pattern.search(line)
        ]


PROSE = ("src/", "docs/", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "graphex.yml.example", "ssl_certificates/")

PAIRS = (
    Pair(
        "fix",
        "hint",
        r"\b(?:a|an|the|its|their|each|every|no|one|with|in) fix(?:es)?\b|\bfix(?::|=|\b[\"'`])|\.fix\b|hint_label",
        # They tell what the member was called before, which programs may still read.
        allowed=(
            "CHANGELOG.md",
            "docs/reference/http-api.md",
            "src/graphex/tls/findings.py",
            "src/graphex/web/connection/documents.py",
        ),
    ),
    Pair("remedy", "hint", r"\bremed(?:y|ies)\b|_remed"),
    Pair("node class", "node type", r"\bnode class(?:es)?\b"),
    Pair("wire", "connection", r"\bwir(?:e|es|ed|ing)\b"),
    Pair("child graph", "sub-graph", r"\bchild graphs?\b"),
    Pair("data type", "datatype", r"\bdata[ -]types?\b"),
    Pair("add-on", "plugin", r"\bplug-ins?\b|\badd-?ons?\b"),
    Pair(
        "folder",
        "directory",
        r"\bfolders?\b",
        below=(
            *(f"src/graphex/{room}/" for room in ("tls", "state", "secrets", "settings", "cli/certs", "cli/trust")),
            *("docs/how-to/ssl-certificates.md", "docs/reference/certificates.md", "docs/reference/trust-stores.md"),
        ),
        # Each speaks of the served folder.
        allowed=("src/graphex/settings/declared/server.py", "docs/how-to/ssl-certificates.md"),
    ),
    Pair("state folder", "state directory", r"\bstate folders?\b|\bfolder `?\.graphex\b"),
    Pair("config file", "configuration file", r"(?<!`--)(?<!-)\b(?:config|settings) files?\b", below=PROSE),
    Pair("configuration option", "setting", r"\b(?:configuration|config|yaml) options?\b"),
    # The keychain of macOS has that name, and so has what a user of Unix has instead of a shell.
    Pair(
        "login",
        "sign-in",
        r"\blog[ -]?ins?\b(?![ .]keychain)|\blogged in\b|\blogon\b|\blogging in\b",
        allowed=("tests/tls/trust/test_person.py",),
    ),
    Pair(
        "CA",
        "authority",
        r"(?-i:\bCAs?\b(?![:=/]))",
        below=PROSE,
        allowed=(
            # Names that others have given: of an issuer, of options of openssl, of alerts, of buttons.
            "src/graphex/tls/check/rules/chain.py",
            "src/graphex/web/templates/platforms/android.html",
            "src/graphex/web/templates/platforms/firefox.html",
            "docs/how-to/client-certificates.md",
            "docs/how-to/other-devices.md",
            "docs/how-to/teams.md",
        ),
    ),
    Pair("certificate store", "trust store", r"\b(?:certificate|cert|CA) stores?\b"),
    Pair("key pair", "pair", r"\bkey ?pairs?\b"),
    # RFC 5280 says it.
    Pair("end-entity", "leaf", r"\bend[ -]entit(?:y|ies)\b", allowed=("src/graphex/tls/certificates/certificate.py",)),
    Pair(
        "thumbprint",
        "fingerprint",
        r"\bthumbprints?\b",
        # Windows calls it so.
        allowed=(
            "docs/reference/trust-stores.md",
            "src/graphex/tls/trust/model.py",
            "src/graphex/tls/trust/stores/windows.py",
        ),
    ),
    Pair(
        "key password", "passphrase", r"\bkey passwords?\b|\bpassword (?:of|for|to) (?:the|a|an|its) (?:private )?key\b"
    ),
    Pair("old product", "mitre-graphex", r"\b(?:old|legacy|previous|former) product\b"),
)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """Return the text of every file that is, or would be, part of a commit."""
    # A checkout that another user laid, as on a build server, is no reason for git to refuse.
    git = ["git", "-C", str(ROOT), "-c", "safe.directory=*"]
    command = [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    names = [name for name in listed.stdout.split("\0") if name and not name.startswith(ELSEWHERE)]
    contents = {name: (ROOT / name).read_bytes() for name in names if (ROOT / name).is_file()}
    return {name: content.decode("utf-8", "replace") for name, content in contents.items() if b"\0" not in content}


def wordings(path: Path) -> list[str]:
    """Return the functions of a module that return something and begin their docstring with another word for that."""
    functions = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
    return [
        f"{path.relative_to(ROOT).as_posix()}:{function.lineno} {docstring.splitlines()[0]}"
        for function in functions
        if (docstring := ast.get_docstring(function))
        and function.returns
        and ast.unparse(function.returns) not in ("None", "NoReturn", "ExitCode")
        and re.match(r"(?:Give|List|Name|Tell|Say) ", docstring)
        # People read the docstrings of commands, and of functions that are nodes.
        and not any(re.search("command|node_type", ast.unparse(decorator)) for decorator in function.decorator_list)
    ]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.unused)
def test_the_other_word_does_not_come_back(pair: Pair, files: dict[str, str]) -> None:
    offences = pair.offences(files)

    assert not offences, "\n".join(offences)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.unused)
def test_every_exception_is_needed(pair: Pair, files: dict[str, str]) -> None:
    unneeded = [
        name for name in pair.allowed if not re.search(pair.pattern, files.get(name, ""), re.IGNORECASE | re.MULTILINE)
    ]

    assert not unneeded, unneeded


def test_functions_that_return_say_return() -> None:
    others = [place for path in sorted(SOURCES.rglob("*.py")) for place in wordings(path)]

    assert not others, "\n".join(others)
