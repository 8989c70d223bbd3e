"""The port that the stack is known by."""

import errno
import socket
from typing import Final

from local.launcher import CannotStartError

LOOPBACKS: Final = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))

BACKLOG: Final = 2048


def claim(port: int, another: str = "make run PORT=7171") -> list[socket.socket]:
    """Sockets that listen on `port` of both loopback addresses (where IPv6 is off: of the one).

    Raises CannotStartError if somebody else has it. `another`: the command that takes another port.
    """
    listening: list[socket.socket] = []
    try:
        for family, address in LOOPBACKS:
            try:
                listening.append(_listen(family, address, port))
            except OSError as error:
                match error.errno:
                    case errno.EADDRINUSE:
                        raise CannotStartError(
                            f"port {port} is taken: end what listens on {address}, or choose another: {another}"
                        ) from None
                    case errno.EADDRNOTAVAIL | errno.EAFNOSUPPORT if family == socket.AF_INET6:
                        continue
                    case _:
                        raise CannotStartError(f"port {port} cannot be had on {address}: {error.strerror}") from None
    except CannotStartError:
        release(listening)
        raise
    return listening


def release(sockets: list[socket.socket]) -> None:
    for each in sockets:
        each.close()


def _listen(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    # Saying TCP matters: of connections accepted by a socket that does not, asyncio does not switch Nagle's delay off.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # As servers do: connections of an earlier run that linger in TIME_WAIT are no obstacle, a listener is.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        # Two sockets that are bound to one port clash only when they listen.
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
