"""What each piece of evidence is called."""

from evidence.core.words import N_

# What stands in front of a piece of evidence.
LABELS = {
    "earlier_stage_at": N_("Foto tahap sebelumnya"),
    "this_stage_at": N_("Foto ini"),
    "taken_at": N_("Diambil"),
    "received_at": N_("Diterima"),
    "device_at": N_("Menurut jam HP"),
    "written_at": N_("Menurut berkas"),
    "told_at": N_("Menurut HP atau pengisi"),
    "distance_m": N_("Jarak"),
    "away_m": N_("Di luar batas"),
    "earlier_accuracy_m": N_("Ketelitian foto tahap sebelumnya"),
    "this_accuracy_m": N_("Ketelitian foto ini"),
    "camera": N_("Kamera"),
    "kind": N_("Keterangan"),
    "said_by_word": N_("Dinyatakan oleh"),
    "program": N_("Program"),
    "other_received_at": N_("Foto lain diterima"),
    "other_unit": N_("Unit foto lain"),
    "alike_share": N_("Kemiripan"),
    "screen_share": N_("Kemiripan dengan foto layar"),
    "moire_share": N_("Pola garis layar"),
    "frame_share": N_("Bingkai"),
    "glare_share": N_("Pantulan"),
    "luma": N_("Terang (0 sampai 255)"),
    "spread": N_("Keragaman (0 sampai 128)"),
    "sharpness": N_("Ketajaman"),
    "identical_share": N_("Bagian yang sama"),
    "scene_share": N_("Bagian yang dikenali"),
}
