"""Names and addresses of hosts."""

from __future__ import annotations

import socket

from graphex.nodes.network.topic import NetworkNode, look_up
from graphex.plugin import Boolean, InputSocket, ListOutputSocket, OutputSocket, String


class DNSForwardLookup(NetworkNode):
    """Finds the addresses of a host."""

    name = "DNS Forward Lookup"
    hyperlink = ("https://docs.python.org/3/library/socket.html#socket.getaddrinfo",)

    host_name = InputSocket(String, "Host name", "The name of the host.")
    include_ipv4 = InputSocket(Boolean, "Include IPv4", "Whether IPv4 addresses are wanted.", True)
    include_ipv6 = InputSocket(Boolean, "Include IPv6", "Whether IPv6 addresses are wanted.", True)
    raise_errors = InputSocket(Boolean, "Raise Errors", "Whether the node fails if no address is found.", True)
    ip_addresses = ListOutputSocket(String, "IP Addresses", "The addresses; an empty list if none is found.")

    def run(self) -> None:
        host = self.host_name
        self.debug(f"Looking up {host}")
        families = {socket.AF_INET: self.include_ipv4, socket.AF_INET6: self.include_ipv6}
        try:
            found = look_up(host)
        except (OSError, ValueError) as error:
            # Texts that are no name, as one with an empty part, are refused before anybody is asked: a ValueError.
            self.debug(f"Looking up {host} failed: {error}")
            if self.raise_errors:
                raise
            found = []
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found if families.get(entry[0])))
        self.ip_addresses = addresses
        self.debug(f"{host} has the addresses {', '.join(addresses) or '(none)'}")
        if not addresses and self.raise_errors:
            raise RuntimeError(f"No address of the wanted kinds was found for {host}.")


class DNSReverseLookup(NetworkNode):
    """Finds the name of the host with an address."""

    name = "DNS Reverse Lookup"
    hyperlink = ("https://docs.python.org/3/library/socket.html#socket.getnameinfo",)

    ip = InputSocket(String, "IP", "The address.")
    raise_errors = InputSocket(Boolean, "Raise Errors", "Whether the node fails if there is no name.", True)
    host_name = OutputSocket(String, "Host Name", "The name; an empty text if there is none.")

    def run(self) -> None:
        address = self.ip
        self.debug(f"Looking up {address}")
        try:
            found, _ = socket.getnameinfo((address, 0), 0)
        except (OSError, ValueError) as error:
            self.debug(f"Looking up {address} failed: {error}")
            if self.raise_errors:
                raise
            found = ""
        self.host_name = found
        self.debug(f"{address} is {found or '(unknown)'}")
