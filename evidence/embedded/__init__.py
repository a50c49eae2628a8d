"""The laptop: everything Bukti needs on one machine, under one folder, by one command.

laptop          which parts run, in which order, and what people are told
supervisor      starts, watches, starts again, stops
postgres, roles, store       the parts that are not ours
environment, demonstration   what the parts are told
secrets, folders, ports      what the data folder keeps
processes, privileges, signals, checks, refusals   the ground under them
"""

from evidence.embedded.laptop import serve, settings_of
from evidence.embedded.postgres import Databases, Postgres
from evidence.embedded.refusals import Refused
from evidence.embedded.store import Store

__all__ = ["Databases", "Postgres", "Refused", "Store", "serve", "settings_of"]
