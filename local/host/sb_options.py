"""`extensions.serviceBus` of host.json: Azure's keys, defaults and limits (extension 5)."""

import os
from dataclasses import dataclass

from local.host.json_section import Section, flag, span, whole_number

_KNOWN = [
    *("autoCompleteMessages", "prefetchCount", "maxConcurrentCalls", "maxConcurrentSessions"),
    *("maxConcurrentCallsPerSession", "maxAutoLockRenewalDuration", "sessionIdleTimeout", "maxMessageBatchSize"),
    *("minMessageBatchSize", "maxBatchWaitTime", "clientRetryOptions", "transportType", "webProxy"),
    "enableCrossEntityTransactions",
]
_OF_VERSION_4 = dict.fromkeys(
    ("messagehandleroptions", "sessionhandleroptions", "batchoptions"),
    "belongs to versions of the Service Bus extension before 5",
)
_LONGEST_BATCH_WAIT = 150.0


@dataclass(frozen=True, slots=True)
class ServiceBusOptions:
    """The numbers hold for each function; times are in seconds."""

    prefetch_count: int = 0
    auto_complete: bool = True
    max_auto_lock_renewal: float = 300.0
    """Of messages or, for session triggers, of the session; below zero: for as long as the function runs."""
    max_concurrent_calls: int = 16 * (os.process_cpu_count() or 1)
    """One message a call, no sessions."""
    max_concurrent_sessions: int = 8
    max_concurrent_calls_per_session: int = 1
    session_idle_timeout: float = 60.0
    """How long a session without messages keeps its slot (in Azure, the client's try timeout unless it is set)."""
    max_batch_size: int = 1000
    min_batch_size: int = 1
    max_batch_wait: float = 30.0
    """How long fewer than `min_batch_size` messages wait for more."""

    def auto_completes(self, of_function: bool | None) -> bool:
        """Whether success completes a message; `of_function`: what the trigger says, None if nothing."""
        return self.auto_complete if of_function is None else of_function


def read_service_bus_options(section: Section) -> ServiceBusOptions:
    """Problems are noted in the section."""
    section.refuse_unknown(_KNOWN, _OF_VERSION_4)
    default = ServiceBusOptions()
    at_least_one = whole_number(at_least=1)
    options = ServiceBusOptions(
        prefetch_count=section.value("prefetchCount", whole_number(at_least=0), default.prefetch_count),
        auto_complete=section.value("autoCompleteMessages", flag, default.auto_complete),
        max_auto_lock_renewal=section.value("maxAutoLockRenewalDuration", span, default.max_auto_lock_renewal),
        max_concurrent_calls=section.value("maxConcurrentCalls", at_least_one, default.max_concurrent_calls),
        max_concurrent_sessions=section.value("maxConcurrentSessions", at_least_one, default.max_concurrent_sessions),
        max_concurrent_calls_per_session=section.value(
            "maxConcurrentCallsPerSession", at_least_one, default.max_concurrent_calls_per_session
        ),
        session_idle_timeout=section.value("sessionIdleTimeout", span, default.session_idle_timeout),
        max_batch_size=section.value("maxMessageBatchSize", at_least_one, default.max_batch_size),
        min_batch_size=section.value("minMessageBatchSize", at_least_one, default.min_batch_size),
        max_batch_wait=section.value("maxBatchWaitTime", span, default.max_batch_wait),
    )
    if options.min_batch_size > options.max_batch_size:
        section.problem("minMessageBatchSize", "must not be greater than maxMessageBatchSize")
    if not 0 <= options.max_batch_wait <= _LONGEST_BATCH_WAIT:
        section.problem("maxBatchWaitTime", "must be from 00:00:00 to 00:02:30")
    if options.session_idle_timeout <= 0:
        section.problem("sessionIdleTimeout", "must be greater than 00:00:00")
    return options
