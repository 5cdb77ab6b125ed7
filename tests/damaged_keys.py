"""The ways in which PEM gets damaged before it reaches a server, and a look for pieces of a key in what is printed."""

from __future__ import annotations

import base64
import json
import random
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# This much of a key in a row is a piece of it; less is chance.
_PIECE = 8
_MARKER = re.compile(rb"-----(?:BEGIN|END) [A-Z ]+-----")


def body(pem: bytes) -> bytes:
    """Return the base64 between the first and last lines, without line ends."""
    return b"".join(line for line in pem.split(b"\n") if b"-" not in line and b":" not in line)


def pieces_shown(text: str, pem: bytes) -> list[str]:
    """Return the pieces of a key that stand in a text, however that is broken into lines."""
    secret = body(pem).decode()
    packed = re.sub(r"\s|\\n|\\r", "", text)
    windows = (secret[start : start + _PIECE] for start in range(len(secret) - _PIECE + 1))
    return [window for window in windows if window in packed]


def _with_key_in_label(pem: bytes) -> bytes:
    lines = pem.split(b"\n")
    return b"\n".join([lines[0][:-5] + b" " + lines[1] + b"-----", *lines[2:]])


def _in_yaml(pem: bytes) -> bytes:
    return b"tls:\n  key: |\n    " + pem.replace(b"\n", b"\n    ").rstrip() + b"\n"


def _in_json(pem: bytes) -> bytes:
    return json.dumps({"key": pem.decode()}).encode()


def _in_dashes(pem: bytes) -> bytes:
    return pem.replace(b"-----", b"\x96\x96-")


# What a command undoes.
MENDED: dict[str, Callable[[bytes], bytes]] = {
    "one line": lambda pem: b" ".join(pem.split()) + b"\n",
    "one line without blanks": lambda pem: pem.replace(b"\n", b""),
    "literal line ends": lambda pem: pem.replace(b"\n", b"\\n"),
    "literal CRLF": lambda pem: pem.replace(b"\n", b"\\r\\n"),
    "literal line ends twice": lambda pem: pem.replace(b"\n", b"\\\\n"),
    "CR": lambda pem: pem.replace(b"\n", b"\r"),
    "indented": lambda pem: b"    " + pem.replace(b"\n", b"\n    "),
    "indented but for BEGIN": lambda pem: pem.replace(b"\n", b"\n\t"),
    "UTF-16": lambda pem: pem.decode().encode("utf-16"),
    "UTF-16 big": lambda pem: b"\xfe\xff" + pem.decode().encode("utf-16-be"),
    "UTF-16LE": lambda pem: pem.decode().encode("utf-16-le"),
    "UTF-16BE": lambda pem: pem.decode().encode("utf-16-be"),
    "zero bytes": lambda pem: b"\0".join([pem[:20], pem[20:60], pem[60:]]),
    "quoted": lambda pem: b'"' + pem.rstrip() + b'"\n',
    "assigned": lambda pem: b"KEY='" + pem.rstrip() + b"'\n",
    "mailed": lambda pem: b"> " + pem.rstrip().replace(b"\n", b"\n> ") + b"\n",
    "base64": base64.b64encode,
    "base64 in lines": base64.encodebytes,
    "base64 twice": lambda pem: base64.b64encode(base64.b64encode(pem)),
    "base64 in YAML": lambda pem: b"data:\n  tls.pem: " + base64.b64encode(pem) + b"\n",
    "base64 alone": lambda pem: body(pem) + b"\n",
    "base64 alone in lines": lambda pem: _MARKER.sub(b"", pem).lstrip(),
    "JSON": _in_json,
    "YAML": _in_yaml,
    "C": lambda pem: b"".join(b'  "' + line + b'\\n"\n' for line in pem.split(b"\n") if line) + b";\n",
    "UTF-16 on one line": lambda pem: b" ".join(pem.split()).decode().encode("utf-16"),
    "one line in base64": lambda pem: base64.b64encode(b" ".join(pem.split())),
}
# What no program undoes, or what would be guessing.
LOST: dict[str, Callable[[bytes], bytes]] = {
    "no end": lambda pem: pem[: pem.rindex(b"-----END")],
    "half an end": lambda pem: pem.rstrip()[:-8],
    "no begin": lambda pem: pem.split(b"\n", 1)[1],
    "cut short": lambda pem: pem[: len(pem) // 2],
    "another end": lambda pem: pem.replace(b"END PRIVATE", b"END PUBLIC").replace(b"END CERT", b"END X509 CERT"),
    "typo in the label": lambda pem: pem.replace(b"PRIVATE", b"PRVATE").replace(b"CERTIFICATE", b"CERTIFCATE"),
    "key in the label": _with_key_in_label,
    "lower case": lambda pem: pem.replace(b"BEGIN", b"begin").replace(b"END", b"end"),
    "four dashes": lambda pem: pem.replace(b"-----", b"----"),
    "dashes of Windows-1252": _in_dashes,
    "dashes of Unicode": lambda pem: pem.replace(b"-----", b"\xe2\x80\x94\xe2\x80\x93-"),
    "one line, cut": lambda pem: b" ".join(pem.split())[: len(pem) // 2],
    "one line and lower case": lambda pem: b" ".join(pem.split()).lower(),
    "a colon inside": lambda pem: pem[:60] + b": " + pem[60:],
    "one line with a colon inside": lambda pem: b" ".join(pem.split())[:60] + b": " + b" ".join(pem.split())[60:],
    "not base64": lambda pem: pem[:60] + b"*%*" + pem[63:],
    "letters swapped": lambda pem: pem[:60] + pem[60:90].swapcase() + pem[90:],
    "in a list": lambda pem: b"".join(b"- " + line + b"\n" for line in pem.split(b"\n")),
    "as keys": lambda pem: b"".join(line + b": 1\n" for line in pem.split(b"\n")),
}


def scrambled(pem: bytes, seed: int) -> bytes:
    """Damage PEM at random: pieces lost, doubled, moved, turned into other characters."""
    chance = random.Random(seed)  # noqa: S311 - the same damage each time
    data = chance.choice([pem, *(damage(pem) for damage in (*MENDED.values(), *LOST.values()))])
    for _ in range(chance.randint(1, 6)):
        data = _scramble(data, chance)
    return data


def _scramble(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.choice([1, 2, 8, 40]))
    piece = data[start:end]
    odd = chance.choice([b"", piece * 2, b"\n", b" ", b"-----", b"\0", b": ", b"\xff", b"\\n", b"-----BEGIN ", b"\r"])
    return data[:start] + odd + data[end:]


def scrambled_ones(pem: bytes, count: int) -> Iterator[bytes]:
    """Damage PEM in this many ways, always the same."""
    return (scrambled(pem, seed) for seed in range(count))
