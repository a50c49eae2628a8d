"""What each route of the house is asked about the things of Mojo."""

import hashlib
import io
import json
import uuid
from datetime import timedelta
from typing import Any

from evidence.core import clock
from tests import factories, reported
from tests.asking import new
from tests.capture.phones import headers_of
from tests.house import MOJO
from tests.practice.serving import picture
from tests.things import Things


def asked(things: Things, token: str) -> dict[str, dict[str, Any]]:
    """What each route is asked: ``at`` fills its address, the rest is sent. A route that needs neither is not here."""
    photo = picture()
    form = {"csrf_token": token}
    activity = {"title": "Kuras saluran", "category": "DRAINASE", "mode": "A", "unit": MOJO}
    draft = {"caption": "Saluran dikuras.", "alt_text": "Dua foto saluran.", "accounts": []}
    on_mojo = {"activity_id": things["activity"]}
    later = {"at": f"{clock.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"}
    before = {**on_mojo, "stage": "before"}
    days = {"first": f"{clock.today() - timedelta(days=1)}", "last": f"{clock.today()}"}
    on_photo, on_post = {"photo_id": things["photo"]}, {"post_id": things["post"]}
    on_waiting, on_mended = (
        {"activity_id": things[each]} for each in ("activity that waits", "activity to mend")
    )
    pair = {"before": things["its before"], "after": things["its after"]}
    file = {"photo": (io.BytesIO(photo), "foto.jpg"), "uuid": str(uuid.uuid4()), **form}
    meta = {"activity": things["activity"], "stage": "before"}
    sha256 = hashlib.sha256(photo).hexdigest()
    decision = {"decision": "approve", "note": ""}
    on_point = {"point_id": things["point"]}
    on_account = {"account_id": things["account to end"]}
    nowhere = {"network": "mastodon", "pending_id": new()}
    arranged = {"format": "square", "layout": "", "fit": ""}
    for number, name in enumerate(("its first photo", "its second photo")):
        told = {"photo": things[name], "x": "50", "y": "50", "zoom": "120"}
        arranged.update({f"frames-{number}-{part}": value for part, value in told.items()})
    place = {
        "name": "Saluran depan pasar",
        "category": "DRAINASE",
        "mode": "A",
        "unit": MOJO,
        "place_unit": MOJO,
    }
    return {
        "POST /akun": {
            "data": {"uuid": new(), "unit": MOJO, "network": "by_hand", "site": "x", "handle": "latihan.baru", **form}
        },
        "POST /antrean": {
            "data": {
                "publication": things["publication for an operator"],
                "act": "cancel", "note": "ganda", "sure": "y", **form,
            },
        },
        "GET /akun/<account_id>": {"at": on_account},
        "POST /akun/<account_id>/<act>": {
            "at": {**on_account, "act": "tahan"},
            "data": {"reason": "Diperiksa dahulu", **form},
        },
        "POST /akun/<account_id>/kata-sandi": {"at": on_account, "data": form},
        "GET /akun/<account_id>/putuskan": {"at": on_account},
        "POST /akun/<account_id>/putuskan": {"at": on_account, "data": {"reason": "Ganti pengelola", **form}},
        "GET /akun/sambung/<network>": {"at": nowhere, "query_string": {"unit": MOJO}},
        # A server is asked for, and none named; tests/accounts goes all the way.
        "POST /akun/sambung/<network>": {"at": nowhere, "data": {"unit": MOJO, **form}},
        "GET /akun/sambung/<network>/kembali": {"at": nowhere},
        "GET /akun/sambung/<network>/lanjut/<pending_id>": {"at": nowhere},
        "GET /akun/sambung/<network>/pilih/<pending_id>": {"at": nowhere},
        "POST /akun/sambung/<network>/pilih/<pending_id>": {"at": nowhere, "data": form},
        **{
            f"GET {rule}": {"at": {"code": things["code of what is out"], "int:number": "1"}}
            for rule in (
                "/B/<code>",
                "/b/<code>",
                "/b/<code>/<int:number>",
                "/b/<code>/<int:number>.jpg",
            )
        },
        **{
            f"GET /warga/<code>{page}": {"at": {"code": things["code of what is out"], "size": "kartu"}}
            for page in ("", "/<size>.jpg", "/sematan")
        },
        "POST /galeri-warga": {"data": {"semula": MOJO, "unit": MOJO, "buka": "", "tutup": "", **form}},
        "GET /bahasa/<code>": {"at": {"code": "en"}},
        "GET /papan/<name>": {"at": {"name": "menunggu-sesudah"}},
        "GET /daftar-akun/unit/<path:code>": {"at": {"path:code": things["unit"]}},
        "GET /daftar-akun/periksa/<network>/<path:code>": {
            "at": {"network": "instagram", "path:code": things["unit"]},
        },
        "POST /daftar-akun/periksa/<network>/<path:code>": {
            "at": {"network": "bluesky", "path:code": things["unit"]},
            "data": {"uuid": new(), "presence": "absent", **form},
        },
        "GET /daftar-akun/keliru/<look_id>": {"at": {"look_id": things["look"]}},
        "POST /daftar-akun/keliru/<look_id>": {"at": {"look_id": things["look"]}, "data": form},
        "POST /daftar-akun/rt-rw/<path:code>": {"at": {"path:code": things["unit"]}, "data": {"rw": "7", **form}},
        "POST /daftar-akun/rt-rw-hapus/<path:code>": {"at": {"path:code": things["an RW"]}, "data": form},
        "GET /foto/<photo_id>/<int:edge>.jpg": {"at": {**on_photo, "int:edge": "320"}},
        "GET /foto/<photo_id>/asli": {"at": on_photo},
        # No key is named in this house; tests/integrity signs.
        "GET /foto/<photo_id>/kredensial": {"at": on_photo},
        "POST /foto/<photo_id>/jangan-pakai": {"at": {"photo_id": things["photo to set aside"]}, "data": form},
        "GET /foto/<photo_id>/hapus": {"at": on_photo},
        "POST /foto/<photo_id>/hapus": {
            "at": {"photo_id": things["photo to erase"]},
            "data": {"reason": "person", "number": "005/BA", "text": "Diminta.", "sure": "y", **form},
        },
        "GET /foto/<photo_id>/pindah": {"at": on_photo},
        "GET /foto/<photo_id>/samarkan": {"at": on_photo},
        "POST /foto/<photo_id>/samarkan": {"at": on_photo, "data": {"act": "save", "shapes": "[]", **form}},
        "POST /hapus": {"data": {"uuid": new(), "said": "AAAA-BBBB", "reason": "face", **form}},
        "GET /kegiatan/<activity_id>/persetujuan": {"at": on_mojo},
        "POST /kegiatan/<activity_id>/persetujuan": {
            "at": on_mojo,
            "data": {
                "uuid": new(), "about": "home", "who": "pemilik rumah", "how": "spoken",
                "given_on": "2026-01-05", **form,
            },
        },
        "GET /permintaan-hapus/<request_id>": {"at": {"request_id": things["request"]}},
        "POST /permintaan-hapus/<request_id>": {
            "at": {"request_id": things["request"]}, "data": {"outcome": "refuse", "answer": "Tidak.", **form},
        },
        "POST /permintaan-hapus/<request_id>/dijawab": {
            "at": {"request_id": things["request"]}, "data": form,
        },
        **reported.asked(things, form),
        "GET /persetujuan/<consent_id>/surat.jpg": {"at": {"consent_id": things["consent"]}},
        "POST /persetujuan/<consent_id>/tarik": {"at": {"consent_id": things["consent"]}, "data": form},
        "POST /foto/<photo_id>/pindah": {
            "at": {"photo_id": things["photo to move"]}, "query_string": {"ke": things["another place"]},
            "data": {"source": things["its place"], "stage": "before", **form},
        },
        "GET /foto/<photo_id>/kamera": {"at": {"photo_id": things["photo with its original"]}},
        "GET /fs-static/<path:filename>": {"at": {"path:filename": "js/base64.js"}},
        "POST /galeri/tampilan": {"query_string": {"q": "parit"}, "data": {"uuid": new(), "name": "Parit", **form}},
        "POST /galeri/tampilan/<view_id>/hapus": {"at": {"view_id": things["saved view"]}, "data": form},
        "GET /hasil/<rendition_id>.jpg": {"at": {"rendition_id": things["rendition"]}},
        "GET /hasil/<rendition_id>/kredensial.jpg": {"at": {"rendition_id": things["rendition"]}},
        "POST /hasil/<rendition_id>/ulang": {"at": {"rendition_id": things["failed rendition"]}, "data": form},
        "GET /kegiatan/<activity_id>": {"at": on_mojo},
        "GET /kegiatan/<activity_id>/belum-selesai": {"at": on_waiting},
        "POST /kegiatan/<activity_id>/belum-selesai": {"at": on_waiting, "data": {"reason": "weather", **form}},
        "GET /kegiatan/<activity_id>/foto/<stage>": {"at": before},
        "POST /kegiatan/<activity_id>/foto/<stage>": {"at": before, "data": file},
        "POST /kegiatan/<activity_id>/lanjutkan": {"at": on_waiting, "data": form},
        "GET /kegiatan/<activity_id>/gambar": {"at": {"activity_id": things["its activity"]}},
        "POST /kegiatan/<activity_id>/gambar": {
            "at": {"activity_id": things["its activity"]}, "data": {**arranged, **form},
        },
        "POST /kegiatan/<activity_id>/gambar/tanpa-selaras": {
            "at": {"activity_id": things["its activity"]}, "data": form,
        },
        "POST /kegiatan/<activity_id>/gambar/coba": {
            "at": {"activity_id": things["its activity"]}, "data": {**arranged, **form},
        },
        "GET /kegiatan/<activity_id>/susun": {"at": {"activity_id": things["its activity"]}},
        "POST /kegiatan/<activity_id>/susun": {
            "at": {"activity_id": things["its activity"]}, "data": {"uuid": things["draft"], **draft, **form},
        },
        "GET /kegiatan/<activity_id>/susun/periksa": {"at": {"activity_id": things["its activity"]}},
        "POST /kegiatan/<activity_id>/susun/periksa": {
            "at": {"activity_id": things["its activity"]}, "data": form,
        },
        "GET /kegiatan/<activity_id>/unduh": {"at": {"activity_id": things["activity of the drawn pictures"]}},
        "GET /kegiatan/<activity_id>/unduh.zip": {
            "at": {"activity_id": things["activity of the drawn pictures"]},
        },
        "GET /kegiatan/<activity_id>/tempat": {"at": on_mojo},
        "POST /kegiatan/<activity_id>/tukar": {"at": on_mended, "data": {**pair, **form}},
        "GET /kegiatan/<activity_id>/ubah": {"at": on_mojo},
        "POST /kegiatan/<activity_id>/ubah": {"at": on_mojo, "data": {**activity, "place_unit": MOJO, **form}},
        "POST /kegiatan/baru": {"data": {**activity, "uuid": new(), "place_unit": MOJO, **form}},
        "POST /keluar": {"data": form},
        "POST /kunci-sandi": {"data": form},
        "POST /kunci-sandi/<passkey_id>/hapus": {"at": {"passkey_id": things["passkey"]}, "data": form},
        "POST /kunci-sandi/masuk": {"data": form},
        "POST /kunci-sandi/tantangan": {"data": form},
        "POST /kunci-sandi/tantangan-baru": {"data": form},
        "GET /media/<link_id>.jpg": {"at": {"link_id": things["link that a network reads"]}},
        "POST /masuk": {"data": {"username": "lurah.mojo", "password": "bukan ini", **form}},
        "POST /orang/baru": {"data": {"name": "Lurah Baru", "username": "lurah.baru", **form}},
        "GET /orang/<user_id>": {"at": {"user_id": things["newcomer"]}},
        "POST /orang/<user_id>": {
            "at": {"user_id": things["newcomer"]},
            "data": {"name": "Orang Baru", "username": "orang.baru", **form},
        },
        "POST /orang/<user_id>/tautan": {"at": {"user_id": things["newcomer"]}, "data": form},
        "POST /orang/<user_id>/batalkan": {"at": {"user_id": things["newcomer to withdraw"]}, "data": form},
        "POST /orang/<user_id>/kata-sandi": {"at": {"user_id": things["forgetful"]}, "data": form},
        "POST /orang/<user_id>/kata-sandi/batalkan": {"at": {"user_id": things["forgetful"]}, "data": form},
        "POST /kata-sandi/diketahui": {"data": form},
        # A link that nobody made; tests/units opens good ones.
        "GET /undangan": {"query_string": {"t": "bukan.dari.sini"}},
        "POST /undangan": {"data": {"t": "bukan.dari.sini", **form}},
        # Links that nobody signed here; tests/notices opens good ones.
        "GET /pemberitahuan/alamat": {"query_string": {"t": "bukan.dari.sini"}},
        "GET /pemberitahuan/berhenti": {"query_string": {"t": "bukan.dari.sini"}},
        "POST /pemberitahuan/alamat": {"data": form},
        "POST /pemberitahuan/berhenti": {"data": form},
        # This house has neither a mail server nor a key for pushes; tests/notices has both.
        "POST /pemberitahuan/email": {"data": form},
        "POST /pemberitahuan/pengaturan": {
            "data": {"quiet_from": "20.00", "quiet_until": "06.00", "digest_at": "07.00", **form},
        },
        "POST /pemberitahuan/perangkat": {"data": form},
        "POST /pemberitahuan/perangkat/<subscription_id>/hapus": {
            "at": {"subscription_id": things["browser"]}, "data": form,
        },
        "POST /penerbitan/<publication_id>/<act>": {
            "at": {"publication_id": things["publication to cancel"], "act": "cancel"}, "data": form,
        },
        "POST /penerbitan/<publication_id>/angka": {
            "at": {"publication_id": things["publication"]}, "data": {"likes": "3", **form},
        },
        "GET /penerbitan/<publication_id>/bagikan": {"at": {"publication_id": things["publication"]}},
        "POST /penerbitan/<publication_id>/bagikan": {
            "at": {"publication_id": things["publication"]}, "data": {"link": "", **form},
        },
        "GET /penerbitan/<publication_id>/jadwal": {
            "at": {"publication_id": things["publication to move"]},
        },
        "POST /penerbitan/<publication_id>/jadwal": {
            "at": {"publication_id": things["publication to move"]}, "data": {**later, **form},
        },
        "POST /penerbitan/tahan": {"data": {"what": f"unit:{MOJO}", "reason": "Diperiksa dahulu", **form}},
        "POST /penerbitan/tahan/<pause_id>/lepas": {"at": {"pause_id": things["switch"]}, "data": form},
        "GET /periksa/<post_id>": {"at": on_post},
        "POST /periksa/<post_id>": {
            "at": on_post, "data": {"uuid": new(), "content_hash": things["hash"], **decision, **form},
        },
        "POST /pengganti": {"data": form},
        "POST /pengganti/<membership_id>/akhiri": {
            "at": {"membership_id": things["delegation"]}, "data": form,
        },
        "POST /periksa/setujui": {
            "data": {"pilih": f"{things['post']}:{things['hash']}:{new()}", "pasti": "1", **form},
        },
        "POST /periksa/<post_id>/lanjutkan": {
            "at": {"post_id": things["approved post"]}, "data": {"findings": "", **form},
        },
        "GET /serah-terima/<membership_id>": {"at": {"membership_id": things["office"]}},
        "POST /serah-terima/<membership_id>": {"at": {"membership_id": things["office"]}, "data": form},
        "GET /serah-terima/unit/<code>": {"at": {"code": MOJO}},
        "GET /unit/<code>/lambang.png": {"at": {"code": MOJO}},
        "POST /laporan": {
            "data": {"uuid": new(), "kind": "documentation", "unit": MOJO, "shapes": "csv", **days, **form},
        },
        "POST /laporan/<paper_id>/batal": {"at": {"paper_id": things["paper that waits"]}, "data": form},
        "GET /laporan/<paper_id>/unduh": {"at": {"paper_id": things["paper"]}},
        "POST /laporan/<paper_id>/ulang": {"at": {"paper_id": things["paper that waits"]}, "data": form},
        "GET /unit/<code>/kop": {"at": {"code": MOJO}},
        "POST /unit/<code>/kop": {"at": {"code": MOJO}, "data": {"address": "Jl. Contoh 1", "sheet": "A4", **form}},
        "GET /unit/<code>/teks": {"at": {"code": MOJO}},
        "POST /unit/<code>/teks": {"at": {"code": MOJO}, "data": {"template": "{judul}", **form}},
        "POST /unit/<code>/teks/hapus": {"at": {"code": MOJO}, "data": form},
        "GET /unit/<code>/tema": {"at": {"code": MOJO}},
        "POST /unit/<code>/tema": {"at": {"code": MOJO}, "data": {"theme": "daun", **form}},
        "POST /unit/<code>/tema/coba": {"at": {"code": MOJO}, "data": {"theme": "daun", **form}},
        "POST /unit/<code>/tema/hapus": {"at": {"code": MOJO}, "data": form},
        "GET /unit/<code>/jadwal": {"at": {"code": MOJO}},
        "POST /unit/<code>/jadwal": {"at": {"code": MOJO}, "data": {"monday": "07.30", "late_after": "24", **form}},
        "POST /unit/<code>/jadwal/hapus": {"at": {"code": MOJO}, "data": form},
        "POST /perangkat/<device_id>/keluarkan": {"at": {"device_id": things["device"]}, "data": form},
        "POST /perangkat/keluarkan-lainnya": {"data": form},
        "GET /static/<path:filename>": {"at": {"path:filename": "favicon.svg"}},
        "GET /t/<code>": {"at": {"code": "7Q4M-2KXD"}},
        "GET /temuan/<finding_id>/bandingkan": {"at": {"finding_id": things["finding"]}},
        "GET /temuan/<finding_id>/lain.jpg": {"at": {"finding_id": things["finding"]}},
        "POST /temuan/<finding_id>/jelaskan": {
            "at": {"finding_id": things["finding"]}, "data": {"note": "Sudut jalannya panjang.", **form},
        },
        "GET /titik/<point_id>": {"at": on_point},
        "POST /titik/<point_id>/hentikan": {"at": on_point, "data": form},
        "POST /titik/<point_id>/pakai-lagi": {"at": on_point, "data": form},
        "GET /titik/<point_id>/tanda": {"at": on_point},
        "GET /titik/<point_id>/ubah": {"at": on_point},
        "POST /titik/<point_id>/ubah": {"at": on_point, "data": {**place, **form}},
        "POST /titik/baru": {"data": {**place, "uuid": new(), **form}},
        "POST /uji-petik": {"data": form},
        **{
            f"{method} /uji-petik/<item_id>": {"at": {"item_id": things["sample item"]}, "data": form}
            for method in ("GET", "POST")
        },
        "GET /unggahan/<post_id>": {"at": on_post},
        "GET /unggahan/<post_id>/jadwal": {"at": {"post_id": things["post to move"]}},
        "POST /unggahan/<post_id>/jadwal": {"at": {"post_id": things["post to move"]}, "data": {**later, **form}},
        **{
            f"POST /unggahan/<post_id>/{page}": {"at": {"post_id": things["post to leave"]}, "data": form}
            for page in ("biarkan", "biarkan/batal")
        },
        "POST /unggahan/<post_id>/buka": {"at": {"post_id": things["approved post"]}, "data": form},
        **{
            f"{method} /unggahan/<post_id>/{page}": {
                "at": {"post_id": things[f"post to {act}"]},
                "data": {"publications": things[f"publication to {act}"], "reason": "mistaken", **form},
            }
            for act, page in (("withdraw", "penarikan"), ("correct", "perbaikan"))
            for method in ("GET", "POST")
        },
        "POST /unggahan/<post_id>/tarik": {"at": {"post_id": things["post to recall"]}, "data": form},
        "PUT /api/v1/accounts/<account_id>": {
            "at": {"account_id": new()}, "json": {"unit": MOJO, "network": "by_hand", "handle": "latihan.program"},
        },
        "PUT /api/v1/activities/<activity_id>": {"at": on_mojo, "json": {**activity, "place": {"unit": MOJO}}},
        "POST /api/v1/activities/<activity_id>/resume": {"at": on_waiting},
        "POST /api/v1/activities/<activity_id>/swap": {"at": on_mended, "json": pair},
        "POST /api/v1/activities/<activity_id>/unfinished": {"at": on_waiting, "json": {"reason": "weather"}},
        "PUT /api/v1/decisions/<decision_id>": {
            "at": {"decision_id": new()},
            "json": {"post": things["post for a program"], "content_hash": things["hash for a program"], **decision},
        },
        "GET /api/v1/observations": {"query_string": {"unit": things["unit"]}},
        "PUT /api/v1/observations/<look_id>": {
            "at": {"look_id": new()}, "json": {"unit": things["unit"], "network": "x", "presence": "absent"},
        },
        "GET /api/v1/photos": {"query_string": {"ids": things["photo"]}},
        "HEAD /api/v1/photos/<photo_id>": {"at": on_photo},
        "PATCH /api/v1/photos/<photo_id>": {
            "at": {"photo_id": things["photo before its original"]}, "data": photo[:100],
            "content_type": "application/partial-upload",
            "headers": headers_of(photo[:100], 0, len(photo)),
        },
        "PUT /api/v1/photos/<photo_id>": {
            "at": {"photo_id": new()}, "data": photo, "content_type": "image/jpeg",
            "headers": {"X-Meta": json.dumps(meta), "X-Content-SHA256": sha256},
        },
        "POST /api/v1/photos/<photo_id>/move": {
            "at": {"photo_id": things["photo for a program to move"]},
            "json": {"source": things["its place"], "activity": things["another place"], "stage": "after"},
        },
        "POST /api/v1/photos/<photo_id>/set-aside": {
            "at": {"photo_id": things["photo for a program to set aside"]},
        },
        "GET /api/v1/posts/<post_id>": {"at": on_post},
        "PUT /api/v1/posts/<post_id>": {
            "at": {"post_id": things["draft to write"]},
            "json": {"activity": things["activity to write about"], **draft},
        },
        "POST /api/v1/posts/<post_id>/recall": {"at": {"post_id": things["post for a program to recall"]}},
        "POST /api/v1/posts/<post_id>/submit": {
            "at": {"post_id": things["draft to send"]}, "json": {"privacy": factories.ANSWERS},
        },
        "GET /api/v1/publications": {"query_string": {"post": things["approved post"]}},
        "POST /api/v1/publications/<publication_id>/<act>": {
            "at": {"publication_id": things["publication for a program"], "act": "cancel"},
        },
    }  # fmt: skip
