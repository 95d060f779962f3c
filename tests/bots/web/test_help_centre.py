"""The help centre as a reader without scripts finds it."""

import re

from core.faq.entries import Wording
from core.storage import Storage
from tests.bots.web.stage import Browser, Stage, entry, knowledge, open_browser, open_stage


async def test_topics_are_browsed_with_their_counts(stage: Stage, browser: Browser) -> None:
    _status, html = await browser.get("/help/en")
    assert "Account security" in html
    assert "3 answers" in html
    assert '<a href="/help/en/lost-phone">' in html


async def test_an_entry_has_its_answer_disclaimer_and_relatives(
    stage: Stage, browser: Browser
) -> None:
    _status, html = await browser.get("/help/en/reset-2fa")
    assert "<h1>How do I reset my 2FA?</h1>" in html
    assert '<a href="https://example.com/2fa" rel="noopener nofollow">reset</a>' in html
    assert "We never ask for your codes." in html
    assert html.index("/help/en/lost-phone") < html.index("/help/en/freeze"), "by shared tags"


async def test_an_entry_names_its_other_languages(stage: Stage, browser: Browser) -> None:
    _status, html = await browser.get("/help/ja/reset-2fa")
    alternates = dict(re.findall(r'hreflang="([^"]+)" href="http://[^/]+([^"]+)"', html))
    assert alternates == {
        "en": "/help/en/reset-2fa",
        "ja": "/help/ja/reset-2fa",
        "x-default": "/help/en/reset-2fa",
    }
    assert re.search(r'rel="canonical" href="http://[^/]+/help/ja/reset-2fa"', html)


async def test_an_entry_without_the_readers_language_is_borrowed_and_says_so(
    stage: Stage, browser: Browser
) -> None:
    _status, html = await browser.get("/help/ru/lost-phone")
    assert '<html lang="ru">' in html
    assert '<h1 lang="en">I lost my phone. What now?</h1>' in html
    assert re.search(r'rel="canonical" href="http://[^/]+/help/en/lost-phone"', html)


async def test_a_search_finds_entries_in_the_readers_language(
    stage: Stage, browser: Browser
) -> None:
    _status, html = await browser.get("/help/en?q=reset+2fa")
    assert '<a href="/help/en/reset-2fa">' in html
    assert 'value="reset 2fa"' in html
    assert 'content="noindex"' in html


async def test_a_search_that_finds_nothing_shows_the_way(stage: Stage, browser: Browser) -> None:
    _status, html = await browser.get("/help/en?q=zzzzqqqq")
    assert "Nothing fits these words" in html
    assert 'href="/?lang=en"' in html


async def test_what_is_for_staff_is_never_shown(stage: Stage, browser: Browser) -> None:
    assert (await browser.get("/help/en/inside"))[0] == 404
    for path in ("/", "/help/en", "/help/en?q=staff+handbook", "/help/en/reset-2fa"):
        assert "handbook?" not in (await browser.get(path))[1]


async def test_a_search_survives_every_kind_of_text(stage: Stage, browser: Browser) -> None:
    for query in ("%00", "%ED%A0%80", "%F0%9F%98%80" * 500, "%E2%80%AE", "%25%28x%29s"):
        status, _html = await browser.get(f"/help/en?q={query}")
        assert status == 200


async def test_the_chat_greets_with_questions_and_topics(stage: Stage, browser: Browser) -> None:
    _status, html = await browser.get("/")
    assert 'data-ask="How do I reset my 2FA?"' in html
    assert 'href="/help/en#security"' in html


async def test_what_is_tagged_popular_greets_first(sqlite_storage: Storage) -> None:
    known = knowledge(
        entry("plain", "Plain?"),
        entry("often", "Asked often?", tags=("popular",)),
        entry("other", "Other?", category="other"),
    )
    async with open_stage(sqlite_storage, known=known) as stage, open_browser(stage) as browser:
        _status, html = await browser.get("/")
    assert re.findall(r'data-ask="([^"]+)"', html) == ["Asked often?", "Plain?", "Other?"]


async def test_an_empty_knowledge_base_is_no_error(sqlite_storage: Storage) -> None:
    async with (
        open_stage(sqlite_storage, known=knowledge()) as stage,
        open_browser(stage) as browser,
    ):
        for path in ("/", "/help/en", "/help/en?q=hello"):
            assert (await browser.get(path))[0] == 200


async def test_an_entry_in_no_known_topic_is_listed_after_the_others(
    sqlite_storage: Storage,
) -> None:
    odd = entry("odd", "Odd?", category="odds-and-ends")
    known = knowledge(odd, entry("safe", "Safe?"))
    async with open_stage(sqlite_storage, known=known) as stage, open_browser(stage) as browser:
        _status, html = await browser.get("/help/en")
    assert html.index("Account security") < html.index("Odds and ends")


async def test_an_entry_in_one_foreign_language_is_shown_in_that(
    sqlite_storage: Storage,
) -> None:
    only = entry("only", "", wordings={"ko": Wording(question="질문?", answer="답.")})
    async with open_stage(sqlite_storage, known=knowledge(only)) as stage, open_browser(stage) as b:
        status, html = await b.get("/help/en/only")
    assert status == 200
    assert '<h1 lang="ko">질문?</h1>' in html
