"""Measured values, round by round, and what is read from them: medians and ratios, never single runs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.subjects import Subject

SubjectName = Literal["graphex", "bare", "existing"]


@dataclass(frozen=True, slots=True)
class Aim:
    """A ratio to reach against one of the baselines."""

    against: SubjectName
    ratio: float


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that is measured: its row in the table."""

    title: str
    unit: str
    better: Literal["higher", "lower"]
    digits: int = 0
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class Ratios:
    """How GraphEx compares with a baseline; above 1 it does better, whichever way the metric points."""

    of_medians: float
    of_pairs: float
    """The median of the ratios within each round: what slows a whole round down drops out."""


@dataclass(slots=True)
class Series:
    """The values of one metric for each subject, one a round."""

    metric: Metric
    values: dict[SubjectName, list[float]] = field(default_factory=lambda: defaultdict(list))

    def median(self, name: SubjectName) -> float | None:
        """Return the median of a subject, or None if it was not measured."""
        return median(self.values[name]) if self.values.get(name) else None

    def ratios(self, against: SubjectName) -> Ratios | None:
        """Compare GraphEx with a baseline, or return None if one of them was not measured."""
        ours, theirs = self.values.get("graphex"), self.values.get(against)
        if not ours or not theirs:
            return None
        pairs = [self._ratio(one, other) for one, other in zip(ours, theirs, strict=True)]
        return Ratios(self._ratio(median(ours), median(theirs)), median(pairs))

    def _ratio(self, ours: float, theirs: float) -> float:
        above, below = (ours, theirs) if self.metric.better == "higher" else (theirs, ours)
        return above / below if below else float("inf")


class Record:
    """Everything that was measured, in the order in which it was first measured."""

    def __init__(self) -> None:
        self._series: dict[Metric, Series] = {}

    @property
    def series(self) -> tuple[Series, ...]:
        """The rows of the table."""
        return tuple(self._series.values())

    def add(self, metric: Metric, name: SubjectName, value: float) -> None:
        """Add a value to a metric's series."""
        self._series.setdefault(metric, Series(metric)).values[name].append(value)

    def add_rounds(
        self, subjects: Iterable[Subject], rounds: int, measure: Callable[[Subject], dict[Metric, float]]
    ) -> None:
        """Measure the subjects in turns, A B C A B C …, so that a slow minute of the machine slows all of them."""
        for subject in list(subjects) * rounds:
            for metric, value in measure(subject).items():
                self.add(metric, subject.name, value)
