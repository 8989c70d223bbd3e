"""What the app finds in its environment: the file's values, the launcher's, the shell's; the later wins."""

import json
from pathlib import Path

import httpx
import pytest

from tests.stack import running_stack


@pytest.mark.stack
def test_the_shell_wins_over_the_file_and_what_leads_to_this_stack_wins_over_all(own_app: Path) -> None:
    values = {"RESERVATION_WINDOW_SECONDS": "900", "OPERATOR_LOCAL_KEY": "from-file", "PUBLIC_BASE_URL": "http://file"}
    (own_app / "local.settings.json").write_text(json.dumps({"Values": values}))
    shell = {"RESERVATION_WINDOW_SECONDS": "6", "ServiceBus": "Endpoint=sb://elsewhere", "ENVIRONMENT": "azure"}

    with running_stack(app=own_app, env=shell) as stack:
        found = httpx.get(f"{stack.base_url}/api/environment", trust_env=False).json()

    assert found["OPERATOR_LOCAL_KEY"] == "from-file"
    assert found["RESERVATION_WINDOW_SECONDS"] == "6"
    assert found["PUBLIC_BASE_URL"] == f"http://localhost:{stack.port}"
    assert found["ServiceBus"].startswith("Endpoint=sb://127.0.0.1:")
    assert found["DataStorage"] == found["AzureWebJobsStorage"]
    assert found["ENVIRONMENT"] == "local"
