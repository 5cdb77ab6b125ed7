"""The figures as one table for people, and as JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from benchmarks.figures import Series, SubjectName

_BASELINES: Final[tuple[SubjectName, ...]] = ("bare", "existing")
_HEAD: Final = ("", "GraphEx", "bare Starlette", "existing product", "against bare", "against existing", "aim")


def format_table(series: Iterable[Series]) -> str:
    """Return the table in Markdown, aligned for terminals.

    A cell shows median (least…most); a ratio, above 1 where GraphEx does better, is that of the medians, then the
    median of those within each round.
    """
    rows = [_HEAD, *(_row(one) for one in series)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(_line(row, widths) for row in (rows[0], rule, *rows[1:]))


def format_facts(facts: Mapping[str, str]) -> str:
    """Return what the figures were measured with, one fact a line."""
    return "\n".join(f"{name}: {value}" for name, value in facts.items())


def as_json(facts: Mapping[str, str], series: Iterable[Series]) -> dict[str, object]:
    """Return everything, each single value included."""
    return {"measured_with": dict(facts), "metrics": [_series_as_json(one) for one in series]}


def _row(series: Series) -> tuple[str, ...]:
    title = f"{series.metric.title} ({series.metric.unit})"
    cells = [_values(series, name) for name in ("graphex", *_BASELINES)]
    return (title, *cells, *(_ratios(series, name) for name in _BASELINES), _aim(series))


def _values(series: Series, name: SubjectName) -> str:
    middle = series.median(name)
    if middle is None:
        return "-"
    values, digits = series.values[name], series.metric.digits
    return f"{middle:.{digits}f} ({min(values):.{digits}f}…{max(values):.{digits}f})"


def _ratios(series: Series, against: SubjectName) -> str:
    ratios = series.ratios(against)
    return f"{ratios.of_medians:.2f} / {ratios.of_pairs:.2f}" if ratios else "-"


def _aim(series: Series) -> str:
    aim = series.metric.aim
    ratios = series.ratios(aim.against) if aim else None
    if aim is None or ratios is None:
        return ""
    return f"{'reached' if ratios.of_pairs >= aim.ratio else 'missed'}: {aim.ratio:g} of {aim.against}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _series_as_json(series: Series) -> dict[str, object]:
    metric = series.metric
    ratios = {name: ratios for name in _BASELINES if (ratios := series.ratios(name))}
    return {
        "title": metric.title,
        "unit": metric.unit,
        "better": metric.better,
        "values": dict(series.values),
        "medians": {name: series.median(name) for name in series.values},
        "ratios": {name: {"of_medians": one.of_medians, "of_pairs": one.of_pairs} for name, one in ratios.items()},
    }
