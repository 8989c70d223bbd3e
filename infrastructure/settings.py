"""Every setting that the code reads, in one typed model. All missing or wrong ones are named at once.

In Azure, `DataStorage` and `ServiceBus` are groups of settings that name endpoints to be reached with an identity
(`ServiceBus__fullyQualifiedNamespace`, `DataStorage__tableServiceUri`, `DataStorage__blobServiceUri`); locally each is
one connection string. What each setting means to operators: docs/operations/settings.md.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails


class SettingsError(Exception):
    """Settings are missing or wrong; the text names each of them."""


def _key(text: object) -> object:
    if isinstance(text, str):
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return text


def _json(text: object) -> object:
    return json.loads(text) if isinstance(text, str) else text


type SecretKey = Annotated[bytes, BeforeValidator(_key), Field(min_length=32)]


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Literal["local", "azure"] = Field(alias="ENVIRONMENT")
    data_storage: str | None = Field(None, alias="DataStorage", repr=False)
    table_service_uri: str | None = Field(None, alias="DataStorage__tableServiceUri")
    blob_service_uri: str | None = Field(None, alias="DataStorage__blobServiceUri")
    service_bus: str | None = Field(None, alias="ServiceBus", repr=False)
    service_bus_namespace: str | None = Field(None, alias="ServiceBus__fullyQualifiedNamespace")
    email: str | None = Field(None, alias="Email", pattern=r"^endpoint=https?://[^;]+;accesskey=[^;]+;?$", repr=False)
    email_endpoint: str | None = Field(None, alias="Email__endpoint")
    """Without either no mail is sent."""
    email_sender: str | None = Field(None, alias="EMAIL_SENDER")
    managed_identity_client_id: str | None = Field(None, alias="IDENTITY_CLIENT_ID")
    """Of the user-assigned managed identity. Not `AZURE_CLIENT_ID`: the Functions host reads that one for itself."""
    commit: str | None = Field(None, alias="COMMIT")
    """Of the repository, told by the deployment."""
    public_base_url: str = Field(alias="PUBLIC_BASE_URL", pattern=r"^https?://[^/]+$")
    reservation_window_seconds: int = Field(900, alias="RESERVATION_WINDOW_SECONDS", ge=1, le=86_400)
    seat_release_buffer_seconds: int = Field(840, alias="SEAT_RELEASE_BUFFER_SECONDS", ge=0, le=86_400)
    audit_patience_seconds: int = Field(300, alias="AUDIT_PATIENCE_SECONDS", ge=1, le=3_600)
    """So long news and commands may be on their way, before the audit takes them for lost."""
    audit_slices_per_minute: int = Field(1, alias="AUDIT_SLICES_PER_MINUTE", ge=1, le=1_536)
    """The pace of the audit's round, which has 1,536 slices: at 1 it takes a day."""
    invoice_day_seconds: int = Field(86_400, alias="INVOICE_DAY_SECONDS", ge=1, le=86_400)
    """What a day of a conference's invoice period lasts: less where somebody wants to see one end."""
    orders_per_network_per_minute: int = Field(0, alias="ORDERS_PER_NETWORK_PER_MINUTE", ge=0, le=100_000)
    """Counted by each instance for itself, in memory. Of each limit, 0: there is none."""
    conferences_per_network_per_hour: int = Field(0, alias="CONFERENCES_PER_NETWORK_PER_HOUR", ge=0, le=10_000)
    """Counted in storage, as those of mail: all instances together."""
    mails_per_recipient_per_day: int = Field(0, alias="MAILS_PER_RECIPIENT_PER_DAY", ge=0, le=10_000)
    mails_per_network_per_hour: int = Field(0, alias="MAILS_PER_NETWORK_PER_HOUR", ge=0, le=10_000)
    token_signing_keys: Annotated[dict[str, SecretKey], BeforeValidator(_json)] = Field(
        alias="TOKEN_SIGNING_KEYS", min_length=1, repr=False
    )
    """Key id → key. The first signs, all verify."""
    locator_key: SecretKey = Field(alias="LOCATOR_KEY", repr=False)

    @property
    def reservation_window(self) -> timedelta:
        return timedelta(seconds=self.reservation_window_seconds)

    @property
    def seat_release_buffer(self) -> timedelta:
        return timedelta(seconds=self.seat_release_buffer_seconds)

    @property
    def audit_patience(self) -> timedelta:
        return timedelta(seconds=self.audit_patience_seconds)

    def invoice_period(self, days: int) -> timedelta:
        return timedelta(seconds=days * self.invoice_day_seconds)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings found in `environment`. Raises SettingsError, which names all that is wrong, and never a value."""
    given = {name: value for name, value in environment.items() if value != ""}
    faults = [*_missing_groups(given), *_no_sender(given), *_unresolved(given)]
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        named = {fault.partition(":")[0] for fault in faults}
        faults += [_said(*fault) for each in error.errors() if (fault := _where_and_what(each))[0] not in named]
        raise SettingsError("; ".join(faults)) from None
    if faults:
        raise SettingsError("; ".join(faults))
    return settings


def _missing_groups(given: Mapping[str, str]) -> Iterator[str]:
    """Of settings that stand for one another: no field is required, yet one of them is."""
    by_identity = ("DataStorage__tableServiceUri", "DataStorage__blobServiceUri")
    if "DataStorage" not in given and not given.keys() >= set(by_identity):
        yield _said("DataStorage", f"set it, or {' and '.join(by_identity)}")
    if "ServiceBus" not in given and "ServiceBus__fullyQualifiedNamespace" not in given:
        yield _said("ServiceBus", "set it, or ServiceBus__fullyQualifiedNamespace")


def _no_sender(given: Mapping[str, str]) -> Iterator[str]:
    if ("Email" in given or "Email__endpoint" in given) and "EMAIL_SENDER" not in given:
        yield _said("EMAIL_SENDER", "set it to the address that mail comes from")


def _unresolved(given: Mapping[str, str]) -> Iterator[str]:
    """Azure leaves a reference to Key Vault as it is written where it cannot follow it."""
    for field in Settings.model_fields.values():
        if field.alias and given.get(field.alias, "").startswith("@Microsoft.KeyVault("):
            yield _said(
                field.alias, "its reference to Key Vault could not be followed (identity, role, network, name?)"
            )


def _where_and_what(fault: ErrorDetails) -> tuple[str, str]:
    return ".".join(map(str, fault["loc"])), fault["msg"]


def _said(name: str, what: str) -> str:
    return f"{name}: {what}"
