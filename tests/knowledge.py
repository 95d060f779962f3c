"""A small knowledge base of its own, for tests that need no starter entries."""

from core.context import Unit
from core.faq import store
from core.faq.entries import Entry, Wording


def entry(slug: str, **wordings: str) -> Entry:
    """One entry; each language's `question|another phrasing|…`."""
    made = {}
    for language, phrasings in wordings.items():
        question, *others = phrasings.split("|")
        made[language] = Wording(
            question=question, alternatives=tuple(others), answer=f"The {slug} answer, {language}."
        )
    return Entry(slug=slug, category="account", wordings=made)


RESET_2FA = entry(
    "reset-2fa",
    en="How do I reset my 2FA?|lost my authenticator app|new phone and no 2fa codes",
    ru="Как сбросить 2FA?|потерял аутентификатор|новый телефон и нет кодов 2fa",
    ja="2段階認証をリセットするには?|認証アプリをなくしました",
)
WITHDRAWAL = entry(
    "withdrawal-pending",
    en="Why is my withdrawal pending?|withdrawal still processing|withdrawal stuck",
    es="¿Por qué mi retiro está pendiente?|mi retiro sigue en proceso",
    ru="Почему мой вывод в обработке?|вывод средств завис",
)
FEES = entry(
    "trading-fees",
    en="What are the trading fees?|maker and taker fee|how much is the trading commission",
    zh="交易手续费是多少？|挂单和吃单费率",
    ko="거래 수수료는 얼마인가요?|메이커 테이커 수수료",
)
DEPOSIT = entry(
    "deposit-missing",
    en="My deposit has not arrived|where is my deposit|deposit not credited",
    es="Mi depósito no ha llegado|dónde está mi depósito",
)
ENTRIES = (RESET_2FA, WITHDRAWAL, FEES, DEPOSIT)


async def plant(unit: Unit) -> None:
    for one in ENTRIES:
        await store.put(unit.tx, one)
    await store.put_categories(unit.tx, {"account": {"en": "Account"}})
    await unit.changed("knowledge")
