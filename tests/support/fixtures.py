"""Fixtures that start things: private stores, sites on either server, a headless browser."""

import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.support import processes, stores
from tests.support.scripts import changed_since
from tests.support.share import Share
from tests.support.site import Site, Table, environment, manage, run_python

TABLES, ON_POSTGRES = 60, 8  # of a site: many tests share one on SQLite, on PostgreSQL each has its own
WHOLE = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CHROMIUM += ["--disable-component-update", "--disable-sync"]
DESKTOP = {
    "viewport": {"width": 1280, "height": 800},
    "device_scale_factor": 1,
    "is_mobile": False,
    "has_touch": False,
}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
SIZES = {"phone": PHONE, "desktop": DESKTOP}


def or_skip(make: Callable[[], Any]) -> Any:
    """What `make` gives; where a program is missing, skip. CI has every program, so there it is a failure."""
    try:
        return make()
    except processes.Missing as missing:
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def share(tmp_path_factory) -> Share:
    """What is made once for all workers of this run; for all steps of `make test`, which names a folder."""
    own = tmp_path_factory.getbasetemp()
    here = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return Share(Path(os.environ.get("TESTS_SHARE") or here))


# --- Stores -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres() -> Iterator[stores.Postgres]:
    with ExitStack() as stack:
        yield or_skip(lambda: stack.enter_context(stores.postgres()))


@pytest.fixture(scope="session")
def postgres_url(postgres: stores.Postgres) -> str:
    """The address of an empty PostgreSQL database."""
    return postgres.create("empty")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with ExitStack() as stack:
        yield or_skip(lambda: stack.enter_context(stores.redis())).url


# --- Sites ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Original:
    """A filled database that each site gets a copy of: `copy` takes a new name and a folder, gives the address."""

    tables: list[dict]
    static: str
    copy: Callable[[str, Path], str]


def _filled(folder: Path, url: str, tables: int) -> list[dict]:
    environ = environment(folder, url)
    manage(environ, "migrate", "--verbosity", "0")
    return json.loads(run_python(environ, "-m", "tests.support.seed", str(tables)))


@pytest.fixture(scope="session")
def static_files(share: Share) -> str:
    if changed := changed_since():
        pytest.fail(f"Run make scripts first: {', '.join(changed)}", pytrace=False)

    def make(folder: Path) -> None:
        environ = environment(folder, f"sqlite:///{folder}/unused.sqlite3", STATIC_ROOT=str(folder))
        manage(environ, "collectstatic", "--noinput", "--verbosity", "0")

    return str(share.once("static", make))


@pytest.fixture(scope="session")
def sqlite_original(share: Share, static_files: str) -> Original:
    def make(folder: Path) -> None:
        tables = _filled(folder, f"sqlite:///{folder}/site.sqlite3", TABLES)
        (folder / "tables.json").write_text(json.dumps(tables))

    original = share.once("original", make)

    def copy(name: str, folder: Path) -> str:
        shutil.copy(original / "site.sqlite3", folder / f"{name}.sqlite3")
        return f"sqlite:///{folder / name}.sqlite3"

    return Original(json.loads((original / "tables.json").read_text()), static_files, copy)


@pytest.fixture(scope="session")
def postgres_original(tmp_path_factory, postgres: stores.Postgres, static_files: str) -> Original:
    def copy(name: str, _folder: Path) -> str:
        return postgres.create(name, template="original")

    tables = _filled(tmp_path_factory.mktemp("original"), postgres.create("original"), ON_POSTGRES)
    return Original(tables, static_files, copy)


class Sites:
    """Starts sites for a test and ends them all when it is over."""

    numbers = itertools.count(1)

    def __init__(self, original: Callable[[str], Original], folder: Path, stack: ExitStack):
        self._original, self._folder, self._stack = original, folder, stack

    def start(self, kind: str = "uvicorn", layer: str = "memory", database: str = "sqlite", **variables: str) -> Site:
        """A site on "uvicorn" or "daphne", its layer "memory" or "redis", its database "sqlite" or "postgres".

        Stores are its own and filled with tables; `variables` are set in its environment.
        """
        name = f"site{next(self.numbers)}"
        folder = self._folder / name
        folder.mkdir()
        original = self._original(f"{database}_original")
        redis = or_skip(lambda: self._stack.enter_context(stores.redis())) if layer == "redis" else None
        environ = environment(folder, original.copy(name, folder), redis.url if redis else "", **variables)
        environ["STATIC_ROOT"] = original.static
        return self._run(Site(kind, environ, (Table(**table) for table in original.tables), folder, redis))

    def beside(self, site: Site, kind: str = "uvicorn") -> Site:
        """Another server process on the same stores."""
        return self._run(Site(kind, site.environment, site.tables, site.folder, site.redis))

    def _run(self, site: Site) -> Site:
        self._stack.callback(site.kill9)
        site.start()
        return site


@pytest.fixture
def sites(request, tmp_path) -> Iterator[Sites]:
    """A starter of sites, for tests that stop, kill or pair them."""
    with ExitStack() as stack:
        yield Sites(request.getfixturevalue, tmp_path, stack)


@pytest.fixture(scope="module")
def open_site(request, tmp_path_factory) -> Iterator[Site]:
    """One site on uvicorn for all tests of a file: see `one_site`."""
    with ExitStack() as stack:
        yield Sites(request.getfixturevalue, tmp_path_factory.mktemp("sites"), stack).start()


@pytest.fixture
def one_site(open_site: Site) -> Iterator[Site]:
    """The file's site, at work again whatever the test before did to it. Take a table of your own from it."""
    yield open_site
    open_site.mend()


@pytest.fixture(
    scope="session",
    params=[("uvicorn", "memory"), ("uvicorn", "redis"), ("daphne", "memory"), ("daphne", "redis")],
    ids="-".join,
)
def site(request, tmp_path_factory) -> Iterator[Site]:
    """One site for all tests, on each server with each channel layer; take a table of your own from it."""
    kind, layer = request.param
    with ExitStack() as stack:
        yield Sites(request.getfixturevalue, tmp_path_factory.mktemp("sites"), stack).start(kind, layer)


@pytest.fixture
def table(site: Site) -> Table:
    """A room and a cast on the site that no other test has used."""
    return site.table()


# --- Browser ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The shell where it is: a page of it takes a tenth of the work, as it has no windows with buttons of their own."""
    with _launched(playwright, "chromium-headless-shell", *WHOLE) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """For what the shell lacks: it can show no notices."""
    with _launched(playwright, *WHOLE) as chromium:
        yield chromium


@contextmanager
def _launched(playwright: Playwright, *names: str) -> Iterator[Browser]:
    path = or_skip(lambda: processes.program(*names, package=names[0]))
    chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
    yield chromium
    chromium.close()


@pytest.fixture
def window(request, browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser windows: window(site, session, PHONE) is a phone in which the session's owner is signed in.

    With --window all are of that size, but for those of a story of small windows.
    """
    with _windows(request, browser) as open_window:
        yield open_window


@pytest.fixture
def whole_window(request, whole_browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """The same in the whole browser."""
    with _windows(request, whole_browser) as open_window:
        yield open_window


@contextmanager
def _windows(request, browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    small = request.node.get_closest_marker("small_window")
    asked = {} if small else SIZES.get(request.config.getoption("window"), {})
    with ExitStack() as opened:

        def open_window(site: Site, session: str = "", size: dict = DESKTOP) -> BrowserContext:
            context = browser.new_context(base_url=site.url, **size | asked)
            opened.callback(context.close)
            if session:
                context.add_cookies([{"name": "sessionid", "value": session, "url": site.url, "httpOnly": True}])
            return context

        yield open_window


# --- Which tests run where --------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--data", action="store_true", help="only the tests that use the database, in this process")
    parser.addoption("--window", choices=SIZES, help="all windows of browser tests of this size")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by what a test uses, and let the browser come last: its event loop stays in the thread that started it.

    What takes long comes first among its like: begun last, it would keep one process waiting for the other.
    """
    for item in items:
        uses = set(getattr(item, "fixturenames", ()))
        if uses & {"site", "sites", "open_site"}:
            item.add_marker("server")
        if "playwright" in uses:
            item.add_marker("browser")
    items.sort(key=lambda item: (_place(item), not item.get_closest_marker("slow")))
    data, window = config.getoption("data"), config.getoption("window")
    dropped = [item for item in items if not _runs_here(item, data) or (window and not _fits(item, window))]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if item not in dropped]


def _runs_here(item: pytest.Item, data: bool) -> bool:
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        return False
    return not data or (_place(item) == 0 and _uses_database(item))


def _fits(item: pytest.Item, window: str) -> bool:
    """Whether a story is told in windows of this size. One that is written for each of them is told once."""
    if item.get_closest_marker("small_window"):
        return window == "phone"
    callspec = getattr(item, "callspec", None)
    given = list(callspec.params.values()) if callspec else []
    return not any(size in given for name, size in SIZES.items() if name != window)


def _place(item: pytest.Item) -> int:
    return 2 if item.get_closest_marker("browser") else 1 if item.get_closest_marker("server") else 0


def _uses_database(item: pytest.Item) -> bool:
    uses = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or uses & {"db", "transactional_db"})
