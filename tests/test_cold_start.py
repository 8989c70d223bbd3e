"""What a process must not load before it needs it: each is a tenth of a second or more of a cold start."""

import asyncio
import sys

import pytest

PROGRAM = """
import asyncio, sys
import function_app
from functions.services import build
from tests.http.world import SETTINGS

async def start():
    build(SETTINGS.model_copy(update={"service_bus": "Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=b"}))

asyncio.run(start())
print(*sorted({"azure.data.tables", "azure.storage.blob", "azure.identity"} & sys.modules.keys()))
"""


@pytest.mark.stack
async def test_the_storage_sdks_and_the_login_are_loaded_by_who_uses_them_and_not_at_the_start():
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, stdout=asyncio.subprocess.PIPE)
    loaded, _ = await process.communicate()
    assert process.returncode == 0
    assert loaded.decode().split() == []
