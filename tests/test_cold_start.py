"""What a process must not load before it needs it: each is a tenth of a second or more of a cold start."""

import asyncio
import os
import sys

import pytest

from tests.whole_app import ENVIRONMENT

MAIL = {"Email": "endpoint=http://localhost;accesskey=a", "EMAIL_SENDER": "conferences@contoso.example"}

PROGRAM = """
import asyncio, sys
import function_app
from functions.services import build, settings

async def start():
    build(settings())

asyncio.run(start())
LATER = {"azure.data.tables", "azure.storage.blob", "azure.identity", "azure.communication.email"}
print(*sorted(LATER & sys.modules.keys()))
"""


@pytest.mark.stack
async def test_the_storage_sdks_and_the_login_are_loaded_by_who_uses_them_and_not_at_the_start():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, env=os.environ | ENVIRONMENT | MAIL, stdout=asyncio.subprocess.PIPE
    )
    loaded, _ = await process.communicate()
    assert process.returncode == 0
    assert loaded.decode().split() == []
