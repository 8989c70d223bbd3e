"""What `make test` says where no browser can be had."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.launcher import REPOSITORY

ONE_TEST = "tests/browser/test_conferences.py::test_an_address_that_leads_nowhere_says_so"

pytestmark = pytest.mark.stack


def run_without_browser(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name not in {"CHROMIUM", "CI", "SITE"}}
    nowhere = {"PATH": str(home), "HOME": str(home), "PLAYWRIGHT_BROWSERS_PATH": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ONE_TEST],
        cwd=REPOSITORY,
        env=bare | nowhere | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_last_line_says_how_many_browser_tests_did_not_run_and_why(tmp_path: Path) -> None:
    run = run_without_browser(tmp_path)
    assert run.returncode == 0, run.stdout
    assert run.stdout.splitlines()[-1] == (
        "1 browser tests did not run: no browser found: set CHROMIUM to one, or install Chromium (Debian: apt-get "
        "install chromium) or Chrome, or run .venv/bin/playwright install chromium"
    )


def test_on_a_build_machine_that_is_a_failure(tmp_path: Path) -> None:
    run = run_without_browser(tmp_path, CI="true")
    assert run.returncode == 1, run.stdout
    assert "no browser found" in run.stdout
