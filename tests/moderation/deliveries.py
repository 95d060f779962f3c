"""Forty ways to put one link before readers, and what honest newcomers write."""

from collections.abc import Mapping

from core.events import Link, Shown
from moderation.subject import Message

NAME, ENDING = "claim-rewards-now", "com"
HOST = f"{NAME}.{ENDING}"
_WIDE = "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in HOST)
_BOLD = "".join(chr(0x1D41A + ord(c) - 97) if c.isalpha() else c for c in HOST)
_CIRCLED = "".join(chr(0x24D0 + ord(c) - 97) if c.isalpha() else c for c in HOST)
_FLAGS = "".join(chr(0x1F1E6 + ord(c) - 97) if c.isalpha() else c for c in HOST)

TEXTS: Mapping[str, str] = {
    "plain": f"https://{HOST}/start",
    "bare": f"{HOST}",
    "www": f"www.{HOST}",
    "capitals": f"HTTP://{HOST.upper()}",
    "path": f"{HOST}/a?b=c",
    "port": f"{HOST}:8443",
    "defanged": f"hxxps://{NAME}[.]{ENDING}",
    "brackets": f"{NAME}(.){ENDING}",
    "dot": f"{NAME} dot {ENDING}",
    "dot in brackets": f"{NAME} [dot] {ENDING}",
    "dot in Russian": f"{NAME} точка {ENDING}",
    "dot in Spanish": f"{NAME} punto {ENDING}",
    "dot in Chinese": f"{NAME}点{ENDING}",
    "dot in Korean": f"{NAME} 닷 {ENDING}",
    "dot in Japanese": f"{NAME}ドット{ENDING}",
    "blanks": f"{NAME} . {ENDING}",
    "a blank": f"{NAME}. {ENDING}",
    "a line": f"{NAME}\n.{ENDING}",
    "a comma": f"{NAME},{ENDING}",
    "ideographic dot": f"{NAME}。{ENDING}",
    "a wide dot": f"{NAME}．{ENDING}",
    "a ball": f"{NAME}🔴{ENDING}",
    "wide": _WIDE,
    "bold": _BOLD,
    "circled": _CIRCLED,
    "flags": _FLAGS,
    "zero width": f"{NAME[:4]}\u200b{NAME[4:]}.{ENDING}",
    "soft hyphen": f"{NAME}.c\u00adom",
    "struck out": "".join(f"{c}\u0336" for c in HOST),
    "letter by letter": "c l a i m . c o m",
    "Markdown": f"[your account](https://{HOST})",
    "HTML": f'<a href="https://{HOST}">your account</a>',
    "a user name": f"https://example.com@{HOST}",
    "backslashes": f"https:\\\\{HOST}",
    "one slash": f"https:/{HOST}",
    "percent signs": "https://%63laim-rewards-now.com",
    "forwarded by ours": f"https://example.com/go?to=https://{HOST}",
    "below ours": f"https://example.com.{HOST}",
    "within Chinese": f"请看{HOST}的活动",
    "an address": "http://203.0.113.9/claim",
    "a number": "http://3405803785/claim",
    "an invite": "t.me/claim_rewards_now",
    "a server": "discord.gg/claimrewards",
    "a scheme": "tg://resolve?domain=claim_rewards",
    "a zero": f"{NAME}.c0m",
    "another alphabet": "сlaim-rewards-now.com",
}
_WORDS = "see it now"
HIDDEN: Mapping[str, Message] = {
    "behind words": Message(text=_WORDS, links=(Link(f"https://{HOST}", _WORDS),)),
    "behind our name": Message(text="example.com", links=(Link(f"https://{HOST}", "example.com"),)),
    "on a button": Message(
        text="Hi", shown=(Shown("button", "Open"),), links=(Link(f"https://{HOST}", "Open"),)
    ),
    "in a caption": Message(shown=(Shown("caption", f"go to {HOST}"),)),
    "in a poll": Message(shown=(Shown("poll", f"Yes: {HOST}"),)),
    "in a quote": Message(text="This!", shown=(Shown("quote", f"https://{HOST}"),)),
    "in a file's name": Message(shown=(Shown("file name", f"{HOST}"),)),
    "by an edit": Message(text=f"Hello https://{HOST}", edited=True),
}

HONEST = (
    "Hi all, just joined!",
    "My withdrawal is pending since 3 hours, what can I do?",
    "How long does KYC take? I uploaded my passport.jpg yesterday.",
    "I use version 2.4.1 on Android 14, the app crashes at start.",
    "Thanks @anna, that helped!",
    "Can an admin dm me please?",
    "I sent 0.5 ETH, the tx hash is 0x" + "ab12" * 16,
    "I followed the guide at https://example.com/help but the button is grey.",
    "See example.com/fees, is it still up to date?",
    "error: connect() failed in main.py, line 12",
    "Is node.js supported?  e.g. for the API",
    "ok.Thanks.I will try",
    "Never share your seed phrase with anybody!",
    "Someone asked me for my 12 words, is that a scam?",
    "I contacted support twice and nobody answers...",
    "What is the minimum deposit? 10 USDT or 20?",
    "Good morning everyone ☀️",
    "My ticket is 12345, order 987654321",
    "прошёл верификацию, а вывод не работает",
    "Не могу войти, пишет ошибка 403. Что делать?",
    "提现一直在处理中，已经两个小时了。怎么办？",
    "请问手续费是多少？",
    "出金が反映されません。どうすればいいですか？",
    "二段階認証のコードが届きません…",
    "출금이 안 돼요. 얼마나 걸리나요?",
    "본인인증은 어떻게 하나요?",
    "¿Cuánto tarda la verificación? Llevo 2 días esperando.",
    "No me llega el correo de confirmación, ¿qué hago?",
)


def seen(text: str) -> Message:
    """As it would come in among other words."""
    return Message(text=f"Look at {text} today")
