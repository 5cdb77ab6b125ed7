"""Commands of the system."""

from __future__ import annotations

import pytest

from graphex.nodes import subprocess
from graphex.plugin.exceptions import SubProcessFailed
from graphex.testing import run_node


def test_what_a_command_prints_is_given_and_logged() -> None:
    run = run_node(subprocess.RunSubProccess, {"Command": "echo out; echo err >&2", "Fail on Error?": False})

    assert run.outputs == {"Output": "out", "Error Message": "err", "Has Failed?": False}
    assert run.logs == [("INFO", "[Run Sub Proccess] out"), ("WARNING", "[Run Sub Proccess] err")]


def test_a_failure_is_an_error_if_wanted() -> None:
    with pytest.raises(SubProcessFailed, match="ended with code 3"):
        run_node(subprocess.RunSubProccess, {"Command": "exit 3", "Fail on Error?": True})


def test_a_failure_may_be_passed_over() -> None:
    run = run_node(subprocess.RunSubProccess, {"Command": "exit 3", "Fail on Error?": False})

    assert run.outputs["Has Failed?"] is True


def test_bytes_that_are_no_text_are_replaced() -> None:
    run = run_node(subprocess.RunSubProccess, {"Command": "printf 'a\\377b'", "Fail on Error?": True})

    assert run.outputs["Output"] == "a\ufffdb"
