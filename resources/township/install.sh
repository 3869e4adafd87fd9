#!/bin/sh
# Installs the township's service program from this folder alone: no network, nothing but Python 3.11-3.13 of the system.
# Usage: sh install.sh    (as root; a second call installs nothing anew, a newer package stands beside the one before)
#
# Every build lies in a folder of its own; the link "current" is turned when the new one is whole, so that a cut leaves
# what was there. Exit 0 done, 1 refused with a sentence and nothing changed.
set -eu
cd "$(dirname "$0")"
umask 022

user=vclinic-township
place=/opt/$user
command=/usr/local/bin/$user

stop() { printf '%s\n' "$*" >&2; exit 1; }

[ $# = 0 ] || stop "这里解开了不止一个安装包，没有安装。请写出要装的那一个的全名：sudo sh vclinic-township-版本/install.sh"
[ "$(uname -s) $(uname -m)" = "Linux x86_64" ] || stop "这个安装包只能装在 64 位（x86_64）的 Linux 上。"
sha256sum --check --quiet --strict SHA256SUMS >&2 || stop "安装包的文件不完整或被改过，没有安装。请重新拷贝，再核对一次。"
[ "$(id -u)" = 0 ] || stop "请用 root 运行：sudo sh install.sh"

suits() { "$1" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; }
python=
for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 && suits "$candidate"; then python=$(command -v "$candidate"); break; fi
done
[ -n "$python" ] || stop "系统里没有 Python 3.11、3.12 或 3.13。请先从系统的安装盘安装 python3。"

build=$(cat VERSION)-$(sha256sum SHA256SUMS | cut -c1-8)
folder=$place/$build
if [ ! -e "$folder/.whole" ]; then
    room=$(df -Pk "$(dirname "$place")" | awk 'NR == 2 { print $4 }')
    [ "$room" -ge 600000 ] || stop "$(dirname "$place") 所在的盘空间不够，要有 600 MB，没有安装。"
    rm -rf "$folder"
    mkdir -p "$place"
    "$python" -m venv --without-pip "$folder" || stop "$python 做不了运行环境，没有安装。"
    pip=$(ls wheels/pip-*.whl)
    "$folder/bin/python" "$pip/pip" --isolated install -q --no-input --no-index --find-links wheels --no-deps \
        --require-hashes --disable-pip-version-check --no-cache-dir --root-user-action=ignore -r requirements.txt || {
        rm -rf "$folder"
        stop "程序没有装上，原因见上面几行；原来的没有动。"
    }
    "$folder/bin/$user" --help >/dev/null || { rm -rf "$folder"; stop "装好的程序不能运行，已经删掉；原来的没有动。"; }
    sync
    touch "$folder/.whole"
fi

if ! id "$user" >/dev/null 2>&1; then
    useradd --system --user-group --home-dir "/var/lib/$user" --no-create-home --shell /usr/sbin/nologin "$user" ||
        stop "建不了系统用户 $user。"
fi

# Run by root the command becomes the service's user: else its files would be root's, and the service could not write them.
cat >"$command.new" <<END
#!/bin/sh
program=$place/current/bin/$user
case "\$(id -u):\${1-}" in
    0:setup) exec "\$program" "\$@" ;;
    0:*) exec setpriv --reuid=$user --regid=$user --init-groups -- "\$program" "\$@" ;;
    *) exec "\$program" "\$@" ;;
esac
END
chmod 755 "$command.new"
mv -f "$command.new" "$command"

ln -sfn "$build" "$place/current.new"
mv -fT "$place/current.new" "$place/current"

if [ -d /run/systemd/system ] && systemctl is-enabled -q $user 2>/dev/null; then
    systemctl try-restart $user || stop "新程序已装好，但服务没有重新开始。原因见：journalctl -u $user -n 20"
    echo "已装好 $build，服务已改用它。"
else
    echo "已装好 $build。接着运行：vclinic-township setup"
fi
