"""
GetLifecyclePolicy of Data Lifecycle Manager, which MiniStack does not have: what a stack asked for, so that it can be looked at.

Missing: everything else. No policy runs.
"""

import json
from collections.abc import Callable

import ministack.app as app
import ministack.core.router as router
from around import around
from ministack.core.responses import get_account_id, get_region
from resource_types import arn, stored

JSON = {"Content-Type": "application/json"}


async def answer(method: str, path: str, _headers: dict, _body: bytes, _query_params: dict) -> tuple[int, dict, bytes]:
    *_, folder, policy_id = path.strip("/").split("/")
    properties = stored.get((get_account_id(), get_region(), policy_id)) if (method, folder) == ("GET", "policies") else None
    if properties is None:
        missing = {"Code": "ResourceNotFoundException", "Message": f"There is no policy {policy_id}, or no such call here."}
        return 404, {**JSON, "x-amzn-errortype": "ResourceNotFoundException"}, json.dumps(missing).encode()
    policy = {**properties, "PolicyId": policy_id, "PolicyArn": arn("dlm", f"policy/{policy_id}"),
              "Tags": {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}}
    return 200, JSON, json.dumps({"Policy": policy}).encode()


app.SERVICE_HANDLERS["dlm"] = answer


@around("_is_aws_service_name", router)
def is_service(original: Callable, name: str) -> bool:
    """Asking MiniStack would load the models of all services."""
    return name == "dlm" or original(name)
