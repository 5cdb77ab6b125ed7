"""The nodes of data containers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from graphex.nodes.datacontainer import comparing, reading, texts, writing
from graphex.plugin.exceptions import DataContainerException
from graphex.testing import run_node
from node_results import result

if TYPE_CHECKING:
    from graphex.plugin import Node

BOX: dict[Any, Any] = {"a": {"b": [1, {"c": "x"}]}, 1: "one", "n": None, "f": "1.5", "t": True, "z": 0.0}


@pytest.mark.parametrize(
    ("node_type", "values", "expected"),
    [
        (reading.GetDataContainerValue, (BOX, "a.b.1.c"), "x"),
        (reading.GetDataContainerValue, (BOX, " a.b.-1.c "), "x"),
        (reading.GetDataContainerValue, (BOX, "1"), "one"),
        (reading.GetDataContainerValue, (BOX, "n"), "None"),
        (reading.GetDataContainerValue, (BOX, "a.b"), "[1, {'c': 'x'}]"),
        (reading.GetDataContainerNumberValue, (BOX, "f", False), 1.5),
        (reading.GetDataContainerNumberValue, (BOX, "a.b.0", True), 1),
        (reading.GetDataContainerBooleanValue, (BOX, "t"), True),
        (reading.GetDataContainerBooleanValue, (BOX, "z"), True),
        (reading.GetDataContainerBooleanValue, (BOX, "f"), True),
        (reading.GetDataContainerBooleanValue, (BOX, "n"), False),
        (reading.TestDataContainerHasNumberValue, (BOX, "f"), False),
        (reading.TestDataContainerHasNumberValue, ({"x": 5.5}, "x"), True),
        (reading.TestDataContainerHasNumberValue, ({"x": " 5 "}, "x"), True),
        (reading.GetDataContainerKeys, (BOX, "a.b"), ["0", "1"]),
        (reading.GetDataContainerKeys, ({"x": 1, 2: 3}, ""), ["x", "2"]),
        (reading.GetNestedDataContainer, (BOX, "a.b", None), [1, {"c": "x"}]),
        (reading.GetNestedDataContainer, ({"a.b": {}}, "a.b", True), {}),
        (reading.GetNestedDataContainerList, ({"l": [{}, []]}, "l"), [{}, []]),
        (reading.GetStringListFromDataContainer, ({"l": ["x"]}, "l"), ["x"]),
        (reading.GetNumberListFromDataContainer, ({"l": [1, 2.5]}, "l"), [1, 2.5]),
        (reading.GetBooleanListFromDataContainer, ({"l": [True]}, "l"), [True]),
        (reading.GetDataContainerListFromDataContainer, ({"l": [{}]}, "l"), [{}]),
        (writing.SetDataContainerStringValue, ({"a": {}}, "a.b", "x"), {"a": {"b": "x"}}),
        (writing.SetDataContainerNumberValue, ({"a": [1, 2]}, "a.-1", 5), {"a": [1, 5]}),
        (writing.SetDataContainerBooleanValue, ({1: True}, "1", False), {1: False}),
        (writing.SetNestedDataContainer, ({"a": {"b": 1}}, "a.b", {"c": 2}, None), {"a": {"b": {"c": 2}}}),
        (writing.SetNestedDataContainer, ({}, "a.b", {"c": 2}, True), {"a.b": {"c": 2}}),
        (writing.AddListToDataContainer, ({"a": {}}, "a.l", [1], None), {"a": {"l": [1]}}),
        (writing.AddListToDataContainer, ({"l": {"l": 1}}, "l", ["x"], True), {"l": ["x"]}),
        (writing.DataContainerMoveValue, ({"a": 1, "b": {}}, "a", "b.c"), {"b": {"c": 1}}),
        (writing.DeleteDataContainerItems, ({"l": [1, 2, 3]}, ["l.0", "l.0"]), {"l": [3]}),
        (
            writing.ExtractDataContainerItems,
            ({"l": [{"a": 1, "b": 2}, 3], "n": None}, ["l.0.a"]),
            {"l": [{"a": 1, "b": 2}]},
        ),
        (
            writing.ExtractDataContainerItems,
            ({"l": [1, 2, 3], "x": 1, "m": [4]}, ["l.2", "m.-1", "gone"]),
            {"l": [3], "m": [4]},
        ),
        (texts.DataContainerFromJSON, ('{"a": [1]}',), {"a": [1]}),
        (texts.DataContainerFromYAML, ("a: 2024-01-02",), {"a": dt.date(2024, 1, 2)}),
        (texts.DataContainerFromKeyValuePairs, ("a: 1\n\n b : x:y \na: 2",), {"a": "2", "b": "x:y"}),
        (texts.DataContainerToJSON, ({"é": [1]}, None), '{"\\u00e9": [1]}'),
        (texts.DataContainerToJSON, ({"a": 1}, 0), '{\n"a": 1\n}'),
        (texts.DataContainerListToJSON, ([{"a": 1}], None), '[{"a": 1}]'),
        (texts.DataContainerToYAML, ({"b": 1, "a": [2]},), "a:\n- 2\nb: 1\n"),
        (texts.DataContainerFormatString, ("<{data: a.b.0 }{DATA:n}>", BOX), "<1None>"),
        (texts.DataContainerFormatString, ("{data:a}", {"a": "{data:a}"}), "{data:a}"),
        (comparing.DataContainerIsEqual, ({"a": [1, 2]}, {"a": [1.0, 2]}, False), True),
        (comparing.DataContainerIsEqual, ({"a": [1, 2]}, {"a": [2, 1]}, False), False),
        (comparing.DataContainerIsEqual, ({"a": [1, 2]}, {"a": [2, 1]}, True), True),
        (comparing.DataContainerIsEqual, ({"a": None}, {"a": 0}, False), False),
        (comparing.DataContainerIsSubset, ({"a": [1, 2, 2]}, {"a": [2, 2]}), True),
        (comparing.DataContainerIsSubset, ({"a": [1, 2]}, {"a": [2, 2]}), False),
    ],
)
def test_results(node_type: type[Node], values: tuple[Any, ...], expected: Any) -> None:
    assert result(node_type, *values) == expected


def test_an_empty_container() -> None:
    assert run_node(writing.CreateEmptyDataContainer).outputs == {"Data Container": {}}


def test_different_dates_are_not_equal() -> None:
    first, second = {"d": dt.date(2024, 1, 1)}, {"d": dt.date(2024, 1, 2)}

    assert not result(comparing.DataContainerIsEqual, first, second)


@pytest.mark.parametrize(
    ("node_type", "values", "error"),
    [
        (reading.GetDataContainerValue, (BOX, "gone"), DataContainerException),
        (reading.GetDataContainerValue, (BOX, "f.x"), DataContainerException),
        (reading.GetDataContainerValue, ([1], "x"), ValueError),
        (reading.GetDataContainerValue, ([1], "5"), IndexError),
        (reading.GetDataContainerKeys, (BOX, "f"), DataContainerException),
        (reading.GetNestedDataContainer, (BOX, "f", None), DataContainerException),
        (reading.GetNestedDataContainer, (BOX, "gone", True), KeyError),
        (reading.GetStringListFromDataContainer, ({"l": [1]}, "l"), TypeError),
        (writing.SetDataContainerStringValue, ({}, "a.b", "x"), DataContainerException),
        (writing.SetDataContainerStringValue, ({"a": "s"}, "a.b", "x"), DataContainerException),
        (writing.SetDataContainerStringValue, ({}, " ", "x"), DataContainerException),
        (writing.SetDataContainerStringValue, ({"l": []}, "l.0", "x"), IndexError),
        (writing.DeleteDataContainerItems, ({}, ["gone"]), DataContainerException),
        (writing.ExtractDataContainerItems, ({}, [""]), DataContainerException),
        (reading.TestDataContainerHasNumberValue, (BOX, "n"), TypeError),
        (texts.DataContainerFromKeyValuePairs, ("broken",), ValueError),
        (texts.DataContainerFormatString, ("{data:0.x}", [1]), DataContainerException),
        (texts.DataContainerFormatString, ("{data:x}", [1]), DataContainerException),
        (texts.DataContainerFromYAML, ("a: [",), yaml.YAMLError),
    ],
)
def test_errors_have_the_names_that_graphs_catch(
    node_type: type[Node], values: tuple[Any, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        result(node_type, *values)


def test_a_container_is_found_by_a_value() -> None:
    inputs = {"Data Containers": [{"x": 1}, {"id": 7}], "Location": "id", "Value": "7", "Error If Not Found": True}

    assert run_node(reading.FindDataContainer, inputs).outputs == {"Match": {"id": 7}, "Found": True}


def test_no_container_found_may_be_no_error() -> None:
    inputs = {"Data Containers": [{"x": 1}], "Location": "id", "Value": "7", "Error If Not Found": False}

    assert run_node(reading.FindDataContainer, inputs).outputs == {"Found": False}


def test_what_goes_in_stays_as_it_is() -> None:
    given = {"a": {"b": 1}}

    run_node(writing.SetDataContainerStringValue, {"Data Container": given, "Location": "a.b", "Value": "x"})

    assert given == {"a": {"b": 1}}


BOMB = "a0: &a0 [1, 2]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize("hostile", ["[" * 5000, BOMB])
def test_hostile_yaml_ends_in_an_error(hostile: str) -> None:
    with pytest.raises((ValueError, yaml.YAMLError)):
        result(texts.DataContainerFromYAML, hostile)
