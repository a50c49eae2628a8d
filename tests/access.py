"""Who gets in where: one line for every route of the house, and the scope of a token for every call of the API."""

from tests.asking import Row

# "in" is the way to the sign-in; 404 answers a foreign thing as it answers a missing one.
TABLE = """
                                                        nobody lurah other camat other sekda staf admin
GET  /                                                  in     302   302   302   302   302   302  302
GET  /akun                                              in     200   200   200   200   200   200  200
POST /akun                                              in     403   403   303   422   303   403  303
GET  /bahasa/<code>                                     302    302   302   302   302   302   302  302
GET  /beranda                                           in     200   200   200   200   403   403  403
GET  /foto/<photo_id>/<int:edge>.jpg                    in     200   404   200   404   200   200  200
GET  /foto/<photo_id>/asli                              in     200   404   200   404   200   200  200
GET  /foto/<photo_id>/pindah                            in     200   404   200   404   403   403  403
POST /foto/<photo_id>/pindah                            in     303   404   303   404   403   403  403
GET  /foto/<photo_id>/kamera                            in     200   404   200   404   200   200  200
GET  /fs-static/<path:filename>                         403    403   403   403   403   403   403  403
GET  /galeri                                            in     200   200   200   200   200   200  200
GET  /hasil/<rendition_id>.jpg                          in     200   404   200   404   200   200  200
POST /hasil/<rendition_id>/ulang                        in     303   404   303   404   403   403  403
GET  /healthz                                           200    200   200   200   200   200   200  200
GET  /kegiatan                                          in     200   200   200   200   200   200  200
GET  /kegiatan/<activity_id>                            in     200   404   200   404   200   200  200
GET  /kegiatan/<activity_id>/belum-selesai              in     200   404   200   404   403   403  403
POST /kegiatan/<activity_id>/belum-selesai              in     303   404   303   404   403   403  403
GET  /kegiatan/<activity_id>/foto/<stage>               in     200   404   200   404   403   403  403
POST /kegiatan/<activity_id>/foto/<stage>               in     303   404   303   404   403   403  403
POST /kegiatan/<activity_id>/lanjutkan                  in     303   404   303   404   403   403  403
GET  /kegiatan/<activity_id>/susun                      in     200   404   200   404   200   200  200
POST /kegiatan/<activity_id>/susun                      in     303   404   303   404   403   403  403
POST /kegiatan/<activity_id>/tukar                      in     303   404   303   404   403   403  403
GET  /kegiatan/<activity_id>/ubah                       in     200   404   200   404   403   403  403
POST /kegiatan/<activity_id>/ubah                       in     303   404   303   404   403   403  403
GET  /kegiatan/baru                                     in     200   200   200   200   403   403  403
POST /kegiatan/baru                                     in     303   422   303   422   403   403  403
GET  /lapangan                                          200    200   200   200   200   200   200  200
POST /kunci-sandi                                       in     303   303   403   403   403   403  403
POST /kunci-sandi/<passkey_id>/hapus                    in     303   404   404   404   404   404  404
POST /kunci-sandi/masuk                                 in     303   303   303   303   303   303  303
POST /kunci-sandi/tantangan                             200    200   200   200   200   200   200  200
POST /kunci-sandi/tantangan-baru                        in     200   200   403   403   403   403  403
GET  /lainnya                                           in     200   200   200   200   200   200  200
GET  /manifest.webmanifest                              200    200   200   200   200   200   200  200
GET  /masuk                                             200    302   302   302   302   302   302  302
POST /masuk                                             200    302   302   302   302   302   302  302
GET  /perangkat                                         in     200   200   200   200   200   200  200
POST /perangkat/<device_id>/keluarkan                   in     303   404   404   404   404   404  404
POST /perangkat/keluarkan-lainnya                       in     303   303   303   303   303   303  303
POST /penerbitan/<publication_id>/<act>                 in     303   404   303   404   303   403  403
GET  /penerbitan/<publication_id>/bagikan               in     200   404   200   404   200   403  403
POST /penerbitan/<publication_id>/bagikan               in     303   404   303   404   303   403  403
GET  /periksa                                           in     403   403   200   200   200   403  403
GET  /periksa/<post_id>                                 in     200   404   200   404   200   200  200
POST /periksa/<post_id>                                 in     403   403   303   404   303   403  403
GET  /readyz                                            200    200   200   200   200   200   200  200
GET  /sw.js                                             200    200   200   200   200   200   200  200
GET  /static/<path:filename>                            200    200   200   200   200   200   200  200
GET  /unggahan                                          in     200   200   200   200   200   200  200
GET  /unggahan/<post_id>                                in     200   404   200   404   200   200  200
POST /unggahan/<post_id>/buka                           in     303   404   303   404   303   403  403
POST /unggahan/<post_id>/tarik                          in     303   404   303   404   403   403  403
GET  /api/v1/accounts                                   401    200   200   200   200   200   200  200
PUT  /api/v1/accounts/<account_id>                      401    403   403   200   404   200   403  200
GET  /api/v1/activities                                 401    200   200   200   200   200   200  200
PUT  /api/v1/activities/<activity_id>                   401    200   404   200   404   403   403  403
POST /api/v1/activities/<activity_id>/resume            401    200   404   200   404   403   403  403
POST /api/v1/activities/<activity_id>/swap              401    200   404   200   404   403   403  403
POST /api/v1/activities/<activity_id>/unfinished        401    200   404   200   404   403   403  403
PUT  /api/v1/decisions/<decision_id>                    401    403   403   201   404   201   403  403
GET  /api/v1/field                                      401    200   200   200   200   403   403  403
GET  /api/v1/photos                                     401    200   200   200   200   200   200  200
HEAD /api/v1/photos/<photo_id>                          401    204   404   204   404   403   403  403
PATCH /api/v1/photos/<photo_id>                         401    204   404   204   404   403   403  403
PUT  /api/v1/photos/<photo_id>                          401    201   404   201   404   403   403  403
POST /api/v1/photos/<photo_id>/move                     401    200   404   200   404   403   403  403
GET  /api/v1/posts/<post_id>                            401    200   404   200   404   200   200  200
PUT  /api/v1/posts/<post_id>                            401    200   404   200   404   403   403  403
POST /api/v1/posts/<post_id>/recall                     401    200   404   200   404   403   403  403
POST /api/v1/posts/<post_id>/submit                     401    200   404   200   404   403   403  403
GET  /api/v1/publications                               401    200   404   200   404   200   200  200
POST /api/v1/publications/<publication_id>/<act>        401    200   404   200   404   200   403  403
GET  /api/v1/units                                      401    200   200   200   200   200   200  200
POST /keluar                                            in     in    in    in    in    in    in   in
"""


ROWS = [Row(method, rule, tuple(rest)) for method, rule, *rest in map(str.split, TABLE.splitlines()[2:])]

# What a token must cover.
SCOPES = """
read   GET /api/v1/accounts
upload PUT /api/v1/accounts/<account_id>
read   GET /api/v1/activities
upload PUT /api/v1/activities/<activity_id>
upload POST /api/v1/activities/<activity_id>/resume
upload POST /api/v1/activities/<activity_id>/swap
upload POST /api/v1/activities/<activity_id>/unfinished
decide PUT /api/v1/decisions/<decision_id>
read   GET /api/v1/field
read   GET /api/v1/photos
upload HEAD /api/v1/photos/<photo_id>
upload PATCH /api/v1/photos/<photo_id>
upload PUT /api/v1/photos/<photo_id>
upload POST /api/v1/photos/<photo_id>/move
read   GET /api/v1/posts/<post_id>
upload PUT /api/v1/posts/<post_id>
upload POST /api/v1/posts/<post_id>/recall
upload POST /api/v1/posts/<post_id>/submit
read   GET /api/v1/publications
upload POST /api/v1/publications/<publication_id>/<act>
read   GET /api/v1/units
"""
