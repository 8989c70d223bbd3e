"""host.json: what is read, what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.host.errors import StartupError
from local.host.host_json import HostJson, read_host_json
from local.host.sb_options import ServiceBusOptions


def read(folder: Path, content: dict[str, Any], environment: dict[str, str] | None = None) -> HostJson:
    file = folder / "host.json"
    file.write_text(json.dumps(content), "utf-8")
    return read_host_json(file, environment or {})


def problems(folder: Path, content: dict[str, Any]) -> list[str]:
    with pytest.raises(StartupError) as raised:
        read(folder, content)
    return [problem.removeprefix(f"{folder / 'host.json'}: ") for problem in raised.value.problems]


def test_the_least_host_json_gives_azures_defaults(tmp_path: Path) -> None:
    result = read(tmp_path, {"version": "2.0"})
    assert result.route_prefix == "api"
    assert result.function_timeout == 1800
    assert result.service_bus.prefetch_count == 0
    assert result.service_bus.max_auto_lock_renewal == 300
    assert result.service_bus.auto_complete is True


def test_what_is_set_is_read(tmp_path: Path) -> None:
    content = {
        "version": "2.0",
        "functionTimeout": "00:05:00",
        "logging": {"logLevel": {"default": "Warning", "Function.place_order": "Debug"}},
        "extensions": {
            "http": {"routePrefix": "", "customHeaders": {"X-Frame-Options": "DENY"}},
            "serviceBus": {
                "prefetchCount": 20,
                "maxConcurrentCalls": 64,
                "maxAutoLockRenewalDuration": "1.00:00:30",
                "autoCompleteMessages": False,
            },
        },
    }
    assert read(tmp_path, content) == HostJson(
        route_prefix="",
        custom_headers={"X-Frame-Options": "DENY"},
        function_timeout=300,
        log_levels={"default": "Warning", "Function.place_order": "Debug"},
        service_bus=ServiceBusOptions(
            prefetch_count=20, max_concurrent_calls=64, max_auto_lock_renewal=86430, auto_complete=False
        ),
    )


def test_minus_one_is_no_timeout_and_a_negative_renewal_has_no_end(tmp_path: Path) -> None:
    renewal = {"serviceBus": {"maxAutoLockRenewalDuration": "-00:00:00.0010000"}}
    result = read(tmp_path, {"version": "2.0", "functionTimeout": "-1", "extensions": renewal})
    assert result.function_timeout is None
    assert result.service_bus.max_auto_lock_renewal == pytest.approx(-0.001)


@pytest.mark.parametrize("version", [{}, {"version": "1.0"}, {"version": 2}])
def test_any_version_but_2_0_is_refused(tmp_path: Path, version: dict[str, Any]) -> None:
    assert any("version" in problem for problem in problems(tmp_path, version))


def test_every_unknown_key_is_named_as_written(tmp_path: Path) -> None:
    content = {
        "version": "2.0",
        "extension": {},
        "extensions": {"http": {"routePrefx": ""}, "serviceBus": {"maxCalls": 1}},
    }
    assert problems(tmp_path, content) == [
        "extension: unknown key",
        "extensions.http.routePrefx: unknown key",
        "extensions.serviceBus.maxCalls: unknown key",
    ]


@pytest.mark.parametrize("key", ["messageHandlerOptions", "sessionHandlerOptions", "batchOptions"])
def test_keys_of_the_old_service_bus_extension_are_refused(tmp_path: Path, key: str) -> None:
    content = {"version": "2.0", "extensions": {"serviceBus": {key: {}}}}
    assert problems(tmp_path, content) == [
        f"extensions.serviceBus.{key}: belongs to versions of the Service Bus extension before 5"
    ]


def test_sections_of_version_1_are_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, {"version": "2.0", "http": {"routePrefix": "x"}}) == [
        "http: belongs to host.json version 1; now under 'extensions'"
    ]


def test_values_of_a_wrong_type_are_named(tmp_path: Path) -> None:
    bus = {
        "prefetchCount": -1,
        "maxConcurrentCalls": 0,
        "autoCompleteMessages": "maybe",
        "maxAutoLockRenewalDuration": 5,
    }
    content = {"version": "2.0", "functionTimeout": "5 minutes", "extensions": {"http": [], "serviceBus": bus}}
    assert sorted(problems(tmp_path, content)) == [
        "extensions.http: must be an object",
        "extensions.serviceBus.autoCompleteMessages: must be true or false",
        "extensions.serviceBus.maxAutoLockRenewalDuration: must be a string",
        "extensions.serviceBus.maxConcurrentCalls: must be at least 1",
        "extensions.serviceBus.prefetchCount: must be at least 0",
        "functionTimeout: '5 minutes' is not a time span like 00:05:00",
    ]


def test_keys_are_found_in_any_case(tmp_path: Path) -> None:
    assert read(tmp_path, {"Version": "2.0", "Extensions": {"HTTP": {"RoutePrefix": "x"}}}).route_prefix == "x"


def test_an_app_setting_overrides_a_value(tmp_path: Path) -> None:
    content = {"version": "2.0", "extensions": {"serviceBus": {"maxConcurrentCalls": 16}}}
    environment = {
        "AzureFunctionsJobHost__extensions__ServiceBus__MaxConcurrentCalls": "4",
        "AzureFunctionsJobHost__extensions__http__routePrefix": "v2",
    }
    result = read(tmp_path, content, environment)
    assert result.service_bus.max_concurrent_calls == 4
    assert result.route_prefix == "v2"


@pytest.mark.parametrize(("text", "reason"), [("{", "not valid JSON"), ("[]", "must be a JSON object")])
def test_a_broken_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "host.json").write_text(text, "utf-8")
    with pytest.raises(StartupError, match=reason):
        read_host_json(tmp_path / "host.json", {})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartupError, match="no such file"):
        read_host_json(tmp_path / "host.json", {})
