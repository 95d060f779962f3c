"""What houses of the trade are called in other countries, where no rule leads from one to the
other: 币安 is Binance. Names that are only spelt otherwise are known by their `consonants`."""

from collections.abc import Iterable, Iterator
from functools import cache

from moderation.folding import joined_pairs, words

_CALLED = (
    "binance 币安 必安",
    "okx okex 欧易 欧意 오케이엑스 オーケーエックス",
    "huobi htx 火币 후오비 フォビ",
    "kucoin 库币 库幣",
    "gateio 芝麻开门",
    "metamask 小狐狸 小狐狸钱包",
    "ledger レジャー 레저",
    "mexc 抹茶",
    "tron 波场",
    "ethereum 以太坊 이더리움",
    "polkadot 波卡 폴카닷",
    "tether 泰达 泰达币",
    "ripple 瑞波",
    "solana 索拉纳",
    "pancakeswap 薄饼 팬케이크스왑",
    "bithumb 빗썸 ビッサム",
    "telegram 电报 纸飞机",
    "gemini 双子星",
    "paypal 贝宝",
    "bitpie 比特派",
    "trustwallet 信任钱包",
    "opensea オープンシー 오픈씨",
    "bitflyer ビットフライヤー 비트플라이어",
    "tokenpocket tp钱包",
    "cryptocom クリプトコム 크립토닷컴",
    "coinw 币赢",
    "bitmart 币市",
    "uniswap 独角兽",
    "phantom 幻影",
    "bitfinex 绿叶",
)


def elsewhere(brands: Iterable[str]) -> Iterator[str]:
    """The other names of those among folded brands that are known, folded."""
    for brand in brands:
        yield from (name for name in _names().get(brand, ()) if name != brand)


@cache
def _names() -> dict[str, tuple[str, ...]]:
    rows = (tuple(joined_pairs("".join(words(name))) for name in row.split()) for row in _CALLED)
    return {name: row for row in rows for name in row}
