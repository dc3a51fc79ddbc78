"""
CloudFormation's side of a custom resource, in place of MiniStack's; `delivery.py` and `answers.py` are the other two parts of it.

As on AWS, a ServiceToken cannot change, and a create that failed leaves its resource in the stack, with the id that was answered or an
invented one, so that the rollback, or the stack's deletion, sends its Delete; MiniStack knows neither. While a request is under way, its
resource is shown in progress; MiniStack shows it as it was before.

Missing: Delete while Create still runs because another resource failed, for MiniStack brings one resource after the other; `NoEcho` on
answers; SNS topics as ServiceToken.
"""

import uuid
from typing import Any

import ministack.services.cloudformation.custom_resource as custom_resource
from answers import Refused
from around import around
from delivery import send
from ministack.core.responses import now_iso
from ministack.services.cloudformation import _stacks
from ministack.services.cloudformation.custom_resource import _normalise_resource_properties as as_text

# By stack id and logical id: what went wrong last, for the rollback.
failures: dict[tuple[str, str], Exception] = {}


def is_custom(resource_type: str) -> bool:
    return resource_type.startswith("Custom::") or resource_type == "AWS::CloudFormation::CustomResource"


@around("invoke_custom_resource", custom_resource)
def ask(_original: Any, request_type: str, logical_id: str, properties: dict, stack_name: str, stack_id: str, resource_type: str,
        physical_id: str | None = None, old_props: dict | None = None) -> tuple[str, dict]:
    stack = _stacks[stack_name]
    event = {
        "RequestType": request_type, "ServiceToken": properties.get("ServiceToken", ""), "RequestId": str(uuid.uuid4()),
        "StackId": stack_id, "ResourceType": resource_type, "LogicalResourceId": logical_id, "ResourceProperties": as_text(properties),
        **({} if physical_id is None else {"PhysicalResourceId": physical_id}),
        **({} if old_props is None else {"OldResourceProperties": as_text(old_props)}),
    }
    failures.pop((stack_id, logical_id), None)
    shown = stack["_resources"].get(logical_id, {})
    before = shown.get("ResourceStatus")
    shown.update(ResourceStatus=f"{request_type.upper()}_IN_PROGRESS", Timestamp=now_iso())
    try:
        if old_props and old_props.get("ServiceToken") != event["ServiceToken"]:
            raise Refused("Modifying service token is not allowed.")
        answer = send(event, stack)
        return answer["PhysicalResourceId"], answer.get("Data") or {}
    except Exception as failure:
        failures[stack_id, logical_id] = failure
        shown["ResourceStatus"] = before
        if request_type == "Create" and not isinstance(failure, Refused):
            invented = f"{stack_name}-{logical_id}-{uuid.uuid4().hex[:12].upper()}"
            stack["_resources"][logical_id] = {
                "PhysicalResourceId": getattr(failure, "physical_id", None) or invented, "ResourceType": resource_type,
                "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": str(failure), "LogicalResourceId": logical_id,
                "Properties": properties, "Attributes": {}, "Timestamp": now_iso(),
            }
        raise
