"""`{{ form.errors|count_errors }}`: how many things are to put right; a field may have more than one."""

from django import template
from django.forms.utils import ErrorDict

register = template.Library()


@register.filter
def count_errors(errors: ErrorDict) -> int:
    return sum(len(of_field) for of_field in errors.values())
