"""The name of a country, for the people who work the queue."""

from django import template

from peersupport.help_numbers import country_name

register = template.Library()
register.filter("country_name", country_name)
