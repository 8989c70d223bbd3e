"""`python -m operations.generate`: write the files that follow from the topology anew. `--check`: only compare them.

They are kept in the repository so that Bicep and Docker need no Python; a test tells when they are behind.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from operations.azure_entities import azure_entities
from operations.docker_emulator import docker_config

REPOSITORY = Path(__file__).parents[1]

FILES: dict[str, Callable[[], dict[str, Any]]] = {
    "bicep/topology.json": azure_entities,
    "local/docker/Config.json": docker_config,
}


def content_of(name: str) -> str:
    """What the file `name` of the repository must hold."""
    return json.dumps(FILES[name](), indent=2) + "\n"


def main() -> int:
    """Exit code 1 if `--check` found a file behind the topology."""
    parser = argparse.ArgumentParser(prog="python -m operations.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, end with 1 if a file is not up to date")
    check = parser.parse_args().check
    behind = [name for name in FILES if _text(REPOSITORY / name) != content_of(name)]
    for name in behind:
        if not check:
            (REPOSITORY / name).write_text(content_of(name))
        print(f"{name} {'is behind the topology' if check else 'written'}")
    return 1 if check and behind else 0


def _text(file: Path) -> str | None:
    return file.read_text() if file.exists() else None


if __name__ == "__main__":
    sys.exit(main())
