"""Log output: one readable line per event on standard error, levels from host.json.

Azure's log categories (`Function.name`, `Host.Startup`) are hierarchical by dots as Python's loggers are, so a category
in `logging.logLevel` is the logger of the same name. What the app itself logs obeys `default`.
"""

import logging
import sys
from collections.abc import Mapping

from local.host.errors import StartupError

_LEVELS = {
    "trace": logging.DEBUG,
    "debug": logging.DEBUG,
    "information": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
    "none": logging.CRITICAL + 10,
}

# Libraries that tell what the host tells better. The worker library logs every invocation, and a failure to load with
# its traceback beside the error it returns; the Service Bus client logs every attempt to reach a broker that is away.
_CHATTER = {
    "azure": logging.WARNING,
    "azure.functions": logging.CRITICAL,
    "azure.servicebus": logging.CRITICAL,
    "uvicorn": logging.WARNING,
    "watchfiles": logging.WARNING,
    "asyncio": logging.WARNING,
}


def set_up(log_levels: Mapping[str, str]) -> None:
    """Send all logging to standard error at these levels. Raises StartupError for a level that does not exist."""
    wrong = [
        f"host.json: logging.logLevel.{category}: '{level}' is not a log level"
        for category, level in log_levels.items()
        if level.lower() not in _LEVELS
    ]
    if wrong:
        raise StartupError(*wrong)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s.%(msecs)03d %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name, level in _CHATTER.items():
        logging.getLogger(name).setLevel(level)
    for category, name in log_levels.items():
        logging.getLogger(None if category.lower() == "default" else category).setLevel(_LEVELS[name.lower()])


def function_logger(function: str) -> logging.Logger:
    """The logger of a function's category."""
    return logging.getLogger(f"Function.{function}")
