"""local.settings.json, `%NAME%` and connections."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from local.host.errors import StartupError
from local.host.settings import LocalSettings, Settings, export, read_local_settings


def read(folder: Path, content: Any) -> LocalSettings:
    file = folder / "local.settings.json"
    file.write_text(json.dumps(content), "utf-8")
    return read_local_settings(file, required=True)


def test_values_and_the_hosts_section_are_read(tmp_path: Path) -> None:
    content = {
        "IsEncrypted": False,
        "Values": {"A": "1"},
        "Host": {"LocalHttpPort": 7072, "CORS": "http://a.example/, http://b.example", "CORSCredentials": True},
    }
    assert read(tmp_path, content) == LocalSettings(
        values={"A": "1"}, port=7072, cors_origins=("http://a.example", "http://b.example"), cors_credentials=True
    )


def test_a_missing_file_is_no_settings_unless_it_was_asked_for(tmp_path: Path) -> None:
    assert read_local_settings(tmp_path / "none.json", required=False) == LocalSettings(values={})
    with pytest.raises(StartupError, match="no such file"):
        read_local_settings(tmp_path / "none.json", required=True)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ([], "must be a JSON object"),
        ({"IsEncrypted": True}, "IsEncrypted is true"),
        ({"Values": {"A": 1}}, "Values.A must be a string"),
        ({"Host": {"LocalHttpPort": "7071"}}, "Host.LocalHttpPort must be a number"),
        ({"Host": {"CORSCredentials": "yes"}}, "Host.CORSCredentials must be true or false"),
    ],
)
def test_what_core_tools_would_not_take_is_refused(tmp_path: Path, content: Any, problem: str) -> None:
    with pytest.raises(StartupError, match=problem):
        read(tmp_path, content)


def test_the_real_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST_TEST_SET", "real")
    monkeypatch.delenv("HOST_TEST_UNSET", raising=False)
    export({"HOST_TEST_SET": "file", "HOST_TEST_UNSET": "file"})
    assert (os.environ["HOST_TEST_SET"], os.environ["HOST_TEST_UNSET"]) == ("real", "file")
    monkeypatch.delenv("HOST_TEST_UNSET")


def test_placeholders_are_replaced_by_settings() -> None:
    settings = Settings({"QUEUE": "orders", "ENV": "dev"})
    assert settings.expand("%QUEUE%-%ENV%", "function 'f'") == "orders-dev"


def test_an_unset_placeholder_names_function_and_setting() -> None:
    with pytest.raises(StartupError, match=r"function 'f': setting 'QUEUE' \(for '%QUEUE%'\) is not set"):
        Settings({}).expand("%QUEUE%", "function 'f'")


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"ServiceBus": "Endpoint=a"}, "ServiceBus"),
        ({"AzureWebJobsBus": "Endpoint=a", "Bus": "Endpoint=other"}, "Bus"),
        ({"AzureWebJobsServiceBus": "Endpoint=a"}, ""),
    ],
)
def test_a_connection_is_looked_up_as_azure_does(values: dict[str, str], name: str) -> None:
    assert Settings(values).service_bus_connection(name, "function 'f'") == "Endpoint=a"


def test_a_connection_by_identity_is_refused_with_the_reason() -> None:
    settings = Settings({"ServiceBus__fullyQualifiedNamespace": "x.servicebus.windows.net"})
    with pytest.raises(
        StartupError, match=r"function 'f': setting 'ServiceBus__fullyQualifiedNamespace' .* Azure only"
    ):
        settings.service_bus_connection("ServiceBus", "function 'f'")


def test_a_missing_connection_names_function_and_setting() -> None:
    with pytest.raises(StartupError, match="function 'f': connection setting 'Bus' is not set"):
        Settings({}).service_bus_connection("Bus", "function 'f'")
