"""Ways out of the community: handles, messengers, phones, forms."""

import re
from collections.abc import Iterator

from core.redact import Kind
from moderation.hosts import belongs, host
from moderation.listed import is_listed
from moderation.subject import Context, Message, Part
from moderation.targets import parsed

_HANDLE = re.compile(r"@(?<![\w@./]@)([a-z][\w.]{2,63})", re.ASCII)
# With a blank behind the sign, so that it is no mention: what looks like a name of an account.
_APART = re.compile(r"@ (?<![\w@./]@ )([a-z]\w{2,40}[_\d]\w{1,40})", re.ASCII)
# Behind a name that somebody is sent to, Japanese and Korean say so.
_SPOKEN_TO = re.compile(
    r"\W{0,4}(?:(?:hey|hi|hello|yes|no|thanks|hola|привет|你好|こんにちは|안녕하세요)\W{1,3})?"
    r"(?:@[\w.]{3,64}\W{1,3}(?!(?:さん)?[にへがの]|(?:님)?(?:께|에게|로|이|으로))){1,8}"
)
_FORMS = frozenset({
    "forms.gle", "docs.google.com", "typeform.com", "jotform.com", "tally.so", "forms.office.com",
    "wa.me", "t.me", "telegram.me", "line.me", "m.me", "discord.gg", "forms.yandex.ru", "wj.qq.com",
    "surveymonkey.com", "airtable.com", "api.whatsapp.com", "open.kakao.com", "signal.me",
})  # fmt: skip
_FORM_WORD = re.compile(
    r"/(?:forms?|ticket|support|help|live-?chat|contact|validate|verify|sync)\b"
)


def names_a_contact(part: Part, context: Context) -> bool:
    """Other than ours."""
    return part.messenger or any(handle not in context.handles for handle in _handles(part))


def _handles(part: Part) -> Iterator[str]:
    """But for those that a message begins with: they are whom it speaks to."""
    spoken_to = _SPOKEN_TO.match(part.spoken)
    start = spoken_to.end() if spoken_to else 0
    for form in (_HANDLE, _APART) if "@" in part.spoken else ():
        yield from (found[1].rstrip(".") for found in form.finditer(part.spoken, start))


def has_contact(part: Part, message: Message, context: Context) -> bool:
    """A way out of the community that is not on the lists."""
    if names_a_contact(part, context):
        return True
    if any(one.kind in (Kind.PHONE, Kind.EMAIL) for one in part.private):
        return not any(domain in part.spoken for domain in context.allowed)
    hosts = (*((link.host, link.url) for link in part.links),
             *((parsed(link.target).host, link.target) for link in message.links))  # fmt: skip
    return any(_is_form(name, url, context) for name, url in hosts)


def leads_away(part: Part, message: Message, context: Context) -> bool:
    """To any site that is on no list."""
    targets = (parsed(link.target).host for link in message.links)
    hosts = (*(link.host for link in part.links), *targets)
    return "?" not in part.spoken and any(
        not belongs(host(name).name, context.allowed) for name in hosts
    )


def _is_form(name: str, url: str, context: Context) -> bool:
    if is_listed(name, url, context):
        return False
    return belongs(host(name).name, _FORMS) or _FORM_WORD.search(url) is not None
