"""The systemd unit of a township: begun with the machine, begun again when it fails, and shut in.

The service sees the system read-only, writes in its data directory (and the backups' second place) and nowhere else,
and holds no right but, for a port below 1024, that of listening there.
"""

from pathlib import Path

from sync.server.setup.owner import NAME
from sync.server.setup.settings import Settings

PLACE = Path("/etc/systemd/system") / f"{NAME}.service"


def unit(settings: Settings, program: Path, file: Path, second: str = "") -> str:
    """The unit's text.

    Args:
        program: the command's absolute path, without links that an upgrade would not turn.
        file: where the settings are.
        second: another directory the nightly backup writes to; "" for none.
    """
    right = "CAP_NET_BIND_SERVICE" if settings.port < 1024 else ""
    opened = f" {copies(second)}" if second else ""
    return f"""\
[Unit]
Description=村医工作站 乡镇卫生院服务
After=network-online.target
Wants=network-online.target
RequiresMountsFor={_quoted(settings.data)}
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=all
ExecStart={_quoted(program)} serve --settings {_quoted(file)}
Environment=PYTHONUTF8=1 LANG=C.UTF-8
User={NAME}
Group={NAME}
UMask=0077
Restart=on-failure
RestartSec=5
TimeoutStartSec=30min
TimeoutStopSec=40
LimitNOFILE=8192

ProtectSystem=strict
ReadWritePaths={_quoted(settings.data)}{opened}
ProtectHome=read-only
PrivateTmp=true
PrivateDevices=true
ProtectClock=true
ProtectHostname=true
ProtectKernelLogs=true
ProtectKernelModules=true
ProtectKernelTunables=true
ProtectControlGroups=true
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=true
RestrictRealtime=true
RestrictSUIDSGID=true
LockPersonality=true
NoNewPrivileges=true
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
CapabilityBoundingSet={right}
AmbientCapabilities={right}

[Install]
WantedBy=multi-user.target
"""


def copies(second: str) -> str:
    """The second place as the unit opens it; a disk that is not there does not keep the service down."""
    return _quoted(Path(f"-{second}"))


def _quoted(path: Path) -> str:
    """A path as systemd reads one: a blank does not end it, a percent sign begins nothing."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{text}"'
