"""Every route of the house with what it answers each role, and what a token must cover for each call of the API."""

from tests.asking import Row

# "in" is the way to the sign-in; 404 answers a foreign thing as it answers a missing one.
TABLE = """
                                                        nobody lurah other camat other sekda staf admin
GET  /                                                  in     302   302   302   302   302   302  302
GET  /akun                                              in     200   200   200   200   200   200  200
POST /akun                                              in     403   403   303   422   303   403  303
GET  /akun/<account_id>                                 in     200   404   200   404   200   200  200
POST /akun/<account_id>/<act>                           in     403   403   303   404   303   403  303
POST /akun/<account_id>/kata-sandi                      in     303   404   303   404   303   403  303
GET  /akun/<account_id>/putuskan                        in     403   403   200   404   200   403  200
POST /akun/<account_id>/putuskan                        in     403   403   303   404   303   403  303
GET  /akun/sambung/<network>                            in     403   403   200   404   200   403  200
POST /akun/sambung/<network>                            in     403   403   422   404   422   403  422
GET  /akun/sambung/<network>/kembali                    in     403   403   303   303   303   403  303
GET  /akun/sambung/<network>/lanjut/<pending_id>        in     403   403   404   404   404   403  404
GET  /akun/sambung/<network>/pilih/<pending_id>         in     403   403   404   404   404   403  404
POST /akun/sambung/<network>/pilih/<pending_id>         in     403   403   404   404   404   403  404
GET  /akun-resmi                                        200    200   200   200   200   200   200  200
GET  /akun-resmi.csv                                    200    200   200   200   200   200   200  200
GET  /akun-resmi.json                                   200    200   200   200   200   200   200  200
GET  /antrean                                           in     403   403   403   403   403   200  200
POST /antrean                                           in     403   403   403   403   403   403  303
GET  /antrean/akun                                      in     403   403   403   403   403   200  200
GET  /b                                                 200    200   200   200   200   200   200  200
GET  /b/<code>                                          200    200   200   200   200   200   200  200
GET  /b/<code>/<int:number>                             200    200   200   200   200   200   200  200
GET  /b/<code>/<int:number>.jpg                         200    200   200   200   200   200   200  200
GET  /B/<code>                                          302    302   302   302   302   302   302  302
GET  /warga                                             200    200   200   200   200   200   200  200
GET  /warga/<code>                                      200    200   200   200   200   200   200  200
GET  /warga/<code>/<size>.jpg                           200    200   200   200   200   200   200  200
GET  /warga/<code>/sematan                              200    200   200   200   200   200   200  200
GET  /warga/umpan.xml                                   200    200   200   200   200   200   200  200
GET  /tentang                                           200    200   200   200   200   200   200  200
GET  /bahasa/<code>                                     302    302   302   302   302   302   302  302
GET  /beranda                                           in     200   200   200   200   403   403  403
GET  /daftar-akun                                       in     200   200   200   200   200   200  200
GET  /daftar-akun/unit/<path:code>                      in     200   404   200   404   200   200  200
GET  /daftar-akun/periksa/<network>/<path:code>         in     200   404   200   404   200   200  200
POST /daftar-akun/periksa/<network>/<path:code>         in     303   404   303   404   303   303  303
GET  /daftar-akun/keliru/<look_id>                      in     200   404   403   404   403   200  200
POST /daftar-akun/keliru/<look_id>                      in     303   404   403   404   403   303  303
POST /daftar-akun/rt-rw/<path:code>                     in     303   404   303   404   403   403  303
POST /daftar-akun/rt-rw-hapus/<path:code>               in     303   404   303   404   403   403  303
GET  /foto/<photo_id>/<int:edge>.jpg                    in     200   404   200   404   200   200  200
GET  /foto/<photo_id>/asli                              in     200   404   200   404   200   200  200
GET  /foto/<photo_id>/kredensial                        in     503   404   503   404   503   503  503
POST /foto/<photo_id>/jangan-pakai                      in     303   404   303   404   403   403  403
GET  /foto/<photo_id>/hapus                             in     403   403   403   403   403   403  200
POST /foto/<photo_id>/hapus                             in     403   403   403   403   403   403  303
GET  /foto/<photo_id>/pindah                            in     200   404   200   404   403   403  403
POST /foto/<photo_id>/pindah                            in     303   404   303   404   403   403  403
GET  /foto/<photo_id>/kamera                            in     200   404   200   404   200   200  200
GET  /fs-static/<path:filename>                         403    403   403   403   403   403   403  403
GET  /galeri                                            in     200   200   200   200   200   200  200
GET  /galeri/banding                                    in     200   200   200   200   200   200  200
GET  /galeri/tampilan                                   in     200   200   200   200   200   200  200
POST /galeri/tampilan                                   in     303   303   303   303   303   303  303
POST /galeri/tampilan/<view_id>/hapus                   in     303   303   303   303   303   303   303
GET  /hasil/<rendition_id>.jpg                          in     200   404   200   404   200   200  200
GET  /hasil/<rendition_id>/kredensial.jpg               in     409   404   409   404   409   409  409
POST /hasil/<rendition_id>/ulang                        in     303   404   303   404   403   403  403
GET  /healthz                                           200    200   200   200   200   200   200  200
GET  /jadwal                                            in     200   200   200   200   200   200  200
GET  /kegiatan                                          in     200   200   200   200   200   200  200
GET  /kegiatan/<activity_id>                            in     200   404   200   404   200   200  200
GET  /kegiatan/<activity_id>/belum-selesai              in     200   404   200   404   403   403  403
POST /kegiatan/<activity_id>/belum-selesai              in     303   404   303   404   403   403  403
GET  /kegiatan/<activity_id>/foto/<stage>               in     200   404   200   404   403   403  403
POST /kegiatan/<activity_id>/foto/<stage>               in     303   404   303   404   403   403  403
POST /kegiatan/<activity_id>/lanjutkan                  in     303   404   303   404   403   403  403
GET  /kegiatan/<activity_id>/gambar                     in     200   404   200   404   403   403  403
POST /kegiatan/<activity_id>/gambar                     in     303   404   303   404   403   403  403
POST /kegiatan/<activity_id>/gambar/coba                in     200   404   200   404   403   403  403
POST /kegiatan/<activity_id>/gambar/tanpa-selaras       in     303   404   303   404   403   403  403
GET  /kegiatan/<activity_id>/susun                      in     200   404   200   404   200   200  200
POST /kegiatan/<activity_id>/susun                      in     303   404   303   404   403   403  403
GET  /kegiatan/<activity_id>/susun/periksa              in     200   404   200   404   403   403  403
POST /kegiatan/<activity_id>/susun/periksa              in     422   404   422   404   403   403  403
GET  /kegiatan/<activity_id>/unduh                      in     200   404   200   404   200   200  200
GET  /kegiatan/<activity_id>/unduh.zip                  in     200   404   200   404   200   200  200
GET  /kegiatan/<activity_id>/tempat                     in     200   404   200   404   200   200  200
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
GET  /laporan                                           in     200   200   200   200   200   200  200
POST /laporan                                           in     303   422   303   422   303   303  303
POST /laporan/<paper_id>/batal                          in     303   404   404   404   404   404  404
GET  /laporan/<paper_id>/unduh                          in     200   404   404   404   404   404  404
POST /laporan/<paper_id>/ulang                          in     303   404   404   404   404   404  404
GET  /manifest.webmanifest                              200    200   200   200   200   200   200  200
GET  /media/<link_id>.jpg                               200    200   200   200   200   200   200  200
GET  /metrics                                           200    200   200   200   200   200   200  200
GET  /masuk                                             200    302   302   302   302   302   302  302
POST /masuk                                             200    302   302   302   302   302   302  302
GET  /perangkat                                         in     200   200   200   200   200   200  200
POST /perangkat/<device_id>/keluarkan                   in     303   404   404   404   404   404  404
POST /perangkat/keluarkan-lainnya                       in     303   303   303   303   303   303  303
POST /penerbitan/<publication_id>/<act>                 in     303   404   303   404   303   403  303
GET  /penerbitan/<publication_id>/jadwal                in     200   404   200   404   200   403  403
POST /penerbitan/<publication_id>/jadwal                in     303   404   303   404   303   403  403
GET  /penerbitan/tahan                                  in     403   403   200   200   200   403  200
POST /penerbitan/tahan                                  in     403   403   303   422   303   403  303
POST /penerbitan/tahan/<pause_id>/lepas                 in     403   403   303   404   303   403  303
GET  /penerbitan/<publication_id>/bagikan               in     200   404   200   404   200   403  200
POST /penerbitan/<publication_id>/bagikan               in     303   404   303   404   303   403  303
POST /penerbitan/<publication_id>/angka                 in     303   404   303   404   303   403  303
GET  /orang                                             in     403   403   403   403   403   403  200
GET  /orang/baru                                        in     403   403   403   403   403   403  200
POST /orang/baru                                        in     403   403   403   403   403   403  303
GET  /orang/tautan                                      in     403   403   403   403   403   403  200
GET  /orang/<user_id>                                   in     403   403   403   403   403   403  200
POST /orang/<user_id>                                   in     403   403   403   403   403   403  303
POST /orang/<user_id>/tautan                            in     403   403   403   403   403   403  303
POST /orang/<user_id>/batalkan                          in     403   403   403   403   403   403  303
POST /orang/<user_id>/kata-sandi                        in     403   403   403   403   403   403  303
POST /orang/<user_id>/kata-sandi/batalkan               in     403   403   403   403   403   403  303
POST /kata-sandi/diketahui                              in     303   303   303   303   303   303  303
GET  /papan                                             in     403   403   200   200   200   200  200
GET  /papan/<name>                                      in     403   403   200   200   200   200  200
GET  /papan/laporan                                     in     403   403   200   200   200   200  200
POST /papan/laporan                                     in     403   403   303   303   303   303  303
GET  /pemberitahuan                                     in     200   200   200   200   200   200  200
GET  /pemberitahuan/alamat                              404    404   404   404   404   404   404  404
POST /pemberitahuan/alamat                              404    404   404   404   404   404   404  404
GET  /pemberitahuan/berhenti                            404    404   404   404   404   404   404  404
POST /pemberitahuan/berhenti                            404    404   404   404   404   404   404  404
POST /pemberitahuan/email                               in     409   409   409   409   409   409  409
GET  /pemberitahuan/pengaturan                          in     200   200   200   200   200   200  200
POST /pemberitahuan/pengaturan                          in     303   303   303   303   303   303  303
POST /pemberitahuan/perangkat                           in     409   409   409   409   409   409  409
POST /pemberitahuan/perangkat/<subscription_id>/hapus   in     303   404   404   404   404   404  404
GET  /pengganti                                         in     403   403   200   200   200   403  200
POST /pengganti                                         in     403   403   422   422   422   403  422
POST /pengganti/<membership_id>/akhiri                  in     403   403   303   404   303   403  303
GET  /periksa                                           in     403   403   200   200   200   403  403
GET  /periksa/<post_id>                                 in     200   404   200   404   200   200  200
POST /periksa/<post_id>                                 in     403   403   303   404   303   403  403
POST /periksa/setujui                                   in     403   403   303   404   303   403  403
POST /periksa/<post_id>/lanjutkan                       in     403   403   303   404   303   403  403
GET  /foto/<photo_id>/samarkan                          in    200   404   200   404   403   403  403
POST /foto/<photo_id>/samarkan                          in    303   404   303   404   403   403  403
GET  /hapus                                             200   200   200   200   200   200   200  200
GET  /hapus/status                                      200   200   200   200   200   200   200  200
POST /hapus                                             200   200   200   200   200   200   200  200
GET  /kegiatan/<activity_id>/persetujuan                in    200   404   200   404   200   200  200
POST /kegiatan/<activity_id>/persetujuan                in    303   404   303   404   403   403  403
GET  /permintaan-hapus                                  in    403   403   403   403   200   200  200
GET  /permintaan-hapus/<request_id>                     in    403   403   403   403   200   200  200
POST /permintaan-hapus/<request_id>                     in    403   403   403   403   303   403  303
POST /permintaan-hapus/<request_id>/dijawab             in    403   403   403   403   303   403  303
GET  /persetujuan/<consent_id>/surat.jpg                in    200   404   200   404   200   404  404
POST /persetujuan/<consent_id>/tarik                    in    303   404   303   404   403   403  403
GET  /readyz                                            200    200   200   200   200   200   200  200
GET  /serah-terima                                      in     403   403   403   403   403   403  200
GET  /serah-terima/<membership_id>                      in     403   403   403   403   403   403  200
GET  /serah-terima/unit/<code>                          in     403   403   403   403   403   403  200
POST /serah-terima/<membership_id>                      in     403   403   403   403   403   403  422
GET  /sw.js                                             200    200   200   200   200   200   200  200
GET  /static/<path:filename>                            200    200   200   200   200   200   200  200
GET  /t/<code>                                          302    302   302   302   302   302   302  302
GET  /temuan/<finding_id>/bandingkan                    in     200   404   200   404   200   200  200
POST /temuan/<finding_id>/jelaskan                      in     303   404   303   404   403   403  403
GET  /temuan/<finding_id>/lain.jpg                      in     200   404   200   404   200   200  200
GET  /titik                                             in     200   200   200   200   200   200  200
GET  /titik/<point_id>                                  in     200   404   200   404   200   200  200
POST /titik/<point_id>/hentikan                         in     303   404   303   404   403   403  403
POST /titik/<point_id>/pakai-lagi                       in     303   404   303   404   403   403  403
GET  /titik/<point_id>/tanda                            in     200   404   200   404   200   200  200
GET  /titik/<point_id>/ubah                             in     200   404   200   404   403   403  403
POST /titik/<point_id>/ubah                             in     303   404   303   404   403   403  403
GET  /titik/baru                                        in     200   200   200   200   403   403  403
POST /titik/baru                                        in     303   422   303   422   403   403  403
GET  /uji-petik                                         in     403   403   403   403   200   200  200
POST /uji-petik                                         in     403   403   403   403   403   422  422
GET  /uji-petik/<item_id>                               in     403   403   404   404   200   200  200
POST /uji-petik/<item_id>                               in     403   403   404   404   422   422  422
GET  /undangan                                          404    404   404   404   404   404   404  404
POST /undangan                                          404    404   404   404   404   404   404  404
GET  /unggahan                                          in     200   200   200   200   200   200  200
GET  /unggahan/<post_id>                                in     200   404   200   404   200   200  200
POST /unggahan/<post_id>/biarkan                        in     303   404   303   404   303   403  303
POST /unggahan/<post_id>/biarkan/batal                  in     303   404   303   404   303   403  303
POST /unggahan/<post_id>/buka                           in     303   404   303   404   303   403  403
GET  /unggahan/<post_id>/penarikan                      in     200   404   200   404   200   403  403
POST /unggahan/<post_id>/penarikan                      in     303   404   303   404   303   403  403
GET  /unggahan/<post_id>/perbaikan                      in     200   404   200   404   200   403  403
POST /unggahan/<post_id>/perbaikan                      in     303   404   303   404   303   403  403
GET  /unggahan/<post_id>/jadwal                         in     200   404   200   404   403   403  403
POST /unggahan/<post_id>/jadwal                         in     303   404   303   404   403   403  403
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
GET  /api/v1/observations                               401    200   404   200   404   200   200  200
PUT  /api/v1/observations/<look_id>                     401    201   404   201   404   201   201  201
GET  /api/v1/openapi.json                               200    200   200   200   200   200   200  200
GET  /api/v1/photos                                     401    200   200   200   200   200   200  200
HEAD /api/v1/photos/<photo_id>                          401    204   404   204   404   403   403  403
PATCH /api/v1/photos/<photo_id>                         401    204   404   204   404   403   403  403
PUT  /api/v1/photos/<photo_id>                          401    201   404   201   404   403   403  403
POST /api/v1/photos/<photo_id>/move                     401    200   404   200   404   403   403  403
POST /api/v1/photos/<photo_id>/set-aside                401    200   404   200   404   403   403  403
GET  /api/v1/posts/<post_id>                            401    200   404   200   404   200   200  200
PUT  /api/v1/posts/<post_id>                            401    200   404   200   404   403   403  403
POST /api/v1/posts/<post_id>/recall                     401    200   404   200   404   403   403  403
POST /api/v1/posts/<post_id>/submit                     401    200   404   200   404   403   403  403
GET  /api/v1/publications                               401    200   404   200   404   200   200  200
POST /api/v1/publications/<publication_id>/<act>        401    200   404   200   404   200   403  200
GET  /api/v1/units                                      401    200   200   200   200   200   200  200
GET  /unit/<code>/lambang.png                           in     200   404   200   404   200   200  200
GET  /unit/<code>/kop                                   in     200   404   200   404   404   404  200
POST /unit/<code>/kop                                   in     303   404   303   404   404   404  303
GET  /unit/<code>/teks                                  in     200   404   200   404   404   404  200
POST /unit/<code>/teks                                  in     303   404   303   404   404   404  303
POST /unit/<code>/teks/hapus                            in     303   404   303   404   404   404  303
GET  /unit/<code>/tema                                  in     200   404   200   404   404   404  200
POST /unit/<code>/tema                                  in     303   404   303   404   404   404  303
POST /unit/<code>/tema/coba                             in     200   404   200   404   404   404  200
POST /unit/<code>/tema/hapus                            in     303   404   303   404   404   404  303
GET  /unit/<code>/jadwal                                in     200   404   200   404   404   404  200
POST /unit/<code>/jadwal                                in     303   404   303   404   404   404  303
POST /unit/<code>/jadwal/hapus                          in     303   404   303   404   404   404  303
GET  /galeri-warga                                      in     403   403   403   403   403   403  200
POST /galeri-warga                                      in     403   403   403   403   403   403  303
GET  /kepatuhan                                         in     200   200   200   200   200   200  200
GET  /kepatuhan.csv                                     in     200   200   200   200   200   200  200
GET  /kepatuhan/aturan                                  in     200   200   200   200   200   200  200
POST /kepatuhan/aturan                                  in     403   403   403   403   403   403  303
POST /kepatuhan/keadaan/<context_id>/<act>              in     403   403   303   404   303   403  303
GET  /kepatuhan/keberatan                               in     403   403   403   403   200   200  200
POST /kepatuhan/keberatan/<objection_id>                in     403   403   403   403   403   303  303
GET  /kepatuhan/kecamatan                               in     200   200   200   200   200   200  200
GET  /kepatuhan/laporan                                 in     200   200   200   200   200   200  200
POST /kepatuhan/laporan                                 in     303   422   303   422   303   303  303
GET  /kepatuhan/unit/<path:code>                        in     200   404   200   404   200   200  200
POST /kepatuhan/unit/<path:code>/keadaan                in     403   403   303   404   303   403  303
POST /kepatuhan/unit/<path:code>/keberatan              in     303   404   303   404   403   403  403
GET  /kepatuhan/waktu                                   in     200   200   200   200   200   200  200
POST /keluar                                            in     in    in    in    in    in    in   in
"""


ROWS = [Row(method, rule, tuple(rest)) for method, rule, *rest in map(str.split, TABLE.splitlines()[2:])]

# What a token must cover for each call of the API.
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
read   GET /api/v1/observations
upload PUT /api/v1/observations/<look_id>
any    GET /api/v1/openapi.json
read   GET /api/v1/photos
upload HEAD /api/v1/photos/<photo_id>
upload PATCH /api/v1/photos/<photo_id>
upload PUT /api/v1/photos/<photo_id>
upload POST /api/v1/photos/<photo_id>/move
upload POST /api/v1/photos/<photo_id>/set-aside
read   GET /api/v1/posts/<post_id>
upload PUT /api/v1/posts/<post_id>
upload POST /api/v1/posts/<post_id>/recall
upload POST /api/v1/posts/<post_id>/submit
read   GET /api/v1/publications
upload POST /api/v1/publications/<publication_id>/<act>
read   GET /api/v1/units
"""
