"""What holds for everything that is deployed: logs, alerts, secrets, tags, names, money, parameters."""

import re
from pathlib import Path

import pytest

from tests.bicep.estate import ENVIRONMENTS, Estate, estate, properties
from tests.bicep.syntax import BICEP, template, text_of, walk

WITHOUT_TAGS = {
    "Microsoft.Authorization/locks",
    "Microsoft.Authorization/roleAssignments",
    "Microsoft.Consumption/budgets",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "Microsoft.ServiceBus/namespaces/networkRuleSets",
    "Microsoft.ServiceBus/namespaces/queues",
    "Microsoft.ServiceBus/namespaces/topics",
    "Microsoft.ServiceBus/namespaces/topics/subscriptions",
    "Microsoft.ServiceBus/namespaces/topics/subscriptions/rules",
    "Microsoft.Storage/storageAccounts/blobServices",
    "Microsoft.Storage/storageAccounts/blobServices/containers",
    "Microsoft.Storage/storageAccounts/managementPolicies",
    "Microsoft.Storage/storageAccounts/tableServices",
    "Microsoft.Storage/storageAccounts/tableServices/tables",
}
TAGS = {"azd-env-name", "workload", "environment", "owner", "costCentre", "dataClassification"}


@pytest.mark.parametrize(
    ("kind", "name", "groups"),
    [
        ("ServiceBus/namespaces", "", ["allLogs"]),
        ("KeyVault/vaults", "", ["audit"]),
    ],
)
def test_who_did_what_is_logged(deployed: Estate, kind: str, name: str, groups: list[str]):
    (setting,) = deployed.in_scope("Insights/diagnosticSettings", deployed.one(kind, name))
    assert [log["categoryGroup"] for log in properties(setting)["logs"] if log["enabled"]] == groups
    assert properties(setting)["workspaceId"] == deployed.one("OperationalInsights/workspaces").id


def test_telemetry_is_taken_in_by_identity_into_the_workspace(deployed: Estate):
    component = properties(deployed.one("Insights/components"))
    assert component["WorkspaceResourceId"] == deployed.one("OperationalInsights/workspaces").id
    assert component["DisableLocalAuth"] is True


def test_alerts_lead_to_the_action_group(deployed: Estate):
    group = deployed.one("Insights/actionGroups")
    assert properties(group)["emailReceivers"][0]["emailAddress"] == "operators@example.com"
    metric, log = deployed.all("Insights/metricAlerts"), deployed.all("Insights/scheduledQueryRules")
    for alert in metric:
        assert [action["actionGroupId"] for action in properties(alert)["actions"]] == [group.id]
        assert properties(alert)["enabled"] is True
        assert properties(alert)["autoMitigate"] is True
    for alert in log:
        assert properties(alert)["actions"]["actionGroups"] == [group.id]
        assert properties(alert)["enabled"] is True
    from_outside = {"unreachable"} if deployed.name == "prod" else set()
    assert {alert.name.removeprefix("contoso-") for alert in (*metric, *log)} == from_outside | {
        "audit-silent",
        "backlog",
        "bus-server-errors",
        "bus-throttling",
        "bus-user-errors",
        "dead-letters",
        "function-failures",
        "http-5xx",
        "messages-retried",
        "outbox-age",
        "outbox-found",
        "parked-messages",
        "start-refused",
        "storage-availability",
        "storage-throttling",
    }


def test_production_is_asked_from_three_places_whether_orders_can_be_placed():
    deployed = estate("prod")
    test = properties(deployed.one("Insights/webtests"))
    assert test["Request"]["RequestUrl"] == f"{deployed.outputs['API_ORIGIN']}/api/health/ready"
    assert test["ValidationRules"]["ExpectedHttpStatusCode"] == 200
    assert len(test["Locations"]) == 3
    criteria = properties(deployed.one("Insights/metricAlerts", "contoso-unreachable"))["criteria"]
    assert criteria["webTestId"] == deployed.one("Insights/webtests").id
    assert criteria["failedLocationCount"] == 2
    assert estate("dev").all("Insights/webtests") == []


def test_no_secret_is_taken_made_or_told():
    for file in sorted(BICEP.rglob("*.bicep")):
        source = file.read_text()
        assert not re.search(r"\b(listKeys|listAccountSas|listSecrets|getSecret|newGuid)\b|\.list[A-Z]\w*\(", source), (
            file
        )
        for name in template(file).parameters:
            assert not re.search(r"password|secret|connectionString|apiKey", name, re.IGNORECASE), (file, name)
        for name, output in template(file).outputs.items():
            assert output.value
            told = " ".join(text_of(node) for node in walk(output.value))
            assert "ConnectionString" not in told, (file, name)
            assert "InstrumentationKey" not in told, (file, name)


def test_everything_that_can_has_its_tags_and_nothing_names_a_region_by_itself(deployed: Estate):
    for resource in deployed.resources:
        if resource.existing or resource.type in WITHOUT_TAGS:
            continue
        assert resource.body["tags"].keys() >= TAGS, resource
        assert resource.body["location"] in ("westeurope", "global"), resource
    assert deployed.one("Web/sites").body["tags"]["azd-service-name"] == "api"


def test_names_begin_with_the_abbreviation_of_their_kind(deployed: Estate):
    expected = {
        "Resources/resourceGroups": "rg-",
        "ManagedIdentity/userAssignedIdentities": "id-",
        "OperationalInsights/workspaces": "log-",
        "Insights/components": "appi-",
        "Insights/actionGroups": "ag-",
        "ServiceBus/namespaces": "sb-",
        "KeyVault/vaults": "kv-",
        "Communication/communicationServices": "acs-",
        "Web/serverfarms": "plan-",
        "Web/sites": "func-",
        "Web/staticSites": "stapp-",
    }
    for kind, prefix in expected.items():
        assert deployed.one(kind).name.startswith(prefix)


def test_a_budget_tells_at_half_three_quarters_and_nine_tenths_and_when_it_will_be_spent(deployed: Estate):
    told = properties(deployed.one("Consumption/budgets"))["notifications"].values()
    assert sorted((note["threshold"], note["thresholdType"]) for note in told) == [
        (50, "Actual"),
        (75, "Actual"),
        (90, "Actual"),
        (100, "Forecasted"),
    ]
    assert all(note["contactEmails"] == ["operators@example.com"] and note["enabled"] for note in told)


def test_logs_are_capped_where_nobody_depends_on_them():
    caps = {
        name: properties(estate(name).one("OperationalInsights/workspaces"))["workspaceCapping"]
        for name in ENVIRONMENTS
    }
    assert caps == {"dev": {"dailyQuotaGb": 1}, "test": {"dailyQuotaGb": 2}, "prod": {"dailyQuotaGb": -1}}


@pytest.mark.parametrize("file", sorted(BICEP.rglob("*.bicep")), ids=lambda file: file.stem)
def test_every_parameter_is_described_and_numbers_and_names_are_bounded(file: Path):
    for name, parameter in template(file).parameters.items():
        assert "description" in parameter.decorators, name
        bounds = parameter.decorators.keys() - {"description"}
        if parameter.type == "int":
            assert "allowed" in bounds or {"minValue", "maxValue"} <= bounds, name
        if parameter.type == "string" and file.name == "main.bicep":
            assert bounds, name
