"""Where the queue and members' reports live."""

from django.urls import path

from moderation.views import queue, reports

app_name = "moderation"
urlpatterns = [
    path("queue/", queue.page, name="queue"),
    path("queue/cases/", queue.cases, name="cases"),
    path("queue/<int:case_id>/", queue.case, name="case"),
    path("queue/<int:case_id>/claim/", queue.claim, name="claim"),
    path("queue/<int:case_id>/release/", queue.release, name="release"),
    path("queue/<int:case_id>/decide/", queue.decide, name="decide"),
    path("report/<int:message_id>/", reports.report, name="report"),
    path("reports/", reports.mine, name="reports"),
    path("reports/<int:report_id>/withdraw/", reports.withdraw, name="withdraw"),
]
