"""Words by which somebody claims to be the staff, and words that add nothing to a name."""

# In the community's languages, and in others that impostors use.
CLAIMS = (
    "support", "suport", "sprt", "spprt", "supporter", "help", "helper", "helpdesk", "helpline",
    "helpcenter", "desk", "admin", "administrator", "administration", "moderator", "mod",
    "official", "service", "services", "care", "agent", "assistance", "assistant", "assist",
    "staff", "security", "manager", "ceo", "founder", "cofounder", "recovery", "verification",
    "compliance", "team", "operator", "representative", "advisor", "hotline", "livechat", "cs",
    "bot", "ticket", "refund", "announcement", "announcements", "giveaway", "soporte", "ayuda",
    "asistencia", "oficial", "administrador", "moderador", "atencion", "servicio", "equipo",
    "seguridad", "gerente", "suporte", "ajuda", "destek", "yardim", "resmi", "aide", "officiel",
    "assistenza", "hilfe", "kundendienst", "hotro", "bantuan", "dukungan", "поддержка",
    "поддержки", "служба", "помощь", "саппорт", "админ", "администратор", "модератор",
    "официальный", "официально", "менеджер", "оператор", "техподдержка", "сервис", "команда",
    "безопасность", "підтримка", "客服", "官方", "管理员", "管理員", "支持", "技术支持", "帮助",
    "幫助", "助手", "服务", "服務", "团队", "團隊", "运营", "管理", "版主", "群主", "客户服务",
    "公告", "お知らせ", "在线客服", "安全中心", "サポート", "公式", "運営", "管理者", "管理人",
    "カスタマーサポート", "ヘルプ", "スタッフ", "担当", "窓口", "お問い合わせ", "지원",
    "고객센터", "고객지원", "공식", "관리자", "운영자", "운영진", "상담", "상담원", "서포트",
    "헬프", "도우미", "매니저", "الدعم", "دعم", "الرسمي", "सहायता", "सपोर्ट",
)  # fmt: skip

# Ordinary words that are one letter away from a brand; with those of seed phrases (2,048 common
# English words) they are never taken for a misspelt name.
ORDINARY = (
    "finance", "finances", "financial", "balance", "balances", "coins", "bounce", "bitcoin", "bit",
    "orbit", "habit", "rabbit", "broken", "taken", "token", "tokens", "shaken", "spoken", "woken",
    "bigger", "bingo", "mask", "masks", "base", "case", "chain", "gate", "date", "rate", "late",
    "trust", "crust", "ledge", "leader", "lender", "tender", "vendor", "trader", "traders",
    "trading",
    "crypto", "wallet", "wallets", "payment", "payments", "customer", "customers", "technical",
    "tech",
    "general", "live", "online", "free", "real", "new", "the", "my", "our", "best",
    "daily",
)  # fmt: skip
