"""Logs as JSON lines on standard error, with the request's id; never a caption, a password or a token."""

import logging
import sys

import structlog

shared: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


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
                structlog.processors.format_exc_info,
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
