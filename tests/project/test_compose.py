"""The container files say what they should, as far as that can be told without an engine."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {"proxy", "web", "worker", "migrate", "postgres", "redis"}
OF_THE_IMAGE = {"BIND", "PORT", "DATA_DIR", "STATIC_ROOT"}
NEVER_FOR_PATIENTS = {"DEMO", "DEBUG", "BENCH"}
OF_ITS_OWN = {"DOMAIN", "TLS", "POSTGRES_PASSWORD"}  # read by the compose file and the proxy, not by the product


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docker-compose.yml").read_text()


@pytest.fixture(scope="module")
def services(text) -> dict:
    return yaml.safe_load(text)["services"]


@pytest.fixture(scope="module")
def told() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))


def test_all_services_are_there_and_the_web_has_replicas(services):
    assert set(services) == SERVICES
    assert services["web"]["deploy"]["replicas"] >= 2


def test_each_lasting_service_has_a_health_check(services):
    checked = {name for name, service in services.items() if service["healthcheck"].get("test")}
    assert checked == SERVICES - {"migrate"}


def test_no_server_starts_before_the_migrations_have_run(services):
    assert services["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["worker"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["command"] == ["migrate", "--noinput"]
    assert services["web"]["command"] == ["serve", "--no-work"]


def test_only_the_proxy_is_reached_from_outside(services):
    assert {name for name, service in services.items() if "ports" in service} == {"proxy"}
    assert services["postgres"]["networks"] == services["redis"]["networks"] == ["back"]


def test_what_must_last_is_on_volumes(text, services):
    assert "database:/var/lib/postgresql/data" in services["postgres"]["volumes"]
    named = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert {name for name in named if not name.startswith(".")} == set(yaml.safe_load(text)["volumes"])


def test_secrets_have_no_default(text):
    secret = re.findall(r"\$\{(\w*(?:SECRET|POSTGRES_PASSWORD)\w*)([^}]*)\}", text)
    assert {name for name, _ in secret} == {"SECRET_KEY", "SECRET_KEY_FALLBACKS", "POSTGRES_PASSWORD"}
    assert all(rest.startswith(":?") or (name, rest) == ("SECRET_KEY_FALLBACKS", ":-") for name, rest in secret)


def test_the_web_is_healthy_when_it_is_ready_and_an_image_alone_when_it_lives(services):
    assert "/readyz" in services["web"]["healthcheck"]["test"][-1]
    assert "/healthz" in (ROOT / "Dockerfile").read_text()


def test_the_public_cannot_ask_for_the_metrics():
    assert re.search(r"^\trespond /metrics 404$", (ROOT / "deploy/Caddyfile").read_text(), re.MULTILINE)


def test_each_setting_is_handed_to_the_product_and_nothing_else_is(services, told):
    assert set(services["web"]["environment"]) == told - OF_THE_IMAGE - NEVER_FOR_PATIENTS
    assert services["web"]["environment"] == services["worker"]["environment"] == services["migrate"]["environment"]


def test_the_example_names_each_variable_that_the_file_asks_for(text, told):
    asked = set(re.findall(r"\$\{(\w+)", text))
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^(\w+)=", example, re.MULTILINE)) == asked
    assert asked <= told | OF_ITS_OWN
    assert re.search(r"^SECRET_KEY=$", example, re.MULTILINE)


def test_the_proxy_ends_tls_and_finds_every_web_process(services):
    caddyfile = (ROOT / "deploy/Caddyfile").read_text()
    assert set(re.findall(r"\{\$(\w+)", caddyfile)) == set(services["proxy"]["environment"])
    assert re.search(r"dynamic a web 8000 \{", caddyfile)
    assert services["web"]["expose"] == ["8000"]


def test_the_image_is_made_of_paths_that_exist_and_runs_as_nobody_special():
    dockerfile = (ROOT / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(\S+)", dockerfile, re.MULTILINE)
    kept = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert set(copied) == kept
    assert all((ROOT / path).exists() for path in copied)
    assert dockerfile.rindex("\nUSER peersupport") < dockerfile.rindex("\nCMD")
    assert "HEALTHCHECK" in dockerfile


def test_compose_itself_reads_the_file(tmp_path):
    if not shutil.which("docker") or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker compose is not on this machine")
    filled = re.sub(r"=$", "=x", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    (tmp_path / "env").write_text(filled)
    command = ["docker", "compose", "--env-file", str(tmp_path / "env"), "config", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
