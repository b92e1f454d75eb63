"""The product's own settings as a production site has them, apart from what would only make tests slow or send mail."""

import atexit
import os
import shutil
import tempfile

_scratch = tempfile.mkdtemp(prefix="peersupport-tests-")
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)

# The tests' outcome must not hang on what the shell that starts them happens to have set.
os.environ |= {
    "DEMO": "0",
    "DEBUG": "0",
    "SECRET_KEY": "only-the-tests-use-this-key-and-it-is-long-enough-to-pass-the-check",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "CSRF_TRUSTED_ORIGINS": "",
    "DEFAULT_FROM_EMAIL": "Peer support <noreply@example.org>",
    "DATA_DIR": _scratch,
    "REDIS_URL": "",
    "WEB_CONCURRENCY": "1",
    "SECURE_SSL_REDIRECT": "0",  # the test client speaks plain HTTP; tests/project asks for the redirect itself
    "BEHIND_PROXY": "0",
    "SCREENING_MODEL": "none",  # the rules alone, which are exact; tests/screening/test_model.py has the model
    "LOG_LEVEL": "WARNING",
}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_scratch}/unused.sqlite3")

from peersupport.settings import *  # noqa: E402, F403
from peersupport.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as on a real site: threads then meet the locks that they would meet there. Not waiting for the disk.
    DATABASES["default"]["TEST"] = {"NAME": f"{_scratch}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["OPTIONS"].pop("pool", None)  # a pool would keep the test database from being dropped
