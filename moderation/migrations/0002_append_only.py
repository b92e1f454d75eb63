"""What the database itself refuses to change or to delete: decisions, the audit, readings, rules that left draft."""

from django.db import migrations

from peersupport.append_only import Refused, keep

# moderation.models.rule.CONTENT, whose it is, and why.
CONTENT = (
    "rule_id, number, label, severity, score, reason, reason_es, scope, patterns, unless, also, unless_meant, "
    '"match", clean, switched_off, written_by_id, why'
)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]
    operations = [
        keep("moderation_decision"),
        keep("moderation_auditentry"),
        keep("moderation_reading"),
        keep("moderation_settlement"),
        keep("moderation_careanswer"),
        keep(
            "moderation_ruleversion",
            Refused("update", f"UPDATE OF {CONTENT}", "OLD.state <> 'draft'"),
            Refused("back", "UPDATE OF state", "OLD.state <> 'draft' AND NEW.state = 'draft'"),
            Refused("delete", "DELETE", "OLD.state <> 'draft'"),
        ),
    ]
