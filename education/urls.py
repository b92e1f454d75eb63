"""The pages of the library."""

from django.urls import path

from education import views

app_name = "education"
urlpatterns = [
    path("", views.library_page, name="library"),
    path("pick/", views.picker, name="picker"),
    path("<int:pk>/", views.resource_page, name="resource"),
]
