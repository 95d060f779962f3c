"""A small knowledge base in six languages for the matcher's tests."""

from core.faq.index import Phrasings

RESET = {
    "en": ("How do I reset my 2FA?", "lost my phone with the authenticator", "2fa code is wrong"),
    "zh": ("如何重置两步验证？", "换手机了验证码没了", "谷歌验证器怎么解绑"),
    "ja": (
        "二段階認証をリセットするには？",
        "認証アプリを消してしまった",
        "機種変更で認証コードが出ない",
    ),
    "ko": ("2단계 인증을 어떻게 재설정하나요?", "OTP를 잃어버렸어요", "구글 인증기 초기화 방법"),
    "ru": ("Как сбросить 2FA?", "потерял телефон с аутентификатором", "код двухфакторки неверный"),
    "es": ("¿Cómo restablezco mi 2FA?", "perdí el teléfono con el autenticador", "código 2fa malo"),
}
PENDING = {
    "en": ("Why is my withdrawal pending?", "withdrawal not arrived", "my payout is stuck"),
    "zh": ("提现为什么一直在处理中？", "提现不到账", "提币卡住了"),
    "ja": ("出金が処理中のままなのはなぜですか？", "出金が届かない", "送金が止まっている"),
    "ko": ("출금이 왜 대기 중인가요?", "출금이 안 들어와요", "출금 지연"),
    "ru": ("Почему мой вывод в обработке?", "вывод не пришёл", "вывод средств завис"),
    "es": ("¿Por qué mi retiro está pendiente?", "mi retiro no llega", "retiro atascado"),
}
FEES = {
    "en": ("What are the trading fees?", "maker taker fee", "how much does a trade cost"),
    "zh": ("交易手续费是多少？", "挂单吃单费率", "买卖要收多少钱"),
    "ja": ("取引手数料はいくらですか？", "メイカー手数料", "売買のコスト"),
    "ko": ("거래 수수료는 얼마인가요?", "메이커 테이커 수수료", "매매 비용"),
    "ru": ("Какие комиссии за торговлю?", "комиссия мейкера", "сколько стоит сделка"),
    "es": ("¿Cuáles son las comisiones?", "comisión maker taker", "cuánto cuesta operar"),
}
ENTRIES = {"reset-2fa": RESET, "withdrawal-pending": PENDING, "trading-fees": FEES}

ROWS = [
    Phrasings(slug, language, question, tuple(others))
    for slug, wordings in ENTRIES.items()
    for language, (question, *others) in wordings.items()
]
