"""Links in every form, and texts that only look like them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import bytewise
from core.events import Link
from moderation.engine import examine, judge
from moderation.hosts import host, pretends
from moderation.listed import is_listed, listing
from moderation.plainness import plain
from moderation.protected import Protected
from moderation.subject import Context, Domain, Message, Trust, context
from moderation.targets import parsed
from moderation.written import written
from tests.moderation import deliveries

AROUND = context(
    ["Example Support", "Example", "Coinhaven"], ["example.com", "t.me/example", "@example_news"]
)


def reasons(message: Message, around: Context = AROUND) -> set[str]:
    return {found.why for found in examine(message, around) if found.rule == "link"}


SPELLINGS = {**deliveries.TEXTS, **deliveries.DISGUISED}


@pytest.mark.parametrize("form", SPELLINGS)
def test_a_link_in_any_spelling_does_not_stay_visible(form: str) -> None:
    for message in (Message(text=SPELLINGS[form]), deliveries.seen(SPELLINGS[form])):
        assert judge(message, AROUND)[1].action not in ("none", "report")


@pytest.mark.parametrize("form", deliveries.HIDDEN)
def test_a_link_at_any_place_does_not_stay_visible(form: str) -> None:
    assert judge(deliveries.HIDDEN[form], AROUND)[1].action not in ("none", "report")


@pytest.mark.parametrize("text", deliveries.HONEST)
def test_honest_newcomers_are_left_alone(text: str) -> None:
    assert judge(Message(text=text), AROUND)[1].action in ("none", "report")


@pytest.mark.parametrize(
    "text",
    [
        "Done.It works", "version 1.2.3.4", "in main.py", "e.g. this", "3.14", "Mr.Huang",
        "т.е. это",
        "wait...what", "16.05.2024", "U.S.A",
        "and/or", "12:30", "C++/C#", "asap.Thx",
        "это.Как дела",
    ],
)  # fmt: skip
def test_a_dot_alone_makes_no_link(text: str) -> None:
    assert written(text) == []


@pytest.mark.parametrize(
    "text",
    ["https://example.com", "help.example.com/a", "t.me/example", "https://t.me/example_news?x=1"],
)
def test_listed_links_are_free_for_all(text: str) -> None:
    assert reasons(Message(text=text)) == set()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("https://example.com@evil.io", "userinfo"), ("http://203.0.113.9/x", "address"),
        ("tg://resolve?domain=x", "odd"), ("https://exаmple.com", "look-alike"),
        ("coinhaven-login.net", "look-alike"), ("example.com.evil.io", "look-alike"),
        ("evil [dot] io", "disguised"), ("evil.io", "unlisted"),
        ("https://example.com/?u=https://evil.io", "deceptive"),
    ],
)  # fmt: skip
def test_what_deceives_is_told_apart(text: str, why: str) -> None:
    assert reasons(Message(text=text)) == {why}


def test_words_that_name_another_target_deceive() -> None:
    link = Link("https://evil.io/x", "bank.org")
    assert reasons(Message(text="see bank.org", links=(link,))) >= {"deceptive"}


@pytest.mark.parametrize(("trust", "action"), [("new", "hold"), ("known", "none")])
def test_only_newcomers_links_are_held(trust: Trust, action: str) -> None:
    assert judge(Message(text="see evil.io", trust=trust), AROUND)[1].action == action


def test_a_link_that_an_edit_added_is_judged_as_a_newcomers() -> None:
    edit = Message(text="see evil.io", trust="known", edited=True)
    assert judge(edit, AROUND)[1].action == "hold"


def test_a_denied_domain_bans_whoever_is_new() -> None:
    around = context(["Example"], ["example.com"], ["evil.io"])
    assert judge(Message(text="http://a.evil.io/x"), around)[1].action == "ban"


def test_the_evidence_is_where_the_link_stands() -> None:
    for text in ("go to evil.io now", "go to еvil.io now", "g\u200bo 𝗲𝘃𝗶𝗹.io now", "去evil.io吧"):
        (found,) = examine(Message(text=text), AROUND)
        assert text[found.start : found.end].endswith(".io")


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("a.b.co.uk", "b.co.uk"),
        ("localhost", ""),
        ("10.0.0.1", ""),
        ("com", ""),
        ("x.onion", "x.onion"),
    ],
)
def test_the_site_of_a_host(name: str, site: str) -> None:
    assert host(name).site == site


@pytest.mark.parametrize(
    "name",
    [
        "coinhaven.io",
        "coinhaven-support.net",
        "c0inhaven.com",
        f"xn--{'сoinhaven'.encode('punycode').decode()}.com",
    ],
)
def test_a_domain_that_pretends_is_found(name: str) -> None:
    assert pretends(host(name), Protected(["Coinhaven Support"])) > 0


@pytest.mark.parametrize("name", ["weather.com", "coin.org", "haven.net", "coinbaseball.com"])
def test_other_domains_pretend_nothing(name: str) -> None:
    assert judge(Domain(name=name), AROUND)[0] == ()


@given(st.text(max_size=400))
@settings(max_examples=200)
def test_any_text_is_read(text: str) -> None:
    for link in written(text):
        assert 0 <= link.start < link.end <= len(text)
    parsed(text)
    host(text)


LINKISH = st.text(alphabet="ab.:/\\@ -_[]()dotcom\u200bе。１%", max_size=300)


@given(LINKISH)
@settings(max_examples=300)
def test_any_text_of_what_links_are_made_of_is_read(text: str) -> None:
    for link in written(text):
        assert 0 <= link.start < link.end <= len(text)


def test_no_usual_letter_is_changed_but_in_case() -> None:
    every = "".join(map(chr, range(128, 0x110000)))
    usual = sorted({*every} - bytewise.unusual(every))
    assert plain("".join(usual)) == "".join(usual).lower()


@given(st.text(st.sampled_from("aBé Ж你한が。？…🔥①ﬁ\u200b\u0301.İΣ"), max_size=80))
def test_a_text_is_made_plain_letter_by_letter(text: str) -> None:
    by_letter = "".join(plain(f"{letter}é")[:-1] for letter in text)
    assert plain(text) == by_letter


@given(st.text(st.sampled_from("ab。？…🔥①ﬁ\u200b\u0301 你"), max_size=40))
def test_a_link_is_found_where_it_stands_whatever_is_before(before: str) -> None:
    text = f"{before} https://evil-site.com/x é"
    (link,) = (one for one in written(text) if one.host == "evil-site.com")
    assert text[link.start : link.end].startswith("https://evil-site.com/x")


def test_signs_that_grow_and_signs_that_vanish_do_not_move_a_link() -> None:
    text = "\u200b\u200b see https://evil-site.com/x now…"
    (link,) = written(text)
    assert text[link.start : link.end].startswith("https://evil-site.com/x")


HOUSE = Protected(["Northwind Wallet", "Lumen Exchange"])


@pytest.mark.parametrize(
    "name",
    [
        "northwindwallet.io", "lumen-exchange.app", "support-northwind.com", "lumen-airdrop.xyz",
        "verify.northwind.online", "nоrthwind.com",
    ],
)  # fmt: skip
def test_a_house_is_imitated_by_its_whole_name_or_by_half_of_it_with_a_lure(name: str) -> None:
    assert pretends(host(name), HOUSE) >= 0.5


@pytest.mark.parametrize("name", ["lumen.com", "lumens.org", "northwind-farm.co.uk", "volumen.es"])
def test_half_the_name_of_a_house_is_free_for_others(name: str) -> None:
    assert pretends(host(name), HOUSE) == 0.0


@pytest.mark.parametrize(
    ("url", "listed", "free", "held"),
    [
        ("https://www.good.org/a/b?c", "good.org", "https://good.org/x", "https://bad.org"),
        ("https://t.me/Good/12", "t.me/good/12", "https://t.me/good/12", "https://t.me/evil"),
        ("https://good.vercel.app/x", "good.vercel.app", "https://good.vercel.app/y",
         "https://evil.vercel.app/x"),
        ("https://docs.google.com/forms/d/1FA/view?x=1", "docs.google.com/forms/d/1fa/view",
         "https://docs.google.com/forms/d/1FA/view", "https://docs.google.com/forms/d/2/view"),
        ("https://bit.ly/3abc", "bit.ly/3abc", "https://bit.ly/3abc", "https://bit.ly/4evil"),
        ("https://discord.com/invite/good", "discord.com/invite/good",
         "https://discord.com/invite/good", "https://discord.com/invite/evil"),
    ],
)  # fmt: skip
def test_what_staff_allows_frees_nobody_elses_page(
    url: str, listed: str, free: str, held: str
) -> None:
    assert listing(parsed(url).host, url) == listed
    around = context([], [listed])
    assert is_listed(parsed(free).host, free, around)
    assert not is_listed(parsed(held).host, held, around)


def test_an_official_invite_frees_no_other_invite() -> None:
    around = context([], ["https://discord.com/invite/acme"])
    other = "https://discord.com/invite/evil"
    assert not is_listed(parsed(other).host, other, around)
