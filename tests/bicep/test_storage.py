"""Storage accounts, by the Well-Architected guide of the service."""

import pytest

from tests.bicep.estate import Estate, accounts, estate, properties


def test_storage_is_opened_by_identity_only(deployed: Estate):
    for account in accounts(deployed):
        assert properties(account)["allowSharedKeyAccess"] is False
        assert properties(account)["defaultToOAuthAuthentication"] is True


def test_no_blob_is_public(deployed: Estate):
    for account in accounts(deployed):
        assert properties(account)["allowBlobPublicAccess"] is False
    for container in deployed.all("Storage/storageAccounts/blobServices/containers"):
        assert properties(container)["publicAccess"] == "None"


def test_storage_speaks_https_with_tls_1_2(deployed: Estate):
    for account in accounts(deployed):
        assert properties(account)["supportsHttpsTrafficOnly"] is True
        assert properties(account)["minimumTlsVersion"] == "TLS1_2"


@pytest.mark.parametrize(
    ("name", "data", "host"),
    [
        ("dev", "Standard_LRS", "Standard_LRS"),
        ("test", "Standard_ZRS", "Standard_LRS"),
        ("prod", "Standard_RAGZRS", "Standard_ZRS"),
    ],
)
def test_data_is_kept_as_often_as_its_environment_needs(name: str, data: str, host: str):
    assert estate(name).one("Storage/storageAccounts", "stdata").body["sku"]["name"] == data
    assert estate(name).one("Storage/storageAccounts", "sthost").body["sku"]["name"] == host


def test_deleted_blobs_and_containers_come_back(deployed: Estate):
    services = deployed.all("Storage/storageAccounts/blobServices")
    assert len(services) == 2
    for service in services:
        assert properties(service)["deleteRetentionPolicy"]["enabled"] is True
        assert properties(service)["containerDeleteRetentionPolicy"]["enabled"] is True
    data = deployed.one("Storage/storageAccounts", "stdata")
    (of_data,) = deployed.in_scope("Storage/storageAccounts/blobServices", data)
    assert properties(of_data)["isVersioningEnabled"] is True
    assert properties(of_data)["deleteRetentionPolicy"]["days"] == 30


def test_nothing_is_copied_to_other_tenants_and_there_are_no_local_users(deployed: Estate):
    for account in accounts(deployed):
        assert properties(account)["allowCrossTenantReplication"] is False
        assert properties(account)["isLocalUserEnabled"] is False
        assert properties(account)["isSftpEnabled"] is False


def test_the_event_store_of_production_cannot_be_deleted():
    lock = estate("prod").one("Authorization/locks")
    assert lock.scope == estate("prod").one("Storage/storageAccounts", "stdata").id
    assert properties(lock)["level"] == "CanNotDelete"
    assert estate("dev").all("Authorization/locks") == []


def test_blobs_are_audited_and_tables_are_measured(deployed: Estate):
    audited = [s for s in deployed.all("Insights/diagnosticSettings") if s.scope.endswith("/blobServices/default")]
    assert len(audited) == 2
    assert all(properties(s)["logs"] == [{"categoryGroup": "audit", "enabled": True}] for s in audited)
    (measured,) = (s for s in deployed.all("Insights/diagnosticSettings") if s.scope.endswith("/tableServices/default"))
    assert properties(measured)["metrics"] == [{"category": "Transaction", "enabled": True}]
