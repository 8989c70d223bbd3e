"""All these tests again with an emulator that keeps nothing: without a journal other code runs."""

import asyncio
import os
import sys

import pytest

from tests.servicebus.conftest import JOURNAL_SWITCH
from tests.servicebus.emulator import ROOT


@pytest.mark.stack
@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_everything_holds_without_a_journal() -> None:
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "pytest",
            "tests/servicebus",
            "-q",
            "-m",
            "stack and not slow",
            "-p",
            "no:cacheprovider",
        ),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {JOURNAL_SWITCH: "0"},
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()[-5_000:]
