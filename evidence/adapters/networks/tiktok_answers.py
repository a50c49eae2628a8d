"""What TikTok's answers mean: its error codes, and why nothing came of an item."""

from evidence.adapters.networks.base import RECONNECT, NetworkError, OutcomeUnknown, Refused, Remedy
from evidence.adapters.networks.http import ANSWERED, ASKED_TO_WAIT, Answer, failure, retry_after
from evidence.core.words import N_, Words

# A day's cap opens somewhere within a day, and the network does not say when.
CAPPED_SECONDS = 3 * 3600.0

_REMEDIES = {
    "access_token_invalid": Remedy.RECONNECT,
    "scope_not_authorized": Remedy.RECONNECT,
    "scope_permission_missed": Remedy.RECONNECT,
    "spam_risk_too_many_posts": Remedy.WAIT,
    "spam_risk_too_many_pending_share": Remedy.WAIT,
    "reached_active_user_cap": Remedy.WAIT,
    "spam_risk": Remedy.PAUSE,
    "spam_risk_user_banned_from_posting": Remedy.PAUSE,
    "spam_risk_text": Remedy.FAIL,
    "app_version_check_failed": Remedy.FAIL,
    "invalid_param": Remedy.FAIL,
    "invalid_params": Remedy.FAIL,
    "privacy_level_option_mismatch": Remedy.FAIL,
    "unaudited_client_can_only_post_to_private_accounts": Remedy.FAIL,
    "url_ownership_unverified": Remedy.FAIL,
}
_REASONS = {
    "app_version_check_failed": N_("aplikasi TikTok di HP pemilik akun terlalu lama; perbarui dulu"),
    "reached_active_user_cap": N_("batas akun harian aplikasi kota di TikTok tercapai"),
    "spam_risk_too_many_pending_share": N_("terlalu banyak unggahan menunggu di kotak masuk TikTok"),
    "spam_risk_too_many_posts": N_("batas unggahan harian TikTok tercapai"),
    "url_ownership_unverified": N_("alamat gambar kota ini belum diverifikasi di TikTok"),
}
# After these the same may be sent once more: nothing of it reached the inbox for good.
_ANEW = frozenset({"photo_pull_failed", "internal"})
_DROPPED: dict[str, Words] = {
    "auth_removed": N_("izin aplikasi kota dicabut di TikTok"),
    "file_format_check_failed": N_("TikTok tidak menerima jenis gambarnya"),
    "internal": N_("TikTok gagal memprosesnya"),
    "photo_pull_failed": N_("TikTok tidak dapat membaca gambar dari alamat kita"),
    "picture_size_check_failed": N_("TikTok tidak menerima ukuran gambarnya"),
    "publish_cancelled": N_("pemilik akun membatalkannya di TikTok"),
}


def meaning(answer: Answer, *, repeatable: bool) -> NetworkError:
    """What an answer that is no success proves, to be raised."""
    code, words = answer.error
    if answer.status >= 500 or code in ("", "ok", "internal_error"):
        return _unclear(answer, words, code, repeatable=repeatable)
    if answer.status == 429 or code == "rate_limit_exceeded":
        later = Remedy.WAIT if repeatable else Remedy.KEEP
        return Refused(ASKED_TO_WAIT, later, retry_after=retry_after(answer), code=code)
    remedy = _REMEDIES.get(code)
    if remedy is None:
        # A code that we do not know under a status that says yes decides nothing.
        if not 400 <= answer.status < 500 or answer.status == 408:
            return _unclear(answer, words, code, repeatable=repeatable)
        remedy = Remedy.FAIL
    if remedy is Remedy.RECONNECT:
        return Refused(RECONNECT, remedy, code=code)
    wait = CAPPED_SECONDS if remedy is Remedy.WAIT else None
    return Refused(_REASONS.get(code) or words or code, remedy, retry_after=wait, code=code)


def dropped(reason: str) -> Refused:
    """That nothing came of an item, for the network's ``fail_reason``."""
    remedy = Remedy.ANEW if reason in _ANEW else Remedy.FAIL
    return Refused(_DROPPED.get(reason) or reason or N_("TikTok membatalkannya"), remedy, code=reason)


def _unclear(answer: Answer, words: str, code: str, *, repeatable: bool) -> NetworkError:
    if answer.status in (401, 429):
        return failure(answer, repeatable=repeatable)
    told = words or ANSWERED % {"status": answer.status}
    if repeatable:
        return Refused(told, Remedy.WAIT, retry_after=retry_after(answer), code=code)
    return OutcomeUnknown(told, code=code)
