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
    "rep", "reps", "representatives", "mods", "moders", "moderation", "moderators", "admins",
    "administrators", "success", "escalation", "escalations", "expert", "experts", "specialist",
    "specialists", "technician", "resolution", "resolutions", "dispute", "disputes", "complaints",
    "department", "dept", "concierge", "consultant", "helpers", "verified", "verify", "verifier",
    "certified", "authorized", "center", "centre", "supervisor", "executive", "chairman",
    "coordinator", "representantive", "agents", "operators", "reward", "rewards", "airdrop",
    "airdrops", "promo", "cofounders", "customercare", "restoration", "rectification", "rectify",
    "asesor", "asesora", "asesoria", "centro", "mesa", "administradora", "administracion",
    "moderadora", "moderacion", "agente", "representante", "tecnico", "gestor", "gestora",
    "encargado", "encargada", "asistente", "recuperacion", "verificacion", "reclamos", "sorteo",
    "oficiales", "ayudante", "servicios", "atendimento", "assistencia", "soutien", "officielle",
    "equipe", "conseiller", "kundenservice", "offiziell", "betreuer", "supporto", "ufficiale",
    "dev", "devs", "developer", "developers", "ops", "engineer", "engineers",
    "aiuto", "yonetici", "hizmetleri", "chinhthuc", "layanan", "pomoc", "wsparcie", "obsluga",
    "resmihesap", "поддержке", "помощник", "помощница", "консультант", "специалист", "эксперт",
    "модерация", "администрация", "администрации", "админы", "модеры", "модер", "представитель",
    "куратор", "агент", "отдел", "центр", "заботы", "забота", "сотрудник", "верификация",
    "верификации", "возврат", "гарант", "официал", "официальная", "официальное", "офиц", "техпод",
    "тп", "хелп", "хелпер", "хэлп", "сапорт", "суппорт", "розыгрыш", "безопасности",
    "руководитель", "операторы", "допомога", "підтримки", "адмін", "офіційний", "工作人员", "专员",
    "客服部", "人工", "售后", "技术", "支援", "协助", "协管", "助理", "总监", "经理", "主管",
    "风控", "认证", "官网", "官号", "工单", "顾问", "代理", "商务", "空投", "创始人", "负责人",
    "接待", "专线", "热线", "事務局", "お客様", "センター", "相談", "アドミン", "モデレーター",
    "案内", "オフィシャル", "サポ", "コンシェルジュ", "アシスタント", "エージェント",
    "オペレーター", "認証", "セキュリティ", "チーム", "責任者", "カスタマー", "窓口係", "운영",
    "관리", "센터", "직원", "담당", "담당자", "오피셜", "어드민", "모더", "모더레이터", "안내",
    "문의", "지원팀", "운영팀", "관리팀", "보안팀", "개발팀", "고객팀", "에이전트", "보안", "인증",
    "상담사", "고객", "책임자", "대표", "스태프",
    "podpora", "podrska", "ondersteuning", "klantenservice", "tuki", "stod",
    "hjelp", "hjaelp", "tamogatas", "asistenta", "cskh", "kefu", "sapoto", "kundtjanst",
    "υποστήριξη", "Υποστήριξη", "βοήθεια", "Βοήθεια",
    "תמיכה", "שירות", "สนับสนุน", "ซัพพอร์ต", "ช่วยเหลือ", "แอดมิน",
    "پشتیبانی", "خدمة", "العملاء", "مساعدة", "المشرف", "الإدارة", "सहायक", "ग्राहक",
)  # fmt: skip

# What a house of the trade is, behind its name.
TRADE = (
    "wallet", "exchange", "network", "protocol", "finance", "app", "pay", "swap", "chain", "labs",
    "dao", "bank", "capital", "markets", "trading", "crypto", "token", "coin", "bridge", "global",
    "cartera", "billetera", "monedero", "кошелек", "кошелёк", "биржа", "钱包", "錢包", "交易所",
    "ウォレット", "取引所", "지갑", "거래소",
)  # fmt: skip

# Words of office cut short; they count only as whole words.
CUT = (
    "supp", "suppo", "sup", "spt", "adm", "admi", "off", "offi", "offic", "hlp", "hel", "moder",
    "serv", "tech", "sppt", "hlep", "ehlp", "hepl", "halp",
)  # fmt: skip

# Ordinary words that are one letter away from a brand; with those of seed phrases (2,048 common
# English words) they are never taken for a misspelt name.
ORDINARY = (
    "finance", "finances", "financial", "balance", "balances", "coins", "bounce", "bitcoin", "bit",
    "orbit", "habit", "rabbit", "broken", "taken", "token", "tokens", "shaken", "spoken", "woken",
    "bigger", "bingo", "mask", "masks", "base", "case", "chain", "gate", "date", "rate", "late",
    "trust", "crust", "leader", "lender", "tender", "vendor", "trader", "traders",
    "trading",
    "crypto", "wallet", "wallets", "payment", "payments", "customer", "customers", "technical",
    "tech",
    "general", "live", "online", "free", "real", "new", "the", "my", "our", "best",
    "daily",
)  # fmt: skip

# By which many sites are called.
COMMON = (
    "archive", "auction", "beauty", "blog", "board", "books", "business", "center", "central",
    "centre", "chart", "charts", "classic", "click", "college", "community", "connect",
    "consulting", "content", "creative", "cyber", "data", "deals", "delta", "dental", "docs",
    "download", "downloads", "easy", "education", "europe", "events", "express", "family",
    "fashion", "files", "fitness", "forum", "forums", "foundation", "future", "gallery", "games",
    "global", "graphics", "guide", "health", "history", "hosting", "hotel", "hotels", "image",
    "images", "info", "insurance", "international", "internet", "journal", "learning", "lending",
    "lifestyle", "links", "local", "login", "magazine", "marketing", "medical", "money", "movie",
    "movies", "national", "nature", "nova", "office", "orange", "partner", "partners", "photo",
    "photos", "plus", "portal", "power", "premium", "press", "print", "prime", "productions",
    "project", "projects", "property", "radio", "records", "research", "resources", "review",
    "reviews", "safety", "sale", "search", "secure", "server", "shopping", "simple", "site",
    "sites", "smile", "social", "software", "solutions", "sports", "star", "status", "store",
    "stream", "streaming", "studio", "studios", "style", "super", "systems", "talk", "technology",
    "technologies", "test", "time", "tools", "tour", "tours", "track", "tracker", "training",
    "travel", "union", "united", "university", "update", "updates", "video", "videos", "vision",
    "website", "wellness", "wiki", "wine", "works", "zone",
)  # fmt: skip
