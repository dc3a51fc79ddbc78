"""
Emulated time in MiniStack, so that a wait of minutes takes seconds and everybody agrees on how long it was.

Changed: the waits and retries of Step Functions, its time stamps (`$$.Execution.StartTime`, `$$.State.EnteredTime`) and `Timestamp`
waits; the pauses before Lambda repeats an asynchronous invocation, a minute and then two as on AWS. `custom_resources.py` does the same
for ServiceTimeout, and `invocations.py` for the clock of functions whose stack asks for it. Not changed: what limits running code (a
function's Timeout, TimeoutSeconds and HeartbeatSeconds of a state), the clock of all other functions, the age at which Lambda gives an event up, the time stamps of the other services.
"""

from collections.abc import Callable
from datetime import datetime

import ministack.services.lambda_svc as functions
import ministack.services.stepfunctions as machines
from around import around, replace
from harness import FACTOR, now, real_seconds
from ministack.services.stepfunctions import _scaled_sleep

FIRST_PAUSE, LONGEST_PAUSE = 60, 300

replace(machines, "_SFN_WAIT_SCALE", 1 / FACTOR)
replace(functions, "_LAMBDA_ASYNC_RETRY_BASE_SECONDS", real_seconds(FIRST_PAUSE))
replace(functions, "_LAMBDA_ASYNC_RETRY_MAX_SECONDS", real_seconds(LONGEST_PAUSE))


@around("now_iso", machines)
def now_iso(_original: Callable) -> str:
    return now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@around("_sleep_until", machines)
def sleep_until(_original: Callable, time: str) -> None:
    _scaled_sleep((datetime.fromisoformat(time.replace("Z", "+00:00")) - now()).total_seconds())
