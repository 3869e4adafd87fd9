"""The drug room: what is in stock, received and counted."""
