"""Checks OAuth 1.0a signatures as X does (RFC 5849), for the host that tweepy signs for."""

from __future__ import annotations

import hmac
import re
from urllib.parse import unquote

from aiohttp import web
from oauthlib.oauth1.rfc5849 import signature

from tests.fakes.x import rules

HOST = "https://api.twitter.com"
MEDIA_HOST = "https://ton.twitter.com"  # developer.x.com/en/docs/direct-messages: retrieving media
TOLERANCE_SECONDS = 300
_PART = re.compile(r'(\w+)="([^"]*)"')


def check(request: web.Request, keys: dict[str, str], now: float, host: str = HOST) -> None:
    """Raises 401 for wrong keys, a wrong signature, or a time too far from `now`."""
    given = {name: unquote(value) for name, value in _PART.findall(_header(request))}
    expected = (keys["consumer_key"], keys["access_token"])
    if (given.get("oauth_consumer_key"), given.get("oauth_token")) != expected:
        raise rules.unauthorized()
    if abs(float(given.get("oauth_timestamp", 0)) - now) > TOLERANCE_SECONDS:
        raise rules.unauthorized()
    if not hmac.compare_digest(
        given.get("oauth_signature", ""), _signature(request, given, keys, host)
    ):
        raise rules.unauthorized()


def _header(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("OAuth ")


def _signature(request: web.Request, given: dict[str, str], keys: dict[str, str], host: str) -> str:
    signed = [(name, value) for name, value in given.items() if name != "oauth_signature"]
    query = list(request.url.query.items())
    base = signature.signature_base_string(
        request.method,
        signature.base_string_uri(f"{host}{request.url.raw_path}"),
        signature.normalize_parameters(signed + query),
    )
    secrets = (keys["consumer_secret"], keys["access_token_secret"])
    return str(signature.sign_hmac_sha1_with_client(base, _Client(*secrets)))


class _Client:
    def __init__(self, client_secret: str, resource_owner_secret: str) -> None:
        self.client_secret = client_secret
        self.resource_owner_secret = resource_owner_secret
