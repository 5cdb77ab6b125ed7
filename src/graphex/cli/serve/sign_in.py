"""`python3 -m graphex sign-in`: a new one-time link for the server of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.errors import GraphexError
from graphex.state.database import StateDatabase
from graphex.state.directory import has_state
from graphex.state.sign_ins import SignIns

if TYPE_CHECKING:
    from graphex.cli.output import Output
    from graphex.settings import Settings

app = command_app()

_EXAMPLES = """
    python3 -m graphex sign-in             a link for the server of this folder
    python3 -m graphex sign-in -r flows    a link for the server of another folder
"""


@settings_command(app, "sign-in", options="sign-in", examples=_EXAMPLES)
def sign_in(settings: Settings, output: Output) -> None:
    """Print a new one-time link that signs a browser in.

    The link works once, within a day. Links that were printed earlier stay valid.
    """
    if not has_state(settings.root):
        raise GraphexError(
            f"No server has run in {settings.root} yet.",
            hint="Name the folder that it serves with --root, or start one there: it prints a link itself.",
        )
    state = StateDatabase(settings.root)
    try:
        _print_link(SignIns(state), output)
    finally:
        state.close()


def _print_link(sign_ins: SignIns, output: Output) -> None:
    if sign_ins.state.refusal is not None:
        raise GraphexError(
            "The state of this folder's server cannot be written, so it would not know a new link.",
            hint="Restart the server: it prints a link at every start.",
        )
    path = sign_ins.create_link()
    addresses = sign_ins.addresses()
    output.result(f"{addresses[0].rstrip('/')}{path}" if addresses else path)
    if len(addresses) > 1:
        others = "\n".join(f"  {address.rstrip('/')}{path}" for address in addresses[1:])
        # The link itself first, also where both streams end in one.
        output.flush()
        output.progress(f"The same link, by the other addresses of the server; it works once:\n{others}")
    if not addresses:
        output.notice(
            "No running server has recorded its address in this folder.",
            "Put the path behind the server's address, or name the folder that it serves with --root.",
        )
