"""Whether a host answers."""

from __future__ import annotations

import socket

from graphex.nodes.network.icmp import address_of, ping
from graphex.nodes.network.topic import NetworkNode
from graphex.plugin import Boolean, InputSocket, Number, OptionalInputSocket, OutputSocket, String


class NetworkPing(NetworkNode):
    """Asks a host whether it is there (ICMP echo) and measures the time; most systems require privileges."""

    name = "Network Ping"

    target = InputSocket(String, "Target", "The name or address of the host.")
    attempts = InputSocket(Number, "Attempts", "How often to ask at most.", 1)
    timeout = InputSocket(Number, "Timeout", "How many seconds to wait for each answer.", 4)
    source_address = OptionalInputSocket(String, "Source Address", "The address to send from; any without one.")
    interface = OptionalInputSocket(String, "Interface", "The network interface to send through; any without one.")
    ttl = OptionalInputSocket(
        Number, "TTL", "Over how many routers the question may go, from 1 to 255; else the system's default."
    )
    delay = OutputSocket(Number, "Delay", "How many seconds the answer took; -1 without an answer.")
    success = OutputSocket(Boolean, "Success", "Whether the host answered.")

    def run(self) -> None:
        target, ttl = self.target, self.ttl
        hops = None if ttl is None else int(ttl)
        self.delay, self.success = -1, False
        for attempt in range(1, int(self.attempts) + 1):
            self.debug(f"Attempt {attempt} to reach {target}")
            delay = self._attempt(target, hops)
            if delay is not None:
                self.delay, self.success = delay, True
                self.debug(f"{target} answered after {delay:.4f} seconds")
                return

    def _attempt(self, target: str, hops: int | None) -> float | None:
        timeout, source, interface = int(self.timeout), self.source_address or None, self.interface or None
        try:
            address = address_of(target)
        except socket.gaierror as error:
            # Who does not exist does not answer.
            self.debug(f"Looking up {target} failed: {error}")
            return None
        return ping(address, timeout=timeout, source=source, interface=interface, ttl=hops)
