"""Connecting a Threads account, where the city's application has an id and a secret of its own."""

from evidence.adapters.networks.meta_login import SelfRenewing


class ThreadsLogin(SelfRenewing):
    """All of its calls have one address."""

    name = "threads"
    scopes = "threads_basic,threads_content_publish,threads_manage_insights,threads_delete"
    grant = "th"
    ident = "id"
    profile = "https://www.threads.com/@"
    needed = "threads_content_publish"
