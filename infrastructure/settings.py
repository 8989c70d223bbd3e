"""Every setting that the code reads, in one typed model. All missing or wrong ones are named at once.

In Azure, `DataStorage` and `ServiceBus` are groups of settings that name endpoints to be reached with an identity
(`ServiceBus__fullyQualifiedNamespace`, `DataStorage__tableServiceUri`, `DataStorage__blobServiceUri`); locally each is
one connection string.
"""

import base64
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator


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
    managed_identity_client_id: str | None = Field(None, alias="AZURE_CLIENT_ID")
    commit: str | None = Field(None, alias="COMMIT")
    """Of the repository, told by the deployment."""
    public_base_url: str = Field(alias="PUBLIC_BASE_URL", pattern=r"^https?://[^/]+$")
    reservation_window_seconds: int = Field(900, alias="RESERVATION_WINDOW_SECONDS", ge=1, le=86_400)
    seat_release_buffer_seconds: int = Field(840, alias="SEAT_RELEASE_BUFFER_SECONDS", ge=0, le=86_400)
    token_signing_keys: Annotated[dict[str, SecretKey], BeforeValidator(_json)] = Field(
        alias="TOKEN_SIGNING_KEYS", min_length=1, repr=False
    )
    """Key id → key. The first signs, all verify."""
    locator_key: SecretKey = Field(alias="LOCATOR_KEY", repr=False)

    @model_validator(mode="after")
    def _storage_and_bus_are_reachable(self) -> Self:
        if not self.data_storage and not (self.table_service_uri and self.blob_service_uri):
            raise ValueError("set DataStorage, or DataStorage__tableServiceUri and DataStorage__blobServiceUri")
        if not self.service_bus and not self.service_bus_namespace:
            raise ValueError("set ServiceBus, or ServiceBus__fullyQualifiedNamespace")
        return self

    @property
    def reservation_window(self) -> timedelta:
        return timedelta(seconds=self.reservation_window_seconds)

    @property
    def seat_release_buffer(self) -> timedelta:
        return timedelta(seconds=self.seat_release_buffer_seconds)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings found in `environment`. Raises SettingsError, which names all that is wrong, and never a value."""
    try:
        return Settings.model_validate({name: value for name, value in environment.items() if value != ""})
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc'])) or 'settings'}: {fault['msg']}" for fault in error.errors())
        raise SettingsError("; ".join(faults)) from None
