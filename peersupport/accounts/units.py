"""Which unit a country's meters show, to preselect one at sign-up; the person may choose the other."""

from peersupport.accounts.models import GlucoseUnit

# Countries whose laboratories and meters report glucose in mmol/L. Source: the country settings of common meters'
# user manuals; where both units are in use the more common one is taken.
MMOLL = frozenset([
    "AU", "BA", "BB", "BG", "BY", "CA", "CH", "CN", "CZ", "DK", "EE", "FI", "FO", "GB", "GL", "HK", "HR", "HU", "IE",
    "IS", "JM", "KG", "KZ", "LK", "LT", "LV", "MK", "MO", "MT", "MY", "NL", "NO", "NZ", "RS", "RU", "SE", "SG", "SI",
    "SK", "TT", "UA", "UZ", "VN", "ZA",
])  # fmt: skip


def unit_for(country: str) -> GlucoseUnit:
    """`country` is two letters, ISO 3166-1; an unknown one gets mg/dL."""
    return GlucoseUnit.MMOLL if country in MMOLL else GlucoseUnit.MGDL
