"""
The end of an update, as CloudFormation has it.

MiniStack deletes what an update replaced or removed while the stack is still UPDATE_IN_PROGRESS, tells of no deletion, tries once, and
keeps a resource whose deletion failed in the stack. Here the stack is UPDATE_COMPLETE_CLEANUP_IN_PROGRESS as soon as nothing can fail any
more, deletions have their events, each is tried three times (after a rollback too), and then the stack goes on to UPDATE_COMPLETE without
the resource, whatever became of it. Exports that the new template does not have are gone.

Missing: an update that drops an export which another stack imports is not refused.
"""

from typing import Any

import ministack.services.cloudformation.changesets as changesets
import ministack.services.cloudformation.handlers as handlers
import ministack.services.cloudformation.stacks as stacks
from around import around
from ministack.services.cloudformation import _exports, _stacks
from ministack.services.cloudformation.stacks import _add_event

ATTEMPTS = 3
AFTER_UPDATE = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
AFTER_ROLLBACK = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"


@around("_resolve_stack_outputs", stacks)
def resolve_outputs(original: Any, *args: Any) -> Any:
    """The last step of an update that can fail."""
    outputs = original(*args)
    stack_name, stack_id = args[-2:]
    stack = _stacks[stack_name]
    if stack["StackStatus"] == "UPDATE_IN_PROGRESS":
        stack["StackStatus"] = AFTER_UPDATE
        _add_event(stack_id, stack_name, stack_name, "AWS::CloudFormation::Stack", AFTER_UPDATE, physical_id=stack_id)
    return outputs


@around("_delete_resource", stacks)
def delete(original: Any, resource_type: str, physical_id: str, props: dict, stack_name: str, logical_id: str) -> None:
    stack = _stacks[stack_name]

    def tell(status: str, reason: str = "") -> None:
        _add_event(stack["StackId"], stack_name, logical_id, resource_type, status, reason, physical_id)

    last = ATTEMPTS if stack["StackStatus"] in (AFTER_UPDATE, AFTER_ROLLBACK) else 1
    for attempt in range(1, last + 1):
        # MiniStack tells of the last failure, and of the first start and the success unless it is after an update.
        if stack["StackStatus"] == AFTER_UPDATE or attempt > 1:
            tell("DELETE_IN_PROGRESS")
        try:
            original(resource_type, physical_id, props, stack_name, logical_id)
        except Exception as failure:
            if attempt == last:
                raise
            tell("DELETE_FAILED", str(failure))
        else:
            if stack["StackStatus"] == AFTER_UPDATE:
                tell("DELETE_COMPLETE")
            return


@around("_deploy_stack_async", stacks, handlers, changesets)
async def deploy(original: Any, stack_name: str, stack_id: str, *args: Any, **kwargs: Any) -> None:
    await original(stack_name, stack_id, *args, **kwargs)
    stack = _stacks[stack_name]
    if stack["StackStatus"] != "UPDATE_COMPLETE":
        return
    stack["_resources"] = {name: each for name, each in stack["_resources"].items() if each["ResourceStatus"] != "DELETE_FAILED"}
    exported = {output.get("ExportName") for output in stack["Outputs"]}
    for name in [name for name, export in _exports.items() if export["StackId"] == stack_id and name not in exported]:
        del _exports[name]
