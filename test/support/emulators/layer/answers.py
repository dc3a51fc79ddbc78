"""
What CloudFormation makes of the body that a function puts at a response URL.

MiniStack takes every body for every request. As on AWS, an answer to another request changes nothing, only the first answer counts, and
one that CloudFormation cannot read fails the resource: over 4,096 bytes, no JSON, no status, no physical id or one over 1 KB, a failure
without a reason.

@see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
"""

import json
import threading
from typing import Any

LONGEST_BODY = 4096
LONGEST_PHYSICAL_ID = 1024
ECHOES = ("StackId", "RequestId", "LogicalResourceId")


class Refused(Exception):
    """CloudFormation says no by itself; the function heard nothing."""


class Failed(Exception):
    """A request that failed, with the physical id that the answer gave, if any."""

    def __init__(self, reason: str, physical_id: str | None = None) -> None:
        super().__init__(reason)
        self.physical_id = physical_id


class Request:
    """What was asked of a function. One thread waits for the answer, another one puts it."""

    def __init__(self, event: dict[str, Any]) -> None:
        self.event = event
        self._closed = False
        self._decided = threading.Event()
        self._answer: dict[str, Any] | Failed | None = None

    def put(self, body: bytes) -> str:
        """Takes a body, and says what it was good for."""
        if self._closed:
            return "second" if self._answer else "late"
        fields = parsed(body)
        if fields and any(fields.get(name) != self.event[name] for name in ECHOES):
            return "for another request"
        problem = _problem(body, fields)
        self._answer = Failed(problem) if problem else fields
        self._closed = True
        self._decided.set()
        return "refused" if problem else "decided"

    def wait(self, seconds: float) -> dict[str, Any]:
        """The answer. Whatever else became of the request is raised."""
        self._decided.wait(seconds)
        self._closed = True
        if self._answer is None:
            raise Failed("CloudFormation did not receive a response from your Custom Resource. "
                         f"Please check your logs for requestId [{self.event['RequestId']}].")
        if isinstance(self._answer, Failed):
            raise self._answer
        if self._answer["Status"] == "FAILED":
            raise Failed(f"Received response status [FAILED] from custom resource. Message returned: {self._answer['Reason']} "
                         f"(RequestId: {self.event['RequestId']})", self._answer["PhysicalResourceId"])
        return self._answer


def parsed(body: bytes) -> dict[str, Any]:
    """The fields of a body, none if it is no JSON object."""
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _problem(body: bytes, fields: dict[str, Any]) -> str | None:
    physical_id = fields.get("PhysicalResourceId")
    if len(body) > LONGEST_BODY:
        return "Response object is too long."
    if not fields:
        return "Response is not valid JSON."
    if fields.get("Status") not in ("SUCCESS", "FAILED"):
        return "Invalid response: Status must be SUCCESS or FAILED."
    if not isinstance(physical_id, str) or not 0 < len(physical_id.encode()) <= LONGEST_PHYSICAL_ID:
        return "Invalid PhysicalResourceId"
    if fields["Status"] == "FAILED" and not fields.get("Reason"):
        return "Invalid response: Reason is required."
    return None
