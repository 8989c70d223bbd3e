"""What the command line says."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    app_dir: Path
    port: int | None = None
    """None: what the settings say; 0: any free one."""
    settings_file: Path | None = None
    data_dir: Path | None = None
    keys_file: Path | None = None
    """None: nobody is asked for a key."""
    only: tuple[str, ...] = ()
    """Names of the functions to serve; empty: all."""
    pass_chunked_bodies: bool = False
    behind_front: bool = False
    message_faults: bool = True
    """Whether Service Bus messages suffer what they suffer from Azure's host."""
    grace: int = 8
    """Seconds that invocations in flight get when the host stops."""
