"""Files that people sent on Telegram, read when they go elsewhere (bots/api#getfile)."""

from datetime import UTC, datetime

from telegram.error import TelegramError

from bots.telegram.client import GuideBot
from bots.telegram.outcomes import outcome_of
from core.events import Attachment
from core.platform import DeliveryFailed, Gone


async def fetch(bot: GuideBot, file: Attachment, most: int) -> bytes:
    """As `core.platform.Platform.fetch`."""
    try:
        told = await bot.call("getFile", {"file_id": file.ref})
        path, size = told.get("file_path"), int(told.get("file_size") or 0)
        if not path or size > most:
            raise DeliveryFailed(Gone("file"))
        return await bot.download(str(path), most)
    except TelegramError as error:
        outcome = outcome_of(error, "getFile", datetime.now(UTC))
        raise DeliveryFailed(outcome or Gone("file")) from error
