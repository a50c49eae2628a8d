"""What a person is told before they connect an account: what they need, and what Bukti may do there."""

from collections.abc import Sequence

from evidence.adapters.networks.base import Network
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
PUBLISHES = N_("menerbitkan unggahan yang sudah disetujui")
FILLS_INBOX = N_(
    "menaruh unggahan yang sudah disetujui di kotak masuk akun; orang menerbitkannya di aplikasi"
)
WITHDRAWS = N_("menarik unggahan itu bila diminta")
NO_WITHDRAWAL = N_("menarik unggahan; bila perlu, orang menghapusnya di akunnya")
COUNTS = N_("membaca nama akun dan angka pada unggahan itu")
NAME_ONLY = N_("membaca nama akun")
NO_FIGURES = N_("membaca angka pada unggahan; jejaring ini tidak memberikannya")
NEVER = (
    N_("membaca pesan pribadi"),
    N_("mengetahui atau mengganti kata sandi akun"),
)


def rights(network: Network) -> tuple[Sequence[str], Sequence[str]]:
    """What Bukti may do on ``network`` and what not, as message ids."""
    may = [FILLS_INBOX if network.ends_by_hand else PUBLISHES]
    may_not = list[str]()
    (may if network.withdraws else may_not).append(WITHDRAWS if network.withdraws else NO_WITHDRAWAL)
    may.append(COUNTS if network.counts else NAME_ONLY)
    if not network.counts:
        may_not.append(NO_FIGURES)
    return may, [*may_not, *NEVER]
