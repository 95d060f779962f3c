"""The running program: config → storage → app → platforms, supervised until it is stopped."""

import asyncio
import errno
import gc
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, Histogram, generate_latest

from bots import assembly, control
from core.app import App
from core.config import Config, ConfigError
from core.delivery import Delivery
from core.faq import edits
from core.faq.commands import suggest
from core.needs import needs_of
from core.notes import StoredNotes
from core.platform import Needs, Platform, PlatformStopped, Suggestion
from core.schedule import Schedule
from core.storage import Storage, open_storage

log = structlog.get_logger("program")

FINDINGS = Gauge(
    "guildhall_findings", "What `doctor` would say of a platform", ["platform", "level"]
)

LATE = Histogram("guildhall_loop_late_seconds", "How late the event loop is for what is due")

PORTS_TRIED = 20
LOOP_ASKED_EVERY = 1.0
SETTLED_SECONDS = 30.0  # by then a platform has registered what it registers at a start
RESTART_SECONDS = (1, 2, 5, 15, 60)  # pauses before a part that failed is started again

Say = Callable[[str], None]
ReadConfig = Callable[[], Config]
Run = Callable[[], Awaitable[None]]


async def serve(read_config: ReadConfig, say: Say) -> None:
    """Run until SIGINT or SIGTERM. Raises ConfigError and StorageError before anything started.

    `say` prints a line for the operator. SIGHUP reads the configuration again.
    """
    config = read_config()
    os.makedirs(config.data.folder, exist_ok=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        storage = await open_storage(config.database_url)
        stack.push_async_callback(storage.close)
        program = Program(config, storage, say)
        loop.add_signal_handler(signal.SIGHUP, program.hung_up.set)
        await program.start()
        await program.run(stop, read_config)
    say("Stopped.")


class Program:
    """One process: the web server, the platforms and the app between them."""

    def __init__(self, config: Config, storage: Storage, say: Say) -> None:
        self.config, self.storage, self._say = config, storage, say
        self.app = App(config, storage, assembly.features(config))
        self._server = web.Application()
        self._server.router.add_get("/metrics", _metrics)
        self._notes: dict[str, StoredNotes] = {}
        self.hung_up = asyncio.Event()

    async def start(self) -> None:
        """An empty knowledge base is filled with the starter entries."""
        await self.app.unit(edits.plant)
        await self.app.start()

    async def reload(self, read_config: ReadConfig) -> str | None:
        """Take the config's new values where they are read anew; the text of a mistake else."""
        try:
            config = read_config()
        except ConfigError as error:
            log.error("config not taken", error=str(error))
            return str(error)
        self.app.configure(config)
        await self.app.unit(self.app.note_admins)
        log.info("config taken")
        return None

    async def _reload_on_signal(self, read_config: ReadConfig) -> None:
        while True:
            await self.hung_up.wait()
            self.hung_up.clear()
            await self.reload(read_config)

    async def run(self, stop: asyncio.Event, read_config: ReadConfig) -> None:
        """Everything at once, until `stop`; then what is in flight gets a moment to end."""
        platforms = [self._create(name) for name in self._chosen()]
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(self._keep(name, run))
                for name, run in self._parts(platforms, read_config)
            ]
            runner = web.AppRunner(
                self._server, access_log=None, shutdown_timeout=0.2, handle_signals=False
            )
            try:
                await runner.setup()
                port = await self._listen(runner)
                # What a start leaves behind stays to the end: a full collection that walked it
                # would hold up the loop for 100 ms and more.
                gc.freeze()
                self._announce(port)
                await stop.wait()
            finally:
                self._say("Stopping …")
                for task in running:
                    task.cancel()
                # What is in flight lands first: without its connection it would end in doubt.
                await asyncio.gather(asyncio.wait(running), runner.cleanup())
                for platform in platforms:
                    await platform.close()

    # -- platforms -------------------------------------------------------------------------------

    def _chosen(self) -> list[str]:
        return [
            name
            for name, settings in self.config.platforms.items()
            if assembly.why_off(name, settings) is None
        ]

    def _create(self, name: str) -> Platform:
        module = assembly.platforms()[name]
        notes = self._notes[name] = StoredNotes(self.storage, name)
        extra: dict[str, Any] = {}
        if name == "web":
            extra = {
                "storage": self.storage,
                "pages": [page for f in self.app.features for page in f.pages],
                "snapshots": self.app.snapshots,
                "brand": self.config.community.name,
                "language": self.config.community.language,
                "public_url": self.config.server.public_url,
                "config": lambda: self.app.config,
                "folder": Path(self.config.data.folder) / "files",
                "bring": self.app.fetching.brought,
            }
        platform: Platform = module.create(
            self.config.platforms[name],
            tuple(self.app.specs.values()),
            self._suggest,
            self._server.router,
            notes,
            **extra,
        )
        self.app.add(platform)
        return platform

    def _suggest(self, text: str, language: str, limit: int) -> list[Suggestion]:
        return suggest(self.app.snapshots["knowledge"], text, language, limit)

    def _parts(
        self, platforms: Sequence[Platform], read_config: ReadConfig
    ) -> Iterator[tuple[str, Run]]:
        """Everything that runs until it is cancelled."""
        for platform in platforms:
            delivery = self.app.deliveries[platform.name]
            yield platform.name, partial(_in_and_out, platform, delivery, self.app)
            yield f"check of {platform.name}", partial(self._look_over, platform)
        for name, notes in self._notes.items():
            yield f"notes of {name}", notes.run
        jobs = [job for feature in self.app.features for job in feature.jobs]
        yield "schedule", Schedule(self.app, jobs).run
        for feature in self.app.features:
            for companion in feature.companions:
                yield f"companion of {feature.name}", partial(companion, self.app)
        yield "snapshots", self.app.snapshots.watch
        yield "loop", watch_loop
        socket = Path(self.config.data.folder) / "guildhall.sock"
        yield "reload", partial(self._reload_on_signal, read_config)
        yield "control", partial(control.serve, self.app, socket, partial(self.reload, read_config))

    async def _look_over(self, platform: Platform) -> None:
        await asyncio.sleep(SETTLED_SECONDS)
        await look_over(platform, needs_of(self.config, platform.name))

    async def _keep(self, name: str, run: Run) -> None:
        """Keep one part going; the others do not notice when it stops or fails."""
        for pause in chain(RESTART_SECONDS, repeat(RESTART_SECONDS[-1])):
            try:
                await run()
            except PlatformStopped as stopped:
                log.error("platform stopped", platform=name, remedy=stopped.remedy)
                self._say(f"{name.capitalize()}: stopped, {stopped.remedy}")
                return
            except Exception:
                log.exception("failed", part=name)
            else:
                return
            await asyncio.sleep(pause)

    # -- the web server --------------------------------------------------------------------------

    async def _listen(self, runner: web.AppRunner) -> int:
        """The configured port, or the next one that is free."""
        host, first = self.config.server.host, self.config.server.port
        for port in range(first, first + PORTS_TRIED):
            try:
                site = web.TCPSite(runner, host, port)
                await site.start()
            except OSError as error:
                if error.errno != errno.EADDRINUSE or first == 0:
                    raise
                self._say(f"Port {port} is taken, trying {port + 1}.")
            else:
                return int(runner.addresses[0][1])
        raise OSError(errno.EADDRINUSE, f"no port free from {first} to {first + PORTS_TRIED - 1}")

    def _announce(self, port: int) -> None:
        host = self.config.server.host
        shown = f"[{host}]" if ":" in host else host
        url = self.config.server.public_url.rstrip("/") or f"http://{shown}:{port}"
        for warning in self.config.warnings:
            self._say(f"Warning: {warning}")
        for name, settings in self.config.platforms.items():
            off = assembly.why_off(name, settings)
            if off is not None:
                self._say(f"{name.capitalize()}: off, {off}")
            elif name == "web":
                self._say(f"Chat:        {url}/")
                self._say(f"Help centre: {url}/help")
            else:
                self._say(f"{name.capitalize()}: on")
        self._say("Ready. Ctrl-C stops.")


async def watch_loop() -> None:
    """A heartbeat of the event loop: what blocks it delays every platform's."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LOOP_ASKED_EVERY
        await asyncio.sleep(LOOP_ASKED_EVERY)
        LATE.observe(max(0.0, loop.time() - due))


async def look_over(platform: Platform, needs: Needs) -> None:
    """What is not well with a platform, such as being blind where the configuration needs it to
    see, stands in the log and the metrics too, for who does not ask `doctor`."""
    levels = dict.fromkeys(("warning", "error"), 0)
    for finding in await platform.check(needs):
        if finding.level != "ok":
            levels[finding.level] += 1
            told = {"what": finding.what, "found": finding.found, "remedy": finding.remedy}
            log.warning("not as it should be", platform=platform.name, **told)
    for level, count in levels.items():
        FINDINGS.labels(platform.name, level).set(count)


async def _in_and_out(platform: Platform, delivery: Delivery, app: App) -> None:
    """In and out of one platform; when one side ends, so does the other."""
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(platform.run(app.handle))
            tasks.create_task(delivery.run())
    except* PlatformStopped as stopped:
        raise stopped.exceptions[0] from None


async def _metrics(request: web.Request) -> web.Response:
    """For this machine only; a request that a proxy passed on comes from elsewhere."""
    forwarded = {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"} & set(request.headers)
    if forwarded or request.remote not in ("127.0.0.1", "::1"):
        raise web.HTTPNotFound
    body = generate_latest()
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
