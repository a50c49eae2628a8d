"""The acts of the audit trail in words. Indonesian sentences are also the message ids of their translations."""

from evidence.core.audit import AuditEvent
from evidence.core.words import N_

ACTS = {
    "capture.activity_made": N_("Kegiatan dibuat"),
    "capture.activity_edited": N_("Isian kegiatan diubah"),
    "capture.activity_complete": N_("Semua tahap foto lengkap"),
    "capture.activity_incomplete": N_("Tahap foto tidak lengkap lagi"),
    "capture.activity_unfinished": N_("Ditandai belum selesai"),
    "capture.activity_resumed": N_("Pekerjaan dilanjutkan"),
    "capture.photo_received": N_("Foto diterima"),
    "capture.photo_stored": N_("Foto tersimpan dan diperiksa"),
    "capture.photo_stored_again": N_("Foto dikirim ulang dan disimpan lagi"),
    "capture.photo_rejected": N_("Foto ditolak"),
    "capture.photo_missing": N_("Foto perlu dikirim ulang"),
    "capture.photo_replaced": N_("Foto diganti dengan yang lebih baru"),
    "capture.photo_set_aside": N_("Foto tidak dipakai lagi"),
    "capture.photos_swapped": N_("Foto sebelum dan sesudah ditukar"),
    "capture.photo_moved_away": N_("Foto dipindahkan ke kegiatan lain"),
    "capture.photo_moved_here": N_("Foto dipindahkan ke sini dari kegiatan lain"),
    "capture.original_received": N_("Berkas asli kamera diterima"),
    "capture.original_stored": N_("Berkas asli kamera tersimpan dan diperiksa"),
    "capture.original_receiving": N_("Berkas asli kamera diminta dilanjutkan"),
    "capture.original_rejected": N_("Berkas asli kamera ditolak"),
    "capture.original_abandoned": N_("Berkas asli kamera yang tidak selesai dihapus"),
    "capture.photo_redacted": N_("Foto dihapus atas permintaan"),
    "capture.finding_explained": N_("Temuan dijelaskan"),
    "capture.consent_recorded": N_("Persetujuan warga dicatat"),
    "capture.consent_revoked": N_("Persetujuan warga ditarik"),
    "privacy.takedown_decided": N_("Permintaan penurunan diputuskan"),
    "coverage.order_written": N_("Aturan kepatuhan ditulis"),
    "coverage.context_noted": N_("Keadaan unit dicatat"),
    "coverage.context_ended": N_("Catatan keadaan unit diakhiri"),
    "coverage.objected": N_("Keberatan diajukan"),
    "coverage.answered": N_("Keberatan dijawab"),
    "coverage.sample_loaded": N_("Pengamatan pers dimuat"),
    "points.made": N_("Titik foto dibuat"),
    "points.made_here": N_("Dijadikan titik foto"),
    "points.edited": N_("Isian titik foto diubah"),
    "points.retired": N_("Titik foto dihentikan"),
    "points.resumed": N_("Titik foto dipakai lagi"),
    "compose.draft_begun": N_("Draf unggahan dibuat"),
    "compose.draft_edited": N_("Draf unggahan diubah"),
    "compose.arranged": N_("Susunan gambar diubah"),
    "compose.covered": N_("Bagian foto disamarkan"),
    "compose.left": N_("Dibiarkan ditarik"),
    "compose.taken_up": N_("Tidak lagi dibiarkan ditarik"),
    "compose.submitted": N_("Dikirim untuk disetujui"),
    "compose.recalled": N_("Ditarik kembali menjadi draf"),
    "review.approve": N_("Disetujui"),
    "review.request_changes": N_("Diminta perbaikan"),
    "review.reject": N_("Ditolak"),
    "review.doubted": N_("Ada temuan baru setelah disetujui; penerbitan ditahan"),
    "review.looked": N_("Temuan baru dilihat; penerbitan dilanjutkan"),
    "review.reopened": N_("Persetujuan dibuka kembali"),
    "review.sampled": N_("Ditarik untuk uji petik"),
    "review.looked_again": N_("Dilihat lagi dalam uji petik"),
    "publish.withdrawing": N_("Unggahan mulai ditarik"),
    "publish.rescheduled": N_("Dijadwalkan ulang"),
    "publish.figures_noted": N_("Angka unggahan dicatat"),
    "publish.sent_late": N_("Diterbitkan meski lewat jadwal"),
}


def words(act: str) -> str:
    """The words for an act; an act without words shows its name rather than nothing."""
    return ACTS.get(act, act)


def who(event: AuditEvent) -> str:
    """The person of an act, after the capacity in which they acted where it was not their own: ``Plh. Sri Lestari``."""
    return f"{event.facts.get('acting_as') or ''} {event.actor_name}".strip()
