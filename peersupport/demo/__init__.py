"""A site filled with invented people, to look at and to try things on."""

PASSWORD = "demo-heron-2026"  # noqa: S105  (public on purpose: the demo prints it)
# who, e-mail address, password
ACCOUNTS = (
    ("a patient", "patient@demo.example", PASSWORD),
    ("a second patient", "patient2@demo.example", PASSWORD),
    ("a clinician", "clinician@demo.example", PASSWORD),
    ("a second clinician", "clinician2@demo.example", PASSWORD),
    ("a lay moderator", "guide@demo.example", PASSWORD),
    ("a librarian", "librarian@demo.example", PASSWORD),
    ("an admin", "admin@demo.example", PASSWORD),
)
