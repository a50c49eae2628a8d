"""The practice network: a photo-sharing service for training people and for proving the publisher.

It is another program with its own database login and schema, and is spoken to by HTTP only. It behaves like
the networks it stands for (a container is made, then published once) and can be ordered to misbehave: to be
slow, to fail, to hold a call, or to lose its answer after the post was made.

    tables, store   what it keeps
    jpeg, wire      what it accepts
    faults          how it is told to misbehave
    api             what programs call
    orders          how it is told over HTTP
    pages, panel    what people see
    application     puts it together
    server          the program
"""

from evidence.practice.application import create_practice
from evidence.practice.server import PracticeServer, open_server, serve

__all__ = ["PracticeServer", "create_practice", "open_server", "serve"]
