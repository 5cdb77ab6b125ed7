"""The pair that is being served: followed while its files change, renewed while it is ours.

Every handshake asks `LivePair.current`, which looks at the files a few times a second at most and makes a new pair
current only after the whole of it was checked. A thread looks too, so that changes are reported and renewals happen
while nobody connects; after a laptop's sleep the next look, or the next handshake, catches up.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from cryptography.hazmat.primitives import serialization

from graphex.errors import GraphexError
from graphex.tls.certificates.authority import is_ours
from graphex.tls.certificates.certificate import describe
from graphex.tls.check.pair import check_pair
from graphex.tls.own.renewal import Recipe, can_renew, is_premature, renewal_date, renewal_reason
from graphex.tls.own.wanted_names import how_to_allow, unsignable
from graphex.tls.serving.asked_names import AskedNames, command_to_add
from graphex.tls.serving.context import ContextOptions, load_context
from graphex.tls.serving.looking import failures_logged
from graphex.tls.store.followed_file import file_stamp
from graphex.tls.store.pair import belong_together
from graphex.tls.store.places import MemoryPlace

if TYPE_CHECKING:
    import ssl
    from typing import Any

    from cryptography import x509

    from graphex.tls.certificates.certificate import CertificateInfo, CreatedPair
    from graphex.tls.certificates.names import Names
    from graphex.tls.check.pair import CheckResult
    from graphex.tls.serving.clients.certificates import ClientRules
    from graphex.tls.store.places import DirectoryPlace

logger = logging.getLogger(__name__)

# A look costs 10 µs, a handshake 250 µs: this often is cheap, and far within the promised second.
_LOOK_SECONDS: Final = 0.2
# The thread looks for whoever does not connect, and for a handshake that came while another looked.
_WATCH_SECONDS: Final = 0.5
# Copying a certificate and then its key leaves a mismatch in between; only one that lasts is worth a word.
_SETTLING_SECONDS: Final = 1.5
# The machine's names change rarely and asking costs milliseconds.
_NAMES_SECONDS: Final = 30.0
# A renewal that fails (a read-only disk) is tried again, and reported again, this much later.
_RENEWAL_RETRY_SECONDS: Final = 600.0
# Inside a handshake nobody may be kept waiting for another process.
_HANDSHAKE_PATIENCE_SECONDS: Final = 1.0

Stamp: TypeAlias = tuple[tuple[int, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class Generation:
    """One pair that passed every check, ready to serve."""

    context: ssl.SSLContext
    chain: tuple[x509.Certificate, ...]
    info: CertificateInfo
    chain_pem: bytes
    begins: float
    expires: float
    client_rules: ClientRules | None = None

    @property
    def certificate(self) -> x509.Certificate:
        """The server's certificate, first in its chain."""
        return self.chain[0]


class LivePair:
    """The current generation of a pair of files, and the way to the next one."""

    def __init__(
        self, place: DirectoryPlace | MemoryPlace, recipe: Recipe, options: ContextOptions, passphrase: bytes | None
    ) -> None:
        """Follow the pair in `place`; nothing is read before it is asked for."""
        self.place = place
        self.recipe = recipe
        self.options = options
        self._passphrase = passphrase
        self._generation: Generation | None = None
        self._stamp: Stamp = ()
        self._next_look = 0.0
        self._next_names = 0.0
        self._authority_stamp: tuple[int, ...] | None = None
        self._asked = AskedNames(recipe.auto_names)
        self._next_renewal = 0.0
        self._unsettled: tuple[Stamp, float] | None = None
        self._looking = threading.Lock()
        self._watcher: threading.Thread | None = None
        self._closed = threading.Event()

    def current(self) -> Generation:
        """Return the generation to serve now; raises GraphexError only if there never was a good one."""
        generation = self._generation
        if generation is None:
            return self._load_first()
        expired = not generation.begins <= time.time() < generation.expires
        # Whoever comes while another looks is served with what is current: nobody waits.
        if (expired or time.monotonic() >= self._next_look) and self._looking.acquire(blocking=False):
            try:
                # A handshake goes on with the pair that served so far.
                with failures_logged():
                    self._look(generation, names=False)
            finally:
                self._looking.release()
        return self._generation or generation

    def asked(self, host: str) -> None:
        """Take note of the name or address that a client came for; never raises."""
        generation = self._generation
        if generation is None or self._asked.is_known(host):
            return
        added = self._asked.notice(
            host,
            generation.info.names,
            own=generation.info.own,
            refusal=lambda names: _refusal(names, generation.chain, self.recipe),
            advice=self._how_to_add,
        )
        if len(added):
            self.recipe = replace(self.recipe, extra=self.recipe.extra | added)
            self._next_names = 0.0

    def watch(self) -> None:
        """Start looking after the pair in the background; once for each process."""
        with self._looking:
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._keep_looking, name="graphex-certificate", daemon=True)
                self._watcher.start()

    def close(self) -> None:
        """Stop looking after the pair."""
        self._closed.set()

    def adjusted(self, **changes: Any) -> LivePair:
        """Return the same pair, not yet looked at, with other options for its contexts."""
        return LivePair(self.place, self.recipe, replace(self.options, **changes), self._passphrase)

    def check(self) -> CheckResult:
        """Check the files as they are now."""
        return check_pair(
            self.place.certfile, self.place.keyfile, now=dt.datetime.now(dt.UTC), passphrase=self._passphrase
        )

    def info(self) -> CertificateInfo:
        """Describe the certificate that is served now."""
        return self.current().info

    def renewal_due(self) -> dt.datetime | None:
        """Return when the certificate will be renewed by itself, or None if it is not ours to renew."""
        generation = self.current()
        info = generation.info
        # The signature of one that signed itself was verified when it was described.
        renewed = info.own and (
            info.self_signed or can_renew(generation.chain, self.recipe, now=dt.datetime.now(dt.UTC))
        )
        return renewal_date(generation.certificate) if renewed else None

    @property
    def takes_authority(self) -> bool:
        """Whether a local authority, once there is one, issues this pair: it is ours, and looks for one."""
        return self.recipe.authority is not None and self.info().own

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to a worker process as what to serve; the state of serving it begins anew there."""
        return LivePair, (self.place, self.recipe, self.options, self._passphrase)

    def _how_to_add(self, names: Names) -> str:
        if isinstance(self.place, MemoryPlace):
            return f"Start the server with --name {names} to add it."
        return command_to_add(names, directory=self.place.certfile.parent)

    def _keep_looking(self) -> None:
        while not self._closed.wait(_WATCH_SECONDS):
            with self._looking:
                generation = self._generation
                if generation is not None:
                    with failures_logged():
                        self._look(generation, names=True)

    def _load_first(self) -> Generation:
        with self._looking:
            if self._generation is None:
                stamp = self._read_stamp()
                result = self.check()
                if not result.ok:
                    problem = next(f for f in result.findings if f.severity == "error")
                    raise GraphexError(problem.message, hint=problem.hint)
                self._generation = self._build(result)
                self._stamp = stamp
        return self._generation

    def _look(self, generation: Generation, *, names: bool) -> None:
        """See whether the files changed or the pair wants renewing; `names` also asks for the machine's names."""
        self._next_look = time.monotonic() + _LOOK_SECONDS
        stamp = self._read_stamp()
        if stamp != self._stamp:
            self._take(stamp)
        elif self._is_renewal_time(generation, names=names):
            self._renew()

    def _take(self, stamp: Stamp) -> None:
        """Make changed files current if all of them is good, else keep what is served and say why, once."""
        result = self.check()
        if result.ok and stamp == self._read_stamp():
            before, self._generation = self._generation, self._build(result)
            self._stamp, self._unsettled = stamp, None
            if before is not None and _differ_in_rules_alone(before, self._generation):
                return
            info = self._generation.info
            logger.info("Now serving the certificate %s, valid until %s.", info.sha256, f"{info.not_after:%Y-%m-%d}")
        elif self._unsettled is None or self._unsettled[0] != stamp:
            self._unsettled = (stamp, time.monotonic() + _SETTLING_SECONDS)
        elif time.monotonic() >= self._unsettled[1]:
            self._stamp, self._unsettled = stamp, None
            for finding in result.findings:
                logger.error("The changed certificate is refused: %s %s", finding.message, finding.hint or "")
            logger.error("Still serving the certificate from before the change.")

    def _is_renewal_time(self, generation: Generation, *, names: bool) -> bool:
        now = time.monotonic()
        if now < self._next_renewal or not generation.info.own:
            return False
        moment = dt.datetime.now(dt.UTC)
        is_due = moment >= renewal_date(generation.certificate) or is_premature(generation.certificate, now=moment)
        if not is_due and not (names and self._may_have_changed_around(now)):
            return False
        # Whether it really is renewed is decided once more when nobody else is at work.
        return is_due or renewal_reason(generation.chain, self.recipe, now=moment) is not None

    def _may_have_changed_around(self, now: float) -> bool:
        """Return whether to ask for the machine's names again, which costs, or whether the authority is another one."""
        stamp = self.recipe.authority.stamp if self.recipe.authority is not None else None
        if now < self._next_names and stamp == self._authority_stamp:
            return False
        if stamp != self._authority_stamp:
            self.recipe = replace(self.recipe, lost=stamp is None)
        self._next_names, self._authority_stamp = now + _NAMES_SECONDS, stamp
        return True

    def _renew(self) -> None:
        self._next_renewal = time.monotonic() + _RENEWAL_RETRY_SECONDS
        try:
            self.place.replace(self._make_renewed, patience=_HANDSHAKE_PATIENCE_SECONDS)
        except (OSError, GraphexError) as error:
            logger.error("The certificate %s could not be renewed: %s", self.place.certfile, error)  # noqa: TRY400 - what it says is all there is to say
            return
        self._next_renewal = 0.0
        # Once: another server of this directory may have an authority.
        self.recipe = replace(self.recipe, lost=False)
        stamp = self._read_stamp()
        if stamp != self._stamp:
            self._take(stamp)

    def _make_renewed(self) -> CreatedPair | None:
        """Create the next pair unless another process already has; called with the lock held."""
        chain = self.check().certificates
        now = dt.datetime.now(dt.UTC)
        reason = renewal_reason(chain, self.recipe, now=now)
        # A key that does not fit is somebody's own, half-way in: it is not for us to overwrite.
        if reason is None or not belong_together(self.place.certfile, self.place.keyfile):
            return None
        logger.info("Renewing the certificate in %s: %s.", self.place.certfile, reason)
        return self.recipe.create(now=now, replaced=chain[0])

    def _build(self, result: CheckResult) -> Generation:
        rules = self.options.client_rules
        context = load_context(
            self.place.certfile, self.place.keyfile, passphrase=self._passphrase, options=self.options
        )
        if rules is not None:
            rules.apply(context)
        leaf = result.certificates[0]
        # Written anew from what was parsed: the file itself may hold the private key as well.
        chain_pem = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in result.certificates)
        # Described once: telling whether it is ours verifies a signature, ten times the cost of a look at the files.
        info = describe(leaf, own=is_ours(result.certificates))
        return Generation(context, result.certificates, info, chain_pem, *_life(leaf), rules)

    def _read_stamp(self) -> Stamp:
        """Return what tells one state of the files from another; new rules for clients need a new context too."""
        clients = self.options.clients
        return (*read_stamp(self.place), None if clients is None else (clients.look().number,))


def _refusal(names: Names, chain: tuple[x509.Certificate, ...], recipe: Recipe) -> str | None:
    """Return why a pair of our own cannot take names in, and what would help."""
    now = dt.datetime.now(dt.UTC)
    outside = unsignable(names, chain, recipe, now=now)
    if not len(outside):
        return None
    return f"The local authority may not sign for it. {how_to_allow(outside, chain, recipe, now=now)}"


def _life(certificate: x509.Certificate) -> tuple[float, float]:
    return certificate.not_valid_before_utc.timestamp(), certificate.not_valid_after_utc.timestamp()


def _differ_in_rules_alone(one: Generation, other: Generation) -> bool:
    return one.client_rules is not other.client_rules and one.chain_pem == other.chain_pem


def read_stamp(place: DirectoryPlace | MemoryPlace) -> Stamp:
    """Return what tells one state of the two files from another, for the price of two looks at the directory."""
    return tuple(file_stamp(path) for path in (place.certfile, place.keyfile))
