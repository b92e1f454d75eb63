"""Which gate screens this site's messages: handed to the chat by the sockets, the pages and the commands alike."""

from moderation.gate import ModerationGate

gate = ModerationGate()
