"""The settings of what is served and where: configuration file, directory, network."""

# ruff: noqa: RUF009 - setting() is a dataclasses.field with metadata, not a shared value
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graphex.settings.checks import read_host, read_network
from graphex.settings.declaration import Setting, setting
from graphex.settings.kinds import FilePath, Integer, Switch, Text, TextList

_PORT_MOST = 65535

_CONFIG = "Configuration file"
_FOLDER = "Folder and plugins"
_NETWORK = "Network"


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """What is served, and where."""

    config: Path | None = setting(
        default=None,
        declared=Setting(
            kind=FilePath("FILE"),
            section=_CONFIG,
            flags=("-c", "--config"),
            in_yaml=False,
            commands=("serve", "certs", "trust", "sign-in", "run", "check", "vault", "plugins"),
            default_text="graphex.yml or graphex-config.yml in the current directory, if present",
            help="Read settings from this YAML file.",
            details="An empty value (-c '') reads no file at all.",
        ),
    )
    root: Path = setting(
        default=Path(),
        declared=Setting(
            kind=FilePath("DIR", optional=False),
            section=_FOLDER,
            flags=("-r", "--root"),
            other_yaml_spellings=("Root",),
            commands=("serve", "sign-in", "run", "check"),
            default_text="the current directory",
            help="Use this directory as the root, below which the graphs are.",
            details="It must exist. ~ stands for your home directory; a relative path starts at the current directory.",
            example='"~/automation"',
        ),
    )
    plugins: tuple[str, ...] = setting(
        default=(),
        declared=Setting(
            kind=TextList(Text("MODULE", "the name of a Python module")),
            section=_FOLDER,
            flags=("-l", "--plugins"),
            other_yaml_spellings=("Plugins",),
            commands=("serve", "run", "check", "plugins"),
            default_text="none",
            unread_by=("serve",),
            help="Load these plugins (comma separated, or repeat the flag).",
            details="Given on the command line, they replace the plugins of the configuration file.",
            example='["my_plugin"]',
        ),
    )
    without_plugins: tuple[str, ...] = setting(
        default=(),
        declared=Setting(
            kind=TextList(Text("NAME", "the name of a plugin")),
            section=_FOLDER,
            flags=("--without-plugins",),
            commands=("serve", "run", "check", "plugins"),
            default_text="none",
            unread_by=("serve",),
            help="Leave these plugins out, installed or named (comma separated, or repeat the flag).",
            details="A plugin is called by its distribution, its package or its entry point.",
            example='["acme-graphex"]',
        ),
    )
    title: str = setting(
        default="GraphEx",
        declared=Setting(
            kind=Text("TEXT", "one line of text"),
            section=_FOLDER,
            flags=("--title",),
            other_yaml_spellings=("Title",),
            help="Show this title in the browser.",
            example='"Build room"',
        ),
    )
    host: str | None = setting(
        default=None,
        declared=Setting(
            kind=Text("HOST", "a host name or an address", optional=True, read=read_host),
            section=_NETWORK,
            flags=("--host",),
            commands=("serve",),
            default_text="every interface, IPv4 and IPv6",
            help="Listen on this name or address only.",
            details="127.0.0.1 keeps other machines out.",
            example='"127.0.0.1"',
        ),
    )
    port: int = setting(
        default=8080,
        declared=Setting(
            kind=Integer(0, _PORT_MOST, hint="-p is the port (0 takes a free one); the vault password file is -pf."),
            section=_NETWORK,
            flags=("-p", "--port"),
            commands=("serve",),
            help="Listen on this port; 0 takes any free one.",
            example="8443",
        ),
    )
    forwarded_allow_ips: tuple[str, ...] = setting(
        default=(),
        declared=Setting(
            kind=TextList(Text("ADDRESS", "an address or a network", read=read_network)),
            section=_NETWORK,
            flags=("--forwarded-allow-ips",),
            default_text="none",
            help="Believe the X-Forwarded headers of reverse proxies at these addresses or networks.",
            example='["10.0.0.5"]',
        ),
    )
    open_browser: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_NETWORK,
            flags=("--open",),
            off_flags=("--no-open",),
            help="Open the browser once the server is ready.",
            example="true",
        ),
    )
