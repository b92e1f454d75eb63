"""What a reader may ask the library for."""

from datetime import date

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from education import library
from education.vocabulary import Audience, Kind, Topic


class WishForm(forms.Form):
    """The search box and the filters. Nonsense in a filter asks for nothing, so that an old link still finds."""

    q = forms.CharField(label=_("Search the library"), required=False, max_length=200, strip=True)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    audience = forms.ChoiceField(label=_("For"), required=False)

    def __init__(self, data, today: date):
        super().__init__(data)
        self._offer("topic", _("All topics"), Topic.choices)
        self._offer("kind", _("All kinds"), Kind.choices)
        self._offer("language", _("All languages"), settings.LANGUAGES)
        self._offer("country", _("Any country"), [(code, countries.name(code)) for code in library.countries(today)])
        self._offer("audience", _("Everybody"), [c for c in Audience.choices if c[0] != Audience.EVERYONE])
        self.fields["q"].widget.attrs.update({"type": "search", "autocomplete": "off", "enterkeyhint": "search"})

    def _offer(self, name: str, every: object, choices: list) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", every), *choices]

    def filters(self) -> list[forms.BoundField]:
        """Those that fold away; the words and the topics stand open."""
        return [field for field in self if field.name not in {"q", "topic"}]

    def wish(self) -> library.Wish:
        self.full_clean()
        cleaned = dict(self.cleaned_data)
        words = cleaned.pop("q", self.data.get("q", ""))[:200]
        return library.Wish(words=words, **cleaned)
