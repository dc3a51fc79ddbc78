"""
Step Functions, where a handler that is called again and again would notice the difference.

MiniStack refuses to start an execution whose name exists; AWS answers with the one that runs under that name, if its input is the same.
MiniStack ignores MaxDelaySeconds of a Retry and never pauses for more than a minute.

Missing: the machine's own TimeoutSeconds, JitterStrategy, `$$.Execution.RoleArn`, an error for a path that leads nowhere.
"""

from typing import Any

import ministack.services.stepfunctions as machines
from around import around
from ministack.core.responses import json_response
from ministack.services.stepfunctions import _executions, _resolve_state_machine_arn, _scaled_sleep

# What MiniStack sleeps before a retry at most. The rest is slept here.
LONGEST_PAUSE = 60


@around("_start_execution", machines)
def start_execution(original: Any, request: dict) -> Any:
    machine = _resolve_state_machine_arn(request.get("stateMachineArn", ""))
    for execution in _executions.values():
        same = (execution["stateMachineArn"], execution["name"], execution["input"])
        if execution["status"] == "RUNNING" and same == (machine, request.get("name"), request.get("input", "{}")):
            return json_response({"executionArn": execution["executionArn"], "startDate": execution["startDate"]})
    return original(request)


@around("_find_matching_retrier", machines)
def find_retrier(original: Any, retriers: list[dict], error: str, counts: dict[int, int]) -> tuple[dict | None, int]:
    retrier, index = original(retriers, error, counts)
    if retrier is None:
        return retrier, index
    pause = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** counts.get(index, 0)
    pause = min(pause, retrier.get("MaxDelaySeconds", pause))
    _scaled_sleep(max(0, pause - LONGEST_PAUSE))
    return {**retrier, "IntervalSeconds": min(pause, LONGEST_PAUSE), "BackoffRate": 1}, index
