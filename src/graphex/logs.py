"""Logging: configured once per process, for people or as JSON lines, with secrets taken out.

Log lines go to stderr. uvicorn's loggers take part when it gets `uvicorn_options()`.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, TypedDict

from graphex.escapes import spell_out
from graphex.masks import Mask
from graphex.program import NAME, Invocation, as_started

if TYPE_CHECKING:
    from typing import TextIO

REDACTED = "[redacted]"
_OWN = "graphex"
_TAB = "\t"

_QUERY = re.compile(r"(?i)((?:[?&;]|%3f|%26|%3b)(?:code|token|access_token|password)(?:=|%3d))[^&;#\s\"'<>]+")
_PRIVATE_KEY = re.compile(
    r"-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
# A header as text (Cookie: a=b), as JSON ("cookie": "a=b") or as the pair of bytes that ASGI uses.
_HEADER = re.compile(
    r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)((?:[\"']\s*[:=,]|\s*[:=])\s*(?:b(?=[\"']))?)"
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\"'\n][^\n]*)"
)


def redacted(text: str, mask: Mask) -> str:
    """Return the text without secrets: those of the mask, and whatever looks like a code, a cookie or a private key."""
    text = mask.replaced(text, REDACTED)
    if "PRIVATE KEY-----" in text:
        text = _PRIVATE_KEY.sub(REDACTED, text)
    text = _QUERY.sub(rf"\1{REDACTED}", text)
    return _HEADER.sub(rf"\1\2{REDACTED}", text)


class HumanFormatter(logging.Formatter):
    """One line per record: time, level, message; details come on further lines."""

    _COLORS: ClassVar[dict[int, str]] = {
        logging.DEBUG: "2",
        logging.WARNING: "33",
        logging.ERROR: "31",
        logging.CRITICAL: "1;31",
    }

    def __init__(self, mask: Mask, *, color: bool, show_names: bool, program: str = NAME) -> None:
        super().__init__()
        self._mask = mask
        self._program = program
        self._color = color
        self._show_names = show_names

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text; control characters are escaped, so that no message can pass for two."""
        time = datetime.fromtimestamp(record.created, UTC).astimezone()
        level = record.levelname.lower()
        name = f" {record.name}:" if self._show_names else ""
        message = redacted(as_started(record.getMessage(), self._program), self._mask)
        line = f"{time:%Y-%m-%d %H:%M:%S} {level:<8}{name} {spell_out(message, keep=_TAB)}"
        if self._color and (code := self._COLORS.get(record.levelno)):
            line = f"\x1b[{code}m{line}\x1b[0m"
        return "\n".join([line, *self._details(record)])

    def _details(self, record: logging.LogRecord) -> list[str]:
        details = [self.formatException(record.exc_info)] if record.exc_info else []
        if record.stack_info:
            details.append(self.formatStack(record.stack_info))
        return [redacted(text, self._mask) for text in details]


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time, level, logger, message, and whatever `extra` the record has."""

    _STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}

    def __init__(self, mask: Mask, *, program: str = NAME) -> None:
        super().__init__()
        self._mask = mask
        self._program = program

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a JSON object."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": as_started(record.getMessage(), self._program),
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
                return redacted(str(value), self._mask)


def configure_logging(
    *,
    quiet: bool = False,
    verbose: bool = False,
    as_json: bool = False,
    color: bool = False,
    stream: TextIO | None = None,
    mask: Mask | None = None,
) -> None:
    """Send the process's log to stderr, or to `stream`, in place of what was configured before.

    The secrets of the mask are taken out, those that it learns of later, too.
    """
    mask = Mask() if mask is None else mask
    program = Invocation.of_process().program
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(
        JsonFormatter(mask, program=program)
        if as_json
        else HumanFormatter(mask, color=color, show_names=verbose, program=program)
    )
    handler.addFilter(_Worthwhile())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("graphex").setLevel(logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO)
    warnings.formatwarning = _warning_text
    logging.captureWarnings(capture=True)
    _return_to_root("uvicorn", "uvicorn.error", "uvicorn.access")
    logging.getLogger("uvicorn").setLevel(logging.INFO if verbose else logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.INFO if verbose else logging.WARNING)


class _Handler(logging.StreamHandler["TextIO"]):
    """Writes lines; says of a record that cannot be written which logger it came from, and nothing of what is in it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        """Take the place of a traceback with the arguments of the record, which may be secret."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            said = f"A message of {record.name} ({record.module}:{record.lineno}) cannot be shown."
            self.handle(
                logging.makeLogRecord({"name": _OWN, "levelno": logging.WARNING, "levelname": "WARNING", "msg": said})
            )


class _Worthwhile(logging.Filter):
    """Lets through what the product says, and of libraries warnings and errors; each Python warning once."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is shown."""
        if record.name == "py.warnings":
            text = record.getMessage()
            known = text in self._seen
            self._seen.add(text)
            return not known
        # Libraries set levels of their own loggers, too, so that the level of the root says nothing about them.
        return record.levelno >= logging.WARNING or record.name.partition(".")[0] in (_OWN, "uvicorn")


def _warning_text(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """Return a Python warning without the place in a library, which says nothing to people."""
    del filename, lineno, line
    return f"{category.__name__}: {message}"


def log_stray_errors() -> None:
    """Let the log tell of errors that nobody catches, in threads of plugins and in destructors, in place of Python."""

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            _log_stray(f"the thread {args.thread.name if args.thread else 'of a plugin'}", args.exc_value)

    def unraisable(args: sys.UnraisableHookArgs) -> None:
        # While the interpreter ends, there is no log any more.
        if args.exc_value is not None and not sys.is_finalizing():
            _log_stray("what nothing waits for", args.exc_value)

    threading.excepthook = in_thread
    sys.unraisablehook = unraisable


def _log_stray(where: str, error: BaseException) -> None:
    logger = logging.getLogger(_OWN)
    try:
        text = str(error)
    except Exception as failure:  # noqa: BLE001 - the boundary around a plugin's code
        text = f"(without text: {type(failure).__name__})"
    logger.error("An error in %s: %s: %s", where, type(error).__name__, text)
    logger.debug("Where it was raised", exc_info=error)


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
