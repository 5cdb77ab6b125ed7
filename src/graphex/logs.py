"""Logging: configured once per process, for people or as JSON lines, with secrets taken out.

Log lines go to stderr. uvicorn's loggers take part when it gets `uvicorn_options()`.
"""

from __future__ import annotations

import codecs
import json
import logging
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, TypedDict

if TYPE_CHECKING:
    from typing import TextIO

REDACTED = "[redacted]"

# Looked up now: where no file can be opened any more, a codec that is not loaded yet would fail with each line.
_escape = codecs.getencoder("unicode_escape")

_QUERY = re.compile(r"(?i)((?:[?&;]|%3f|%26|%3b)(?:code|token|access_token|password)(?:=|%3d))[^&;#\s\"'<>]+")
_PRIVATE_KEY = re.compile(
    r"-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
# A header as text (Cookie: a=b), as JSON ("cookie": "a=b") or as the pair of bytes that ASGI uses.
_HEADER = re.compile(
    r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)((?:[\"']\s*[:=,]|\s*[:=])\s*(?:b(?=[\"']))?)"
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\"'\n][^\n]*)"
)
# A secret shorter than this is replaced only where it stands alone, or it would take letters out of every word.
_ANYWHERE_FROM = 4


@dataclass(slots=True)
class Redactor:
    """Takes secrets out of texts: those registered, and whatever looks like a code, a cookie or a private key."""

    _pattern: re.Pattern[str] | None = field(default=None, repr=False)
    _secrets: set[str] = field(default_factory=set, repr=False)

    def register(self, secret: str) -> None:
        """Replace this text from now on wherever it appears."""
        if not secret.strip():
            return
        self._secrets.add(secret)
        # The longest first, so that no rest remains of a secret that begins with another one.
        longest_first = sorted(self._secrets, key=len, reverse=True)
        self._pattern = re.compile("|".join(_secret_pattern(text) for text in longest_first))

    def redact(self, text: str) -> str:
        """Give the text without secrets."""
        if self._pattern:
            text = self._pattern.sub(REDACTED, text)
        if "PRIVATE KEY-----" in text:
            text = _PRIVATE_KEY.sub(REDACTED, text)
        text = _QUERY.sub(rf"\1{REDACTED}", text)
        return _HEADER.sub(rf"\1\2{REDACTED}", text)


def _secret_pattern(secret: str) -> str:
    pattern = re.escape(secret)
    return pattern if len(secret) >= _ANYWHERE_FROM else rf"(?<!\w){pattern}(?!\w)"


class HumanFormatter(logging.Formatter):
    """One line per record: time, level, message; details come on further lines."""

    _COLORS: ClassVar[dict[int, str]] = {
        logging.DEBUG: "2",
        logging.WARNING: "33",
        logging.ERROR: "31",
        logging.CRITICAL: "1;31",
    }

    def __init__(self, redactor: Redactor, *, color: bool, show_names: bool) -> None:
        super().__init__()
        self._redactor = redactor
        self._color = color
        self._show_names = show_names

    def format(self, record: logging.LogRecord) -> str:
        """Give the record as text; control characters are escaped, so that no message can pass for two."""
        time = datetime.fromtimestamp(record.created, UTC).astimezone()
        level = record.levelname.lower()
        name = f" {record.name}:" if self._show_names else ""
        message = self._redactor.redact(record.getMessage())
        line = f"{time:%Y-%m-%d %H:%M:%S} {level:<8}{name} {_escaped(message)}"
        if self._color and (code := self._COLORS.get(record.levelno)):
            line = f"\x1b[{code}m{line}\x1b[0m"
        return "\n".join([line, *self._details(record)])

    def _details(self, record: logging.LogRecord) -> list[str]:
        details = [self.formatException(record.exc_info)] if record.exc_info else []
        if record.stack_info:
            details.append(self.formatStack(record.stack_info))
        return [self._redactor.redact(text) for text in details]


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time, level, logger, message, and whatever `extra` the record has."""

    _STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Give the record as a JSON object."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        extra = {key: value for key, value in vars(record).items() if key not in self._STANDARD}
        return json.dumps(self._clean({**extra, **entry}), ensure_ascii=False)

    def _clean(self, value: object) -> object:
        match value:
            case bool() | int() | float() | None:
                return value
            case dict():
                return {str(key): self._clean(item) for key, item in value.items()}
            case list() | tuple():
                return [self._clean(item) for item in value]
            case _:
                return self._redactor.redact(str(value))


def _escaped(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\t" else _escape(c)[0].decode("ascii") for c in text)


def configure_logging(
    *,
    quiet: bool = False,
    verbose: bool = False,
    as_json: bool = False,
    color: bool = False,
    stream: TextIO | None = None,
    redactor: Redactor | None = None,
) -> Redactor:
    """Send the process's log to stderr, or to `stream`, in place of what was configured before.

    Returns the redactor; register secrets with it as soon as they are known.
    """
    redactor = redactor or Redactor()
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        JsonFormatter(redactor) if as_json else HumanFormatter(redactor, color=color, show_names=verbose)
    )
    level = logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    _return_to_root("uvicorn", "uvicorn.error", "uvicorn.access")
    # Other libraries' debug lines help nobody here.
    logging.getLogger("asyncio").setLevel(logging.INFO if verbose else logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.INFO if verbose else logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.INFO if verbose else logging.WARNING)
    return redactor


def _return_to_root(*names: str) -> None:
    """Undo what `uvicorn.Config` did to these loggers of the process if it ran with its own configuration."""
    for name in names:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


class UvicornOptions(TypedDict):
    """The keyword arguments of `uvicorn.Config` that concern logging."""

    log_config: None
    access_log: bool


def uvicorn_options(*, verbose: bool = False) -> UvicornOptions:
    """Let uvicorn's loggers reach the handler of `configure_logging`; requests are logged only if verbose."""
    return {"log_config": None, "access_log": verbose}
