"""The settings: all that is missing or wrong is said at once, and the app does not start before it is right."""

from pathlib import Path

import pytest

from infrastructure.settings import SettingsError, read_settings
from tests.host.running_host import ROOT, refused
from tests.whole_app import ENVIRONMENT

IDENTITY = {
    "DataStorage__tableServiceUri": "https://data.table.core.windows.net",
    "DataStorage__blobServiceUri": "https://data.blob.core.windows.net",
    "ServiceBus__fullyQualifiedNamespace": "bus.servicebus.windows.net",
}


def faults_of(environment: dict[str, str]) -> dict[str, str]:
    """Setting → what is said of it."""
    with pytest.raises(SettingsError) as caught:
        read_settings(environment)
    return dict(fault.split(": ", 1) for fault in str(caught.value).split("; "))


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in ENVIRONMENT.items() if name not in names}


def test_the_defaults_are_a_quarter_of_an_hour_and_14_minutes():
    settings = read_settings(ENVIRONMENT)
    assert settings.reservation_window.total_seconds() == 900
    assert settings.seat_release_buffer.total_seconds() == 840


def test_where_nothing_is_set_everything_that_must_be_is_named():
    assert faults_of({}).keys() == {
        "ENVIRONMENT",
        "DataStorage",
        "ServiceBus",
        "PUBLIC_BASE_URL",
        "TOKEN_SIGNING_KEYS",
        "LOCATOR_KEY",
    }


def test_missing_and_wrong_ones_are_named_together():
    found = faults_of(without("ServiceBus") | {"RESERVATION_WINDOW_SECONDS": "soon", "PUBLIC_BASE_URL": "x/"})
    assert found.keys() == {"ServiceBus", "RESERVATION_WINDOW_SECONDS", "PUBLIC_BASE_URL"}
    assert found["ServiceBus"] == "set it, or ServiceBus__fullyQualifiedNamespace"


def test_an_empty_setting_is_a_missing_one():
    assert faults_of(ENVIRONMENT | {"LOCATOR_KEY": ""}) == {"LOCATOR_KEY": "Field required"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "production"),
        ("PUBLIC_BASE_URL", "https://conference.test/"),
        ("PUBLIC_BASE_URL", "conference.test"),
        ("RESERVATION_WINDOW_SECONDS", "0"),
        ("RESERVATION_WINDOW_SECONDS", "86401"),
        ("SEAT_RELEASE_BUFFER_SECONDS", "-1"),
        ("ORDERS_PER_NETWORK_PER_MINUTE", "-1"),
        ("ORDERS_PER_NETWORK_PER_MINUTE", "many"),
        ("CONFERENCES_PER_NETWORK_PER_HOUR", "1.5"),
        ("MAILS_PER_RECIPIENT_PER_DAY", "-20"),
        ("MAILS_PER_NETWORK_PER_HOUR", "60/h"),
        ("MAILS_PER_NETWORK_PER_HOUR", "10001"),
        ("TOKEN_SIGNING_KEYS", "{}"),
        ("TOKEN_SIGNING_KEYS", "no JSON"),
        ("TOKEN_SIGNING_KEYS", '["MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"]'),
        ("LOCATOR_KEY", "c2hvcnQ"),
        ("LOCATOR_KEY", "ä" * 64),
    ],
)
def test_a_wrong_one_is_named(name: str, value: str):
    assert faults_of(ENVIRONMENT | {name: value}).keys() == {name}


def test_a_signing_key_that_is_too_short_is_named_by_its_id():
    assert faults_of(ENVIRONMENT | {"TOKEN_SIGNING_KEYS": '{"k1": "c2hvcnQ"}'}).keys() == {"TOKEN_SIGNING_KEYS.k1"}


def test_no_value_is_ever_quoted():
    secret = "c2VjcmV0LXNlY3JldA"
    wrong = {"LOCATOR_KEY": secret, "TOKEN_SIGNING_KEYS": secret, "ENVIRONMENT": secret, "PUBLIC_BASE_URL": secret}
    with pytest.raises(SettingsError) as caught:
        read_settings(ENVIRONMENT | wrong)
    assert secret not in str(caught.value)


def test_in_azure_endpoints_stand_for_connection_strings():
    settings = read_settings(without("DataStorage", "ServiceBus") | IDENTITY | {"ENVIRONMENT": "azure"})
    assert settings.table_service_uri == "https://data.table.core.windows.net"
    assert settings.service_bus_namespace == "bus.servicebus.windows.net"


@pytest.mark.parametrize("name", ["DataStorage__tableServiceUri", "DataStorage__blobServiceUri"])
def test_one_of_two_endpoints_is_not_enough(name: str):
    half = {each: value for each, value in IDENTITY.items() if each != name}
    assert faults_of(without("DataStorage", "ServiceBus") | half) == {
        "DataStorage": "set it, or DataStorage__tableServiceUri and DataStorage__blobServiceUri"
    }


def test_a_reference_to_key_vault_that_azure_could_not_follow_is_no_value():
    reference = "@Microsoft.KeyVault(VaultName=kv-abc;SecretName=locator-key)"
    found = faults_of(ENVIRONMENT | {"LOCATOR_KEY": reference, "TOKEN_SIGNING_KEYS": reference})
    assert found.keys() == {"LOCATOR_KEY", "TOKEN_SIGNING_KEYS"}
    assert all("could not be followed" in fault for fault in found.values())


@pytest.mark.stack
async def test_the_host_refuses_an_app_whose_settings_are_not_right_and_names_them_all(tmp_path: Path):
    settings = tmp_path / "local.settings.json"
    settings.write_text('{"Values": {"ENVIRONMENT": "local", "PUBLIC_BASE_URL": "http://localhost:7071/"}}')
    said = await refused(ROOT, "--settings", str(settings))
    for name in ("PUBLIC_BASE_URL", "TOKEN_SIGNING_KEYS", "LOCATOR_KEY", "DataStorage", "ServiceBus"):
        assert f"{name}: " in said
    assert len(said.splitlines()) == 1
