"""Configuration files are read with positions, and whatever is wrong with them is one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphex.errors import UsageError
from graphex.settings import load_settings
from graphex.settings.tree import plain
from graphex.settings.yaml_file import read_yaml_file

if TYPE_CHECKING:
    from pathlib import Path

ALIAS_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
)


@pytest.mark.parametrize("content", [b"", b"# only a comment\n", b"---\n", b"null\n", b"\xef\xbb\xbf", b"{}"])
def test_a_file_without_settings_is_fine(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "graphex.yml"
    path.write_bytes(content)

    assert read_yaml_file(path, "graphex.yml").entries == ()


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        (b"port: 0o17", 'graphex.yml:1:7: port must be a whole number from 0 to 65535, not the text "0o17".', "-p"),
        (b"port: 010", "graphex.yml:1:7: port must be a whole number from 0 to 65535, not 010.", "-p"),
        (b"port: 80:30", "graphex.yml:1:7: port must be a whole number from 0 to 65535, not 80:30.", "-p"),
        (b"port: 80:80", 'not the text "80:80".', "-p"),
        (b"port: 8_080", "not 8_080.", "-p"),
        (b"port: 0x1F", "not 0x1F.", "-p"),
        (b"port: 1e3", 'not the text "1e3".', "-p"),
        (b"port: 80.0", "not the number 80.0.", "-p"),
        (b"port: true", "not the truth value true.", "-p"),
        (b'port: "80"', 'not the text "80".', "Write it without quotes: 80"),
        (b"port: [80]", "graphex.yml:1:7: port must be a whole number from 0 to 65535, not a list.", "-p"),
        (b"port: 70000", "not 70000.", "-p"),
        (b"# x\n\n  \nssl_days: 1", "graphex.yml:4:11: ssl_days must be a whole number from 2 to 825, not 1.", ""),
        (b"ssl_days: 90d", 'not the text "90d".', "without quotes"),
        (b"title: yes", "graphex.yml:1:8: title must be one line of text, not the truth value yes.", '"yes"'),
        (b"title: 2024", "title must be one line of text, not the number 2024.", '"2024"'),
        (b"title: 2024-01-02", "title must be one line of text, not the date 2024-01-02.", '"2024-01-02"'),
        (b"title: {a: b}", "title must be one line of text, not a mapping.", ""),
        (b"title: ''", 'title must be one line of text, not "".', ""),
        (b"sign_in: 'off'", 'sign_in must be true or false, not the text "off".', "without quotes"),
        (b"hsts: 1", "hsts must be true or false, not the number 1.", "without quotes"),
        (b"ssl_min_version: 1.20", "ssl_min_version must be 1.2 or 1.3, not the number 1.20.", "1.2, 1.3"),
        (b"color: off", "color must be auto or always or never, not the truth value off.", "auto, always, never"),
        (b"root: $HOME/x", 'root must be the path of a directory, not "$HOME/x": variables such as $HOME', "~"),
        (b"root: '${NAME}'", "variables such as ${NAME} are not replaced in this file", "Write the path itself"),
        (b'root: "C:\\temp\\new"', '"C:\\temp\\new", which holds a control character', "single quotes"),
        (b'root: "a\\0b"', '"a\\x00b", which holds a control character', "single quotes"),
        (b"root: 1", "root must be the path of a directory, not the number 1.", '"1"'),
        (b"inventory_path: [a]", "inventory_path must be the path of a directory, not a list.", ""),
        (b"plugins: {a: b}", "plugins must be a list", "dash"),
        (b"plugins: [ok, no]", "graphex.yml:1:15: plugins must be the name of a Python module", '"no"'),
        (b"plugins: 5", "not the number 5.", "dash"),
        (b"graph_inputs: [a]", "graph_inputs must be a mapping of graph files to their inputs, not a list.", ""),
        (b"graph_inputs: {a.gx: 5}", "graphex.yml:1:22: graph_inputs must be a mapping of input names", ""),
        (b"secrets: hunter2", "secrets must be a mapping of names to hexadecimal text, not a single value.", ""),
        (b"secrets: {pin: hunter2}", 'hexadecimal text, not what "pin" holds.', "vault"),
        (b"secrets: [hunter2]", "not a list.", ""),
    ],
)
def test_a_wrong_value_is_reported_with_its_place(tmp_path: Path, content: bytes, message: str, hint: str) -> None:
    (tmp_path / "graphex.yml").write_bytes(content)

    with pytest.raises(UsageError) as caught:
        load_settings({}, cwd=tmp_path)

    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        (b"port: 1\nport: 2\n", 'graphex.yml:2:1: the key "port" already stands in line 1.', "one of the two"),
        (b"title: a\nTitle: b\n", "graphex.yml:2:1: Title and title (line 1) are the same setting.", "name title"),
        (b"graph_inputs:\n  '*': {A: 1, A: 2}\n", 'graphex.yml:2:15: the key "A" already stands', ""),
        (b"? [a]\n: 1\n", "graphex.yml:1:3: a key must be text.", "before the colon"),
        (b"- a\n- b\n", "graphex.yml:1:1: the file holds a list instead of settings.", "port: 8443"),
        (b"just words", 'holds the text "just words" instead', ""),
        (b"a: b: c", "graphex.yml:1:5: this is not valid YAML: mapping values are not allowed", "colons"),
        (b"a:\n\t- b\n", "graphex.yml:2:1: this is not valid YAML", "spaces"),
        (b'a: "C:\\certs"', "this is not valid YAML", "single quotes"),
        (b'a: "C:\\Users\\me\\certs"', "this is not valid YAML", "single quotes"),
        (b'a: "C:\\xampp"', "this is not valid YAML", "single quotes"),
        (b"graph_inputs:\n  *: {A: 1}\n", "this is not valid YAML", '"*":'),
        (b"a: *b", "this is not valid YAML: found undefined alias", "asterisk"),
        (b"a: 1\n---\nb: 2\n", "this is not valid YAML", "one document"),
        (b"a: [1, 2", "this is not valid YAML", "brackets"),
        (b"a: !!python/object/apply:os.system [true]", "graphex.yml:1:4: the tag !!python/object/apply:os", "tag"),
        (b"a: !!binary aGk=", "the tag !!binary is not allowed", "tag"),
        (b"a: !mine x", "the tag !mine is not allowed", "tag"),
        (b"a: !!int x", 'graphex.yml:1:4: "x" looks like a number or date but is none.', "quotes"),
        (b"a: 2024-99-99", '"2024-99-99" looks like a number or date but is none.', "quotes"),
        (b"a: &a [*a]", "nested more than 64 levels deep", "flatter"),
        (b"a: " + b"[" * 500, "nested more than 64 levels deep", "flatter"),
        (b"a: " + b"{a: " * 500, "nested more than 64 levels deep", "flatter"),
        (ALIAS_BOMB.encode(), "aliases expand to more than 200000 values", "Write the values out"),
        (b"a: caf\xe9\n", "graphex.yml:1:7: the byte 0xe9 is not UTF-8 text.", "UTF-8"),
        ("a: b\n".encode("utf-16"), "graphex.yml:1:1: the byte 0xff is not UTF-8 text.", "UTF-8"),
        (b"\x7fELF\0\0\0", "graphex.yml is a binary file.", "the file you meant"),
        (b"a: \x07", "graphex.yml:1:4: a control character is not allowed.", "Remove it"),
        (b"#" * (1024 * 1024 + 1), "graphex.yml is larger than 1 MiB.", "the file you meant"),
        (b"<<: 5", "graphex.yml:1:5: << merges the number 5.", "mappings only"),
    ],
)
def test_a_broken_or_hostile_file_is_one_sentence(tmp_path: Path, content: bytes, message: str, hint: str) -> None:
    (tmp_path / "graphex.yml").write_bytes(content)

    with pytest.raises(UsageError) as caught:
        load_settings({}, cwd=tmp_path)

    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("opening", [b"[", b"{a: ", b"- ", b"? "])
def test_no_depth_of_nesting_overflows_the_stack(tmp_path: Path, opening: bytes) -> None:
    (tmp_path / "graphex.yml").write_bytes(b"a:\n " + opening * 100_000)

    with pytest.raises(UsageError):
        load_settings({}, cwd=tmp_path)


def test_a_directory_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").mkdir()

    with pytest.raises(UsageError, match=r"graphex\.yml is a directory"):
        load_settings({}, cwd=tmp_path)


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_yaml_file(tmp_path / ("x" * 5000), "long.yml")


def test_a_byte_order_mark_does_not_hide_the_first_key(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_bytes(b"\xef\xbb\xbftitle: marked\r\n")

    assert load_settings({}, cwd=tmp_path).title == "marked"


def test_merge_keys_work_and_written_keys_win(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text(
        "graph_inputs:\n  a.gx: &a {A: 1, B: 1}\n  b.gx: {<<: *a, B: 2}\n  c.gx: {<<: [{A: 3}, *a]}\n"
    )

    loaded = load_settings({}, cwd=tmp_path)

    assert loaded.graph_inputs["b.gx"] == {"A": 1, "B": 2}
    assert loaded.graph_inputs["c.gx"] == {"A": 3, "B": 1}


YAML_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8) | st.dates(),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(max_size=5), values, max_size=4),
    max_leaves=12,
)


@given(content=st.dictionaries(st.text(min_size=1, max_size=5), YAML_VALUES, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
def test_the_tree_means_what_the_yaml_library_reads(tmp_path: Path, content: dict[str, object]) -> None:
    path = tmp_path / "graphex.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")

    assert plain(read_yaml_file(path, "graphex.yml")) == content


def complaint_about(path: Path) -> str:
    """Return the sentence that refuses a file, or nothing."""
    try:
        read_yaml_file(path, "graphex.yml")
    except UsageError as error:
        return error.message
    return ""


@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_any_bytes_are_read_or_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "graphex.yml"
    path.write_bytes(content)

    complaint = complaint_about(path)

    assert "\n" not in complaint
