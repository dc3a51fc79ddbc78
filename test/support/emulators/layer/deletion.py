"""
What a resource that could not be deleted leaves standing.

MiniStack goes on with everything else: the function too that a custom resource needs for its next Delete, and the role of that function,
so that the deletion can never succeed. CloudFormation does not touch what such a resource depends on. Here that is refused, and shows as
DELETE_FAILED, where CloudFormation does not even try.
"""

from typing import Any

import ministack.services.cloudformation as cloudformation
import ministack.services.cloudformation.stacks as stacks
from around import around


class Needed(Exception):
    """Something that is still there depends on the resource."""


@around("_delete_resource", stacks)
def delete(original: Any, resource_type: str, physical_id: str, props: dict, stack_name: str, logical_id: str) -> None:
    stack = cloudformation._stacks[stack_name]
    resources, declarations = stack["_resources"], (stack.get("_template") or {}).get("Resources", {})
    failed = [each for each in resources if each != logical_id and resources[each].get("ResourceStatus") == "DELETE_FAILED"]
    for each in failed:
        if logical_id in stacks._with_dependencies([each], declarations, set(resources)):
            raise Needed(f"{each} needs it, and could not be deleted.")
    original(resource_type, physical_id, props, stack_name, logical_id)
