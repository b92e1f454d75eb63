"""Where each page lives."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("peersupport.notices.urls")),
    path("admin/", admin.site.urls),
]
