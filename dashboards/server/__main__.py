"""``python -m dashboards.server``: serve the pages until stopped."""

import argparse
import logging

import uvicorn

from dashboards.server.app import make_app
from dashboards.server.settings import Settings

__all__ = ["main"]


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.server")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    # uvicorn opens the socket itself: only then does asyncio set TCP_NODELAY
    uvicorn.run(
        make_app(Settings.from_environment()),
        host=given.address,
        port=given.port,
        lifespan="on",  # by default a failing start is taken for one that is not wanted
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        ws_max_size=64 * 1024 * 1024,
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
