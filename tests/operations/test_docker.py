"""Microsoft's emulators: the compose file names what the page and the settings name."""

import json
import re

from operations.generate import REPOSITORY
from tests.azurite import AZURITE

COMPOSE = (REPOSITORY / "local/docker/docker-compose.yaml").read_text()


def test_every_image_is_pinned():
    images = re.findall(r"image: (\S+)", COMPOSE)
    assert images == [
        "mcr.microsoft.com/azure-messaging/servicebus-emulator:2.0.1",
        "mcr.microsoft.com/mssql/server:2022-CU14-ubuntu-22.04",
        "mcr.microsoft.com/azure-storage/azurite:3.35.0",
    ]


def test_azurite_is_the_one_of_the_twin():
    package = json.loads((AZURITE.parents[2] / "package.json").read_text())
    assert f"azurite:{package['version']}\n" in COMPOSE


def test_everything_listens_on_this_machine_only():
    ports = re.findall(r'- "([\d.:]+)"', COMPOSE)
    assert len(ports) == 5
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_configuration_is_mounted_where_the_emulator_reads_it():
    assert "./Config.json:/ServiceBus_Emulator/ConfigFiles/Config.json:ro" in COMPOSE
