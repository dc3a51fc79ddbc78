"""
Resource types that MiniStack does not know.

Volumes are made by the EC2 simulator. The rest is stored as the template has it, and written to the record: nobody acts on it. Instances
are among those, since the simulator launches none. A change is taken over in place; only a volume or an instance is replaced by it.

Missing: tags of the stack on these resources, and attributes that only a service at work could tell, such as an instance's address.
"""

import uuid
from collections.abc import Callable
from typing import Any

import ministack.services.cloudformation.stacks as stacks
from around import around
from harness import record
from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS
from ministack.services.stepfunctions import _dispatch_aws_sdk_query


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"


def invented(prefix: str) -> Callable[[str, dict], str]:
    return lambda _logical_id, _properties: f"{prefix}-{uuid.uuid4().hex[:17]}"


# By account, Region and physical id: the properties of what is there.
stored: dict[tuple[str, str, str], dict] = {}


def store(resource_type: str, identify: Callable[[str, dict], str], attributes: Callable[[str], dict], in_place: bool = True) -> None:
    def note(event: str, physical_id: str, properties: dict) -> tuple[str, dict]:
        account, region = get_account_id(), get_region()
        record(resource=resource_type, event=event, physicalId=physical_id, properties=properties, account=account, region=region)
        stored[account, region, physical_id] = properties
        if event == "delete":
            del stored[account, region, physical_id]
        return physical_id, attributes(physical_id)

    _RESOURCE_HANDLERS[resource_type] = {
        "create": lambda logical_id, properties, _stack: note("create", identify(logical_id, properties), properties),
        "delete": lambda physical_id, properties: note("delete", physical_id, properties),
        **({"update": lambda physical_id, _old, new, _stack: note("update", physical_id, new)} if in_place else {}),
    }


store("AWS::DLM::LifecyclePolicy", invented("policy"), lambda policy_id: {"Arn": arn("dlm", f"policy/{policy_id}")})
store("AWS::EC2::Instance", invented("i"), lambda instance_id: {"InstanceId": instance_id}, in_place=False)


def ec2(action: str, parameters: dict) -> dict:
    """Calls EC2 as a state machine would: whatever answers there, answers here."""
    return _dispatch_aws_sdk_query({"service_key": "ec2"}, "ec2", action, parameters)


def create_volume(_logical_id: str, properties: dict, _stack: str) -> tuple[str, dict]:
    parameters = {name: value for name, value in properties.items() if name not in ("AutoEnableIO", "Tags")}
    if properties.get("Tags"):
        parameters["TagSpecifications"] = [{"ResourceType": "volume", "Tags": properties["Tags"]}]
    volume_id = ec2("createVolume", parameters)["VolumeId"]
    return volume_id, {"VolumeId": volume_id}


_RESOURCE_HANDLERS["AWS::EC2::Volume"] = {
    "create": create_volume,
    "delete": lambda volume_id, _properties: ec2("deleteVolume", {"VolumeId": volume_id}),
}


@around("_runs_on_worker_thread", stacks)
def waits(original: Any, resource_type: str) -> bool:
    return resource_type == "AWS::EC2::Volume" or original(resource_type)
