"""What the function app finds in its environment."""

import json
from collections.abc import Mapping
from pathlib import Path

from local.launcher import CannotStartError

OWN_FILE = "local.settings.json"
SAMPLE_FILE = "local.settings.sample.json"


def settings_file(app: Path) -> Path | None:
    """The developer's own file if there is one, else the sample with the defaults, else None."""
    return next((file for name in (OWN_FILE, SAMPLE_FILE) if (file := app / name).exists()), None)


def app_environment(
    file: Path | None, *, defaults: Mapping[str, str], real: Mapping[str, str], forced: Mapping[str, str]
) -> dict[str, str]:
    """The later wins: `Values` of the file, the launcher's choices, the developer's shell, what leads to this stack."""
    return {**(_values(file) if file else {}), **defaults, **real, **forced}


def _values(file: Path) -> dict[str, str]:
    """Raises CannotStartError if the file is not of the shape `{"Values": {name: text}}`."""
    try:
        document = json.loads(file.read_text())
    except ValueError as error:
        raise CannotStartError(f"{file} is not JSON: {error}") from None
    values = document.get("Values", {}) if isinstance(document, dict) else None
    if not isinstance(values, dict):
        raise CannotStartError(f'{file}: "Values" must be an object of names and texts')
    for name, value in values.items():
        if not isinstance(value, str):
            raise CannotStartError(f"{file}: {name} must be a text, in quotation marks")
    return values
