"""The whole function app as Azure's worker loads it, in this process: it starts only with all settings in place."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

import azure.functions as func
import pytest

ENVIRONMENT = {
    "ENVIRONMENT": "local",
    "DataStorage": "UseDevelopmentStorage=true",
    "ServiceBus": "Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=b",
    "PUBLIC_BASE_URL": "https://conference.test",
    "TOKEN_SIGNING_KEYS": '{"k1": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm"}',
    "LOCATOR_KEY": "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA",
}


@cache  # an app can be asked for its functions once
def _functions() -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        import function_app

    app: func.FunctionApp = function_app.app
    return {str(function.get_function_name()): function for function in app.get_functions()}


def triggers() -> list[dict[str, Any]]:
    """Of every function its trigger's binding, with the function's name as `functionName`."""
    return [
        {**trigger.get_dict_repr(), "functionName": name}
        for name, function in _functions().items()
        if (trigger := function.get_trigger()) is not None
    ]


def function(name: str) -> Callable[[Any], Awaitable[None]]:
    """What the worker calls for the function's trigger."""
    called: Callable[[Any], Awaitable[None]] = _functions()[name].get_user_function()
    return called
