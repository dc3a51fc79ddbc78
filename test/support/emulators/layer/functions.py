"""
Lambda functions, where a state machine or a stack's deletion would notice the difference.

MiniStack calls every error of a Node.js function Runtime.HandlerError; AWS gives the error's own name, by which a Catch finds it. And it
keeps the process of a function that CloudFormation has deleted. Here it ends as soon as it is idle: a function may still be at work, such
as the one that has just answered its own deletion, and an invocation cut short would be repeated.
"""

import threading
import time
import uuid
from typing import Any

import ministack.core.lambda_runtime as lambda_runtime
import ministack.services.lambda_svc as functions
from around import around, replace
from ministack.core.lambda_runtime import _lock, _workers, kill_workers
from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

FAILURE = 'status: "error", error: String(err.message || err),'
POLL_SECONDS = 0.1

script = lambda_runtime._NODEJS_WORKER_SCRIPT
if script.count(FAILURE) != 1:
    raise AttributeError("the worker of Node.js functions tells of failures in another way")
replace(lambda_runtime, "_NODEJS_WORKER_SCRIPT", script.replace(FAILURE, FAILURE + " errorType: err.name,"))

# The name of the error with which the invocation of this thread ended.
last = threading.local()


@around("invoke", lambda_runtime.Worker)
def invoke(original: Any, *args: Any, **kwargs: Any) -> dict:
    result = original(*args, **kwargs)
    last.error = result.get("errorType")
    return result


@around("_execute_function_warm", functions)
def execute(original: Any, *args: Any) -> dict:
    last.error = None
    result = original(*args)
    if result.get("error") and last.error:
        result["body"]["errorType"] = last.error
    return result


lambda_type = _RESOURCE_HANDLERS["AWS::Lambda::Function"]
forget = lambda_type["delete"]


def delete(name: str, props: dict) -> None:
    """A new function of that name gets none of the old one's workers."""
    forget(name, props)
    place = f"{get_account_id()}:{get_region()}:{name}:"
    with _lock:
        workers = [worker for key in list(_workers) if key.startswith(place) for worker in _workers.pop(key)]
        key = str(uuid.uuid4())
        _workers[key] = workers
    threading.Thread(target=end_when_idle, args=(key, workers), daemon=True).start()


def end_when_idle(key: str, workers: list) -> None:
    while any(worker.in_use for worker in workers):
        time.sleep(POLL_SECONDS)
    _workers.pop(key, None)
    kill_workers(workers)


lambda_type["delete"] = delete
