"""Connecting Facebook Pages: a person signs in once, and every Page that they may post to comes with its own token."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from evidence.adapters.networks.base import Access, Refused, Remedy
from evidence.adapters.networks.connecting import Arrival, Candidate, Credentials, Departure
from evidence.adapters.networks.graph import Graph
from evidence.adapters.networks.http import ident, web_address
from evidence.adapters.networks.meta_login import credentials, page, told
from evidence.adapters.networks.ways import ByApplication
from evidence.core.words import N_

SCOPES = "pages_show_list,pages_manage_posts,pages_read_engagement,business_management"
# Without one of these tasks a person may look at a Page and not post to it.
TASKS = frozenset({"CREATE_CONTENT", "MANAGE"})
_NO_PAGE = N_("orang yang masuk tidak boleh menerbitkan di Halaman mana pun")


class FacebookLogin(ByApplication):
    """A person's token is changed for a long one, and that for those of the Pages, which nothing renews.

    A Page's token names no end; it dies with the person's password, role or consent, and then a person signs in again.
    """

    name: ClassVar[str] = "facebook"

    def depart(self, redirect_uri: str, state: str, challenge: str, server: str = "") -> Departure:
        """Facebook's page; a challenge is not used."""
        return page(
            f"{self.application.sign_in_url}/{self.application.version}/dialog/oauth",
            client_id=self.application.client_id,
            redirect_uri=redirect_uri,
            response_type="code",
            scope=SCOPES,
            state=state,
        )

    def arrive(self, arrival: Arrival, now: datetime) -> Sequence[Candidate]:
        """Every Page that the person may post to. Raises Refused."""
        short = self._token(now, redirect_uri=arrival.redirect_uri, code=arrival.code.removesuffix("#_"))
        long = self._token(now, grant_type="fb_exchange_token", fb_exchange_token=short.access)
        found = [self._candidate(each, now) for each in self._pages(long.access) if _may_post(each)]
        if not found:
            raise Refused(_NO_PAGE, Remedy.RECONNECT)
        return found

    def renew_at(self, credentials: Credentials) -> datetime | None:
        """None: nothing renews a Page's token."""
        return None

    def renew(self, credentials: Credentials, now: datetime) -> Credentials:
        """Always Refused: a person signs in again."""
        raise Refused(N_("sambungan Halaman hanya diperbarui dengan masuk lagi"), Remedy.RECONNECT)

    def revoke(self, access: Access, credentials: Credentials) -> None:
        """Nothing: taking back the person's consent would cut off their other Pages too."""

    def _token(self, now: datetime, **params: str) -> Credentials:
        client = {"client_id": self.application.client_id, "client_secret": self.application.client_secret}
        url = f"{self.application.url}/{self.application.version}/oauth/access_token"
        answer = self.caller.call("GET", url, None, repeatable=True, params={**client, **params})
        return credentials(told(answer, signing_in=True), now)

    def _pages(self, token: str) -> Iterator[dict[str, Any]]:
        graph = Graph(self.application.url, self.application.version, self.caller)
        # This list has no times and is read to its end.
        return graph.listed(
            Access("", "", token), "me", "accounts", fields="id,name,username,link,tasks,access_token"
        )

    def _candidate(self, fields: Mapping[str, Any], now: datetime) -> Candidate:
        name, handle, link = (str(fields.get(key) or "") for key in ("name", "username", "link"))
        remote_id = ident(fields.get("id"), repeatable=True)
        return Candidate(
            remote_id=remote_id,
            handle=handle or name or remote_id,
            name=name or handle or remote_id,
            profile_url=web_address(link) or f"https://www.facebook.com/{remote_id}",
            credentials=replace(credentials(fields, now), expires_at=None),
        )


def _may_post(fields: Mapping[str, Any]) -> bool:
    tasks = fields.get("tasks")
    return not isinstance(tasks, list) or bool(TASKS.intersection(map(str, tasks)))
