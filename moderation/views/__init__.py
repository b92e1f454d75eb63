"""Pages of moderation: the clinicians' queue and members' reports. They parse, call a service, and answer."""
