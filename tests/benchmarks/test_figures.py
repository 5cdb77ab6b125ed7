"""Medians and ratios."""

from __future__ import annotations

from benchmarks.figures import Aim, Metric, Ratios, Record, Series
from benchmarks.report import as_json, format_table

SECONDS = Metric("First answer", "s", "lower", 1, Aim("existing", 4.0))
RATE = Metric("Requests", "/s", "higher", aim=Aim("bare", 0.9))


def series(metric: Metric, *, graphex: list[float], bare: list[float]) -> Series:
    return Series(metric, {"graphex": graphex, "bare": bare})


def test_ratio_is_above_one_where_more_is_better_and_graphex_has_more() -> None:
    measured = series(RATE, graphex=[200.0, 220.0, 180.0], bare=[100.0, 100.0, 100.0])

    assert measured.ratios("bare") == Ratios(2.0, 2.0)


def test_ratio_is_above_one_where_less_is_better_and_graphex_takes_less() -> None:
    measured = series(SECONDS, graphex=[0.5, 0.5], bare=[2.0, 2.0])

    assert measured.ratios("bare") == Ratios(4.0, 4.0)


def test_a_slow_round_drops_out_of_the_ratio_of_pairs() -> None:
    measured = series(SECONDS, graphex=[1.0, 9.0, 1.0], bare=[2.0, 18.0, 2.0])

    ratios = measured.ratios("bare")

    assert ratios is not None
    assert ratios.of_pairs == 2.0


def test_there_is_no_ratio_to_a_baseline_that_was_not_measured() -> None:
    measured = series(SECONDS, graphex=[1.0], bare=[1.0])

    assert measured.ratios("existing") is None


def test_record_keeps_the_order_of_the_first_values() -> None:
    record = Record()
    record.add(RATE, "graphex", 1.0)
    record.add(SECONDS, "graphex", 1.0)
    record.add(RATE, "bare", 2.0)

    assert [(one.metric, one.median("bare")) for one in record.series] == [(RATE, 2.0), (SECONDS, None)]


def test_table_shows_median_range_ratios_and_aim() -> None:
    measured = series(RATE, graphex=[80.0, 90.0, 100.0], bare=[100.0, 100.0, 100.0])

    row = format_table([measured]).splitlines()[-1]

    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == [
        "Requests (/s)",
        "90 (80…100)",
        "100 (100…100)",
        "-",
        "0.90 / 0.90",
        "-",
        "reached: 0.9 of bare",
    ]


def test_json_holds_every_value() -> None:
    measured = series(RATE, graphex=[1.0, 3.0, 2.0], bare=[2.0, 2.0, 2.0])

    document = as_json({"machine": "a machine"}, [measured])

    assert document == {
        "measured_with": {"machine": "a machine"},
        "metrics": [
            {
                "title": "Requests",
                "unit": "/s",
                "better": "higher",
                "values": {"graphex": [1.0, 3.0, 2.0], "bare": [2.0, 2.0, 2.0]},
                "medians": {"graphex": 2.0, "bare": 2.0},
                "ratios": {"bare": {"of_medians": 1.0, "of_pairs": 1.0}},
            }
        ],
    }
