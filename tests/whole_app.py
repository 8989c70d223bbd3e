"""The whole function app as Azure's worker loads it, in this process: it starts only with all settings in place."""

from functools import cache
from typing import Any

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
def triggers() -> list[dict[str, Any]]:
    """Of every function its trigger's binding, with the function's name as `functionName`."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        import function_app

    return [
        {**trigger.get_dict_repr(), "functionName": function.get_function_name()}
        for function in function_app.app.get_functions()
        if (trigger := function.get_trigger()) is not None
    ]
