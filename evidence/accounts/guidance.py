"""What a person is told before they connect an account: what they need, and what Bukti may do there."""

from collections.abc import Sequence

from evidence.adapters.networks.connecting import Way
from evidence.core.words import N_

NEEDED: dict[str, Sequence[str]] = {
    "instagram": (N_("Akun Instagram harus berjenis profesional (bisnis atau kreator)."),),
    "facebook": (
        N_("Yang disambungkan Halaman Facebook, bukan profil pribadi. Masuk dengan orang yang mengelolanya."),
    ),
    "threads": (N_("Akun Threads unit harus sudah ada dan dapat Anda masuki."),),
    "x": (N_("Masuk di X dengan akun unit, bukan akun pribadi Anda."),),
    "tiktok": (
        N_("Unggahan masuk ke kotak masuk TikTok unit; orang yang memegang HP-nya menyelesaikannya di sana."),
    ),
    "telegram": (
        N_("Buat bot lewat @BotFather di Telegram; ia memberi token."),
        N_("Jadikan bot itu admin kanal dengan izin menulis kiriman."),
    ),
    "mastodon": (N_("Siapkan alamat server tempat akun unit terdaftar, misalnya mastodon.social."),),
    "bluesky": (
        N_("Buat sandi aplikasi di Bluesky: Settings, Privacy and security, App passwords."),
        N_("Jangan tulis kata sandi utama akun."),
    ),
}
SCREEN = {
    Way.OAUTH: N_(
        "%(network)s membuka halaman masuknya, lalu bertanya apakah program kota boleh menerbitkan."
    ),
    Way.SERVER: N_(
        "Server itu membuka halaman masuknya, lalu bertanya apakah program kota boleh menerbitkan."
    ),
    Way.TYPED: N_("Tidak ada halaman lain: isi di bawah ini apa yang diberikan %(network)s."),
}
MAY = (
    N_("menerbitkan unggahan yang sudah disetujui, dan menariknya bila diminta"),
    N_("membaca nama akun dan angka pada unggahan itu"),
)
MAY_NOT = (
    N_("membaca pesan pribadi"),
    N_("mengetahui atau mengganti kata sandi akun"),
)
