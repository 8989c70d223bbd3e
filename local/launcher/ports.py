"""Whether a port can be had."""

import errno
import socket

from local.launcher import CannotStartError

LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def require_free(port: int) -> None:
    """Raises CannotStartError unless `port` can be bound on both loopback addresses (where IPv6 is off: on the one)."""
    for family, address in LOOPBACKS:
        try:
            _try_to_bind(family, address, port)
        except OSError as error:
            match error.errno:
                case errno.EADDRINUSE:
                    raise CannotStartError(
                        f"port {port} is taken: end what listens on {address}, or choose another: make run PORT=7171"
                    ) from None
                case errno.EADDRNOTAVAIL | errno.EAFNOSUPPORT if family == socket.AF_INET6:
                    continue
                case _:
                    raise CannotStartError(f"port {port} cannot be had on {address}: {error.strerror}") from None


def _try_to_bind(family: socket.AddressFamily, address: str, port: int) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections of an earlier run that linger in TIME_WAIT are no obstacle, a listener is.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
