"""Every table of the house in one import, for migrations and for relationships that name a class."""

from evidence.accounts.models import PendingConnection, SocialAccount
from evidence.accounts.registry.models import Mistake, Observation
from evidence.capture.consents import Consent
from evidence.capture.models import Activity, Finding, Measure, Photo, PhotoPart, PhotoPoint
from evidence.capture.prints import PhotoKey, PhotoPrint
from evidence.compose.models import CaptionTemplate, PhotoCovers, Post, PostVersion, Rendition
from evidence.core.audit import AuditEvent
from evidence.core.seals import Seal
from evidence.core.signs import WorkerSign
from evidence.gallery.models import SavedView
from evidence.gallery.public.models import OpenGallery
from evidence.integrity.models import Redaction
from evidence.notices.models import Delivery, Notice, NoticeSettings, PushSubscription
from evidence.privacy.models import Takedown
from evidence.publish.models import (
    AlertLine,
    Attempt,
    Figures,
    Ledger,
    MediaLink,
    Pause,
    Publication,
    UnitSchedule,
)
from evidence.reports.coverage.models import Context, Objection, Order, State
from evidence.reports.papers.models import Letterhead, Paper
from evidence.review.models import Decision, Sample, SampleItem
from evidence.units.days import ActivityStanding, DailyCount, DailyMove
from evidence.units.models import ApiToken, Device, Membership, Passkey, Unit, User

__all__ = [
    "Activity",
    "ActivityStanding",
    "AlertLine",
    "ApiToken",
    "Attempt",
    "AuditEvent",
    "CaptionTemplate",
    "Consent",
    "Context",
    "DailyCount",
    "DailyMove",
    "Decision",
    "Delivery",
    "Device",
    "Figures",
    "Finding",
    "Ledger",
    "Letterhead",
    "Measure",
    "MediaLink",
    "Membership",
    "Mistake",
    "Notice",
    "NoticeSettings",
    "Objection",
    "Observation",
    "OpenGallery",
    "Order",
    "Paper",
    "Passkey",
    "Pause",
    "PendingConnection",
    "Photo",
    "PhotoCovers",
    "PhotoKey",
    "PhotoPart",
    "PhotoPoint",
    "PhotoPrint",
    "Post",
    "PostVersion",
    "Publication",
    "PushSubscription",
    "Redaction",
    "Rendition",
    "Sample",
    "SampleItem",
    "SavedView",
    "Seal",
    "SocialAccount",
    "State",
    "Takedown",
    "Unit",
    "UnitSchedule",
    "User",
    "WorkerSign",
]
