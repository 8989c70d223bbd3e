"""Who may do what: every role that a deployment gives, with its scope. Anything more or less is a mistake."""

import json

import pytest

from tests.bicep.estate import APP, DEPLOYER, OPERATORS, estate
from tests.bicep.syntax import BICEP

ROLE_NAMES = {role: name for name, role in json.loads((BICEP / "roles.json").read_text()).items()}

HOST = "storageAccounts/sthost0123456789abc"
DATA = "storageAccounts/stdata0123456789abc"
BUS = "namespaces/sb-0123456789abc"

APP_MAY = {
    (f"{HOST}", "storageBlobDataOwner"),
    (f"{HOST}", "storageTableDataContributor"),
    (f"{DATA}", "storageTableDataContributor"),
    (f"{DATA}/blobServices/default/containers/parked", "storageBlobDataContributor"),
    (f"{DATA}/blobServices/default/containers/seat-assignments", "storageBlobDataContributor"),
    (f"{BUS}/queues/commands", "serviceBusDataReceiver"),
    (f"{BUS}/queues/commands", "serviceBusDataSender"),
    (f"{BUS}/queues/seats", "serviceBusDataReceiver"),
    (f"{BUS}/queues/seats", "serviceBusDataSender"),
    (f"{BUS}/topics/events", "serviceBusDataSender"),
    (f"{BUS}/topics/events/subscriptions/process-manager", "serviceBusDataReceiver"),
    (f"{BUS}/topics/events/subscriptions/registration-views", "serviceBusDataReceiver"),
    (f"{BUS}/topics/events/subscriptions/management-views", "serviceBusDataReceiver"),
    (f"{BUS}/topics/events/subscriptions/seat-assignments", "serviceBusDataReceiver"),
    (f"{BUS}/topics/events/subscriptions/mail", "serviceBusDataReceiver"),
    ("components/appi-0123456789abc", "monitoringMetricsPublisher"),
    ("vaults/kv-0123456789abc", "keyVaultSecretsUser"),
    ("communicationServices/acs-0123456789abc", "communicationAndEmailServiceOwner"),
}
OPERATORS_MAY = {
    (f"{BUS}", "serviceBusDataOwner"),
    (f"{DATA}", "storageTableDataReader"),
    (f"{DATA}", "storageBlobDataReader"),
}
DEPLOYER_MAY = {("vaults/kv-0123456789abc", "keyVaultSecretsOfficer")}


@pytest.mark.parametrize("environment", ["dev", "test", "prod"])
@pytest.mark.parametrize(
    ("principal", "kind", "expected"),
    [
        (APP, {"ServicePrincipal"}, APP_MAY),
        (OPERATORS, {"Group"}, OPERATORS_MAY),
        (DEPLOYER, {"User", "ServicePrincipal"}, DEPLOYER_MAY),
    ],
    ids=["app", "operators", "deployer"],
)
def test_each_has_exactly_these_roles(environment: str, principal: str, kind: set[str], expected: set[tuple[str, str]]):
    found = set()
    for assignment in estate(environment).all("Authorization/roleAssignments"):
        said = assignment.body["properties"]
        if said["principalId"] == principal:
            found.add((assignment.scope.split("/Microsoft.")[-1].partition("/")[2], ROLE_NAMES[role_of(said)]))
            assert said["principalType"] in kind
    assert found == expected


def test_nobody_else_has_any():
    principals = {
        role.body["properties"]["principalId"] for role in estate("prod").all("Authorization/roleAssignments")
    }
    assert principals == {APP, OPERATORS, DEPLOYER}


def test_assignments_have_names_of_their_own():
    names = [assignment.name for assignment in estate("prod").all("Authorization/roleAssignments")]
    assert len(names) == len(set(names)) == 22


def role_of(properties: dict[str, str]) -> str:
    return properties["roleDefinitionId"].rpartition("/")[2]
