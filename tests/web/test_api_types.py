"""The front end's types and currencies are those of the API as the code describes it now."""

import subprocess
import sys
from pathlib import Path

import pytest

from functions.http.describe_currencies import typescript
from local.launcher import REPOSITORY

WEB = REPOSITORY / "web"
CHECKED_IN = WEB / "src/api/schema.d.ts"


@pytest.mark.stack
def test_the_types_of_the_front_end_are_up_to_date(tmp_path: Path) -> None:
    description, generated = tmp_path / "openapi.json", tmp_path / "schema.d.ts"
    with description.open("w") as out:
        subprocess.run([sys.executable, "-m", "functions.http.describe"], cwd=REPOSITORY, stdout=out, check=True)
    types = ["npm", "run", "--silent", "types", "--", str(description), "--output", str(generated)]
    subprocess.run(types, cwd=WEB, check=True, capture_output=True)
    assert generated.read_text() == CHECKED_IN.read_text(), "the API has changed: run `make web-types`"


def test_the_currencies_of_the_front_end_are_up_to_date() -> None:
    generated = (WEB / "src/api/currencies.ts").read_text()
    assert generated == typescript(), "the currencies have changed: run `make web-types`"
