"""Where each page lives."""

from django.contrib import admin
from django.urls import include, path

from chat.urls import guide_patterns as guide
from chat.urls import own
from chat.urls import patterns as rooms
from peersupport import shell, translations, views
from peersupport.wiring import gate

urlpatterns = [
    path("", views.home, name="home"),
    path("rules/", views.house_rules, name="house_rules"),
    path("help-now/", views.help_now, name="help_now"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("sw.js", shell.worker, name="worker"),
    path("offline/<str:language>/", shell.offline, name="offline"),
    path("leaving/", views.leaving, name="leaving"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("jsi18n/<str:language>-<str:fingerprint>.js", translations.catalogue, name="jsi18n"),
    path("", include("peersupport.accounts.urls")),
    path("", include("peersupport.privacy.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("peersupport.notices.urls")),
    path("rooms/", include(rooms(gate))),
    path("guide/", include(guide(gate))),
    path("", include(own(gate))),
    path("library/", include("education.urls")),
    path("", include("moderation.urls")),
    path("admin/", admin.site.urls),
]
