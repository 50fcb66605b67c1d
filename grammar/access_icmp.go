package grammar

// ICMPType is a message of ICMP: by name, or by type and code.
type ICMPType struct {
	Name string  `parser:"  @('administratively-prohibited' | 'alternate-address' | 'conversion-error' | 'dod-host-prohibited' | 'dod-net-prohibited' | 'echo' | 'echo-reply' | 'general-parameter-problem' | 'host-isolated' | 'host-precedence-unreachable' | 'host-redirect' | 'host-tos-redirect' | 'host-tos-unreachable' | 'host-unknown' | 'host-unreachable' | 'information-reply' | 'information-request' | 'mask-reply' | 'mask-request' | 'mobile-redirect' | 'net-redirect' | 'net-tos-redirect' | 'net-tos-unreachable' | 'net-unreachable' | 'network-unknown' | 'no-room-for-option' | 'option-missing' | 'packet-too-big' | 'parameter-problem' | 'port-unreachable' | 'precedence-unreachable' | 'protocol-unreachable' | 'reassembly-timeout' | 'redirect' | 'router-advertisement' | 'router-solicitation' | 'source-quench' | 'source-route-failed' | 'time-exceeded' | 'timestamp-reply' | 'timestamp-request' | 'traceroute' | 'ttl-exceeded' | 'unreachable')" help:"administratively-prohibited=Administratively prohibited;alternate-address=Alternate address;conversion-error=Datagram conversion;dod-host-prohibited=Host prohibited;dod-net-prohibited=Net prohibited;echo=Echo (ping);echo-reply=Echo reply;general-parameter-problem=Parameter problem;host-isolated=Host isolated;host-precedence-unreachable=Host unreachable for precedence;host-redirect=Host redirect;host-tos-redirect=Host redirect for TOS;host-tos-unreachable=Host unreachable for TOS;host-unknown=Host unknown;host-unreachable=Host unreachable;information-reply=Information replies;information-request=Information requests;mask-reply=Mask replies;mask-request=Mask requests;mobile-redirect=Mobile host redirect;net-redirect=Network redirect;net-tos-redirect=Net redirect for TOS;net-tos-unreachable=Network unreachable for TOS;net-unreachable=Net unreachable;network-unknown=Network unknown;no-room-for-option=Parameter required but no room;option-missing=Parameter required but not present;packet-too-big=Fragmentation needed and DF set;parameter-problem=All parameter problems;port-unreachable=Port unreachable;precedence-unreachable=Precedence cutoff;protocol-unreachable=Protocol unreachable;reassembly-timeout=Reassembly timeout;redirect=All redirects;router-advertisement=Router discovery advertisements;router-solicitation=Router discovery solicitations;source-quench=Source quenches;source-route-failed=Source route failed;time-exceeded=All time exceededs;timestamp-reply=Timestamp replies;timestamp-request=Timestamp requests;traceroute=Traceroute;ttl-exceeded=TTL exceeded;unreachable=All unreachables"`
	Type *Number `parser:"| @@" range:"0-255" help:"Type=ICMP message type"`
	Code *Number `parser:"  @@?" range:"0-255" help:"Code=ICMP message code"`
}

// Values gives type and code of the message; code is -1 for all of them.
func (t *ICMPType) Values() (kind uint8, code int) {
	return icmpValues(t.Name, t.Type, t.Code, icmpMessages)
}

// normalize names a message that was typed as numbers.
func (t *ICMPType) normalize() {
	if t != nil {
		t.Name, t.Type, t.Code = icmpName(t.Name, t.Type, t.Code, icmpMessages)
	}
}

// ICMPv6Type is a message of ICMPv6: by name, or by type and code.
type ICMPv6Type struct {
	Name string  `parser:"  @('beyond-scope' | 'destination-unreachable' | 'dhaad-reply' | 'dhaad-request' | 'echo-reply' | 'echo-request' | 'header' | 'hop-limit' | 'mld-query' | 'mld-reduction' | 'mld-report' | 'mpd-advertisement' | 'mpd-solicitation' | 'nd-na' | 'nd-ns' | 'next-header' | 'no-admin' | 'no-route' | 'packet-too-big' | 'parameter-option' | 'parameter-problem' | 'port-unreachable' | 'reassembly-timeout' | 'redirect' | 'renum-command' | 'renum-result' | 'renum-seq-number' | 'router-advertisement' | 'router-renumbering' | 'router-solicitation' | 'time-exceeded' | 'unreachable')" help:"beyond-scope=Destination beyond scope;destination-unreachable=Destination address is unreachable;dhaad-reply=Home agent address discovery reply;dhaad-request=Home agent address discovery request;echo-reply=Echo reply;echo-request=Echo request (ping);header=Parameter header problems;hop-limit=Hop limit exceeded in transit;mld-query=Multicast Listener Discovery Query;mld-reduction=Multicast Listener Discovery Reduction;mld-report=Multicast Listener Discovery Report;mpd-advertisement=Mobile prefix advertisement;mpd-solicitation=Mobile prefix solicitation;nd-na=Neighbor discovery neighbor advertisements;nd-ns=Neighbor discovery neighbor solicitations;next-header=Parameter next header problems;no-admin=Administration prohibited destination;no-route=No route to destination;packet-too-big=Packet too big;parameter-option=Parameter option problems;parameter-problem=All parameter problems;port-unreachable=Port unreachable;reassembly-timeout=Reassembly timeout;redirect=Neighbor redirect;renum-command=Router renumbering command;renum-result=Router renumbering result;renum-seq-number=Router renumbering sequence number reset;router-advertisement=Neighbor discovery router advertisements;router-renumbering=All router renumbering;router-solicitation=Neighbor discovery router solicitations;time-exceeded=All time exceeded;unreachable=All unreachable"`
	Type *Number `parser:"| @@" range:"0-255" help:"Type=ICMPv6 message type"`
	Code *Number `parser:"  @@?" range:"0-255" help:"Code=ICMPv6 message code"`
}

// Values gives type and code of the message; code is -1 for all of them.
func (t *ICMPv6Type) Values() (kind uint8, code int) {
	return icmpValues(t.Name, t.Type, t.Code, icmp6Messages)
}

// normalize names a message that was typed as numbers.
func (t *ICMPv6Type) normalize() {
	if t != nil {
		t.Name, t.Type, t.Code = icmpName(t.Name, t.Type, t.Code, icmp6Messages)
	}
}

// icmpMessage is a message that has a name in access lists.
type icmpMessage struct {
	name string
	kind uint8
	code int
}

// anyCode stands for all codes of a type.
const anyCode = -1

func icmpValues(name string, kind, code *Number, table []icmpMessage) (uint8, int) {
	for _, m := range table {
		if m.name == name {
			return m.kind, m.code
		}
	}
	switch {
	case kind == nil:
		return 0, anyCode
	case code == nil:
		return uint8(*kind), anyCode
	}
	return uint8(*kind), int(*code)
}

func icmpName(name string, kind, code *Number, table []icmpMessage) (string, *Number, *Number) {
	k, c := icmpValues(name, kind, code, table)
	for _, m := range table {
		if m.kind == k && m.code == c {
			return m.name, nil, nil
		}
	}
	return name, kind, code
}

var icmpMessages = []icmpMessage{
	{"administratively-prohibited", 3, 13},
	{"alternate-address", 6, anyCode},
	{"conversion-error", 31, anyCode},
	{"dod-host-prohibited", 3, 10},
	{"dod-net-prohibited", 3, 9},
	{"echo", 8, anyCode},
	{"echo-reply", 0, anyCode},
	{"general-parameter-problem", 12, 0},
	{"host-isolated", 3, 8},
	{"host-precedence-unreachable", 3, 14},
	{"host-redirect", 5, 1},
	{"host-tos-redirect", 5, 3},
	{"host-tos-unreachable", 3, 12},
	{"host-unknown", 3, 7},
	{"host-unreachable", 3, 1},
	{"information-reply", 16, anyCode},
	{"information-request", 15, anyCode},
	{"mask-reply", 18, anyCode},
	{"mask-request", 17, anyCode},
	{"mobile-redirect", 32, anyCode},
	{"net-redirect", 5, 0},
	{"net-tos-redirect", 5, 2},
	{"net-tos-unreachable", 3, 11},
	{"net-unreachable", 3, 0},
	{"network-unknown", 3, 6},
	{"no-room-for-option", 12, 2},
	{"option-missing", 12, 1},
	{"packet-too-big", 3, 4},
	{"parameter-problem", 12, anyCode},
	{"port-unreachable", 3, 3},
	{"precedence-unreachable", 3, 15},
	{"protocol-unreachable", 3, 2},
	{"reassembly-timeout", 11, 1},
	{"redirect", 5, anyCode},
	{"router-advertisement", 9, anyCode},
	{"router-solicitation", 10, anyCode},
	{"source-quench", 4, anyCode},
	{"source-route-failed", 3, 5},
	{"time-exceeded", 11, anyCode},
	{"timestamp-reply", 14, anyCode},
	{"timestamp-request", 13, anyCode},
	{"traceroute", 30, anyCode},
	{"ttl-exceeded", 11, 0},
	{"unreachable", 3, anyCode},
}

var icmp6Messages = []icmpMessage{
	{"beyond-scope", 1, 2},
	{"destination-unreachable", 1, 3},
	{"dhaad-reply", 145, anyCode},
	{"dhaad-request", 144, anyCode},
	{"echo-reply", 129, anyCode},
	{"echo-request", 128, anyCode},
	{"header", 4, 0},
	{"hop-limit", 3, 0},
	{"mld-query", 130, anyCode},
	{"mld-reduction", 132, anyCode},
	{"mld-report", 131, anyCode},
	{"mpd-advertisement", 147, anyCode},
	{"mpd-solicitation", 146, anyCode},
	{"nd-na", 136, anyCode},
	{"nd-ns", 135, anyCode},
	{"next-header", 4, 1},
	{"no-admin", 1, 1},
	{"no-route", 1, 0},
	{"packet-too-big", 2, anyCode},
	{"parameter-option", 4, 2},
	{"parameter-problem", 4, anyCode},
	{"port-unreachable", 1, 4},
	{"reassembly-timeout", 3, 1},
	{"redirect", 137, anyCode},
	{"renum-command", 138, 0},
	{"renum-result", 138, 1},
	{"renum-seq-number", 138, 255},
	{"router-advertisement", 134, anyCode},
	{"router-renumbering", 138, anyCode},
	{"router-solicitation", 133, anyCode},
	{"time-exceeded", 3, anyCode},
	{"unreachable", 1, anyCode},
}
