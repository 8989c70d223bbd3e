"""Service Bus, the function app, keys, mail and the network, by the Well-Architected guides."""

import pytest

from tests.bicep.estate import TOLD, Estate, accounts, estate, properties
from tests.bicep.evaluation import deployed as carry_out
from tests.bicep.syntax import BICEP


@pytest.mark.parametrize("name", ["test", "prod"])
def test_an_isolated_environment_lets_only_listed_addresses_and_its_own_network_in(name: str):
    deployed = estate(name)
    vault = deployed.one("KeyVault/vaults")
    for resource in (*accounts(deployed), vault):
        rules = properties(resource)["networkAcls"]
        assert rules["defaultAction"] == "Deny"
        assert [rule["value"] for rule in rules["ipRules"]] == ["203.0.113.7", "198.51.100.0/24"]
    reached = {
        (endpoint.body["properties"]["privateLinkServiceConnections"][0]["properties"]["privateLinkServiceId"], *ids)
        for endpoint in deployed.all("Network/privateEndpoints")
        for ids in [endpoint.body["properties"]["privateLinkServiceConnections"][0]["properties"]["groupIds"]]
    }
    storage = {(account.id, kind) for account in accounts(deployed) for kind in ("blob", "table")}
    assert reached == storage | {(vault.id, "vault")}
    subnet = properties(deployed.one("Web/sites"))["virtualNetworkSubnetId"]
    assert subnet == f"{deployed.one('Network/virtualNetworks').id}/subnets/app"


def test_development_is_open_to_whoever_has_a_role_and_says_so():
    deployed = estate("dev")
    assert {properties(account)["networkAcls"]["defaultAction"] for account in accounts(deployed)} == {"Allow"}
    assert deployed.all("Network/virtualNetworks") == []
    assert properties(deployed.one("Web/sites"))["virtualNetworkSubnetId"] is None


def test_service_bus_is_opened_by_identity_only_with_tls_1_2(deployed: Estate):
    namespace = deployed.one("ServiceBus/namespaces")
    assert properties(namespace)["disableLocalAuth"] is True
    assert properties(namespace)["minimumTlsVersion"] == "1.2"


def test_whatever_is_received_from_gives_up_in_the_end_and_keeps_what_it_gave_up(deployed: Estate):
    received = [
        *deployed.all("ServiceBus/namespaces/queues"),
        *deployed.all("ServiceBus/namespaces/topics/subscriptions"),
    ]
    assert len(received) == 7
    for entity in received:
        assert properties(entity)["maxDeliveryCount"] == 100
        assert properties(entity)["deadLetteringOnMessageExpiration"] is True
        assert properties(entity)["defaultMessageTimeToLive"] == "P14D"


def test_what_a_filter_fails_on_is_seen(deployed: Estate):
    for subscription in deployed.all("ServiceBus/namespaces/topics/subscriptions"):
        assert properties(subscription)["deadLetteringOnFilterEvaluationExceptions"] is True


def test_whatever_is_sent_to_takes_a_message_once(deployed: Estate):
    for entity in (*deployed.all("ServiceBus/namespaces/queues"), deployed.one("ServiceBus/namespaces/topics")):
        assert properties(entity)["requiresDuplicateDetection"] is True
        assert properties(entity)["duplicateDetectionHistoryTimeWindow"] == "PT1M"


def test_the_function_app_speaks_https_and_nothing_old(deployed: Estate):
    app = properties(deployed.one("Web/sites"))
    assert app["httpsOnly"] is True
    site = app["siteConfig"]
    assert site["minTlsVersion"] == site["scmMinTlsVersion"] == "1.2"
    assert site["ftpsState"] == "Disabled"
    assert site["http20Enabled"] is True
    assert site["remoteDebuggingEnabled"] is False


def test_the_function_app_has_an_identity_and_gets_packages_and_keys_by_it(deployed: Estate):
    app, identity = deployed.one("Web/sites"), deployed.one("ManagedIdentity/userAssignedIdentities")
    assert app.body["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {identity.id: {}}}
    assert properties(app)["keyVaultReferenceIdentity"] == identity.id
    assert properties(app)["functionAppConfig"]["deployment"]["storage"]["authentication"] == {
        "type": "UserAssignedIdentity",
        "userAssignedIdentityResourceId": identity.id,
    }


def test_the_plan_is_flex_consumption_with_python_3_13(deployed: Estate):
    assert deployed.one("Web/serverfarms").body["sku"] == {"name": "FC1", "tier": "FlexConsumption"}
    runtime = properties(deployed.one("Web/sites"))["functionAppConfig"]["runtime"]
    assert runtime == {"name": "python", "version": "3.13"}


def test_production_is_spread_over_zones_with_two_of_everything_warm():
    deployed = estate("prod")
    assert properties(deployed.one("Web/serverfarms"))["zoneRedundant"] is True
    ready = properties(deployed.one("Web/sites"))["functionAppConfig"]["scaleAndConcurrency"]["alwaysReady"]
    assert {each["name"]: each["instanceCount"] for each in ready} == dict.fromkeys(
        [
            "http",
            "function:commands",
            "function:seats",
            "function:process-manager",
            "function:registration-views",
            "function:management-views",
            "function:seat-assignments",
            "function:mail",
            "function:audit-streams",
            "function:forget-answers",
            "function:look-after-orders",
            "function:park-dead-letters",
            "function:sweep-conferences",
        ],
        2,
    )
    scale = properties(estate("dev").one("Web/sites"))["functionAppConfig"]["scaleAndConcurrency"]
    assert scale["alwaysReady"] == []


def test_mail_is_sent_by_identity(deployed: Estate):
    assert properties(deployed.one("Communication/communicationServices"))["disableLocalAuth"] is True


def test_a_domain_of_ones_own_is_linked_once_it_is_verified():
    def linked(environment: str, **told: str) -> int:
        resources, _ = carry_out(BICEP / f"{environment}.bicepparam", TOLD | told)
        (mail,) = (each for each in resources if each.type == "Microsoft.Communication/communicationServices")
        return len(properties(mail)["linkedDomains"])

    assert linked("dev") == 1
    assert linked("prod") == 0
    assert linked("prod", EMAIL_DOMAIN_VERIFIED="true") == 1


def test_keys_are_guarded_by_roles_and_survive_deletion(deployed: Estate):
    vault = properties(deployed.one("KeyVault/vaults"))
    assert vault["enablePurgeProtection"] is (None if deployed.name == "dev" else True)
    assert vault["enableRbacAuthorization"] is True
    assert vault["enableSoftDelete"] is True


def test_only_the_pages_may_call_the_api_from_a_browser(deployed: Estate):
    cors = properties(deployed.one("Web/sites"))["siteConfig"]["cors"]
    assert cors == {"allowedOrigins": [deployed.outputs["WEB_ORIGIN"]], "supportCredentials": False}
