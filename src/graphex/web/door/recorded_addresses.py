"""Where this server answers, on record for `graphex sign-in` as long as it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphex.state.sign_ins import SignIns


class RecordedAddresses:
    """The record of one application, which takes back what it has recorded and nothing else."""

    def __init__(self, sign_ins: SignIns) -> None:
        self._sign_ins = sign_ins
        self._is_recorded = False

    def record(self, urls: Sequence[str]) -> None:
        """Record where the server answers."""
        self._sign_ins.record_addresses(urls)
        self._is_recorded = True

    def take_back(self) -> None:
        """Take the record back: a link that is asked for from now on must not lead to a port that is gone."""
        if self._is_recorded:
            self._sign_ins.record_addresses(())
