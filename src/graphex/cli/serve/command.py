"""`graphex serve`: argv, settings, certificate, application, server."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from typing import TYPE_CHECKING

from graphex.cli.findings import report_findings
from graphex.cli.serve.announcement import Announcement
from graphex.cli.serve.browser import open_in_browser
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.errors import ExitCode
from graphex.paths import check_listable
from graphex.tls.findings import CertificateError
from graphex.tls.from_settings import bootstrap_tls
from graphex.web.app import create_app, create_sign_in_link, record_addresses
from graphex.web.server.listen import check_host, close_sockets, open_sockets
from graphex.web.server.running import check_open_files_limit, run_server

if TYPE_CHECKING:
    import socket

    from graphex.cli.output import Output
    from graphex.masks import Mask
    from graphex.settings import Settings
    from graphex.web.app import WebApp

logger = logging.getLogger(__name__)

app = command_app()

EXAMPLES = """
python3 -m graphex serve                      with a certificate made in the current directory
python3 -m graphex serve --open               and a browser that opens the page
python3 -m graphex serve -s /etc/graphex/tls  with cert.pem and key.pem from a directory
python3 -m graphex serve -p 8443 -r ~/graphs  on another port, with the graphs of another directory
python3 -m graphex serve --name build.lan     with one more name in the certificate
"""


@settings_command(app, "serve", options="serve", examples=EXAMPLES)
def serve(settings: Settings, output: Output, mask: Mask) -> ExitCode:
    """Serve a directory over HTTPS: the certificate is found, or made and kept."""
    check_open_files_limit()
    # A mistyped host must not get into a certificate that people trust.
    check_host(settings.host)
    check_listable(settings.root)
    try:
        tls = bootstrap_tls(settings)
    except CertificateError as error:
        report_findings(error.findings, output, as_json=settings.json_logs)
        return error.exit_code
    report_findings(tls.findings, output, as_json=settings.json_logs)
    web = create_app(settings, tls=tls)
    link = create_sign_in_link(web)
    # The announcement alone shows it.
    mask.add(link.partition("code=")[2])
    sockets = open_sockets(settings.host, settings.port, environment=os.environ)
    try:
        return _run(web, Announcement.of(settings, tls, sockets, link), sockets, output)
    finally:
        close_sockets(sockets)


def _run(web: WebApp, announcement: Announcement, sockets: list[socket.socket], output: Output) -> ExitCode:
    """Serve until the end, and say where once it answers."""
    settings = announcement.settings

    def announce() -> None:
        record_addresses(web, announcement.addresses)
        # Whoever read the output may have gone (`| head`); whoever is served has not.
        with contextlib.suppress(SystemExit):
            announcement.print(output)
        if (loss := output.take_loss()) is not None:
            logger.warning("%s A sign-in link is printed by: python3 -m graphex sign-in", loss.message)
        if settings.open_browser:
            open_in_browser(announcement.sign_in, output)

    ended_by = run_server(
        web,
        tls=announcement.tls,
        sockets=sockets,
        on_started=announce,
        access_log=settings.verbose,
        trusted_proxies=settings.forwarded_allow_ips,
    )
    return ExitCode.INTERRUPTED if ended_by == signal.SIGINT else ExitCode.OK
