"""What every platform promises about the words of others: they arrive, and are only words."""

import pytest
import regex
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from core.actions import Button, Edit, Receipt, Send
from core.text import Body, Mention, Quoted, Words, clean
from tests.contract.platforms.driver import Driver

# The examples share one platform, as messages do. Shrinking them would take minutes of sending.
examples = settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
_UNSEEN = regex.compile(r"[\s\p{Default_Ignorable_Code_Point}]+")

FAMILY, FLAG, THUMB, HEART = "👨‍👩‍👧‍👦", "🇰🇷", "👍🏽", "❤️"
SNIPPETS = (
    *("_*[]()~`>#+-=|{}.!\\", "**bold** _it_ `code`", "[press](https://evil.example)", "```\npre"),
    *("<b>&amp;</b>", "<script>alert(1)</script>", '<a href="x">', "&lt;&#39;", "</p>", "<!--"),
    *("@everyone @here @channel", "@admin", "<@123456> <@&77> <#88>", "https://evil.example/?a=1"),
    *("evil.example", "www.evil.example", "a@evil.example", "/ban @ann", "#tag $BTC", "+15551234"),
    *(
        "tg://user?id=1",
        "http://[::1]/",
        "ＨＴＴＰ：／／evil。example",
        "￼",
        "{0} %s %(name)s",
        "\\n",
    ),
    *(
        FAMILY,
        FLAG,
        THUMB,
        HEART,
        "שלום",
        "مرحبا",
        "\u202egnp.exe",
        "\u2066\u2069",
        "한국어",
        "中文。",
    ),
    *("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "\u200b\ufeff", "\x00\x1b[31m", "\ud800", "\r\n\n\n", "\t  \u00a0", "\u2028", "½ﬁ"),
)
WORDS = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=20), min_size=1, max_size=8).map(
    "".join
)


def visible(text: str) -> str:
    """What is left of a text without white space and what shows nothing."""
    return _UNSEEN.sub("", clean(text))


async def sent(driver: Driver, *body: Words | Quoted | Mention) -> tuple[Receipt, str]:
    receipt = await driver.perform(Send(place=driver.private, body=body), driver.private)
    return receipt, await shown(driver, receipt)


async def shown(driver: Driver, receipt: Receipt) -> str:
    """The words on the screen, none of whose parts is too long, and none live."""
    parts = await driver.seen(receipt)
    assert tuple(part.id for part in parts) == receipt.ids
    assert all(visible(part.text) for part in parts)
    limit = driver.limit
    assert all(driver.measure(part.text) <= limit for part in parts)
    assert all(part.live == () for part in parts)
    return "".join(part.text for part in parts)


@given(words=WORDS)
@examples
async def test_any_words_arrive_literally_and_call_nobody(driver: Driver, words: str) -> None:
    _, text = await sent(driver, Words("**From** "), Quoted(words), Words(" _so_ far."))
    assert visible(text) == f"From{visible(words)}sofar."


@given(words=WORDS, times=st.integers(1, 400), edge=st.integers(-3, 3))
@examples
async def test_words_of_any_length_arrive_in_parts_that_fit(
    driver: Driver, words: str, times: int, edge: int
) -> None:
    assume(visible(words))
    limit = driver.limit
    long = (words * times)[: limit * 5 // 2 + edge]
    assume(visible(long))
    _, text = await sent(driver, Quoted(long))
    assert visible(text) == visible(long)


@pytest.mark.parametrize("tail", ["/ban", "//evil", "@admin", "evil.example", "❤️/ban", "e\u0301/b"])
async def test_a_cut_makes_nothing_live(driver: Driver, tail: str) -> None:
    limit = driver.limit
    for before in range(limit - 8, limit + 1):
        _, text = await sent(driver, Quoted("a" * before + tail))
        assert visible(text) == "a" * before + visible(tail)


@pytest.mark.parametrize("emoji", [FAMILY, FLAG, THUMB, HEART, "🏳️‍🌈", "👩🏿‍🚀"])
async def test_an_emoji_of_many_letters_stays_one(driver: Driver, emoji: str) -> None:
    count = driver.limit // 2 + 1
    receipt, text = await sent(driver, Quoted(emoji * count))
    assert text.count(emoji) == count
    assert len(receipt.ids) > 1


async def test_a_text_at_the_limit_is_one_part_and_beyond_it_two(driver: Driver) -> None:
    limit = driver.limit
    for length, parts in ((limit, 1), (limit + 1, 2)):
        receipt, text = await sent(driver, Words("a" * length))
        assert (len(receipt.ids), text) == (parts, "a" * length)


@given(before=st.integers(1, 3000), after=st.integers(1, 3000), words=WORDS)
@examples
async def test_an_edit_may_need_more_or_fewer_parts(
    driver: Driver, before: int, after: int, words: str
) -> None:
    if not driver.platform.capabilities.edits:
        return
    assume(visible(words))
    first, _ = await sent(driver, Words("old " * before))
    body: Body = (Words("new " * after), Quoted(words))
    receipt = await driver.perform(Edit(target="", body=body), driver.private, first.ids)
    assert visible(await shown(driver, receipt)) == "new" * after + visible(words)
    standing = {seen.id for seen in await driver.screen(driver.private)}
    assert not standing & (set(first.ids) - set(receipt.ids))


async def test_our_own_links_stay_links_and_a_mention_calls_one_person(driver: Driver) -> None:
    body = (
        Words("See [the page](https://example.com/a) "),
        Mention(driver.member.id, "Ann <b>_x_</b> @everyone"),
    )
    receipt = await driver.perform(Send(place=driver.crowd, body=body), driver.crowd)
    (seen,) = await driver.seen(receipt)
    assert "Ann <b>_x_</b>" in seen.text.replace("\u2060", "")
    assert len(seen.live) == 2


async def test_a_button_label_is_only_words(driver: Driver) -> None:
    if not driver.platform.capabilities.buttons:
        return
    label = '<b>*_A&B_*</b> "x"'
    send = Send(place=driver.private, body=(Words("So?"),), buttons=((Button(label, "/ask"),),))
    (seen,) = await driver.seen(await driver.perform(send, driver.private))
    assert seen.buttons == (label,)


async def test_an_outline_has_as_many_parts_as_a_post_and_none_too_long(driver: Driver) -> None:
    """The measure is the platform's own: a preview must not promise what is cut otherwise."""
    body = (Words("Withdrawals **pause**. 出金を停止します。 " * 60),)
    outline = driver.platform.outline(body)
    assert len(outline.parts) == len(outline.lengths) > 0
    assert max(outline.lengths) <= outline.limit
    assert visible("".join(outline.parts)).count("出金") == 60
