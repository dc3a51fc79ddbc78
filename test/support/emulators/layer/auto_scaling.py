"""
Auto Scaling groups of stacks with instances in the EC2 simulator, and instance refreshes that replace them.

MiniStack lists instances that nobody has started, and calls a refresh successful that has only begun. Here a group starts instances of the
image that its launch template names at that moment, by its id or by a parameter (`resolve:ssm:`). A refresh replaces one after the other,
each in a minute, whatever its preferences say, and tells the default bus of its begin and its end. State machines can ask for one, and are
refused by the names that Step Functions has for it.

Missing: everything by which a group changes its size, mixed instances, what alarms and health checks do to a refresh.

@see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
"""

import contextvars
import json
import re
import threading
import time
from typing import Any
from urllib.parse import urlencode

import ministack.services.autoscaling as auto_scaling
import ministack.services.eventbridge as eventbridge
from around import around
from ec2_calls import send
from harness import now, real_seconds
from ministack.core.responses import get_account_id, get_region
from ministack.services.autoscaling import _ACTION_MAP, _asgs, _p, _reconcile_instances, _xml
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS
from ministack.services.ec2 import _launch_templates
from ministack.services.ssm import _parameters
from ministack.services.stepfunctions import _AWS_SDK_ERROR_CODE_OVERRIDES, _AWS_SDK_ERROR_PREFIX, _AWS_SDK_SERVICE_MAP

REPLACEMENT_SECONDS = 60
BY_PARAMETER = "resolve:ssm:"
UNDER_WAY = ("Pending", "InProgress", "Cancelling")


class Refused(Exception):
    """What EC2 says no to, in its words."""


def ec2(action: str, **parameters: Any) -> str:
    body = urlencode({"Action": action, "Version": "2016-11-15", **parameters}).encode()
    status, _headers, answer = send(body, get_account_id(), get_region())
    if status >= 400:
        raise Refused(answer.decode())
    return answer.decode()


def image_of(group: dict) -> str:
    """What its launch template names now."""
    template = _launch_templates[group["LaunchTemplate"]["LaunchTemplateId"]]
    wanted = {"$Latest": template["LatestVersionNumber"], "$Default": template["DefaultVersionNumber"]}
    version = wanted.get(group["LaunchTemplate"]["Version"], group["LaunchTemplate"]["Version"])
    image = next(each["LaunchTemplateData"]["ImageId"] for each in template["Versions"] if str(each["VersionNumber"]) == str(version))
    return _parameters[image.removeprefix(BY_PARAMETER)]["Value"] if image.startswith(BY_PARAMETER) else image


def launch(group: dict) -> str:
    return re.search(r"<instanceId>(.+?)</instanceId>", ec2("RunInstances", ImageId=image_of(group), MinCount=1, MaxCount=1))[1]


def terminate(instance: dict) -> None:
    ec2("TerminateInstances", **{"InstanceId.1": instance["InstanceId"]})


group_type = _RESOURCE_HANDLERS["AWS::AutoScaling::AutoScalingGroup"]
make, forget = group_type["create"], group_type["delete"]


def create(logical_id: str, properties: dict, stack_name: str) -> tuple[str, dict]:
    name, attributes = make(logical_id, properties, stack_name)
    group = _asgs[name]
    _reconcile_instances(group)
    for instance in group["Instances"]:
        instance["InstanceId"] = launch(group)
    return name, attributes


def delete(name: str, properties: dict) -> None:
    group = _asgs.get(name, {})
    for refresh in active_refreshes(group):
        refresh["Status"] = "Cancelling"
    for instance in group.get("Instances", []):
        terminate(instance)
    forget(name, properties)


group_type.update(create=create, delete=delete)


def active_refreshes(group: dict) -> list[dict]:
    return [each for each in group.get("InstanceRefreshes", []) if each["Status"] in ("Pending", "InProgress")]


def start_refresh(parameters: dict) -> Any:
    group = _asgs.get(_p(parameters, "AutoScalingGroupName"))
    if group and any(each["Status"] in UNDER_WAY for each in group.get("InstanceRefreshes", [])):
        return auto_scaling._error("InstanceRefreshInProgress", "An Instance Refresh is already in progress.")
    answer = start(parameters)
    if group:
        refresh = group["InstanceRefreshes"][0]
        refresh.update(Status="Pending", StatusReason="", StartTime=timestamp(), EndTime="", PercentageComplete=0)
        refresh["InstancesToUpdate"] = len(group["Instances"])
        threading.Thread(target=contextvars.copy_context().run, args=(replace_instances, group, refresh), daemon=True).start()
    return answer


def cancel_refresh(parameters: dict) -> Any:
    group = _asgs.get(_p(parameters, "AutoScalingGroupName"), {})
    refreshes = active_refreshes(group)
    if not refreshes:
        return auto_scaling._error("ActiveInstanceRefreshNotFound", "No in progress or pending Instance Refresh found.")
    refreshes[0]["Status"] = "Cancelling"
    identifier = f"<InstanceRefreshId>{refreshes[0]['InstanceRefreshId']}</InstanceRefreshId>"
    return _xml(200, "CancelInstanceRefreshResponse", f"<CancelInstanceRefreshResult>{identifier}</CancelInstanceRefreshResult>")


def describe_refreshes(parameters: dict) -> Any:
    status, headers, body = describe(parameters)
    return status, headers, body.replace(b"<EndTime></EndTime>", b"")


start, describe = _ACTION_MAP["StartInstanceRefresh"], _ACTION_MAP["DescribeInstanceRefreshes"]
_ACTION_MAP.update(StartInstanceRefresh=start_refresh, CancelInstanceRefresh=cancel_refresh, DescribeInstanceRefreshes=describe_refreshes)


def timestamp() -> str:
    return now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def replace_instances(group: dict, refresh: dict) -> None:
    refresh["Status"] = "InProgress"
    tell(group, refresh, "Started")
    try:
        for number, instance in enumerate(group["Instances"]):
            if refresh["Status"] == "Cancelling":
                break
            terminate(instance)
            instance["InstanceId"] = launch(group)
            time.sleep(real_seconds(REPLACEMENT_SECONDS))
            left = len(group["Instances"]) - number - 1
            refresh.update(InstancesToUpdate=left, PercentageComplete=100 - 100 * left // len(group["Instances"]))
        end(group, refresh, *(("Cancelled", "Cancelled") if refresh["Status"] == "Cancelling" else ("Successful", "Succeeded")))
    except (Refused, KeyError) as refusal:
        refresh["StatusReason"] = str(refusal)
        end(group, refresh, "Failed", "Failed")


def end(group: dict, refresh: dict, status: str, told: str) -> None:
    refresh.update(Status=status, EndTime=timestamp())
    tell(group, refresh, told)


def tell(group: dict, refresh: dict, what: str) -> None:
    eventbridge._put_events({"Entries": [{
        "Source": "aws.autoscaling",
        "DetailType": f"EC2 Auto Scaling Instance Refresh {what}",
        "Detail": json.dumps({"InstanceRefreshId": refresh["InstanceRefreshId"], "AutoScalingGroupName": group["AutoScalingGroupName"]}),
        "Resources": [group["AutoScalingGroupARN"]],
    }]}, allow_aws_source=True)


_AWS_SDK_SERVICE_MAP["autoscaling"] = {"protocol": "query"}
_AWS_SDK_ERROR_PREFIX["autoscaling"] = "AutoScaling"
_AWS_SDK_ERROR_CODE_OVERRIDES["autoscaling"] = {
    code: f"{code}Exception" for code in ("InstanceRefreshInProgress", "ActiveInstanceRefreshNotFound")
}


@around("_error", auto_scaling)
def error(original: Any, *args: Any) -> Any:
    """Step Functions in MiniStack finds the code of an error in no other name space than that of RDS."""
    status, headers, body = original(*args)
    return status, headers, re.sub(rb' xmlns="[^"]*"', b"", body)
