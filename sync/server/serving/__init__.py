"""Taking connections: sockets, TLS, limits before anything is parsed, several processes on one socket."""
