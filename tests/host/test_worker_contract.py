"""Guards the seam to azure-functions-runtime: an upgrade that moves it must fail here, not in the middle of a run.

What the host uses is read from the host's source, what the library uses from the library's; both are compared with the
lists below, so that neither changes unseen.
"""

import ast
import inspect
import re
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import azure_functions_runtime  # type: ignore[import-untyped]
import pytest

from local.host import protos
from local.host.trace import TraceContext
from local.host.worker import RetryContext
from tests.host.source_names import HOST, attributes_of, imported, keywords_by_constructor, trees

LIBRARY = Path(azure_functions_runtime.__file__).parent

USED_BY_THE_HOST = {
    *("worker_init_request", "functions_metadata_request", "invocation_request"),
    *("start_threadpool_executor", "invocation_id_cv"),
}

# Every message type that the library makes, with the fields it fills.
MADE_BY_THE_LIBRARY = {
    "BindingInfo": {"type", "data_type", "direction"},
    "FunctionEnvironmentReloadResponse": {"capabilities", "result", "worker_metadata"},
    "FunctionLoadResponse": {"function_id", "result"},
    "FunctionMetadataResponse": {"function_metadata_results", "result", "use_default_metadata_indexing"},
    "InvocationResponse": {"invocation_id", "output_data", "result", "return_value"},
    "NullableBool": {"value"},
    "NullableDouble": {"value"},
    "NullableString": {"value"},
    "NullableTimestamp": {"value"},
    "ParameterBinding": {"name", "data"},
    "RpcException": {"message", "stack_trace"},
    "RpcFunctionMetadata": {
        *("bindings", "directory", "entry_point", "function_id", "is_proxy", "language", "managed_dependency_enabled"),
        *("name", "properties", "raw_bindings", "retry_options", "script_file"),
    },
    "RpcHttp": {"status_code", "headers", "cookies", "enable_content_negotiation", "body"},
    "RpcHttpCookie": {
        *("name", "value", "domain", "path", "expires", "secure", "http_only", "same_site", "max_age"),
    },
    "RpcRetryOptions": {
        *("max_retry_count", "retry_strategy", "delay_interval", "minimum_interval", "maximum_interval"),
    },
    "StatusResult": {"status", "exception"},
    "TypedData": {"string", "bytes", "json", "http", "int", "double"},
    "WorkerInitResponse": {"capabilities", "result", "worker_metadata"},
    "WorkerMetadata": {"custom_properties", "runtime_name", "runtime_version", "worker_bitness", "worker_version"},
}

# What the library reads of what it is given: variable in its source, attributes.
READ_BY_THE_LIBRARY = {
    "request": {"request", "properties"},
    "init_request": {"capabilities", "function_app_directory"},
    "func_request": {"function_id"},
    "invoc_request": {
        *("invocation_id", "function_id", "input_data", "trigger_metadata", "trace_context", "retry_context"),
    },
    "pb": {"name", "data", "WhichOneof"},
    "http": {"method", "url", "headers", "params", "query", "body"},
}
KINDS_TAKEN = [
    *("http", "string", "bytes", "json", "collection_bytes", "collection_string", "collection_sint64"),
    *("model_binding_data", "collection_model_binding_data"),
]
KINDS_GIVEN = ["string", "bytes", "json", "http", "dict", "list", "int", "double", "bool"]


def source(file: str) -> str:
    return (LIBRARY / file).read_text("utf-8")


def test_the_version_is_the_one_that_was_studied_and_is_pinned() -> None:
    assert version("azure-functions-runtime") == "1.3.0"
    assert "azure-functions-runtime==1.3.0" in (HOST.parents[1] / "requirements-dev.txt").read_text("utf-8").split()


def test_the_host_uses_these_names_of_the_library_which_has_and_exports_them() -> None:
    assert imported("azure_functions_runtime", trees(HOST)) == {"azure_functions_runtime"}
    assert attributes_of("library", trees(HOST)) == USED_BY_THE_HOST
    assert set(azure_functions_runtime.__all__) >= USED_BY_THE_HOST


def test_the_entry_points_are_coroutines_that_take_one_request() -> None:
    for name in ("worker_init_request", "functions_metadata_request", "invocation_request"):
        function = getattr(azure_functions_runtime, name)
        assert inspect.iscoroutinefunction(function), name
        assert list(inspect.signature(function).parameters) == ["request"], name


def test_the_library_makes_these_messages_of_these_fields() -> None:
    assert keywords_by_constructor("protos", trees(LIBRARY)) == MADE_BY_THE_LIBRARY


def test_the_library_uses_no_other_message_types() -> None:
    used = {
        name
        for file in LIBRARY.rglob("*.py")
        for name in re.findall(r"(?<!self\.)\bprotos\.([A-Z]\w+)", file.read_text("utf-8"))
    }
    assert used == set(MADE_BY_THE_LIBRARY)


@pytest.mark.parametrize("name", sorted(MADE_BY_THE_LIBRARY))
def test_every_message_has_a_stand_in_that_takes_the_fields(name: str) -> None:
    stand_in = getattr(protos, name)
    if name == "TypedData":
        assert {protos.TypedData(**{field: "x"}).WhichOneof("data") for field in MADE_BY_THE_LIBRARY[name]} == (
            MADE_BY_THE_LIBRARY[name]
        )
    else:
        assert set(inspect.signature(stand_in).parameters) >= MADE_BY_THE_LIBRARY[name]


def test_the_constants_of_the_messages_are_those_the_library_asks_for() -> None:
    constants = set(re.findall(r"protos\.(?:BindingInfo|StatusResult)\.(\w+)", all_source()))
    assert constants == {"undefined", "out", "inout", "Success", "Failure"}
    assert (protos.BindingInfo.out, protos.BindingInfo.inout) == (1, 2)
    assert set(re.findall(r"SameSite\.(\w+)|SameSite, \"(\w+)\"", all_source())) == {
        *(("Lax", ""), ("Strict", ""), ("ExplicitNone", ""), ("", "None")),
    }
    assert {"None", "Lax", "Strict", "ExplicitNone"} == set(vars(protos.RpcHttpCookie.SameSite))


def all_source() -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted(LIBRARY.rglob("*.py")))


@pytest.mark.parametrize("variable", sorted(READ_BY_THE_LIBRARY))
def test_the_library_reads_these_attributes_of_what_it_is_given(variable: str) -> None:
    files = ("handle_event.py", "bindings/context.py", "bindings/datumdef.py", "bindings/meta.py")
    assert attributes_of(variable, [ast.parse(source(file)) for file in files]) == READ_BY_THE_LIBRARY[variable]


def test_the_stand_ins_have_the_attributes_that_the_library_reads() -> None:
    binding = protos.ParameterBinding("p", protos.TypedData(string="x"))
    assert [name for name in READ_BY_THE_LIBRARY["pb"] if not hasattr(binding, name)] == []
    assert binding.WhichOneof("rpc_data") == "data"
    assert [name for name in READ_BY_THE_LIBRARY["http"] if not hasattr(protos.RpcHttp(), name)] == []


def test_the_library_reads_these_attributes_of_the_two_contexts() -> None:
    context = source("bindings/context.py")
    trace = set(re.findall(r"invoc_request\.trace_context\.(\w+)", context))
    retry = set(re.findall(r"invoc_request\.retry_context\.(\w+)", context))
    assert trace == {"trace_parent", "trace_state", "attributes"}
    assert retry == {"retry_count", "max_retry_count", "exception"}
    assert [name for name in trace if not hasattr(TraceContext("00"), name)] == []
    assert [name for name in retry if not hasattr(RetryContext(), name)] == []


def test_these_kinds_of_values_go_in_and_out() -> None:
    datum = source("bindings/datumdef.py")
    assert re.findall(r"tt == '(\w+)'", datum) == KINDS_TAKEN
    assert re.findall(r"datum\.type == '(\w+)'", datum) == KINDS_GIVEN


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
