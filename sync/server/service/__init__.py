"""The township as a service of Windows: registered with its service manager, begun with the machine, stopped when asked."""
