"""Where the queue and members' reports live."""

from django.urls import path

from moderation.views import appeals, care, duty, pins, queue, reports, samples, training

app_name = "moderation"
urlpatterns = [
    path("queue/", queue.page, name="queue"),
    path("queue/cases/", queue.cases, name="cases"),
    path("queue/<int:case_id>/", queue.case, name="case"),
    path("queue/<int:case_id>/claim/", queue.claim, name="claim"),
    path("queue/<int:case_id>/release/", queue.release, name="release"),
    path("queue/<int:case_id>/hide/", queue.hide, name="hide"),
    path("queue/<int:case_id>/decide/", queue.decide, name="decide"),
    path("queue/<int:case_id>/write/", queue.write, name="write"),
    path("queue/care/", care.page, name="care"),
    path("queue/care/list/", care.listing, name="care_list"),
    path("queue/care/<int:room_id>/", care.thread, name="care_thread"),
    path("queue/care/<int:room_id>/state/", care.state, name="care_state"),
    path("queue/care/<int:room_id>/take/", care.take, name="care_take"),
    path("queue/care/<int:room_id>/release/", care.release, name="care_release"),
    path("queue/care/<int:room_id>/close/", care.close, name="care_close"),
    path("queue/duty/", duty.turn, name="duty_turn"),
    path("queue/reading/", samples.page, name="reading"),
    path("queue/reading/<int:sampled_id>/", samples.read, name="read"),
    path("queue/misses/", samples.results, name="misses"),
    path("queue/training/", training.page, name="training"),
    path("queue/training/<int:text_id>/", training.judge, name="judge_text"),
    path("duty/", duty.line, name="duty"),
    path("report/<int:message_id>/", reports.report, name="report"),
    path("pin/<int:message_id>/", pins.pin, name="pin"),
    path("hand-over/<int:message_id>/", reports.hand_over, name="hand_over"),
    path("appeals/", appeals.mine, name="appeals"),
    path("appeals/<int:message_id>/", appeals.appeal, name="appeal"),
    path("reports/", reports.mine, name="reports"),
    path("reports/<int:report_id>/withdraw/", reports.withdraw, name="withdraw"),
]
