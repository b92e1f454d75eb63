"""Where the pages of a person's own account live; allauth's are beside them, under /accounts/.

Two of its own stand here in another dress, before it."""

from django.urls import path

from peersupport.accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.own_settings, name="settings"),
    path("me/agreed/", views.consents, name="consents"),
    path("accounts/signup/", views.SignUp.as_view()),
    path("accounts/confirm-email/", views.Sent.as_view()),
    path("rules/agree/", views.agree, name="agree"),
    path("accounts/demo-mailbox/", views.demo_mailbox, name="demo_mailbox"),
]
