"""Where the notices' pages live."""

from django.urls import path

from peersupport.notices import reach_views, views

app_name = "notices"
urlpatterns = [
    path("notices/", views.inbox, name="list"),
    path("notices/read/", views.read, name="read"),
    path("me/notices/", reach_views.reach, name="reach"),
    path("me/devices/", reach_views.add_device, name="add_device"),
    path("me/devices/<int:device_id>/forget/", reach_views.forget_device, name="forget_device"),
    path("accounts/unsubscribe/<str:key>/", reach_views.unsubscribe, name="unsubscribe"),
]
