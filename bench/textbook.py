"""The textbook: the consumer of the Channels tutorial (part 3), served by Daphne as the tutorial does.

Each connection joins the room's group of the channel layer; a message goes to the group, and each consumer makes JSON
of it and sends it. Nobody logs in and nothing is stored: the tutorial's session middleware, which costs only at
connecting, is left out. The layer is the tutorial's channels_redis.core where TEXTBOOK_REDIS is set, else the one in
memory.

    TEXTBOOK_REDIS=redis://127.0.0.1:6379/0 daphne -p 9001 bench.textbook:application
"""

import json
import os

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path

IN_MEMORY = {"BACKEND": "channels.layers.InMemoryChannelLayer"}


def with_redis(url: str) -> dict:
    return {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [url]}}


redis = os.environ.get("TEXTBOOK_REDIS")
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY="signs nothing",
    ROOT_URLCONF=(),
    INSTALLED_APPS=["daphne", "channels"],
    CHANNEL_LAYERS={"default": with_redis(redis) if redis else IN_MEMORY},
)
django.setup()


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        self.room_group_name = f"chat_{self.scope['url_route']['kwargs']['room_name']}"
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, close_code):
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    async def receive(self, text_data):
        message = json.loads(text_data)["message"]
        await self.channel_layer.group_send(self.room_group_name, {"type": "chat.message", "message": message})

    async def chat_message(self, event):
        await self.send(text_data=json.dumps({"message": event["message"]}))


rooms = URLRouter([path("ws/chat/<room_name>/", ChatConsumer.as_asgi())])
application = ProtocolTypeRouter({"http": get_asgi_application(), "websocket": AllowedHostsOriginValidator(rooms)})
