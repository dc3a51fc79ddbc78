"""What the process that starts the emulators says to the layer, by its environment and a file, and what it is told, in another file."""

import json
import os
import threading
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

EC2 = urlsplit(os.environ["EMULATORS_EC2_URL"]).netloc
IMAGE_BUILDER = urlsplit(os.environ["EMULATORS_IMAGE_BUILDER_URL"]).netloc
SETTINGS = Path(os.environ["EMULATORS_SETTINGS"])
RECORD = Path(os.environ["EMULATORS_RECORD"])

# For functions that are to live in emulated time.
CLOCK = os.environ["EMULATORS_CLOCK"]
_base, _factor = CLOCK.split("/")
BASE = int(_base) / 1000
FACTOR = float(_factor)

_writing = threading.Lock()


def now() -> datetime:
    """Emulated time: from the base on, it runs by the factor faster."""
    return datetime.fromtimestamp(BASE + (time.time() - BASE) * FACTOR, timezone.utc)


def real_seconds(emulated_seconds: float) -> float:
    return emulated_seconds / FACTOR


def setting(name: str) -> dict[str, Any]:
    """By stack name. Read each time, so that it may change while the emulators run."""
    return json.loads(SETTINGS.read_text() or "{}").get(name, {}) if SETTINGS.exists() else {}


def record(**entry: Any) -> None:
    with _writing, RECORD.open("a") as file:
        file.write(json.dumps(entry) + "\n")
