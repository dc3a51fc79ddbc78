"""
MiniStack 1.5.33 with what a stack of this library needs and MiniStack does not do, or does otherwise than AWS: `python <this folder>`.

Each file says in its head what it changes and why. The process ends with its standard input, on SIGTERM and on SIGINT: it takes its
Lambda workers and its temporary files along, and waits for nobody.
"""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from importlib import import_module
from importlib.metadata import distributions
from typing import Any

FITS = "1.5.33"
PARTS = (
    "clock", "ec2_calls", "custom_resources", "rollback", "deletion", "cleanup", "step_functions", "functions", "invocations",
    "resource_types", "image_parameters", "dlm", "image_builder", "auto_scaling", "alarms",
)
# MiniStack and its workers put everything below it, so it can go whatever else is in TMPDIR.
FOLDER = tempfile.mkdtemp(prefix="emulators-")
tempfile.tempdir = os.environ["TMPDIR"] = FOLDER


def install() -> None:
    try:
        for part in PARTS:
            import_module(part)
    except (ImportError, AttributeError) as missing:
        found = "".join(each.version for each in distributions(name="ministack")) or "a Python without it"
        raise SystemExit(f"The layer is made for MiniStack {FITS} and does not fit {found}: {missing}.") from None


async def serve() -> None:
    from hypercorn.asyncio import serve as serve_forever
    from hypercorn.config import Config
    from ministack.app import app
    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    # With a trigger of its own, hypercorn leaves the signals alone, on which it would wait for whatever is under way.
    await serve_forever(app, config, shutdown_trigger=asyncio.Event().wait)


def end(status: int = 0) -> None:
    lambda_runtime: Any = sys.modules.get("ministack.core.lambda_runtime")
    for pool in list(getattr(lambda_runtime, "_workers", {}).values()):
        for process in [worker._proc for worker in pool if worker._proc]:
            process.kill()
            process.wait()
    shutil.rmtree(FOLDER, ignore_errors=True)
    os._exit(status)


def end_with_input() -> None:
    sys.stdin.buffer.read()
    end()


for each in (signal.SIGTERM, signal.SIGINT):
    signal.signal(each, lambda *_: end())
threading.Thread(target=end_with_input, daemon=True).start()
try:
    install()
    asyncio.run(serve())
except SystemExit as misfit:
    print(misfit, file=sys.stderr)
except Exception:
    traceback.print_exc()
end(1)
