"""What a role is called on pages."""

from flask_babel import lazy_gettext

from evidence.units.access import Role

ROLES = {
    Role.UPLOADER: lazy_gettext("Pengunggah"),
    Role.APPROVER: lazy_gettext("Pemberi persetujuan"),
    Role.REVIEWER: lazy_gettext("Peninjau"),
    Role.ADMIN: lazy_gettext("Admin"),
}
