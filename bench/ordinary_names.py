"""Ordinary names in six scripts, combined from common given and family names."""

import random

# ruff: noqa: E501
_GIVEN = {
    "latin": "James Mary John Anna Maria Jose Luis Carmen Ana Juan Pedro Laura Marco Giulia Lukas Emma "
    "Hans Sophie Pierre Camille João Inês Nguyễn Minh Mehmet Ayşe Piotr Agnieszka Kevin Linda Mark "
    "Amin Ali Admira Helen Stefan Oskar Kraig Bianca Vince Ken Ryan Corina Moderata Agnes",
    "cyrillic": "Иван Мария Александр Анна Дмитрий Елена Сергей Ольга Андрей Наталья Алексей Татьяна "
    "Олена Тарас Ирина Николай Павел Юлия Максим Светлана Кирилл Вера Роман Оксана",
    "han": "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 霞 平 刚 桂英 建国 志明 美玲 雅婷 家豪",
    "japanese": "太郎 花子 健 さくら 翔 ゆい 大輔 美咲 ケンジ アヤ 直樹 恵 誠 千尋 浩 真由美 ひろし まなみ",
    "hangul": "민수 지영 서준 하은 지훈 수진 현우 미경 도윤 은지 성민 유나 준호 혜진 동현 소연",
    "arabic": "محمد أحمد فاطمة علي عمر سارة ليلى يوسف خالد مريم حسن زينب إبراهيم نور كريم هدى",
}
_FAMILY = {
    "latin": "Smith Johnson García Martínez Rossi Bianchi Müller Schmidt Dupont Martin Silva Santos "
    "Trần Lê Yılmaz Kaya Kowalski Nowak Brown Miller Wilson Lee Chen Khan Singh Becker Krause Huber "
    "Bennett Vance Byrne Hobbs Coyne Kaplan Coin Masker Cooke",
    "cyrillic": "Иванов Смирнова Кузнецов Попова Соколов Лебедева Козлов Новикова Морозов Петрова "
    "Шевченко Бондаренко Коваленко Волков Соловьёва Васильев Зайцева Ковальчук Крамаренко",
    "han": "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 欧阳 司马",
    "japanese": "佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 吉田 山口 さとう タナカ 工藤 千葉",
    "hangul": "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권",
    "arabic": "الحسن العلي المصري حداد خوري منصور الزهراني ناصر عباس صالح الشامي قاسم",
}
_EXTRAS = (
    "{}", "{}", "{}", "{}", "{} 🚀", "{}99", "✨{}✨", "{} | trader", "Mr {}", "{} crypto", "{}_btc",
    "dr. {}", "{} (Berlin)", "the real {}", "{} HODL", "{} 💎🙌", "⭐ {}",
)  # fmt: skip


def ordinary(number: int, seed: int = 11) -> list[str]:
    """`number` names, evenly from the six scripts, some with what people put beside them."""
    dice = random.Random(seed)
    scripts = list(_GIVEN)
    return [_name(dice, scripts[n % len(scripts)]) for n in range(number)]


def _name(dice: random.Random, script: str) -> str:
    given, family = dice.choice(_GIVEN[script].split()), dice.choice(_FAMILY[script].split())
    if script in ("han", "japanese", "hangul"):
        name = dice.choice((family + given, f"{family} {given}"))
    else:
        name = dice.choice((f"{given} {family}", f"{given} {family}", given, f"{given}.{family}"))
    return dice.choice(_EXTRAS).format(name)
