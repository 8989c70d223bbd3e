"""Files that hold secrets."""

import json
import os
from pathlib import Path


def write_private(file: Path, content: object) -> None:
    """As JSON; whole or not at all, and never readable for others, not even for a moment."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(content, out, indent=2)
    draft.rename(file)
