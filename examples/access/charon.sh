# sh charon.sh NAME REMOTE LOCAL: runs charon with NAME.conf in this network
# namespace, and routes REMOTE, a host behind its tunnel, from LOCAL.
# kernel-libipsec keeps ESP in userspace: it needs no kernel support, speaks
# UDP encapsulation only, and takes its packets from the device ipsec0. A mount
# namespace hides /run, so that this charon meets no other and leaves nothing.
name=$1 remote=$2 local=$3
export name STRONGSWAN_CONF=$PWD/strongswan.conf
unshare --mount --propagation private sh -c '
	mount -t tmpfs none /run
	charon-systemd &
	tries=0
	until swanctl --load-all --file "$PWD/$name.conf"; do
		tries=$((tries + 1))
		[ $tries -lt 900 ] || exit 1
		sleep 0.1
	done
	wait
' >/dev/null 2>&1 &
tries=0
until ip address replace "$local/32" dev ipsec0 2>/dev/null && ip route replace "$remote/32" dev ipsec0 src "$local" 2>/dev/null; do
	tries=$((tries + 1))
	[ $tries -lt 900 ] || { echo "charon does not start: are charon-systemd, strongswan-swanctl and libcharon-extra-plugins installed?" >&2; exit 1; }
	sleep 0.1
done
