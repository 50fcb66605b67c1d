package shell

import (
	"fmt"
	"io"

	"mainmode/compiler"
)

// writeTunnel writes what "show interfaces" says only of tunnels.
func writeTunnel(w io.Writer, v *interfaceView) {
	t := v.in.Tunnel
	fmt.Fprintf(w, "  Tunnel linestate evaluation %s\n", v.linestate())
	source := formatAddr(t.Source, "UNKNOWN")
	if t.SourceInterface != "" {
		source += " (" + t.SourceInterface + ")"
	}
	if t.Destination.IsValid() {
		fmt.Fprintf(w, "  Tunnel source %s, destination %s\n", source, formatAddr(t.Destination, ""))
	} else {
		fmt.Fprintf(w, "  Tunnel source %s\n", source)
	}
	if t.SourceInterface != "" {
		fmt.Fprint(w, "   Tunnel Subblocks:\n      src-track:\n")
		fmt.Fprintf(w, "         %s source tracking subblock associated with %s\n", v.in.Name, t.SourceInterface)
		members := "member"
		if v.shared != 1 {
			members = "members"
		}
		fmt.Fprintf(w, "          Set of tunnels with source %s, %d %s (includes iterators), on interface <OK>\n", t.SourceInterface, v.shared, members)
	}
	fmt.Fprintf(w, "  Tunnel protocol/transport %s\n", map[compiler.TunnelMode]string{
		compiler.GREIPv4: "GRE/IP", compiler.GREMultipoint: "multi-GRE/IP", compiler.GREIPv6: "GRE/IPv6", compiler.IPsecIPv4: "IPSEC/IP", compiler.IPsecIPv6: "IPSEC/IPV6"}[t.Mode])
	ttl := t.TTL
	if ttl == 0 {
		const most = 255
		ttl = most
	}
	if t.Mode.IPsec() {
		fmt.Fprintf(w, "  Tunnel TTL %d\n", ttl)
	} else {
		key := "disabled"
		if t.Key != nil {
			key = fmt.Sprintf("0x%X", *t.Key)
		}
		fmt.Fprintf(w, "    Key %s, sequencing %s\n", key, enabledOr(t.Sequence))
		fmt.Fprintf(w, "    Checksumming of packets %s\n", enabledOr(t.Checksum))
		fmt.Fprintf(w, "  Tunnel TTL %d, Fast tunneling enabled\n", ttl)
	}
	if t.TOS != nil {
		fmt.Fprintf(w, "  Tunnel TOS/Traffic Class 0x%X\n", *t.TOS)
	}
	if t.PathMTU {
		fmt.Fprint(w, "  Path MTU Discovery, ager 10 mins, min MTU 92\n")
	}
	fmt.Fprintf(w, "  Tunnel transport MTU %d bytes\n", v.transportMTU())
	fmt.Fprintf(w, "  Tunnel transmit bandwidth %d (kbps)\n  Tunnel receive bandwidth %d (kbps)\n", t.Transmit, t.Receive)
	if t.Profile != "" {
		shared := ""
		if t.Shared {
			shared = ", shared"
		}
		fmt.Fprintf(w, "  Tunnel protection via IPSec (profile %q%s)\n", t.Profile, shared)
	}
}

func enabledOr(on bool) string {
	if on {
		return "enabled"
	}
	return "disabled"
}

// transportMTU is the largest packet that the tunnel takes: what the datapath
// has worked out, else what the device has.
func (v *interfaceView) transportMTU() int {
	switch {
	case v.in.IPMTU > 0:
		return v.in.IPMTU
	case v.stats.PlaintextMTU > 0:
		return v.stats.PlaintextMTU
	}
	return v.stats.MTU
}

// linestate is why the line protocol of a tunnel is up or down.
func (v *interfaceView) linestate() string {
	t := v.in.Tunnel
	switch {
	case v.state.Line:
		return "up"
	case v.in.Shutdown:
		return "down - linestate protection reg down"
	case !t.Destination.IsValid() && (t.Mode == compiler.GREIPv6 || t.Mode == compiler.IPsecIPv6):
		return "down - no IPv6 tunnel destination address"
	case !t.Destination.IsValid() && t.Mode != compiler.GREMultipoint:
		return "down - no IPv4 tunnel destination address"
	case !t.Source.IsValid():
		return "down - no output interface"
	}
	return "down - linestate mode reg down"
}
