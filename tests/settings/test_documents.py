"""The generated documents are fresh, complete and right."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from graphex.errors import UsageError
from graphex.settings import Settings, load_settings
from graphex.settings.documents import COMMAND, documents, example_text, page_text, schema, write_documents
from graphex.settings.model import SETTINGS

CHECKOUT = Path(__file__).resolve().parents[2]

IN_YAML = [setting.name for setting in SETTINGS if setting.in_yaml]


def uncommented() -> str:
    """Return the example file with every setting switched on."""
    return re.sub(r"^#(?! )(.+)$|^#(  .+)$", r"\1\2", example_text(), flags=re.MULTILINE)


@pytest.mark.parametrize("name", documents())
def test_the_document_in_the_checkout_is_fresh(name: str) -> None:
    written = (CHECKOUT / name).read_text(encoding="utf-8")

    assert written == documents()[name], f"{name} is stale; write it with: {COMMAND}"


def test_the_documents_are_written_into_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()

    write_documents(tmp_path)

    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in documents()} == documents()


def test_nothing_is_written_outside_a_checkout(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a checkout"):
        write_documents(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_the_example_changes_nothing_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text(example_text())

    loaded = load_settings({}, cwd=tmp_path)

    assert loaded == Settings(root=tmp_path, config=tmp_path / "graphex.yml", origins=loaded.origins)


def test_the_uncommented_example_has_every_key_and_fits_the_schema() -> None:
    content = yaml.safe_load(uncommented())

    jsonschema.validate(content, schema())
    assert list(content) == IN_YAML


def test_every_value_of_the_uncommented_example_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "automation").mkdir()
    text = uncommented().replace("~/automation", "automation").replace("quiet: true", "quiet: false")
    (tmp_path / "graphex.yml").write_text(text)

    loaded = load_settings({}, cwd=tmp_path)

    assert [name for name, origin in loaded.origins.items() if origin.kind == "default"] == ["config"]
    assert loaded.warnings == ()


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    "content",
    [
        {},
        None,
        {"Title": "a"},
        {"SSL_Certificates_Path": "x"},
        {"ssl_min_version": 1.2},
        {"ssl_min_version": "1.2"},
        {"plugins": "a, b"},
        {"graph_inputs": {"a.gx": None}},
        {"host": None},
    ],
)
def test_the_schema_accepts_what_the_loader_accepts(content: object) -> None:
    jsonschema.validate(content, schema())


@pytest.mark.parametrize(
    "content",
    [{"prot": 1}, {"port": "80"}, {"port": 65536}, {"ssl_min_version": 1.1}, {"secrets": {"a": "x"}}, {"Title": 1}, []],
)
def test_the_schema_refuses_what_the_loader_refuses(content: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema())


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_page_names_every_flag_and_key(setting: object) -> None:
    page = page_text()
    names = [
        name
        for item in SETTINGS
        if item is setting
        for name in (item.name, *item.other_yaml_spellings, *item.flags, *item.other_flags, *item.off_flags)
    ]

    assert [name for name in names if f"`{name}" not in page] == []


def test_the_first_line_of_the_example_names_an_existing_schema() -> None:
    first = example_text(in_checkout=True).splitlines()[0]

    assert (CHECKOUT / first.removeprefix("# yaml-language-server: $schema=")).is_file()
