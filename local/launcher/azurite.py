"""Azurite, Microsoft's storage emulator."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.launcher import REPOSITORY, CannotStartError

PROGRAM = REPOSITORY / "local/node_modules/azurite/dist/src/azurite.js"
LISTENING = re.compile(r"Azurite (Blob|Queue|Table) service is successfully listening at http://127\.0\.0\.1:(\d+)$")
KINDS = ("Blob", "Queue", "Table")

ACCOUNT = "devstoreaccount1"
# Public: every Azurite, and Microsoft's documentation, has this key.
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


def damaged_database(data: Path) -> Path | None:
    """One of Azurite's files that is not whole: Azurite would end without naming it. Only both ends are looked at."""
    return next((file for file in sorted(data.glob("__azurite_db_*.json")) if not _is_whole(file)), None)


def _is_whole(file: Path) -> bool:
    with file.open("rb") as content:
        first = content.read(1)
        content.seek(max(0, content.seek(0, os.SEEK_END) - 10))
        return first == b"{" and content.read().rstrip().endswith(b"}")


class Azurite:
    """`data` None: everything in memory."""

    name = "azurite"
    title = "Azurite"
    grace = 1.2  # it saves what it has within 0.1 s

    def __init__(self, data: Path | None) -> None:
        self._data = data
        self._ports: dict[str, str] = {}

    def command(self) -> Sequence[str]:
        if self._data and (damaged := damaged_database(self._data)):
            raise CannotStartError(
                f"{damaged} is damaged: restore it, or delete {self._data} to start without its data"
            )
        if not PROGRAM.exists():
            raise CannotStartError("Azurite is not installed: run make, or: cd local && npm ci")
        persistence = ["--location", str(self._data)] if self._data else ["--inMemoryPersistence"]
        ports = [part for kind in KINDS for part in (f"--{kind.lower()}Port", self._ports.get(kind, "0"))]
        # The blob SDK speaks a newer API version than Azurite knows; nothing here needs what is new in it.
        quiet = ["--silent", "--disableTelemetry", "--skipApiVersionCheck"]
        return ["node", str(PROGRAM), *quiet, *persistence, *ports]

    def environment(self) -> Mapping[str, str]:
        return os.environ

    def hears(self, line: str) -> bool:
        if found := LISTENING.search(line):
            self._ports[found[1]] = found[2]
        return found is not None and len(self._ports) == len(KINDS) and found[1] == KINDS[-1]

    @property
    def connection_string(self) -> str:
        endpoints = "".join(f"{kind}Endpoint=http://127.0.0.1:{self._ports[kind]}/{ACCOUNT};" for kind in KINDS)
        return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};{endpoints}"
