"""`{{ session.user_agent|device }}`: "Firefox on Android"."""

from django import template

from peersupport.accounts.devices import describe

register = template.Library()
register.filter("device", describe)
