# vpnc calls this with the settings that it was given. Both ends of the tunnel
# are in this namespace alone: nothing else of the system changes.
case $reason in
connect)
	echo "$INTERNAL_IP4_ADDRESS, name server $INTERNAL_IP4_DNS, domain $CISCO_DEF_DOMAIN: $CISCO_BANNER"
	ip link set "$TUNDEV" up mtu 1400
	ip address add "$INTERNAL_IP4_ADDRESS/32" dev "$TUNDEV"
	n=0
	while [ "$n" -lt "${CISCO_SPLIT_INC:-0}" ]; do
		eval "ip route add \$CISCO_SPLIT_INC_${n}_ADDR/\$CISCO_SPLIT_INC_${n}_MASKLEN dev $TUNDEV src $INTERNAL_IP4_ADDRESS"
		n=$((n + 1))
	done
	;;
esac
