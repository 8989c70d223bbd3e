"""Guards the seam to azure-functions-runtime: an upgrade that moves it must fail here, not in the middle of a run."""

import re
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import azure_functions_runtime  # type: ignore[import-untyped]
import pytest

from local.host import protos

SOURCE = Path(azure_functions_runtime.__file__).parent
NAMES = {
    *("BindingInfo", "RpcFunctionMetadata", "RpcRetryOptions", "WorkerInitResponse", "WorkerMetadata"),
    *("FunctionMetadataResponse", "FunctionLoadResponse", "FunctionEnvironmentReloadResponse", "StatusResult"),
    *("RpcException", "InvocationResponse", "ParameterBinding", "TypedData", "RpcHttp", "RpcHttpCookie"),
    *("NullableString", "NullableBool", "NullableDouble", "NullableTimestamp"),
}


def test_the_version_is_the_one_that_was_studied() -> None:
    assert version("azure-functions-runtime") == "1.3.0"


def test_the_library_uses_the_message_types_that_are_stood_in_for() -> None:
    used = {
        name
        for file in SOURCE.rglob("*.py")
        for name in re.findall(r"(?<!self\.)\bprotos\.([A-Z]\w+)", file.read_text("utf-8"))
    }
    assert used == NAMES


@pytest.mark.parametrize("name", sorted({*NAMES, "Timestamp"}))
def test_every_message_type_has_its_stand_in(name: str) -> None:
    assert hasattr(protos, name)


async def test_the_worker_advertises_the_capabilities_that_shape_the_payloads(tmp_path: Path) -> None:
    """In a folder without function_app.py nothing is indexed, so the process's registry stays empty."""
    init = SimpleNamespace(capabilities={}, function_app_directory=str(tmp_path))
    properties = {"protos": protos, "host": "127.0.0.1"}
    request = SimpleNamespace(request=SimpleNamespace(worker_init_request=init), properties=properties)
    response = await azure_functions_runtime.worker_init_request(request)
    assert response.capabilities == {
        "RawHttpBodyBytes": "true",
        "TypedDataCollection": "true",
        "RpcHttpBodyOnly": "true",
        "WorkerStatus": "true",
        "RpcHttpTriggerMetadataRemoved": "true",
        "SharedMemoryDataTransfer": "true",
    }


def test_a_value_is_not_taken_for_its_own_wrapper() -> None:
    assert not hasattr(protos.TypedData(string="x"), "TypedData")
    assert protos.TypedData(string="x").string == "x"
    assert protos.TypedData().WhichOneof("data") is None
