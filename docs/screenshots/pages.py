"""Every page that a person may visit, as whom it is shown and what is opened on it.

The list behind the pictures (take.py), and behind what the tests look at (tests/e2e/test_accessibility.py).
"""

from dataclasses import dataclass
from typing import Literal

from peersupport.demo import PASSWORD

Role = Literal["visitor", "patient", "patient2", "dino", "secured", "guide", "clinician", "librarian", "admin"]
Step = tuple[Literal["press", "type", "wait"], str] | tuple[Literal["type"], str, str]


@dataclass(frozen=True)
class Shot:
    """A picture's name, who looks, and where. `#` in the path is found on the page `via`: its first link of that shape.

    {key}, {address} and {password} in it are of mails (unlinked.py). `steps` are taken there, in order: press what
    a selector finds, type into it, or wait for it. An `error` is a template, for no address shows it by itself.
    """

    name: str
    role: Role
    path: str
    via: str = ""
    steps: tuple[Step, ...] = ()
    error: str = ""
    main: bool = False  # shown at every width, light and dark


ROOM = "/rooms/new-to-type-2/"
TEXT = "#composer-text"
MENU = ".line:not(.mine) [data-part=menu] >> nth=-1"

SHOTS = (
    # --- Who has no account ---
    Shot("home", "visitor", "/", main=True),
    Shot("house-rules", "visitor", "/rules/"),
    Shot("help-now", "visitor", "/help-now/"),
    Shot("leaving", "visitor", "/leaving/"),
    Shot("offline", "visitor", "/offline/en/"),
    Shot("not-found", "visitor", "/nowhere/"),
    Shot("bad-request", "visitor", "/errors/400/", error="400.html"),
    Shot("not-allowed", "visitor", "/errors/403/", error="403.html"),
    Shot("open-too-long", "visitor", "/errors/csrf/", error="403_csrf.html"),
    Shot("slow-down", "visitor", "/errors/429/", error="429.html"),
    Shot("broken", "visitor", "/errors/500/", error="500.html"),
    Shot("login", "visitor", "/accounts/login/"),
    Shot(
        "login-wrong",
        "visitor",
        "/accounts/login/",
        steps=(
            ("type", "[name=login]", "patient@demo.example"),
            ("type", "[name=password]", "not-this-one"),
            ("press", "main .button.primary"),
            ("wait", "main [role=alert]"),
        ),
    ),
    Shot("signup", "visitor", "/accounts/signup/", main=True),
    Shot("password-reset", "visitor", "/accounts/password/reset/"),
    Shot("password-reset-sent", "visitor", "/accounts/password/reset/done/"),
    Shot("password-new", "visitor", "/accounts/password/reset/key/{password}/"),
    Shot("password-new-done", "visitor", "/accounts/password/reset/key/done/"),
    Shot("confirm-email", "visitor", "/accounts/confirm-email/"),
    Shot("confirm-email-key", "visitor", "/accounts/confirm-email/{address}/"),
    Shot("account-inactive", "visitor", "/accounts/inactive/"),
    Shot(
        "login-second-step",
        "visitor",
        "/accounts/login/",
        steps=(
            ("type", "[name=login]", "secured@demo.example"),
            ("type", "[name=password]", PASSWORD),
            ("press", "main .button.primary"),
            ("wait", "[name=code]"),
        ),
    ),
    Shot("demo-mailbox", "visitor", "/accounts/demo-mailbox/"),
    Shot("library-visitor", "visitor", "/library/"),
    Shot("unsubscribe", "visitor", "/accounts/unsubscribe/{key}/"),
    # --- A member ---
    Shot("rooms", "patient", "/rooms/", main=True),
    Shot("room", "patient", ROOM, main=True),
    Shot("room-menu", "patient", ROOM, steps=(("press", MENU),)),
    Shot("room-about", "patient", ROOM, steps=(("press", ".about-button"), ("wait", "#about:popover-open"))),
    Shot("room-who", "patient", ROOM, steps=(("press", ".who > summary >> nth=-1"), ("wait", ".who-list > p"))),
    Shot(
        "room-take-back",
        "patient",
        ROOM,
        steps=(
            ("press", ".line.mine.message:not(.own) [data-part=menu] >> nth=-1"),
            ("press", "[data-action=withdraw]:visible"),
            ("wait", "[data-part=withdrawing][open]"),
        ),
    ),
    Shot("room-pins", "patient", ROOM, steps=(("press", ".pins > summary"),)),
    Shot("room-find", "patient", ROOM, steps=(("press", "[data-part=find-open]"),)),
    Shot("room-feelings", "patient", ROOM, steps=(("press", ".composer .menu > summary"),)),
    Shot(
        "room-resources",
        "patient",
        ROOM,
        steps=(("press", "[data-part=pick]"), ("wait", ".picker-list [data-resource], .picker-list button")),
    ),
    Shot("room-names", "patient", ROOM, steps=(("type", TEXT, "@"), ("wait", ".name-choice"))),
    Shot("room-help", "patient", ROOM, steps=(("press", ".site-header .help"), ("wait", "#help-dialog[open]"))),
    Shot("room-slow", "patient", "/rooms/food-and-cooking/"),
    Shot("room-cohort", "patient", "/rooms/spring-cohort/"),
    Shot("room-search", "patient", f"{ROOM}search/?q=walk"),
    Shot("care-thread", "patient", "/rooms/ask/", main=True),
    Shot("report", "patient", "/report/#/", via=ROOM),
    Shot("library", "patient", "/library/", main=True),
    Shot("resource", "patient", "/library/#/", via="/library/"),
    Shot("notices", "patient", "/notices/"),
    Shot("settings", "patient", "/me/", main=True),
    Shot("notice-settings", "patient", "/me/notices/"),
    Shot("consents", "patient", "/me/agreed/"),
    Shot("data", "patient", "/me/data/"),
    Shot("close-account", "patient", "/me/close/"),
    Shot("account-closed", "visitor", "/accounts/closed/"),
    Shot("email", "patient", "/accounts/email/"),
    Shot("password-change", "patient", "/accounts/password/change/"),
    Shot("two-factor", "patient", "/accounts/2fa/"),
    Shot("two-factor-app", "patient", "/accounts/2fa/totp/activate/"),
    Shot("two-factor-key", "patient", "/accounts/2fa/webauthn/add/"),
    Shot("two-factor-keys", "patient", "/accounts/2fa/webauthn/"),
    Shot("sessions", "patient", "/accounts/sessions/"),
    Shot("reauthenticate", "patient", "/accounts/reauthenticate/"),
    Shot("logout", "patient", "/accounts/logout/"),
    Shot("reports", "patient", "/reports/"),
    Shot("appeals", "patient", "/appeals/"),
    Shot("muted", "patient", "/muted/"),
    Shot("practice", "patient", "/practice/"),
    Shot(
        "room-nudge",
        "patient",
        ROOM,
        steps=(
            ("type", TEXT, "just double your lantus tonight, works for me"),
            ("press", ".composer [type=submit]"),
            ("wait", ".nudge:not([hidden])"),
        ),
        main=True,
    ),
    Shot(
        "room-held",
        "patient",
        ROOM,
        steps=(
            ("type", TEXT, "just double your lantus tonight, works for me"),
            ("press", ".composer [type=submit]"),
            ("press", ".nudge >> text=Send it as it is"),
            ("wait", ".own[data-state=held]"),
        ),
        main=True,
    ),
    Shot("ask", "patient2", "/rooms/ask/"),
    Shot("appeal", "dino", "/appeals/#/", via="/appeals/"),
    # --- Who logs in with a second step ---
    Shot("two-factor-on", "secured", "/accounts/2fa/"),
    Shot("two-factor-again", "secured", "/accounts/2fa/reauthenticate/"),
    Shot("two-factor-app-off", "secured", "/accounts/2fa/totp/deactivate/"),
    Shot("two-factor-codes", "secured", "/accounts/2fa/recovery-codes/"),
    Shot("two-factor-codes-new", "secured", "/accounts/2fa/recovery-codes/generate/"),
    Shot("two-factor-key-name", "secured", "/accounts/2fa/webauthn/keys/#/edit/", via="/accounts/2fa/webauthn/"),
    Shot("two-factor-key-off", "secured", "/accounts/2fa/webauthn/keys/#/remove/", via="/accounts/2fa/webauthn/"),
    # --- A guide ---
    Shot("guide", "guide", "/guide/new-to-type-2/", main=True),
    Shot("guide-room-menu", "guide", ROOM, steps=(("press", MENU),)),
    Shot("guide-pause", "guide", "/guide/new-to-type-2/pause/#/", via=ROOM),
    Shot("hand-over", "guide", "/hand-over/#/", via=ROOM),
    Shot("requests", "guide", "/rooms/parents-and-carers/requests/"),
    # --- A clinician ---
    Shot("queue", "clinician", "/queue/", main=True),
    Shot("case", "clinician", "/queue/#/", via="/queue/", main=True),
    Shot("care", "clinician", "/queue/care/"),
    Shot("care-open", "clinician", "/queue/care/#/", via="/queue/care/"),
    Shot(
        "care-close",
        "clinician",
        "/queue/care/#/",
        via="/queue/care/",
        steps=(("press", "text=No answer needed"), ("wait", "main form textarea")),
    ),
    Shot("reading", "clinician", "/queue/reading/"),
    Shot("misses", "clinician", "/queue/misses/"),
    Shot("training", "clinician", "/queue/training/"),
    Shot("screening-rules", "clinician", "/admin/moderation/ruleversion/"),
    Shot("admin-cards", "clinician", "/admin/moderation/safetycard/"),
    # --- A librarian ---
    Shot("desk", "librarian", "/admin/"),
    Shot("desk-resources", "librarian", "/admin/education/resource/"),
    Shot("desk-resource", "librarian", "/admin/education/resource/#/change/", via="/admin/education/resource/"),
    # --- An admin ---
    Shot("admin", "admin", "/admin/"),
    Shot("admin-status", "admin", "/admin/status/", main=True),
    Shot("admin-users", "admin", "/admin/accounts/user/"),
    Shot("admin-user", "admin", "/admin/accounts/user/#/change/", via="/admin/accounts/user/"),
    Shot("admin-rooms", "admin", "/admin/chat/room/"),
    Shot("admin-room", "admin", "/admin/chat/room/#/change/", via="/admin/chat/room/"),
    Shot("admin-audit", "admin", "/admin/moderation/auditentry/"),
    Shot("admin-decisions", "admin", "/admin/moderation/decision/"),
    Shot("admin-duty", "admin", "/admin/moderation/dutyhours/"),
)
