"""What others may listen to: what members may see of a resource has changed, told after the commit."""

from django.dispatch import Signal

# kwargs: resource_id: int
shelf_moved = Signal()
