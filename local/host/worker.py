"""The app itself, run by Microsoft's worker library in this process.

One app is one process: the library keeps its function registry in module globals and `function_app` enters
`sys.modules`.
"""

import asyncio
import os
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import azure_functions_runtime as library  # type: ignore[import-untyped]

from local.host import protos, quick_dates
from local.host.binding_data import expander
from local.host.errors import OutputError, StartupError
from local.host.functions import Function
from local.host.logs import function_logger
from local.host.outputs import Outputs
from local.host.protos import InvocationResponse, ParameterBinding, RpcFunctionMetadata, StatusResult, TypedData
from local.host.trace import TraceContext, continue_trace


@dataclass(frozen=True, slots=True)
class Succeeded:
    return_value: TypedData | None
    output_data: Sequence[ParameterBinding] = ()
    """What the function gave to its output bindings, by `func.Out`."""


@dataclass(frozen=True, slots=True)
class Failed:
    message: str
    stack_trace: str = ""


type Outcome = Succeeded | Failed


@dataclass(frozen=True, slots=True)
class RetryContext:
    """Which retry an invocation is (0: the first try) and of how many (-1: for ever); the shape the library reads."""

    retry_count: int = 0
    max_retry_count: int = 0
    exception: None = None


_FIRST_TRY = RetryContext()


class Worker:
    """Invokes functions of the indexed app; safe for any number of concurrent invocations."""

    def __init__(self, timeout: float | None, outputs: Outputs | None = None) -> None:
        """`timeout`: seconds an invocation may take (host.json `functionTimeout`); None: any."""
        self._timeout = timeout
        self._outputs = outputs

    async def invoke(
        self,
        function: Function,
        data: TypedData,
        *,
        metadata: Mapping[str, TypedData] | None = None,
        trace: TraceContext | None = None,
        retry: RetryContext = _FIRST_TRY,
        about: str = "",
    ) -> Outcome:
        """Call the function with the trigger's value and metadata; its failure is an outcome, never an exception.

        The outcome is logged in the function's category with `about` (which request, which message), a failure with its
        traceback.
        """
        started = time.perf_counter()
        request = SimpleNamespace(
            invocation_id=str(uuid4()),
            function_id=function.id,
            input_data=[ParameterBinding(function.parameter, data)],
            trigger_metadata=metadata or {},
            trace_context=trace or continue_trace(None),
            retry_context=retry,
        )
        outcome = await self._call(request)
        if isinstance(outcome, Succeeded):
            outcome = await self._send_outputs(function, outcome, data, metadata or {})
        milliseconds = (time.perf_counter() - started) * 1000
        logger = function_logger(function.name)
        match outcome:
            case Succeeded():
                logger.info("Succeeded in %.0f ms: %s", milliseconds, about)
            case Failed(message, stack_trace):
                logger.error("Failed in %.0f ms: %s: %s\n%s", milliseconds, about, message, stack_trace.rstrip())
        return outcome

    async def _send_outputs(
        self, function: Function, outcome: Succeeded, data: TypedData, metadata: Mapping[str, TypedData]
    ) -> Outcome:
        if self._outputs is None or not function.outputs:
            return outcome
        expand = expander(function.name, data, metadata)
        try:
            await self._outputs.send(function, outcome.output_data, outcome.return_value, expand)
        except OutputError as error:
            return Failed(f"{type(error).__name__}: {error}")
        return outcome

    async def _call(self, request: SimpleNamespace) -> Outcome:
        # The library sets the invocation id for synchronous functions only; log correlation wants it for all.
        token = library.invocation_id_cv.set(request.invocation_id)
        try:
            async with asyncio.timeout(self._timeout):
                envelope = SimpleNamespace(request=SimpleNamespace(invocation_request=request))
                response: InvocationResponse = await library.invocation_request(envelope)
        except TimeoutError:
            # The function's own TimeoutError comes back as a failed response, so this one is the host's. In Azure the
            # whole worker process would be restarted.
            return Failed(f"Timeout: the function ran longer than functionTimeout ({self._timeout:g} s)")
        except asyncio.CancelledError as error:
            if _is_being_cancelled():
                raise
            return _escaped(error)
        except (SystemExit, KeyboardInterrupt) as error:
            # The library catches Exception only; these would end the host. A signal never arrives as KeyboardInterrupt:
            # the host handles signals itself.
            return _escaped(error)
        finally:
            library.invocation_id_cv.reset(token)
        if response.result.status == StatusResult.Success:
            return Succeeded(response.return_value, response.output_data)
        return _failure_of(response.result)


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _escaped(error: BaseException) -> Failed:
    return Failed(f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error)))


def _failure_of(result: StatusResult) -> Failed:
    if result.exception is None:
        return Failed("the worker gave no reason")
    return Failed(result.exception.message, result.exception.stack_trace)


async def index(app_dir: Path) -> list[RpcFunctionMetadata]:
    """Import the app and return its functions, checked by the library as in Azure.

    Raises StartupError if the app cannot be imported, a function cannot be loaded, or there is none.
    """
    script = app_dir / os.environ.get("PYTHON_SCRIPT_FILE_NAME", "function_app.py")
    if not script.exists():
        raise StartupError(f"{script}: no such file")
    sys.path.insert(0, str(app_dir))
    os.chdir(app_dir)
    library.start_threadpool_executor()
    quick_dates.install()
    init = SimpleNamespace(capabilities={}, function_app_directory=str(app_dir))
    request = SimpleNamespace(
        request=SimpleNamespace(worker_init_request=init),
        properties={"protos": protos, "host": "127.0.0.1"},
    )
    try:
        response: protos.WorkerInitResponse = await library.worker_init_request(request)
    except SystemExit as error:
        raise StartupError(f"{script}: calls sys.exit({error.code!r}) when imported") from error
    if response.result.status != StatusResult.Success:
        raise StartupError(_load_problem(script, _failure_of(response.result)))
    metadata: protos.FunctionMetadataResponse = await library.functions_metadata_request(request)
    if not metadata.function_metadata_results:
        raise StartupError(f"{script}: has no functions; is every blueprint registered (app.register_functions)?")
    return list(metadata.function_metadata_results)


def _load_problem(script: Path, failure: Failed) -> str:
    """One line: what is wrong, and the last line of the app's own code that was involved, if any was."""
    # The library appends advice and the whole sys.path to import errors.
    message = failure.message.split(". Cannot find module")[0].replace("\n", " ")
    if message.startswith("TypeError: issubclass()"):
        message += " (the annotation of a parameter is none that its binding takes)"
    frames = [line.strip() for line in failure.stack_trace.splitlines() if line.strip().startswith('File "')]
    own = [line for line in frames if str(script.parent) in line and "site-packages" not in line]
    return f"{script}: {message}" + (f" ({own[-1]})" if own else "")
