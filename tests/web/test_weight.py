"""What visitors download."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.launcher import REPOSITORY

pytestmark = pytest.mark.stack  # needs the built pages

DIST = REPOSITORY / "web/dist"
MOST_SCRIPT_BYTES = 60_000
PUBLIC_PAGES = ("index.html", "payment/index.html")


def _loaded_scripts(page: str) -> set[Path]:
    """The scripts that a page loads before anything is clicked, those that they import included."""
    found: set[Path] = set()
    wanted = [DIST / path.lstrip("/") for path in re.findall(r'<script[^>]* src="([^"]+)"', (DIST / page).read_text())]
    while wanted:
        script = wanted.pop()
        if script not in found:
            found.add(script)
            wanted += [script.parent / name for name in _static_imports(script.read_text())]
    return found


def _static_imports(script: str) -> Iterator[str]:
    yield from re.findall(r"""\bimport(?:[^"'`();]*\bfrom)?\s*["']\./([^"']+)["']""", script)


@pytest.mark.parametrize("page", PUBLIC_PAGES)
def test_the_public_pages_load_little_script(page: str) -> None:
    scripts = _loaded_scripts(page)
    weight = sum(len(gzip.compress(script.read_bytes(), compresslevel=6)) for script in scripts)
    assert scripts
    assert weight < MOST_SCRIPT_BYTES, {script.name: script.stat().st_size for script in scripts}


@pytest.mark.parametrize("page", PUBLIC_PAGES)
def test_pages_have_neither_script_nor_style_of_their_own(page: str) -> None:
    text = (DIST / page).read_text()
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]* src=)", text)
    assert not re.search(r"\son[a-z]+=", text)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert policy[1].replace("&#39;", "'").split("; ") == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
