"""All settings, read from the environment through typed readers (docs/settings.md lists every variable)."""

import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from peersupport import env
from peersupport.admin_look import UNFOLD  # noqa: F401  (a setting)

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of place this is ---------------------------------------------------------------------------------------
DEMO = env.flag("DEMO")  # filled with invented people; waives MFA for the demo accounts; never for real patients
DEBUG = env.flag("DEBUG")
BENCH = env.flag("BENCH")  # being measured: rates are raised, nothing else is different; never for real patients
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")


def _demo_secret() -> str:
    """A secret of the demo's own, made at its first start, so that log-ins outlive a restart."""
    file = DATA_DIR / "demo-secret"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


SECRET_KEY = env.secret("SECRET_KEY", _demo_secret() if DEMO or DEBUG else None)
SECRET_KEY_FALLBACKS = env.secrets("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if DEMO or DEBUG else "")
CSRF_TRUSTED_ORIGINS = env.urls("CSRF_TRUSTED_ORIGINS", {"http", "https"})

# --- Processes --------------------------------------------------------------------------------------------------------
BIND = env.listening("BIND", "127.0.0.1")
PORT = env.whole("PORT", 8000, least=1, most=65_535)
WEB_CONCURRENCY = env.whole("WEB_CONCURRENCY", 1, least=1, most=256)
REDIS_URLS = env.urls("REDIS_URL", {"redis", "rediss"})
if BENCH and not DEMO and (env.flag("BEHIND_PROXY") or not env.is_loopback(BIND)):
    raise ImproperlyConfigured("Set BENCH to 0: it is for a demo, or for a server that only this machine can reach.")

# --- Applications -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "peersupport.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_countries",
    "import_export",
    "modelsearch",
    "peersupport.accounts",
    "peersupport.notices",
    "education",
    "chat",
    "moderation",
    "peersupport.watching",
    "peersupport",
    "peersupport.demo",
]

MIDDLEWARE = [
    "peersupport.watching.middleware.WatchedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "peersupport.static_files.StaticFilesMiddleware",
    # What nobody else can have a member's browser ask for again and again (SESSION_COOKIE_SAMESITE), and measure.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "peersupport.accounts.middleware.PrivateMiddleware",
    "peersupport.accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "peersupport.accounts.middleware.GuardMiddleware",
]

ROOT_URLCONF = "peersupport.urls"
ASGI_APPLICATION = "peersupport.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "peersupport.context.site",
                "peersupport.notices.context.bell",
            ],
        },
    },
]

# --- Data stores ------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'peersupport.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock when it begins, so that two never fail half-way; a commit is on the disk before it is
        # acknowledged (synchronous=FULL).
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        # A host that vanished without a word is noticed within half a minute, not a quarter of an hour.
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        # Whether a statement may be prepared at all: those of chat.services.standing are, the ORM's are not.
        "prepare_threshold": 5 if env.flag("DATABASE_PREPARE", True) else None,
        "pool": {"min_size": 2, "max_size": env.whole("DATABASE_POOL", 16, least=2, most=500), "timeout": 10},
    } | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URLS:
    CHANNEL_LAYERS = {"default": {"BACKEND": "chat.delivery.layer.RedisLayer", "CONFIG": {"hosts": REDIS_URLS}}}
    CACHES = {"default": {"BACKEND": "peersupport.cache.RedisOrHere", "LOCATION": REDIS_URLS[0]}}
    CACHES["kept"] = CACHES["default"]
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {
        "default": {"BACKEND": "peersupport.cache.Here"},
        # What took long to make and holds nothing of anybody: it outlives the process.
        "kept": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(DATA_DIR / "kept")},
    }

# --- Who people are ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "chat:rooms"
ACCOUNT_ADAPTER = "peersupport.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "peersupport.accounts.adapter.display"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "add_email": "peersupport.accounts.forms.AddEmailForm",
    "login": "peersupport.accounts.forms.LoginForm",
    "change_password": "peersupport.accounts.forms.ChangePasswordForm",
    "reset_password": "peersupport.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "peersupport.accounts.forms.ResetPasswordKeyForm",
    "set_password": "peersupport.accounts.forms.SetPasswordForm",
    "signup": "peersupport.accounts.forms.SignupForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1  # a day later the account is forgotten (peersupport.background)
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up; elsewhere the log-in page comes next
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the old one holds until the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",  # the key is the e-mail address tried
    "signup": "60/h/ip",  # a whole group may sign up in one clinic, behind one address
    "take_data": "5/h/user,20/d/user",
    "close_account": "10/h/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("BEHIND_PROXY") else 0  # else anybody could choose an address by a header
MFA_ADAPTER = "peersupport.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "peersupport.accounts.forms.AddKeyForm",
    "edit_webauthn": "peersupport.accounts.forms.EditKeyForm",
}
MFA_TOTP_TOLERANCE = 1  # steps of 30 s, for phones whose clock is a little off
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
USERSESSIONS_TRACK_ACTIVITY = False
MFA_REQUIRED_FOR_STAFF = not DEMO

# Where the button that leaves this site at once leads: a page that anybody may have open.
QUICK_EXIT_URL = env.page("QUICK_EXIT_URL", "https://www.wikipedia.org/")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# --- Transport and content security -----------------------------------------------------------------------------------
SECURE = not (DEMO or DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE and env.flag("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = env.whole("SECURE_HSTS_SECONDS", 31_536_000) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Words and times --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "peersupport.formats"
TIME_ZONE = env.zone("TIME_ZONE", "UTC")
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEMO or DEBUG  # no collectstatic step in the demo
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO or DEBUG
        else "peersupport.storage.ModuleManifestStorage"
    },
}

# --- Mail -------------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.mailbox("DEFAULT_FROM_EMAIL", "Peer support <noreply@localhost>" if DEMO or DEBUG else None)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
else:
    EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
    EMAIL_PORT = env.whole("EMAIL_PORT", 25, least=1, most=65_535)
    EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
    EMAIL_TIMEOUT = 10  # seconds; the background work waits for it

# --- Notices to people who are not here -------------------------------------------------------------------------------
_host = next((host for host in ALLOWED_HOSTS if not host.startswith((".", "*"))), "localhost")
SITE_URL = env.site("SITE_URL", f"https://{_host}" if SECURE else f"http://{_host}:{PORT}")  # for links in mails
PUSH_KEY_FILE = DATA_DIR / "push-key"
PUSH_PRIVATE_KEY = env.key("PUSH_PRIVATE_KEY", PUSH_KEY_FILE)  # none: notices to devices are not offered

# --- The chat's bounds (DESIGN promise 8: bounded everywhere) ---------------------------------------------------------
CHAT: dict[str, Any] = {
    "text_length": 4_000,  # characters of a message
    "frame_bytes": 16_384,  # bytes of one incoming frame
    "page": 50,  # messages in one page of history
    "catch_up": 500,  # changes sent after a reconnect; behind more than that, the list starts anew
    "outgoing_bytes": 1_000_000,  # waiting for one connection before it is dropped
    "post_burst": 8,  # messages a member may send at once ...
    "post_per_minute": 40,  # ... and in the long run
    "room_burst": 60,  # messages that a room takes from all its members at once ...
    "room_per_second": 20,  # ... and in the long run
    "react_burst": 20,  # reactions that a member may set or take back at once ...
    "react_per_minute": 60,  # ... and in the long run
    "room_react_burst": 100,  # reactions that a room takes from all its members at once ...
    "room_react_per_second": 20,  # ... and in the long run
    "connections_per_member": 12,  # sockets that a member may hold open in one process
    "connections_per_address": env.whole("CONNECTIONS_PER_ADDRESS", 500, least=1, most=1_000_000),
    "frame_burst": 60,  # frames of any kind a connection may send at once ...
    "frame_per_second": 20,  # ... and in the long run
    "screen_seconds": 1.0,  # how long the gate may take over one message before a person must
    "care_hours": env.whole("CARE_HOURS", 24, least=1, most=168),  # within which a clinician usually answers a member
    "sweep_seconds": 1.0,  # how often the database is asked what the channel layer may have lost
}
if BENCH:  # what a load client sends is to be held up by the work that it makes, not by what people may do
    _rates = ("_burst", "_per_minute", "_per_second", "_per_address")
    CHAT |= {bound: 1_000_000 for bound in CHAT if bound.endswith(_rates)}

MODERATION: dict[str, Any] = {
    "claim_minutes": 10,
    "response_minutes": {4: 5, 3: 15, 2: 60, 1: 240},  # urgency: minutes until a case is overdue
    # The model's folder; none: the rules read alone.
    "model": env.existing("SCREENING_MODEL", BASE_DIR / "moderation" / "screening" / "weights", otherwise="none"),
    "policy": env.table("MODERATION_POLICY"),  # label: what differs from moderation.policy.DEFAULT
}

MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True  # a title that begins with "=" stays text in a spreadsheet

# --- Watching ---------------------------------------------------------------------------------------------------------
METRICS_TOKENS = env.secrets("METRICS_TOKEN")
LOG_FORMAT = env.choice("LOG_FORMAT", "line" if DEMO or DEBUG else "json", ["json", "line"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "event": {"()": "peersupport.watching.logs.Formatter", "as_json": LOG_FORMAT == "json"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "event"}},
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])},
    "loggers": {
        # Without Django's own handlers: one mails a request's variables, the other says each line twice.
        "django": {"level": "NOTSET"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # anybody may ask for any name; it would stand here
        "django.request": {"level": "ERROR"},  # what it says below that, the access line says as well
        "django.db.backends": {"level": "INFO"},  # in DEBUG it writes every statement with its values
        "websockets": {"level": "INFO"},  # ... this every frame
        "urllib3": {"level": "INFO"},  # ... this the addresses of people's devices
        "markdown_it": {"level": "INFO"},  # ... and this every step
        "peersupport.access": {"level": "WARNING" if DEMO else "NOTSET"},  # the demo's terminal shows its accounts
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
