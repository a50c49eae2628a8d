"""What is handed to a network: the words and the pictures that were approved, and nothing else."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import joinedload

from evidence.adapters.networks.base import Kind, Network, Picture, Pull, Refused, Remedy, Submission
from evidence.adapters.networks.http import reads_as
from evidence.adapters.storage import ObjectMissing, Storage, StorageUnavailable
from evidence.compose import frozen
from evidence.core import clock
from evidence.core.db import Sessions
from evidence.core.words import N_
from evidence.publish import media
from evidence.publish.models import Publication
from evidence.publish.steps import Claim


@dataclass(frozen=True)
class Parcel:
    """A submission, and the hash of its pictures as they were read (`frozen.digest`)."""

    submission: Submission
    sent_sha256: str


@dataclass(frozen=True)
class Packing:
    """Reads what was approved; ``base_url`` is where networks find us."""

    sessions: Sessions
    storage: Storage
    base_url: str

    def parcel(self, claimed: Claim, network: Network, *, sends: bool = True) -> Parcel:
        """Read the frozen words and pictures. Raises Refused when a picture is not the one that was approved.

        Whoever only looks for what was sent says that nothing ``sends`` it, and needs no address of ours.
        """
        with self.sessions.begin() as session:
            publication = session.get_one(
                Publication, claimed.id, options=[joinedload(Publication.version)], populate_existing=True
            )
            version = publication.version
            wanted = frozen.frozen_pictures(session, version, claimed.network)
            kind = Kind(version.kinds.get(claimed.network, Kind.SINGLE))
            caption = version.words(claimed.network)
            # The row's making never changes; for when it is planned, a person may.
            times = {"at": publication.created_at, "planned_at": publication.planned_at}
        pictures = tuple(
            Picture(
                self._read(each.object_key, each.sha256), each.sha256, each.alt_text, each.width, each.height
            )
            for each in wanted
        )
        submission = Submission(caption, pictures, key=str(claimed.id), kind=kind, **times)
        reads = network.pulls is Pull.PUBLISHING or (network.pulls and not claimed.container)
        if sends and reads:
            submission = self._addressed(claimed, submission, wanted)
        return Parcel(submission, frozen.digest([each.sha256 for each in pictures]))

    def _read(self, object_key: str, sha256: str) -> bytes:
        try:
            body = self.storage.get(object_key)
        except ObjectMissing:
            raise Refused(N_("gambar yang disetujui tidak ada"), Remedy.FAIL) from None
        except StorageUnavailable:
            raise Refused(N_("penyimpanan tidak menjawab"), Remedy.WAIT) from None
        if hashlib.sha256(body).hexdigest() != sha256:
            raise Refused(N_("gambar berubah sejak disetujui"), Remedy.FAIL)
        return body

    def _addressed(
        self, claimed: Claim, submission: Submission, wanted: Sequence[frozen.FrozenPicture]
    ) -> Submission:
        """The same with an address for each picture, which was read from outside once before the network is asked."""
        with self.sessions.begin() as session:
            links = media.links(session, claimed.id, wanted, now=clock.now())
        pictures = tuple(
            replace(picture, url=self.address(link))
            for picture, link in zip(submission.pictures, links, strict=True)
        )
        if not claimed.progress and not all(reads_as(each.url, each.jpeg) for each in pictures):
            raise Refused(N_("alamat gambar di server kita tidak dapat dibuka dari luar"), Remedy.WAIT)
        return replace(submission, pictures=pictures)

    def address(self, link: uuid.UUID) -> str:
        """Where a network reads the picture."""
        return f"{self.base_url}/media/{link}.jpg"
