"""What the admin says and has no Spanish for, or none that fits: named here, so that our own catalogue holds it."""

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
# Django's Spanish says “el … se cambió” of whatever was changed.
SAVED = (
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
)
