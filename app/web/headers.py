"""What every page is sent with."""


def page_headers(media_origin: str | None = None, *, secret: bool = True) -> dict[str, str]:
    """`media_origin`: where storage is reached by readers, if not through us. `secret`: the address is a key."""
    own = f"'self' {media_origin}" if media_origin else "'self'"
    policy = {
        "default-src": "'none'",
        "img-src": f"{own} data:",
        "media-src": own,
        "style-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Content-Type": "text/html; charset=utf-8",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    return headers | ({"X-Robots-Tag": "noindex"} if secret else {})
