"""What the admin's frame says and has no Spanish for: named here, so that our own catalogue holds it."""

from django.utils.translation import gettext_noop as _

FRAME = (
    _("Apply Filters"),
    _("Dark"),
    _("False"),
    _("General"),
    _("Go back"),
    _("Light"),
    _("Run"),
    _("Select action"),
    _("Select action to run"),
    _("Select all rows"),
    _("Select format"),
    _("Select record"),
    _("Select value"),
    _("System"),
    _("This exporter will export the following fields: "),
    _("True"),
    _("Type to search"),
)
