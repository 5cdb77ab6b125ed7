"""Where a value came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

OriginKind: TypeAlias = Literal["command line", "configuration file", "default"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from; as text it completes "… from".

    `flag` is the flag as typed, if known; `file` and `key` are as the user wrote them.
    """

    kind: OriginKind
    flag: str | None = None
    file: str | None = None
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        match self.kind:
            case "command line":
                return f"the command line ({self.flag})" if self.flag else "the command line"
            case "configuration file":
                return f"{self.file} line {self.line} ({self.key})"
            case "default":
                return "the default"


DEFAULT = Origin("default")
