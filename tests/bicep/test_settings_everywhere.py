"""Whatever the code reads the deployment sets, and whatever the deployment sets somebody reads."""

import json

import pytest

from infrastructure.settings import Settings, read_settings
from tests.bicep.estate import ENVIRONMENTS, estate
from tests.bicep.syntax import BICEP
from tests.whole_app import ENVIRONMENT, triggers

ROOT = BICEP.parent

READ_BY_THE_HOST = {
    "AzureWebJobsStorage__accountName",
    "AzureWebJobsStorage__credential",
    "AzureWebJobsStorage__clientId",
    "ServiceBus__credential",
    "ServiceBus__clientId",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
}
LOCALLY_ONLY = {"DataStorage", "ServiceBus", "Email"}
"""Connection strings with a key in them."""

REFUSED_BY_FLEX = {
    "FUNCTIONS_WORKER_RUNTIME",
    "FUNCTIONS_EXTENSION_VERSION",
    "SCM_DO_BUILD_DURING_DEPLOYMENT",
    "ENABLE_ORYX_BUILD",
    "WEBSITE_RUN_FROM_PACKAGE",
    "WEBSITE_CONTENTSHARE",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
    "WEBSITE_TIME_ZONE",
    "TZ",
}


def app_settings(environment: str) -> dict[str, str]:
    pairs = estate(environment).one("Web/sites").body["properties"]["siteConfig"]["appSettings"]
    assert len({pair["name"] for pair in pairs}) == len(pairs)
    return {pair["name"]: pair["value"] for pair in pairs}


def read_by_the_code() -> set[str]:
    return {field.alias for field in Settings.model_fields.values() if field.alias}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_what_is_set_is_what_is_read(environment: str):
    assert app_settings(environment).keys() == (read_by_the_code() - LOCALLY_ONLY) | READ_BY_THE_HOST
    assert app_settings(environment).keys().isdisjoint(REFUSED_BY_FLEX)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_app_starts_with_what_is_set(environment: str):
    keys = {name: ENVIRONMENT[name] for name in ("TOKEN_SIGNING_KEYS", "LOCATOR_KEY")}
    settings = read_settings(app_settings(environment) | keys)
    assert settings.environment == "azure"
    assert settings.table_service_uri == "https://stdata0123456789abc.table.core.windows.net"
    assert settings.service_bus_namespace == "sb-0123456789abc.servicebus.windows.net"
    assert settings.reservation_window_seconds == 900
    assert settings.seat_release_buffer_seconds == 840
    assert settings.audit_patience_seconds == 300
    assert settings.audit_slices_per_minute == 1
    assert settings.invoice_day_seconds == 86_400
    assert settings.orders_per_network_per_minute == 600
    assert settings.conferences_per_network_per_hour == 60
    assert settings.mails_per_recipient_per_day == 20
    assert settings.mails_per_network_per_hour == 60


def test_every_connection_of_a_trigger_is_set_by_identity():
    connections = {trigger["connection"] for trigger in triggers() if "connection" in trigger}
    assert connections == {"ServiceBus"}
    found = app_settings("prod")
    for connection in (*connections, "AzureWebJobsStorage"):
        assert found[f"{connection}__credential"] == "managedidentity"
        assert found[f"{connection}__clientId"] == "<id-0123456789abc.properties.clientId>"


def test_keys_are_read_from_the_vault_under_the_names_that_they_are_made_by():
    found = app_settings("prod")
    vault = "VaultName=kv-0123456789abc"
    assert found["TOKEN_SIGNING_KEYS"] == f"@Microsoft.KeyVault({vault};SecretName=token-signing-keys)"
    assert found["LOCATOR_KEY"] == f"@Microsoft.KeyVault({vault};SecretName=locator-key)"


def test_a_laptop_has_no_limits():
    sample = json.loads((ROOT / "local.settings.sample.json").read_text())["Values"]
    limits = {name: value for name, value in sample.items() if "_PER_NETWORK_" in name or "_PER_RECIPIENT_" in name}
    assert limits == {
        "ORDERS_PER_NETWORK_PER_MINUTE": "0",
        "CONFERENCES_PER_NETWORK_PER_HOUR": "0",
        "MAILS_PER_RECIPIENT_PER_DAY": "0",
        "MAILS_PER_NETWORK_PER_HOUR": "0",
    }


def test_the_sample_names_only_what_is_read():
    sample = json.loads((ROOT / "local.settings.sample.json").read_text())["Values"]
    assert sample.keys() <= read_by_the_code() | {"AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"}
