"""Reading and writing YAML, under the names that plugins import."""

from __future__ import annotations

import pytest
import yaml

from graphex.old_names.util import dump_yml, parse_yml


def test_yaml_is_written_and_read() -> None:
    assert parse_yml(dump_yml({"a": [1, None]})) == {"a": [1, None]}


def test_nothing_of_a_text_is_run() -> None:
    with pytest.raises(yaml.YAMLError):
        parse_yml("!!python/object/apply:os.system [true]")
