# sh client.sh NAME GATEWAY [AFTER]: has vpnc connect with NAME.conf and then asks
# the server behind the tunnel for an answer. What comes of it goes to the file
# $VPNC_LOG; there AFTER must have had its answer first. A mount namespace hides
# /run, so that nothing is left there.
name=$1 gateway=$2 after=$3
export name gateway after
unshare --mount --propagation private sh -c '
	mount -t tmpfs none /run
	tries=0
	until ping -c 1 -W 1 "$gateway" >/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 30 ] || exit 1
	done
	while [ -n "$after" ] && [ -n "$VPNC_LOG" ] && ! grep -q "^$after reaches" "$VPNC_LOG"; do
		ping -c 1 -W 1 "$gateway" >/dev/null
		sleep 0.2
	done
	vpnc --no-detach --non-inter --gateway "$gateway" --script "sh $PWD/script.sh" \
		--pid-file /run/vpnc.pid "$PWD/$name.conf" &
	vpnc=$!
	while kill -0 $vpnc 2>/dev/null; do
		if ping -c 1 -W 1 10.2.0.2 >/dev/null 2>&1; then
			echo "$name reaches the server"
			break
		fi
		sleep 0.2
	done
	wait $vpnc
	echo "$name: vpnc ends with $?"
' >>"${VPNC_LOG:-/dev/null}" 2>&1 &
