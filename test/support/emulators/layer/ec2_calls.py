"""
Calls about images, snapshots, volumes, instances, and their tags go to the EC2 simulator; MiniStack's EC2 keeps the network.

Each call, whoever makes it (a function, the toolkit, a state machine), arrives under the account that MiniStack sees it in, in a plain
form of the Authorization header, and is recorded with the function that made it: a function's SDK puts its app id into the user agent,
and the layer gives each function its name as one. Launch templates stay with MiniStack, for the simulator creates none.

A connection that breaks, as it does when the simulator loses an answer, is a 503 to the caller.
"""

import asyncio
import http.client
import re
from typing import Any
from urllib.parse import parse_qsl

import ministack.app as app
import ministack.core.lambda_runtime as lambda_runtime
from around import around
from harness import EC2, record
from ministack.core.responses import get_account_id, get_region

OURS = re.compile(r"Image|Snapshot|Volume|Instance|EbsEncryption|EbsDefaultKmsKey")
OUR_IDS = re.compile(r"(ami|snap|vol|i)-")
BROKEN = b"<Response><Errors><Error><Code>Unavailable</Code><Message>No answer from EC2.</Message></Error></Errors></Response>"
TIMEOUT_SECONDS = 60


def send(body: bytes, account: str, region: str) -> tuple[int, dict, bytes]:
    connection = http.client.HTTPConnection(EC2, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", "/", body, {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={account}/20260101/{region}/ec2/aws4_request, SignedHeaders=host, Signature=0",
        })
        answer = connection.getresponse()
        return answer.status, {"Content-Type": "text/xml;charset=UTF-8"}, answer.read()
    except (OSError, http.client.HTTPException):
        return 503, {"Content-Type": "text/xml;charset=UTF-8"}, BROKEN
    finally:
        connection.close()


def is_ours(action: str, parameters: dict[str, str]) -> bool:
    if action in ("CreateTags", "DeleteTags"):
        return bool(OUR_IDS.match(parameters.get("ResourceId.1", "")))
    return bool(OURS.search(action))


ministack_ec2 = app.SERVICE_HANDLERS["ec2"]


async def call(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple[int, dict, bytes]:
    parameters = dict(parse_qsl(body.decode()))
    action = parameters.get("Action", "")
    if not is_ours(action, parameters):
        return await ministack_ec2(method, path, headers, body, query_params)
    caller = re.search(r"\bapp/(\S+)", headers.get("user-agent", ""))
    record(action=action, account=get_account_id(), region=get_region(), function=caller and caller[1])
    return await asyncio.to_thread(send, body, get_account_id(), get_region())


app.SERVICE_HANDLERS["ec2"] = call


@around("__init__", lambda_runtime.Worker)
def start_worker(original: Any, worker: Any, name: str, config: dict, code: bytes) -> None:
    variables = {"AWS_SDK_UA_APP_ID": name, **config.get("Environment", {}).get("Variables", {})}
    original(worker, name, {**config, "Environment": {"Variables": variables}}, code)
