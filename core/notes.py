"""An adapter's only durable memory: a few values by key."""

import asyncio

import structlog

from core.storage import Storage, Transaction
from core.storage.errors import StorageError

log = structlog.get_logger("notes")

FLUSH_SECONDS = 5.0


class StoredNotes:
    """`core.platform.Notes` over the database. `run` writes what was put off, until cancelled."""

    def __init__(self, storage: Storage, platform: str) -> None:
        self._storage, self._platform = storage, platform
        self._later: dict[str, str] = {}

    async def get(self, key: str) -> str | None:
        if key in self._later:
            return self._later[key]

        async def query(tx: Transaction) -> str | None:
            row = await tx.fetch_one(
                "SELECT value FROM notes WHERE platform = ? AND key = ?", self._platform, key
            )
            return None if row is None else row[0]

        return await self._storage.read(query)

    async def put(self, key: str, value: str) -> None:
        self._later.pop(key, None)
        await self._write({key: value})

    def later(self, key: str, value: str) -> None:
        self._later[key] = value

    async def run(self) -> None:
        try:
            while True:
                await asyncio.sleep(FLUSH_SECONDS)
                await self._flush()
        finally:
            await self._flush()

    async def _flush(self) -> None:
        put_off = dict(self._later)
        if not put_off:
            return
        try:
            await self._write(put_off)
        except StorageError as error:
            log.error("storage", error=str(error))
            return
        for key, value in put_off.items():
            if self._later.get(key) == value:  # else it changed meanwhile
                del self._later[key]

    async def _write(self, values: dict[str, str]) -> None:
        async def unit(tx: Transaction) -> None:
            for key, value in values.items():
                await tx.execute(
                    "INSERT INTO notes (platform, key, value) VALUES (?, ?, ?)"
                    " ON CONFLICT (platform, key) DO UPDATE SET value = excluded.value",
                    self._platform,
                    key,
                    value,
                )

        await self._storage.run(unit)
