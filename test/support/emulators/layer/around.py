"""How the layer changes MiniStack. A name that MiniStack does not have is an AttributeError, which ends the process at its start."""

import functools
from collections.abc import Callable
from typing import Any


def around(name: str, *owners: Any) -> Callable:
    """The decorated function is called in place of `name`, in every module that holds it, and gets the original first."""
    original = getattr(owners[0], name)

    def put(ours: Callable) -> Callable:
        @functools.wraps(original)
        def instead(*args: Any, **kwargs: Any) -> Any:
            return ours(original, *args, **kwargs)

        for owner in owners:
            replace(owner, name, instead)
        return ours

    return put


def replace(owner: Any, name: str, value: Any) -> None:
    getattr(owner, name)
    setattr(owner, name, value)
