"""
Parameters of the data type aws:ec2:image hold an image that is there and available, in the account and the Region.

MiniStack stores any value. Parameter Store looks the image up after PutParameter has succeeded, and drops a value that it does not like;
CloudFormation then fails the resource, for it never sees the value arrive. Here the look-up is at once. Whether AWS takes a pending image
is not documented; here it does not.

@see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
@see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1650
"""

from collections.abc import Callable
from typing import Any

import ministack.services.ssm as ssm
from around import around
from ec2_calls import send
from ministack.core.responses import get_account_id, get_region, json_response
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS
from ministack.services.ssm import _parameters


def is_available(image_id: str) -> bool:
    request = f"Action=DescribeImages&Version=2016-11-15&ImageId.1={image_id}"
    return b"<imageState>available</imageState>" in send(request.encode(), get_account_id(), get_region())[2]


@around("_put_parameter", ssm)
def put_parameter(original: Any, request: dict) -> Any:
    existing = _parameters.get(request.get("Name"))
    is_refused = existing and not request.get("Overwrite")
    if is_refused or request.get("DataType") != "aws:ec2:image" or is_available(request.get("Value", "")):
        return original(request)
    return json_response({"Version": existing["Version"] + 1 if existing else 1, "Tier": "Standard"})


def stabilized(bring: Callable) -> Callable:
    def instead(*args: Any) -> tuple[str, dict]:
        name, attributes = bring(*args)
        if (_parameters.get(name) or {}).get("Value") != attributes["Value"]:
            raise ValueError(f"Stabilizing the parameter creation for parameter {name}")
        return name, attributes
    return instead


parameter_type = _RESOURCE_HANDLERS["AWS::SSM::Parameter"]
parameter_type.update(create=stabilized(parameter_type["create"]), update=stabilized(parameter_type["update"]))
