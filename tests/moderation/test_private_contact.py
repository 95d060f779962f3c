"""Ways to draw people into private, and what honest newcomers say in almost the same words."""

import pytest

from moderation.rules.private_contact import ID
from moderation.subject import Message
from tests.moderation.test_rules import found

DRAWN_AWAY = (
    "Hola, mándame tu frase por privado y miro la transacción",
    "Аккаунт закроют, подтвердите личность у оператора в личных сообщениях",
    "您的账户有问题，请联系风控专员私聊处理",
    "你好呀，好像见过你，加个微信认识一下",
    "Send me a direct message with your address and I'll escalate your case",
    "亲，把你的钱包截图和助记词发我看看",
    "Please verify ownership by sending the 12 words to our agent",
    "Hola amigo, puedo resolver tu problema, mándame tu número",
    "友人が取引所勤務です、@kaijo_tantou9に連絡すれば解除できます",
    "Our technical department needs to check your account, please open a private chat with me",
    "I'm a senior support engineer, leave your wallet address and I'll contact you directly",
    "기술팀입니다. 개인 톡으로 연락 주시면 처리해 드립니다",
    "この人に頼んだら資金が戻りました @rescue_jp9",
    "出金には手数料が必要です。担当 @fee_desk_jp まで",
    "Add me up and I will walk you through it step by step",
    "please screen share with our technician via AnyDesk so that we can restore your balance",
    "Download TeamViewer and give me the ID, I'll fix your wallet right away",
    "Trouble with a withdrawal? Message the team lead @anna_lead9, she handles those",
    "Shoot me a message, mods can't talk here",
    "Напиши мне в телегу, там всё объясню",
    "친구 추가 해주시면 담당자가 안내해 드립니다",
    "フレンド申請を承認してください、手順をご案内します",
    "I'm from the support desk, drop me a message and I'll sort your wallet out",
    "Send me your recovery words and I restore access",
    "DM open, I can recover stolen crypto, fee after success",
    "contact @HelpDesk_Recovery on telegram, he got my coins back in an hour",
    "hey bro the support agent that fixed mine is @ledger_fix_agent",
    "Live agent available now, tap my profile and message",
    "I will check it for you, send me your login email and password in pm",
    "点我头像私信，专业找回被盗币",
    "您好，您的账户异常，请添加工作人员飞机 @safe_center",
    "有问题的朋友可以找我，v: kkf_8899",
    "我也遇到过，后来加了这个老师的微信 lx99887 就解决了",
    "LINE追加してください ID: helpsupport1 すぐ解決します",
    "私は運営の者です。DMで本人確認をお願いします",
    "資金回収の専門家を紹介します。テレグラム: recoverpro_jp",
    "고객센터입니다. 개인 메시지 주세요",
    "카톡 아이디 help1234 추가하시면 바로 해결해 드립니다",
    "시드 문구 보내주시면 복구해 드립니다",
    "вернём украденную крипту, оплата после результата, жду в личных сообщениях",
    "здравствуйте, я менеджер биржи, отправил вам сообщение, проверьте личку",
    "ребят, кому заблочили акк — вот человек, разблокировал за час: @unlock_man",
    "mándame un DM y te ayudo con el retiro",
    "recuperamos criptomonedas robadas, contáctanos por interno",
    "hola, soy gestor de la plataforma, te mandé mensaje, revisa tu bandeja",
)
HONEST = (
    "恢复钱包的时候是输入助记词还是私钥",
    "시드 문구는 아무한테도 보내주면 안 되죠",
    "El agente del chat me dijo que espere",
    "1:1 문의가 안 열려요",
    "куда вводить сид в новом приложении?",
    "продам старый телефон, сида на нём нет",
    "My seed phrase has 24 words, the app asks for 12, why?",
    "just checked my inbox and the mail from support is there",
    "I got a DM from 'Binance Support', reported",
    "偽サポートからDMが来たのでブロックしました",
    "가짜 고객센터가 DM 보내서 신고했습니다",
    "I sent a DM to the official bot but got no answer",
    "check your inbox, they send a confirmation mail",
    "有人私信我说是官方客服，是骗子吗？",
    "the guy wanted me to install AnyDesk, I refused",
    "my router at 192.168.0.1 blocks the node",
    "@john try a different network, I had the same issue and TRC20 worked",
    "thanks @maria, clearing the cache fixed it",
    "can someone from the team message me? my ticket is 4 days old",
    "don't DM anyone who says they're admin",
    "I enter the recovery phrase and it says invalid",
    "@admin please help, my withdrawal is stuck",
    "有人私聊我说是客服，是骗子吗",
    "我的账户异常怎么解冻？",
    "@小明 我也是，换个网络就好了",
    "@taro 同じ問題でした。アプリを更新したら直りました",
    "復元フレーズの入力欄が出ません",
    "복구 문구 입력 칸이 안 보여요",
    "관리자라고 DM이 왔는데 사기인가요?",
    "напишите, пожалуйста, какой лимит у API",
    "мне в личку написал админ, это мошенник?",
    "@ana a mí me pasó igual, actualicé la app y listo",
    "me escribió un admin por privado, ¿es estafa?",
)


@pytest.mark.parametrize("text", DRAWN_AWAY)
def test_whoever_draws_people_away_is_noticed(text: str) -> None:
    assert found(Message(text=text), ID)


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_newcomer_is_left_alone(text: str) -> None:
    assert found(Message(text=text), ID) == set()
