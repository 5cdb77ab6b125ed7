"""Time from the start of the process to the first answer over HTTPS, and to the end of `--help`."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Aim, Metric
from benchmarks.processes import running_server

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.figures import Record
    from benchmarks.subjects import Subject

COLD: Final = Metric("First answer, cold (new directory)", "s", "lower", 3, Aim("existing", 4.0))
WARM: Final = Metric("First answer, warm (certificate is there)", "s", "lower", 3)
HELP: Final = Metric("The help is shown (bare: that of uvicorn)", "s", "lower", 3, Aim("bare", 1.0))


def measure_starts(record: Record, subjects: Sequence[Subject], rounds: int) -> None:
    """Start every program in a new directory, then in the same one again."""
    for subject in subjects:
        # Unmeasured: brings programs and libraries into the disk cache, and bytecode onto the disk.
        start_twice(subject)
        show_help(subject)
    record.add_rounds(subjects, rounds, start_twice)
    record.add_rounds(subjects, rounds, show_help)


def start_twice(subject: Subject) -> dict[Metric, float]:
    """Start a program cold, then warm, and return how long it took to answer."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        with running_server(subject, Path(name)) as cold:
            pass
        with running_server(subject, Path(name)) as warm:
            pass
    return {COLD: cold.seconds, WARM: warm.seconds}


def show_help(subject: Subject) -> dict[Metric, float]:
    """Ask a program for its help, and return how long it took to the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        began = time.perf_counter()
        subprocess.run(subject.help_command, cwd=name, env=dict(subject.environment), check=True, capture_output=True)
        return {HELP: time.perf_counter() - began}
