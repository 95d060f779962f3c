"""Identity documents, by what people call them: files are never opened. They are refused."""

import re
from collections.abc import Iterable

from core.events import Attachment

# The start of a word, or in scripts without spaces any run.
_NAMES = re.compile(
    r"\b(?:passport|id[ _-]?card|identity[ _-]?card|driv(?:er|ing)['’s]*[ _-]licen[cs]e|kyc|selfie"
    r"|паспорт|удостоверени|водительск|селфи|pasaporte|c[eé]dula|dni|carnet|licencia de conducir)"
    r"|护照|身份证|驾照|駕照|身份證|パスポート|免許証|身分証|マイナンバー|여권|신분증|주민등록증|운전면허",
    re.IGNORECASE,
)


def names_document(text: str, files: Iterable[Attachment]) -> bool:
    """True for a file that is called one, by its name or by the words under it."""
    attached = list(files)
    words = " ".join((text, *(file.name for file in attached)))
    return bool(attached) and _NAMES.search(words.replace("_", " ")) is not None
