"""
How a request reaches the function of a custom resource, and its answer CloudFormation.

MiniStack invokes the function and waits until it returns before it looks for an answer, so nothing that AWS does with a slow, silent or
failing function happens. Here the invocation is asynchronous, as on AWS: Lambda repeats it when the function fails, and ServiceTimeout
counts from the request on, in emulated seconds. Both ways are recorded, without the URL.
"""

import uuid
from typing import Any

import ministack.app as app
from answers import Refused, Request, parsed
from around import around
from harness import real_seconds, record
from ministack.services.cloudformation.custom_resource import _response_url as response_url
from ministack.services.lambda_svc import _execution_record_for_config, _get_func_record_for_ref, invoke_async_with_retry

DEFAULT_SERVICE_TIMEOUT_SECONDS = 3600
ANSWERS = "/_ministack/cfn-response/"

# By the last part of the response URL: the request, and the stack that made it.
requests: dict[str, tuple[Request, dict[str, Any]]] = {}


def send(event: dict[str, Any], stack: dict[str, Any]) -> dict[str, Any]:
    """Sends a request, and waits for the answer."""
    function, config, _name = _get_func_record_for_ref(event["ServiceToken"])
    if not function or not config:
        raise Refused(f"There is no function {event['ServiceToken']}.")
    token = str(uuid.uuid4())
    request = Request({**event, "ResponseURL": response_url(token)})
    requests[token] = request, stack
    note(event, stack, request=event["RequestType"], physicalId=event.get("PhysicalResourceId"))
    invoke_async_with_retry(_execution_record_for_config(function, config), request.event)
    return request.wait(real_seconds(float(event["ResourceProperties"].get("ServiceTimeout", DEFAULT_SERVICE_TIMEOUT_SECONDS))))


@around("_handle_post_body_shortcuts", app)
async def take_answer(original: Any, method: str, path: str, headers: dict, body: bytes, *rest: Any) -> Any:
    if method != "PUT" or not path.startswith(ANSWERS):
        return await original(method, path, headers, body, *rest)
    token = path[len(ANSWERS):]
    if token not in requests:
        return 403, {}, b""
    (request, stack), fields = requests[token], parsed(body)
    note(request.event, stack, answer=fields.get("Status"), verdict=request.put(body), physicalId=fields.get("PhysicalResourceId"))
    return 200, {}, b""


def note(event: dict[str, Any], stack: dict[str, Any], **what: Any) -> None:
    record(**what, logicalId=event["LogicalResourceId"], requestId=event["RequestId"], stackId=event["StackId"], stackStatus=stack["StackStatus"])
