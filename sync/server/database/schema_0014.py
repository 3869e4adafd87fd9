"""The fourteenth schema: of each device the number of the last change it sent, so that another computer of its clinic is
told in every round whether there is something to fetch, without a look at the inbox."""

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE device ADD COLUMN newest BIGINT NOT NULL DEFAULT 0",
    """UPDATE device SET newest = sent.newest FROM (SELECT device_id, max(seq) AS newest FROM inbox GROUP BY device_id) AS sent
        WHERE sent.device_id = device.id""",  # the inbox is read once, not once a device
)
