"""
EC2 Image Builder, which MiniStack does not have: its calls go to our simulator, and CloudFormation makes its resources by such calls.

Each call arrives under the account and in the Region that MiniStack sees it in. What may change in place is updated, the rest replaced, as
the documentation of each type says; tags change in place on all. An image that CloudFormation has built is waited for.

The simulator tells its events by a request of its own, and they go to the default bus.

Missing: container recipes; drift; the tags of the stack on these resources.
"""

import asyncio
import hashlib
import http.client
import json
import re
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import ministack.app as app
import ministack.core.router as router
import ministack.services.cloudformation.stacks as stacks
import ministack.services.eventbridge as eventbridge
from around import around
from harness import IMAGE_BUILDER, real_seconds, record
from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

EVENTS = "/_events"
POLL_SECONDS = 15
TIMEOUT_SECONDS = 60
# What is the user's own in a property: names of tags are not names of members.
MAPS = {"Tags", "AmiTags", "ImageTags", "ResourceTags", "TagMap"}
# The types with versions, of which nothing but the tags can change.
FIXED = {"Component", "ImageRecipe", "Workflow"}
ARN_MEMBERS = {"Component": "componentBuildVersionArn", "Workflow": "workflowBuildVersionArn", "Image": "imageBuildVersionArn"}
NAMED = ("InfrastructureConfiguration", "DistributionConfiguration", "LifecyclePolicy", "ImagePipeline")


class Refused(Exception):
    """What Image Builder says no to, in its words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} (Service: Imagebuilder, Error Code: {code})")
        self.code = code


def send(method: str, path: str, body: bytes = b"") -> tuple[int, dict, bytes]:
    connection = http.client.HTTPConnection(IMAGE_BUILDER, timeout=TIMEOUT_SECONDS)
    try:
        scope = f"{get_account_id()}/20260101/{get_region()}/imagebuilder/aws4_request"
        connection.request(method, path, body, {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


async def answer(method: str, path: str, _headers: dict, body: bytes, query_params: dict) -> tuple[int, dict, bytes]:
    if path == EVENTS:
        return publish(json.loads(body))
    query = urlencode(query_params, doseq=True)
    return await asyncio.to_thread(send, method, quote(path, safe="/:%") + (f"?{query}" if query else ""), body)


def publish(event: dict) -> tuple[int, dict, bytes]:
    entry = {"Source": event["source"], "DetailType": event["detail-type"], "Detail": json.dumps(event["detail"]), "Resources": event["resources"]}
    return eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


app.SERVICE_HANDLERS["imagebuilder"] = answer


@around("_is_aws_service_name", router)
def is_service(original: Callable, name: str) -> bool:
    """Asking MiniStack would load the models of all services."""
    return name == "imagebuilder" or original(name)


def call(operation: str, parameters: dict) -> dict:
    read, removes = operation.startswith("Get"), operation.startswith("Delete")
    if read or removes:
        status, headers, body = send("GET" if read else "DELETE", f"/{operation}?{urlencode(parameters)}")
    else:
        status, headers, body = send("PUT", f"/{operation}", json.dumps({**parameters, "clientToken": str(uuid.uuid4())}).encode())
    result = json.loads(body)
    if status >= 400:
        raise Refused(headers["x-amzn-errortype"], result["message"])
    return result


def tag(arn: str, old: dict, new: dict) -> None:
    path, gone = f"/tags/{quote(arn, safe='')}", [key for key in old if key not in new]
    if gone:
        send("DELETE", f"{path}?{urlencode({'tagKeys': gone}, doseq=True)}")
    if new:
        send("POST", path, json.dumps({"tags": new}).encode())


def as_input(value: Any) -> Any:
    """CloudFormation's names of members, as the API has them."""
    if isinstance(value, list):
        return [as_input(each) for each in value]
    if not isinstance(value, dict):
        return value
    members = {(name[:1].lower() + name[1:]): each if name in MAPS else as_input(each) for name, each in value.items()}
    if "launchPermissionConfiguration" in members:
        members["launchPermission"] = members.pop("launchPermissionConfiguration")
    return members


def member(kind: str) -> str:
    return ARN_MEMBERS.get(kind) or f"{kind[:1].lower()}{kind[1:]}Arn"


# By account, Region and id of a state in which a pipeline was deployed: the pipeline.
deployments: dict[tuple[str, str, str], str] = {}


def deployment_of(arn: str, properties: dict) -> str:
    digest = hashlib.sha256(json.dumps([arn, {**properties, "Tags": None}], sort_keys=True).encode()).hexdigest()
    deployments[get_account_id(), get_region(), digest[:32]] = arn
    return digest[:32]


def attributes(kind: str, arn: str, properties: dict) -> dict:
    known = {"Arn": arn, "Name": properties.get("Name", arn.split("/")[1])}
    if kind in FIXED:
        name, version = arn.split("/")[1:3]
        major, minor, patch = version.split(".")
        before = f"{arn.split('/')[0]}/{name}"
        known |= {"Version": version, "LatestVersion.Arn": f"{before}/x.x.x", "LatestVersion.Major": f"{before}/{major}.x.x",
                  "LatestVersion.Minor": f"{before}/{major}.{minor}.x", "LatestVersion.Patch": f"{before}/{major}.{minor}.{patch}"}
    if kind == "Component":
        known |= {"Type": call("GetComponent", {"componentBuildVersionArn": arn})["component"]["type"], "Encrypted": "true"}
    if kind == "ImagePipeline":
        known["DeploymentId"] = deployment_of(arn, properties)
    if kind == "Image":
        amis = call("GetImage", {"imageBuildVersionArn": arn})["image"]["outputResources"]["amis"]
        known["ImageId"] = next(each["image"] for each in amis if each["region"] == get_region())
    return known


def create(kind: str, properties: dict) -> str:
    parameters = as_input(properties)
    if "version" in parameters:
        parameters["semanticVersion"] = parameters.pop("version")
    return call(f"Create{kind}", parameters)[member(kind)]


def build(properties: dict) -> str:
    """Starts a build, and waits for its end. One that fails is there, too, and stays."""
    deployment = properties.get("ImagePipelineExecutionSettings", {}).get("DeploymentId")
    if deployment is None:
        arn = create("Image", properties)
    else:
        pipeline = deployments[get_account_id(), get_region(), deployment]
        arn = call("StartImagePipelineExecution", {"imagePipelineArn": pipeline, "tags": properties.get("Tags", {})})["imageBuildVersionArn"]
    while True:
        state = call("GetImage", {"imageBuildVersionArn": arn})["image"]["state"]
        if state["status"] == "AVAILABLE":
            return arn
        if state["status"] in ("FAILED", "CANCELLED"):
            raise Refused("ImageCreationFailed", state.get("reason", state["status"]))
        time.sleep(real_seconds(POLL_SECONDS))


def provide(kind: str) -> None:
    resource_type = f"AWS::ImageBuilder::{kind}"
    make = build if kind == "Image" else lambda properties: create(kind, properties)

    def note(event: str, arn: str, properties: dict) -> tuple[str, dict]:
        record(resource=resource_type, event=event, physicalId=arn, properties=properties, account=get_account_id(), region=get_region())
        return arn, {} if event == "delete" else attributes(kind, arn, properties)

    def update(arn: str, old: dict, new: dict, _stack: str) -> tuple[str, dict]:
        changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        if "Tags" in changed:
            tag(arn, old.get("Tags", {}), new.get("Tags", {}))
        if kind == "Image" and changed == {"ImagePipelineExecutionSettings"} and not new["ImagePipelineExecutionSettings"].get("OnUpdate"):
            return note("update", arn, new)
        replaces = kind in FIXED or kind == "Image" or "Name" in changed
        if changed <= {"Tags"}:
            return note("update", arn, new)
        if replaces:
            return note("create", make(new), new)
        parameters = {name: value for name, value in as_input(new).items() if name not in ("name", "tags")}
        call(f"Update{kind}", {**parameters, member(kind): arn})
        return note("update", arn, new)

    def delete(arn: str, properties: dict) -> None:
        try:
            call(f"Delete{kind}", {member(kind): arn})
        except Refused as refusal:
            if refusal.code != "ResourceNotFoundException":
                raise
        note("delete", arn, properties)

    _RESOURCE_HANDLERS[resource_type] = {
        "create": lambda _logical_id, properties, _stack: note("create", make(properties), properties), "update": update, "delete": delete,
    }


for each in ("Image", *FIXED, *NAMED):
    provide(each)


@around("_runs_on_worker_thread", stacks)
def waits(original: Any, resource_type: str) -> bool:
    return re.match("AWS::ImageBuilder::", resource_type) is not None or original(resource_type)
