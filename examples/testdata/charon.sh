# sh charon.sh NAME: runs strongSwan's charon with NAME.swanctl in this network
# namespace, and NAME.driver beside it. kernel-libipsec keeps ESP in userspace:
# it needs no kernel support and takes its packets from the device ipsec0. A
# mount namespace hides /run, so that this charon meets no other and leaves
# nothing. The driver's shell has these functions.
export name=$1 STRONGSWAN_CONF=$PWD/$1.strongswan
exec unshare --mount --propagation private sh -c '
	mount -t tmpfs none /run

	# start_charon loads the connections and returns when ipsec0 is there.
	start_charon() {
		ip link delete ipsec0 2>/dev/null # of one that was killed
		# Without kernel-libipsec it is the kernel that protects packets, also
		# when the charon that told it to was killed.
		grep -q "load = .*kernel-libipsec" "$name.strongswan" || {
			ip xfrm state flush
			ip xfrm policy flush
			ip link add ipsec0 type xfrm if_id 42
		}
		rm -f /run/charon.vici
		charon-systemd >/dev/null 2>&1 &
		charon=$!
		until_true 900 test -S /run/charon.vici || fail "charon does not start"
		until_true 900 swanctl --load-all --file "$PWD/$name.swanctl" || fail "swanctl --load-all"
		until_true 900 ip link show dev ipsec0 || fail "no ipsec0"
		inner
	}
	# inner gives ipsec0 its addresses; the driver overrides it.
	inner() { :; }
	fail() { echo "FAIL $*" >>"$name.result"; }
	say() { echo "$*" >>"$name.result"; }
	# until_true N COMMAND: tries it N times, 0.1 s apart. In a virtual machine,
	# which is slow to start processes, more lies between.
	pause=${MAINMODE_GUEST:+0.4}
	until_true() {
		left=$1
		shift
		until "$@" >/dev/null 2>&1; do
			left=$((left - 1))
			[ $left -gt 0 ] || return 1
			sleep ${pause:-0.1}
		done
	}
	. "./$name.driver"
	wait
'
