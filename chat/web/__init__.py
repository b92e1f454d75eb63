"""The rooms over plain HTTP: pages, forms, and the socket's work for networks that block sockets."""
