"""Where the notices' pages live."""

from django.urls import path

from peersupport.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.inbox, name="list"),
    path("notices/read/", views.read, name="read"),
]
