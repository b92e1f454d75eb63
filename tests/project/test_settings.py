"""Settings: nonsense stops the start and names the variable; nothing secret has a default; the page tells of each."""

import os
import re
import runpy
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.run import production

ROOT = Path(__file__).resolve().parents[2]
NONSENSE = {
    "DEMO": "perhaps",
    "DEBUG": "perhaps",
    "BENCH": "perhaps",
    "CONNECTIONS_PER_ADDRESS": "a few",
    "DATA_DIR": "/proc/nowhere",
    "SECRET_KEY": "secret",
    "SECRET_KEY_FALLBACKS": "secret",
    "ALLOWED_HOSTS": "https://peers.example.org/",
    "CSRF_TRUSTED_ORIGINS": "peers.example.org",
    "BIND": "everywhere",
    "PORT": "70000",
    "WEB_CONCURRENCY": "many",
    "DATABASE_URL": "mysql://user@host/name",
    "DATABASE_POOL": "1",
    "DATABASE_PREPARE": "perhaps",
    "REDIS_URL": "redis://",
    "BEHIND_PROXY": "perhaps",
    "SECURE_SSL_REDIRECT": "perhaps",
    "SECURE_HSTS_SECONDS": "a year",
    "TIME_ZONE": "Middle/Earth",
    "STATIC_ROOT": "/proc/nowhere",
    "DEFAULT_FROM_EMAIL": "peers.example.org",
    "EMAIL_PORT": "0",
    "EMAIL_USE_TLS": "perhaps",
    "SITE_URL": "https://peers.example.org/somewhere",
    "PUSH_PRIVATE_KEY": "a key of mine",
    "MODERATION_POLICY": "hold everything",
    "SCREENING_MODEL": "/no/such/folder",
    "QUICK_EXIT_URL": "javascript:alert(1)",
    "CARE_HOURS": "soon",
    "METRICS_TOKEN": "secret",
    "LOG_FORMAT": "xml",
    "LOG_LEVEL": "LOUD",
}
ANY_TEXT = {"EMAIL_HOST", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"}


def start(tmp_path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start Python in the environment of a production site, some variables set otherwise."""
    environ = {"PATH": os.environ["PATH"]} | production(str(tmp_path)) | variables
    command = [sys.executable, *(words or ("-c", "import peersupport.settings"))]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_production_settings_load(tmp_path):
    assert start(tmp_path).returncode == 0


@pytest.fixture
def read(tmp_path, monkeypatch):
    """read(NAME=...) reads the settings as a start of a production site does, without the start."""

    def read_settings(**variables: str) -> dict[str, object]:
        monkeypatch.setattr(os, "environ", production(str(tmp_path)) | variables)
        return runpy.run_path(str(ROOT / "peersupport/settings.py"))

    return read_settings


def test_the_settings_can_be_read_without_a_start(read):
    assert read()["EMAIL_PORT"] == 25
    assert read(EMAIL_PORT="587")["EMAIL_PORT"] == 587


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_stops_the_start_and_names_the_variable(read, name):
    with pytest.raises(ImproperlyConfigured, match=rf"^Set {name} to "):
        read(**{name: NONSENSE[name]})


def test_a_start_that_is_stopped_says_why_in_its_last_line(tmp_path):
    done = start(tmp_path, PORT="70000")
    assert done.returncode != 0
    assert re.search("ImproperlyConfigured: Set PORT to ", done.stderr.strip().splitlines()[-1])


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL"])
def test_what_has_no_default_must_be_set(read, name):
    with pytest.raises(ImproperlyConfigured, match=rf"^Set {name}"):
        read(**{name: ""})


def test_the_demo_starts_with_nothing_set(tmp_path):
    nothing = dict.fromkeys(production(str(tmp_path)), "")
    assert start(tmp_path, **nothing | {"DEMO": "1", "DATA_DIR": str(tmp_path)}).returncode == 0


def test_the_demos_mails_lead_to_the_address_that_it_prints(read):
    demo = read(DEMO="1", ALLOWED_HOSTS="", SITE_URL="", BIND="", PORT="9000", SECRET_KEY="")
    assert demo["SITE_URL"] == f"http://{demo['BIND']}:9000"


def test_each_variable_is_on_the_page_and_has_a_nonsense_here():
    code = "".join(path.read_text() for path in (ROOT / "peersupport").rglob("*.py"))
    read = set(re.findall(r'env\.[a-z]+\(\s*"([A-Z_]+)"', code))
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    assert read == told == NONSENSE.keys() | ANY_TEXT


def test_nothing_reads_the_environment_past_the_readers():
    houses = ["peersupport", "chat", "moderation", "education"]
    modules = [path for house in houses for path in (ROOT / house).rglob("*.py")]
    reading = {path.name for path in modules if re.search(r"os\.(environ\[|environ\.get|getenv)", path.read_text())}
    assert reading == {"env.py"}


def test_two_processes_without_redis_are_refused(tmp_path):
    done = start(tmp_path, "manage.py", "check", WEB_CONCURRENCY="2", REDIS_URL="")
    assert done.returncode != 0
    assert "Set REDIS_URL, or set WEB_CONCURRENCY to 1." in done.stderr


@pytest.mark.parametrize("policy", ['{"spam": {"action": "shrug"}}', '{"spam": "hold"}', '{"weather": {}}'])
def test_a_policy_that_makes_no_sense_is_refused(tmp_path, policy):
    done = start(tmp_path, "manage.py", "check", MODERATION_POLICY=policy)
    assert done.returncode != 0
    assert "(moderation.E001) policy: " in done.stderr
    assert start(tmp_path, "manage.py", "check", MODERATION_POLICY='{"spam": {"action": "caution"}}').returncode == 0


def test_two_processes_with_redis_are_welcome(tmp_path):
    assert start(tmp_path, "manage.py", "check", WEB_CONCURRENCY="2").returncode == 0


def test_the_deployment_check_finds_nothing(tmp_path):
    done = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_only_the_demo_waives_https_and_the_second_factor(tmp_path):
    said = "import peersupport.settings as s; print(s.SECURE, s.SESSION_COOKIE_SECURE, s.MFA_REQUIRED_FOR_STAFF)"
    assert start(tmp_path, "-c", said).stdout.split() == ["True"] * 3
    assert start(tmp_path, "-c", said, DEMO="1").stdout.split() == ["False"] * 3


@pytest.mark.parametrize("reachable", [{"BIND": "0.0.0.0"}, {"BEHIND_PROXY": "1"}])
def test_a_site_that_others_reach_cannot_be_in_bench_mode(tmp_path, reachable):
    done = start(tmp_path, BENCH="1", **reachable)
    assert done.returncode != 0
    assert "Set BENCH to 0" in done.stderr
    assert start(tmp_path, **reachable).returncode == 0


def test_bench_mode_raises_rates_and_nothing_else(tmp_path):
    def told(**variables) -> dict[str, str]:
        lines = start(tmp_path, "manage.py", "diffsettings", "--all", **variables).stdout.splitlines()
        return dict(re.findall(r"^(?:### )?(\w+) = (.*)$", line)[0] for line in lines if " at 0x" not in line)

    usual, bench = told(), told(BENCH="1")
    assert {name for name in usual if usual[name] != bench[name]} == {"BENCH", "CHAT"}
    chat, raised = literal_eval(usual["CHAT"]), literal_eval(bench["CHAT"])
    names = {name for name in chat if chat[name] != raised[name]}
    assert {"post_burst", "post_per_minute"} <= names
    assert all(raised[name] > chat[name] and re.search("_burst|_per_", name) for name in names)


def test_a_password_in_an_address_is_not_repeated(tmp_path):
    said = start(tmp_path, DATABASE_URL="mysql://peersupport:heron@host/name").stderr
    assert "Set DATABASE_URL" in said
    assert "heron" not in said
