"""Where a storage account's tables are, and how requests to them prove who sends them."""

import base64
import hmac
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from azure.core.credentials import AzureNamedKeyCredential
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import AsyncBearerTokenCredentialPolicy, SansIOHTTPPolicy
from azure.core.rest import AsyncHttpResponse, HttpRequest
from yarl import URL

STORAGE_SCOPE = "https://storage.azure.com/.default"

DEVELOPMENT_STORAGE = (
    "AccountName=devstoreaccount1;"
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
    "TableEndpoint=http://127.0.0.1:10002/devstoreaccount1"
)
"""What `UseDevelopmentStorage=true` stands for. The emulator's key is printed in its manual and protects nothing."""


class SharedKeyPolicy(SansIOHTTPPolicy[HttpRequest, AsyncHttpResponse]):
    """Signs each try of a request with the account's key, by the scheme "Shared Key Lite" for tables."""

    def __init__(self, account: AzureNamedKeyCredential) -> None:
        self._account, key = account.named_key
        self._key = base64.b64decode(key)

    def on_request(self, request: PipelineRequest[HttpRequest]) -> None:
        date = formatdate(usegmt=True)
        # yarl is what the transport makes the request line of, and the service signs the path that it was sent.
        signed = f"{date}\n/{self._account}{URL(request.http_request.url).raw_path}"
        signature = base64.b64encode(hmac.digest(self._key, signed.encode(), "sha256")).decode()
        request.http_request.headers["x-ms-date"] = date
        request.http_request.headers["Authorization"] = f"SharedKeyLite {self._account}:{signature}"


type Authentication = SharedKeyPolicy | AsyncBearerTokenCredentialPolicy[Any, Any]


@dataclass(frozen=True, slots=True)
class TableAccount:
    """`endpoint`: an address without a slash at its end. `credential`: the account's key, or an identity."""

    endpoint: str
    credential: AzureNamedKeyCredential | AsyncTokenCredential

    def authentication(self) -> Authentication:
        if isinstance(self.credential, AzureNamedKeyCredential):
            return SharedKeyPolicy(self.credential)
        return AsyncBearerTokenCredentialPolicy(self.credential, STORAGE_SCOPE)


def account_by_connection_string(text: str) -> TableAccount:
    """Raises ValueError, which never shows the key, if the text is not a connection string with an account's key."""
    if text.strip().rstrip(";").lower() == "usedevelopmentstorage=true":
        text = DEVELOPMENT_STORAGE
    settings = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    try:
        name, key = settings["AccountName"], settings["AccountKey"]
    except KeyError as missing:
        raise ValueError(f"the storage connection string has no {missing}") from None
    endpoint = settings.get("TableEndpoint") or (
        f"{settings.get('DefaultEndpointsProtocol', 'https')}://{name}.table."
        f"{settings.get('EndpointSuffix', 'core.windows.net')}"
    )
    return TableAccount(endpoint.rstrip("/"), AzureNamedKeyCredential(name, key))


def account_by_identity(endpoint: str, credential: AsyncTokenCredential) -> TableAccount:
    return TableAccount(endpoint.rstrip("/"), credential)
