"""A conversation over the WebSocket."""

from tests.bots.web.site import Browser, Site


async def test_a_question_is_kept_handled_and_answered(site: Site, browser: Browser) -> None:
    async with browser.talk() as talk:
        await talk.ask("How do I reset my 2FA?")
        question, answer = await talk.messages(2)
        assert question["text"] == "How do I reset my 2FA?"
        assert answer["html"] == "<p>Here is <strong>how</strong>.</p>"
        await talk.until("ack", id="question-1")
