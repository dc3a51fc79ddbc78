"""
What a rollback does with custom resources, as far as MiniStack does otherwise.

It forgets a resource whose own create failed. It has one order only for a resource that an update replaced: the new one is deleted at the
end. And when a resource answers the way back with another id, the id that it had is lost. Here:

- a create that failed is deleted like those that succeeded;
- `"update-back"`, for a stack in the settings and by default, sends Update(new -> old) to a replaced custom resource as well, and then, in
  the clean-up, a Delete of the id that it no longer has; `"switch-back"` is MiniStack's order. Public sources do not say which is AWS's;
- an update that failed and answered a new id counts as one that replaced;
- an update that CloudFormation refused, without asking the function, is not sent back;
- the conditions of the stack are restored with its template.

Missing: when a way back fails, the old id of a replaced resource is nobody's any more, and ContinueUpdateRollback deletes no id that was
given up; a create whose rollback cannot delete a resource forgets it, as MiniStack does.
"""

from typing import Any

import ministack.services.cloudformation.handlers as handlers
import ministack.services.cloudformation.stacks as stacks
from answers import Refused
from around import around
from custom_resources import failures, is_custom
from harness import setting

# By stack id: the logical ids that a rollback under way goes through, in its order. Those with another id than before end as deletions.
under_way: dict[str, list[str]] = {}


@around("_roll_back_operation", stacks, handlers)
async def roll_back(original: Any, stack_name: str, stack_id: str, stack: dict, operation: dict, reason: str = "") -> None:
    reason = reason or failed_update(stack_id, stack, operation)
    failed, changed = operation["failed_logical_id"], operation["created"]
    if failed not in changed and stack["_resources"].get(failed, {}).get("ResourceStatus") == "CREATE_FAILED":
        changed.append(failed)
    if setting("rollback").get(stack_name, "update-back") == "update-back":
        treat_replaced_as_updated(stack, operation)
    under_way[stack_id] = changed
    try:
        await original(stack_name, stack_id, stack, operation, reason)
    finally:
        del under_way[stack_id]
    if operation["is_update"]:
        stack["_conditions"] = operation["previous_stack"].get("_conditions", {})


def failed_update(stack_id: str, stack: dict, operation: dict) -> str:
    """Puts the resource whose update failed with those that were updated. The reason of the rollback is then said here."""
    failure = failures.pop((stack_id, operation["failed_logical_id"]), None)
    if not failure or not operation["failed_update"]:
        return ""
    logical_id, resource_type, physical_id, applied, _previous, attributes = operation["failed_update"]
    if isinstance(failure, Refused):
        operation["failed_update"] = (logical_id, resource_type, physical_id, None, None, None)
        return ""
    stack["_resources"][logical_id].update(
        PhysicalResourceId=getattr(failure, "physical_id", None) or physical_id, Properties=applied, Attributes=attributes)
    operation["created"].append(logical_id)
    operation["failed_update"] = None
    return f"The following resource(s) failed to update: [{logical_id}]. "


def treat_replaced_as_updated(stack: dict, operation: dict) -> None:
    """MiniStack sends back what has the same id before and after."""
    before = (operation["previous_stack"] or {}).get("_resources", {})
    for logical_id in set(operation["created"]) & set(before):
        resource = stack["_resources"][logical_id]
        if is_custom(resource["ResourceType"]):
            before[logical_id]["PhysicalResourceId"] = resource["PhysicalResourceId"]
            operation["replaced_ids"] = [each for each in operation["replaced_ids"] if each != logical_id]


@around("_revert_update", stacks)
async def revert(original: Any, stack_id: str, stack_name: str, logical_id: str, resource_type: str, physical_id: str, *rest: Any) -> None:
    """Sends a resource back. If it then has another id, the rollback meets it once more, next, and sees one to delete."""
    await original(stack_id, stack_name, logical_id, resource_type, physical_id, *rest)
    restored, changed = rest[-1], under_way.get(stack_id, [])
    if restored and restored["PhysicalResourceId"] != physical_id and logical_id in changed:
        changed.insert(changed.index(logical_id) + 1, logical_id)
