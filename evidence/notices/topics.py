"""Who is told what, in which way, unless they chose otherwise: one table of rules. Pure."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.core.words import N_, Words
from evidence.units.access import Role


class Way(enum.StrEnum):
    """How a notice comes to a person; in the app it stands until its cause is gone."""

    APP = "app"
    PUSH = "push"
    MAIL = "mail"


@dataclass(frozen=True)
class Topic:
    """What a person may switch on and off. ``kinds`` are how the kinds of its notices begin.

    Each of ``roles`` is told at the nearest unit that has somebody in it, the notice's own first. What is ``urgent``
    comes in quiet hours too. ``usual`` are the ways in which it comes unless a person says otherwise.
    """

    code: str
    words: Words
    kinds: tuple[str, ...]
    roles: tuple[Role, ...]
    usual: frozenset[Way] = frozenset({Way.APP, Way.PUSH})
    urgent: bool = False

    @property
    def ways(self) -> tuple[Way, ...]:
        """Those that a person may choose: a digest is no notice, so the app has none."""
        return tuple(Way) if self.kinds else (Way.PUSH, Way.MAIL)


EVERYWHERE = frozenset(Way)
_UPLOADER, _APPROVER, _REVIEWER, _ADMIN = Role.UPLOADER, Role.APPROVER, Role.REVIEWER, Role.ADMIN

# Among a person's choices: the one switch for all that leaves the app. The others are kept for when it is on again.
MUTED = "muted"

# The first whose kinds fit has a notice.
OF_NOTICES: Sequence[Topic] = (
    Topic(
        "check", N_("Perlu dicek, atau terbit padahal tidak seharusnya"),
        ("publish.unconfirmed", "publish.stray", "publish.withdraw_failed"), (_UPLOADER, _ADMIN), EVERYWHERE,
        urgent=True,
    ),
    Topic("changes", N_("Perbaikan yang diminta"), ("review.changes",), (_UPLOADER,)),
    Topic("photos", N_("Foto yang ditolak"), ("capture.rejected",), (_UPLOADER,)),
    Topic("befores", N_("Foto sebelum yang menunggu foto sesudah"), ("capture.waits",), (_UPLOADER,)),
    Topic("decisions", N_("Unggahan yang menunggu putusan"), ("review.waiting", "review.passed_up"), (_APPROVER,)),
    Topic("held", N_("Unggahan yang ditahan"), ("review.", "publish.held"), (_UPLOADER, _APPROVER)),
    Topic("withdraw", N_("Unggahan yang diminta ditarik"), ("withdraw.",), (_UPLOADER, _APPROVER), EVERYWHERE),
    Topic("publishing", N_("Penerbitan yang perlu Anda"), ("publish.",), (_UPLOADER,)),
    # Whoever holds the passwords changes them; those above need not be asked as well.
    Topic("passwords", N_("Kata sandi akun sesudah serah terima"), ("account_handed",), (_UPLOADER,)),
    Topic("accounts", N_("Sambungan akun yang habis atau berubah"), ("account_",), (_UPLOADER, _APPROVER)),
    Topic("takedowns", N_("Permintaan penurunan dari warga"), ("privacy.",), (_APPROVER, _ADMIN), EVERYWHERE),
    Topic("objections", N_("Keberatan unit atas data kepatuhannya"), ("coverage.objection",), (_REVIEWER, _ADMIN)),
    Topic("silent", N_("Unit tanpa kegiatan baru"), ("reports.silent",), (_UPLOADER,)),
    Topic("papers", N_("Penanda tangan laporan yang perlu diisi"), ("reports.signer",), (_UPLOADER, _ADMIN)),
    # What a room tells before it has a line here.
    Topic("other", N_("Pemberitahuan lain"), ("",), (_UPLOADER, _APPROVER)),
)  # fmt: skip
# What only tells, and asks nobody for anything.
TELLING = ("withdraw.decided", "coverage.answer")
DAILY = Topic(
    "daily", N_("Ringkasan harian"), (), (_UPLOADER, _APPROVER, _REVIEWER, _ADMIN), frozenset({Way.MAIL})
)
WEEKLY = Topic(
    "weekly", N_("Ringkasan mingguan: unit lama diam"), (), (_APPROVER, _REVIEWER, _ADMIN),
    frozenset({Way.MAIL}),
)  # fmt: skip
# A letter that a person asked for just now is never switched off.
ASKED_FOR = Topic("asked", N_("Surat yang Anda minta"), (), (), frozenset({Way.MAIL}), urgent=True)
# Nor is what concerns their own account, which somebody else might be taking.
SAFETY = Topic("safety", N_("Keamanan akun Anda"), (), (), frozenset({Way.PUSH, Way.MAIL}), urgent=True)
ALWAYS = (ASKED_FOR, SAFETY)
TOPICS: Sequence[Topic] = (*OF_NOTICES, DAILY, WEEKLY)
BY_CODE: Mapping[str, Topic] = {each.code: each for each in (*TOPICS, ASKED_FOR, SAFETY)}


def topic_of(kind: str) -> Topic:
    """The topic of a notice of that kind."""
    return next(each for each in OF_NOTICES if kind.startswith(each.kinds))


def choice(way: Way, topic: Topic) -> str:
    """How a person's choice about it is called."""
    return f"{way}:{topic.code}"
