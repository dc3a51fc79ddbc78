"""
Functions that are invoked by an alias, by a rule, and in emulated time.

MiniStack tells a function by which alias it was invoked only when its own API was asked; for a rule or a state machine, the ARN that the
function sees has no alias. And for a rule it invokes once, where Lambda repeats what fails. Here both are as on AWS.

Functions of the stacks that the settings name under `clock` begin each invocation at emulated time; from there on their clock runs as fast
as they do.
"""

import json
from typing import Any

import ministack.core.lambda_runtime as lambda_runtime
import ministack.services.eventbridge as eventbridge
import ministack.services.lambda_svc as functions
from around import around, replace
from harness import CLOCK, setting
from ministack.services.lambda_svc import _execution_record_for_config, _resolve_name_and_qualifier, invoke_async_with_retry

PARTS_OF_FUNCTION_ARN = 7
BEGIN = "const event = msg.event;"
SET_CLOCK = """
    if (process.env.EMULATED_CLOCK) {
      const [base, factor] = process.env.EMULATED_CLOCK.split("/").map(Number);
      emulated.ahead = (RealDate.now() - base) * (factor - 1);
      globalThis.Date = emulated.Date;
    }
"""
RUN_CLOCK = """
const RealDate = Date;
const emulated = { ahead: 0 };
emulated.Date = class Date extends RealDate {
  constructor(...given) { given.length === 0 ? super(RealDate.now() + emulated.ahead) : super(...given); }
  static now() { return RealDate.now() + emulated.ahead; }
  static [Symbol.hasInstance](value) { return value instanceof RealDate; }
};
"""

script = lambda_runtime._NODEJS_WORKER_SCRIPT
if script.count(BEGIN) != 1:
    raise AttributeError("the worker of Node.js functions begins an invocation in another way")
replace(lambda_runtime, "_NODEJS_WORKER_SCRIPT", RUN_CLOCK + script.replace(BEGIN, SET_CLOCK + BEGIN))


@around("__init__", lambda_runtime.Worker)
def start_worker(original: Any, worker: Any, name: str, config: dict, code: bytes) -> None:
    if not any(name.startswith(f"{stack}-") for stack in setting("clock")):
        return original(worker, name, config, code)
    variables = {**config.get("Environment", {}).get("Variables", {}), "EMULATED_CLOCK": CLOCK}
    return original(worker, name, {**config, "Environment": {"Variables": variables}}, code)


@around("_get_func_record_for_ref", functions)
def find(original: Any, reference: str) -> tuple[dict | None, dict | None, str]:
    function, config, name = original(reference)
    _name, qualifier = _resolve_name_and_qualifier(reference)
    if config and qualifier:
        arn = ":".join(config["FunctionArn"].split(":")[:PARTS_OF_FUNCTION_ARN])
        config = {**config, "FunctionArn": f"{arn}:{qualifier}"}
    return function, config, name


@around("_dispatch_to_lambda", eventbridge)
def dispatch(_original: Any, arn: str, payload: str) -> None:
    function, config, _name = functions._get_func_record_for_ref(arn)
    if function and config:
        invoke_async_with_retry(_execution_record_for_config(function, config), json.loads(payload))
