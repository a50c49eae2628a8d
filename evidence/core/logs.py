"""Logs as JSON lines on standard error, with the request's id; never a caption, a password or a token."""

import logging
import re
import sys
import traceback

import structlog

shared: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


# PostgreSQL tells here which values it refused, up to what the next part of a trace begins with.
_DETAIL = re.compile(
    r"^DETAIL: .*?(?=^\[SQL|^\(Background|^The above|^During handling|^Traceback|\Z)", re.M | re.S
)


def trace(exc_info: structlog.typing.ExcInfo) -> str:
    """The traceback without the values that a database error repeats."""
    return _DETAIL.sub("DETAIL: (not logged)\n", "".join(traceback.format_exception(*exc_info))).rstrip()


def configure(process: str) -> None:
    """Send every log record of this process to standard error as one JSON line, marked with ``process``."""

    def name_process(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["process"] = process
        return event

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, name_process],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(trace),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for chatty in (
        "botocore",
        "boto3",
        "urllib3",
        "httpx",
        "httpcore",
        "procrastinate.worker",
        "procrastinate.jobs",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)
