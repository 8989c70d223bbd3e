"""What each environment consists of, as `dev`, `test` and `prod.bicepparam` would deploy it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.bicep.evaluation import Resource, deployed
from tests.bicep.syntax import BICEP

DEPLOYER = "d" * 36
OPERATORS = "9" * 36
APP = "<id-0123456789abc.properties.principalId>"

TOLD = {
    "AZURE_ENV_NAME": "contoso",
    "AZURE_LOCATION": "westeurope",
    "AZURE_PRINCIPAL_ID": DEPLOYER,
    "OWNER": "conference team",
    "COST_CENTRE": "4711",
    "OPERATORS_GROUP_ID": OPERATORS,
    "ALERT_EMAIL": "operators@example.com",
    "EMAIL_DOMAIN": "mail.example.com",
    "BUDGET_START_DATE": "2026-11-01",
    "ALLOWED_IP_RANGES": "203.0.113.7,198.51.100.0/24",
}
"""What the environment of a deployment says."""

ENVIRONMENTS = ("dev", "test", "prod")


@dataclass(frozen=True, slots=True)
class Estate:
    name: str
    resources: tuple[Resource, ...]
    outputs: dict[str, Any]

    def all(self, kind: str) -> list[Resource]:
        """All of a type, without `Microsoft.`; those that only are referred to left out."""
        return [each for each in self.resources if each.type == f"Microsoft.{kind}" and not each.existing]

    def one(self, kind: str, name: str = "") -> Resource:
        """The one of the type whose name begins like that."""
        (found,) = (each for each in self.all(kind) if each.name.startswith(name))
        return found

    def in_scope(self, kind: str, scope: Resource) -> list[Resource]:
        return [each for each in self.all(kind) if each.scope == scope.id]


@cache
def estate(environment: str) -> Estate:
    resources, outputs = deployed(BICEP / f"{environment}.bicepparam", TOLD)
    return Estate(environment, tuple(resources), outputs)


def accounts(deployed: Estate) -> list[Resource]:
    found = deployed.all("Storage/storageAccounts")
    assert len(found) == 2
    return found


def properties(resource: Resource) -> dict[str, Any]:
    said: dict[str, Any] = resource.body["properties"]
    return said
