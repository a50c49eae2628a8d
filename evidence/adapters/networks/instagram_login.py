"""Connecting an Instagram account by Instagram's own sign-in, for professional accounts; no Page is needed."""

from evidence.adapters.networks.meta_login import SelfRenewing


class InstagramLogin(SelfRenewing):
    """Its own first call has an address of its own."""

    name = "instagram"
    scopes = "instagram_business_basic,instagram_business_content_publish,instagram_business_manage_insights"
    grant = "ig"
    ident = "user_id"
    profile = "https://www.instagram.com/"
    needed = "instagram_business_content_publish"
