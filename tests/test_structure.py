"""The shape of the project: sizes, mirrored tests, docstrings, and what tracked files must not hold."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "graphex"
TESTS = ROOT / "tests"
# Recorded as it is: graphs, plugins and outputs, with the program that compares them.
CORPUS = TESTS / "corpus"
FILE_LINES = 400
FUNCTION_LINES = 40
PARAMETERS = 6
PACKAGE_FILES = frozenset({"__init__.py", "__main__.py"})

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

# The one place in the tests that looks at the clock.
PATIENCE = TESTS / "patience.py"
CLOCKS = frozenset({"sleep", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time"})
LEAST_SECONDS = 60
WAITS = frozenset({"communicate", "create_connection", "join", "run", "settimeout", "timeout", "urlopen", "wait"})

MACHINE_PATH = re.compile(r"(?:^|[^\w.])/(?:work|farm|root|tmp/w)/")
REGISTRY_HOST = re.compile(r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|deb\.debian)\b")


@dataclass(frozen=True)
class Module:
    """A parsed Python file."""

    path: Path
    tree: ast.Module
    text: str

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return self.text.count("\n")

    @property
    def name(self) -> str:
        """The path from the root of the project, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    def functions(self) -> Iterator[Function]:
        """All functions and methods, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def place(self, node: Function) -> str:
        """Where a function stands, as editors take it."""
        return f"{self.name}:{node.lineno} {node.name}"


def parse(path: Path) -> Module:
    text = path.read_text("utf-8")
    return Module(path, ast.parse(text), text)


@pytest.fixture(scope="module")
def sources() -> list[Module]:
    return [parse(path) for path in sorted(SOURCES.rglob("*.py"))]


@pytest.fixture(scope="module")
def tests() -> list[Module]:
    return [parse(path) for path in sorted(TESTS.rglob("*.py")) if CORPUS not in path.parents]


@pytest.fixture(scope="module")
def tracked_files() -> list[Path]:
    """Every file that is, or would be, part of a commit."""
    # A checkout that another user laid, as on a build server, is no reason for git to refuse.
    git = ["git", "-C", str(ROOT), "-c", "safe.directory=*"]
    command = [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def report(violations: Iterable[str]) -> str:
    """Join all violations, so that one run of the test shows everything there is to do."""
    return "\n".join(violations)


def expected_test(module: Module) -> Path:
    relative = module.path.relative_to(SOURCES)
    if relative.parts[0] == "nodes":
        # Nodes are a few lines each: those of a topic are tested together.
        return TESTS / "nodes" / f"test_{relative.parts[1].removesuffix('.py')}.py"
    if relative.parts[:2] == ("engine", "check"):
        # The parts of one check, which a user sees as one.
        return TESTS / "engine" / "check" / "test_graph.py"
    if only_renames(module) and relative.parts[0] not in ("cli", "settings"):
        return TESTS / "test_import_surface.py"
    return TESTS / relative.parent / f"test_{relative.name}"


def body_lines(function: Function) -> int:
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    match function.body[0]:
        case ast.Expr(value=ast.Constant(value=str())) as docstring:
            return total - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)
    return total


def parameters(function: Function) -> int:
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def is_command(function: Function) -> bool:
    """Return whether typer calls the function, so that its parameters are the options of a command."""
    return any("command" in ast.unparse(decorator) for decorator in function.decorator_list)


def is_called_by_plugins(module: Module, function: Function) -> bool:
    """Return whether the parameters of a function are those that plugins have always passed; it says so beside them."""
    return "plugins call it so" in module.text.split("\n")[function.lineno - 1]


def only_renames(module: Module) -> bool:
    """Return whether a module only gives other names to what is elsewhere, as plugins import it."""
    return not any(isinstance(node, Function | ast.ClassDef) for node in module.tree.body)


def prints(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id="print")):
                yield f"{module.name}:{node.lineno}"


def branches(function: Function) -> Iterator[ast.AST]:
    kinds = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.Match, ast.Try)
    return (node for node in ast.walk(function) if isinstance(node, kinds))


def looks_at_clocks(module: Module) -> Iterator[str]:
    """Yield the lines where a test looks at a clock itself, except where a comment says why."""
    lines = module.text.split("\n")
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(value=ast.Name(id="time"), attr=name) if name in CLOCKS:
                if "# the clock: " not in lines[node.lineno - 1]:
                    yield f"{module.name}:{node.lineno} time.{name}"
            case ast.ImportFrom(module="time"):
                yield f"{module.name}:{node.lineno} from time import"


def short_limits(module: Module) -> Iterator[str]:
    """Yield the calls that give up after a time which a busy machine may need."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), keywords=keywords, args=arguments):
                limits = [keyword.value for keyword in keywords if keyword.arg == "timeout"]
                limits += arguments[:1] if name in {"settimeout", "timeout", "wait"} else []
                if name in WAITS and any(is_short(limit) for limit in limits):
                    yield f"{module.name}:{node.lineno} {ast.unparse(node)[:60]}"


def is_short(limit: ast.expr) -> bool:
    """Return whether a limit is a number below the least; 0 waits for nothing, and so for no machine."""
    return isinstance(limit, ast.Constant) and isinstance(limit.value, int | float) and 0 < limit.value < LEAST_SECONDS


def lines_that_match(pattern: re.Pattern[str], files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        for number, line in enumerate(text_of(file).splitlines(), start=1):
            if pattern.search(line):
                yield f"{file.relative_to(ROOT)}:{number} {line.strip()[:100]}"


def text_of(file: Path) -> str:
    """Return the text of a file, or nothing for pictures and the like."""
    content = file.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", "replace")


def unexplained_requirements() -> Iterator[str]:
    """Yield the requirements and extras without a comment at their end or in the line above."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    starts = [f'"{requirement}"' for requirement in project["dependencies"]]
    starts += [f"{extra} = " for extra in project["optional-dependencies"]]
    lines = [line.strip() for line in text.splitlines()]
    for start in starts:
        number = next(n for n, line in enumerate(lines) if line.startswith(start))
        if "#" not in lines[number] and not lines[number - 1].startswith("#"):
            yield start


def test_every_module_has_its_test_file(sources: list[Module]) -> None:
    modules = [module for module in sources if module.path.name not in PACKAGE_FILES]
    missing = [
        f"{module.name} has no {expected_test(module).relative_to(ROOT)}"
        for module in modules
        if not expected_test(module).exists()
    ]

    assert not missing, report(missing)


def test_files_are_short(sources: list[Module], tests: list[Module]) -> None:
    long = [f"{m.name}: {m.lines} lines, at most {FILE_LINES}" for m in (*sources, *tests) if m.lines > FILE_LINES]

    assert not long, report(long)


def test_functions_are_short(sources: list[Module], tests: list[Module]) -> None:
    long = [
        f"{module.place(function)}: {body_lines(function)} lines, at most {FUNCTION_LINES}"
        for module in (*sources, *tests)
        for function in module.functions()
        if body_lines(function) > FUNCTION_LINES
    ]

    assert not long, report(long)


def test_functions_take_few_parameters(sources: list[Module]) -> None:
    many = [
        f"{module.place(function)}: {parameters(function)} parameters, at most {PARAMETERS}"
        for module in sources
        for function in module.functions()
        if parameters(function) > PARAMETERS and not is_command(function) and not is_called_by_plugins(module, function)
    ]

    assert not many, report(many)


def test_every_module_says_what_it_is_for(sources: list[Module], tests: list[Module]) -> None:
    silent = [m.name for m in (*sources, *tests) if m.tree.body and not ast.get_docstring(m.tree)]

    assert not silent, report(silent)


def test_only_the_output_module_prints(sources: list[Module]) -> None:
    others = [module for module in sources if module.path != SOURCES / "cli" / "output.py"]
    found = [place for module in others for place in prints(module)]

    assert not found, report(found)


def test_bodies_of_tests_run_straight_through(tests: list[Module]) -> None:
    found = [
        f"{module.place(function)} holds `{type(node).__name__.lower()}`"
        for module in tests
        for function in module.functions()
        if function.name.startswith("test_")
        for node in branches(function)
    ]

    assert not found, report(found)


def test_tests_leave_the_clock_to_one_module(tests: list[Module]) -> None:
    others = [module for module in tests if module.path != PATIENCE]
    found = [f"{place}: use `patience`" for module in others for place in looks_at_clocks(module)]

    assert not found, report(found)


def test_tests_wait_long_enough_for_a_busy_machine(tests: list[Module]) -> None:
    found = [f"{place}: use PATIENCE_SECONDS" for module in tests for place in short_limits(module)]

    assert not found, report(found)


def test_no_tracked_file_holds_a_path_of_a_machine(tracked_files: list[Path]) -> None:
    found = list(lines_that_match(MACHINE_PATH, [file for file in tracked_files if CORPUS not in file.parents]))

    assert not found, report(found)


def test_no_tracked_file_names_a_package_registry(tracked_files: list[Path]) -> None:
    found = list(lines_that_match(REGISTRY_HOST, tracked_files))

    assert not found, report(found)


def test_no_tracked_file_is_a_certificate_or_a_key(tracked_files: list[Path]) -> None:
    found = [str(file.relative_to(ROOT)) for file in tracked_files if file.suffix in {".pem", ".key", ".p12", ".pfx"}]

    assert not found, report(found)


def test_every_requirement_carries_its_reason() -> None:
    unexplained = list(unexplained_requirements())

    assert not unexplained, report(unexplained)
