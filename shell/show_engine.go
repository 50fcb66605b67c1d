package shell

import (
	"fmt"
	"io"
	"net/netip"

	"mainmode/datapath"
	"mainmode/ike"
)

// engineName is what the crypto engine is called, by the datapath that does
// its work.
func engineName(driver string) string {
	if driver == "kernel" {
		return "Linux kernel crypto (XFRM)"
	}
	return "mainmode Software Implementation"
}

// writeEngine is "show crypto engine brief" and "configuration".
func writeEngine(w io.Writer, driver string, configuration bool) {
	row := func(name, value string) { fmt.Fprintf(w, "%26s:  %s\n", name, value) }
	row("crypto engine name", engineName(driver))
	row("crypto engine type", "software")
	row("serial number", "00000000")
	row("crypto engine state", "installed")
	row("crypto engine in slot", "N/A")
	if configuration {
		row("platform", "Linux")
		fmt.Fprintln(w)
		row("crypto lib version", SoftwareVersion())
		fmt.Fprintln(w)
	}
}

// writeAccelerator is "show crypto engine accelerator statistic": what the
// engine, which is software, has done.
func writeAccelerator(w io.Writer, driver string, stats *datapath.Stats) {
	var all datapath.PolicyStats
	for _, p := range stats.Policies {
		all.Encrypt += p.Encrypt
		all.Decrypt += p.Decrypt
		all.SendErrors += p.SendErrors
		all.RecvErrors += p.RecvErrors
	}
	var encrypted, decrypted, failed, replayed, malformed uint64
	for id, sa := range stats.SAs {
		if id.Direction == datapath.Outbound {
			encrypted += sa.Bytes
		} else {
			decrypted += sa.Bytes
		}
		failed, replayed, malformed = failed+sa.AuthFailed, replayed+sa.Replayed, malformed+sa.Malformed
	}
	fmt.Fprintf(w, "Device:   %s\nLocation: Software\n        :Statistics for encryption device\n", engineName(driver))
	row := func(in uint64, what string, out uint64, other string) {
		fmt.Fprintf(w, "%18d %-25s%18d %s\n", in, what, out, other)
	}
	row(all.Decrypt, "packets decrypted", all.Encrypt, "packets encrypted")
	row(decrypted, "bytes decrypted", encrypted, "bytes encrypted")
	row(all.RecvErrors, "receive errors", all.SendErrors, "send errors")
	row(failed, "authentication failures", replayed, "replayed packets")
	row(malformed, "malformed packets", stats.InvalidSPI, "packets of unknown SPI")
}

// writeELI is "show crypto eli". There is no bound to the sessions but the
// memory.
func writeELI(w io.Writer, driver string, snapshot *ike.Snapshot) {
	sessions := 0
	for i := range snapshot.Flows {
		sessions += len(snapshot.Flows[i].Pairs)
	}
	fmt.Fprint(w, "Hardware Encryption : INACTIVE\n Number of crypto engines = 1\n\n")
	fmt.Fprintf(w, " CryptoEngine %s details: state = Active\n", engineName(driver))
	fmt.Fprint(w, " Capability    : DES, 3DES, AES, GCM, RSA, IPv6\n\n")
	fmt.Fprintf(w, " IPSec-Session : %5d active, 16777215 max, 0 failed\n\n", 2*sessions)
}

// writeSockets is "show crypto sockets": the connections between tunnel
// interfaces and IPsec.
func writeSockets(w io.Writer, maps []ike.Map, snapshot *ike.Snapshot) {
	var tunnels []*ike.Map
	var connections []ike.Map
	for i := range maps {
		if m := &maps[i]; m.Tunnel && !m.Template {
			tunnels = append(tunnels, m)
			connections = append(connections, instancesOf(m, snapshot)...)
		}
	}
	peers := currentPeers(snapshot)
	fmt.Fprintf(w, "Number of Crypto Socket connections %d\n\n", len(connections))
	for i := range connections {
		m := &connections[i]
		fmt.Fprintf(w, "   %s Peers (local/remote): %s/%s \n", datapath.DeviceName(m.Interface),
			formatAddr(m.Local, noEnd(m)), formatAddr(currentPeer(m, peers), noEnd(m)))
		for i := range m.Selectors {
			s := &m.Selectors[i]
			fmt.Fprintf(w, "       Local Ident  (addr/mask/port/prot): (%s)\n", socketIdentity(s.Local, s.LocalPort, s.Protocol))
			fmt.Fprintf(w, "       Remote Ident (addr/mask/port/prot): (%s)\n", socketIdentity(s.Remote, s.RemotePort, s.Protocol))
		}
		state, client := "Closed", "Inactive"
		if m.AdministrateUp {
			state, client = "Open", "Active"
		}
		fmt.Fprintf(w, "       IPSec Profile: %q\n       Socket State: %s\n       Client: \"TUNNEL SEC\" (Client State: %s)\n", m.Profile, state, client)
	}
	fmt.Fprint(w, "Crypto Sockets in Listen state:\n")
	for _, m := range tunnels {
		fmt.Fprintf(w, "Client: \"TUNNEL SEC\" Profile: %q Map-name: %q\n", m.Profile, m.Name)
	}
	fmt.Fprintln(w)
}

// noEnd stands for an end point of a map that is not known.
func noEnd(m *ike.Map) string {
	if isIPv6Map(m) {
		return "::"
	}
	return "0.0.0.0"
}

// socketIdentity is identity with port and protocol the other way round.
func socketIdentity(p netip.Prefix, port datapath.PortRange, protocol uint8) string {
	mask := fmt.Sprint(p.Bits())
	if p.Addr().Is4() {
		mask = formatMask(p.Bits(), false)
	}
	return fmt.Sprintf("%s/%s/%d/%d", formatAddr(p.Addr(), ""), mask, portNumber(port), protocol)
}

// writeRuleset is "show crypto ruleset": in which order packets are matched.
// IKE itself is never protected; 11 is UDP.
func writeRuleset(w io.Writer, maps []ike.Map) {
	fmt.Fprint(w, "Mtree:\n")
	seen := map[netip.Addr]bool{}
	for i := range maps {
		local := maps[i].Local
		if !local.IsValid() || seen[local] {
			continue
		}
		seen[local] = true
		for _, port := range []int{500, 4500} {
			fmt.Fprintf(w, "59 VRF 0  11 %s/%d ANY Forward, Forward\n", formatAddr(local, ""), port)
		}
	}
	for i := range maps {
		m := &maps[i]
		for j := range m.Selectors {
			s := &m.Selectors[j]
			protocol := "ip"
			if s.Protocol != 0 {
				protocol = fmt.Sprintf("%02x", s.Protocol)
			}
			fmt.Fprintf(w, "%d VRF 0  %s %s %s Discard/notify, Encrypt\n", m.Sequence, protocol,
				aclEnd(s.Local, s.LocalPort), aclEnd(s.Remote, s.RemotePort))
		}
	}
}
