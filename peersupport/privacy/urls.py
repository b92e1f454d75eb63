"""A person's own pages about their data."""

from django.urls import path

from peersupport.privacy import views

app_name = "privacy"
urlpatterns = [
    path("me/data/", views.data, name="data"),
    path("me/close/", views.close, name="close"),
    path("accounts/closed/", views.closed, name="closed"),
]
