package shell

import (
	"fmt"
	"io"
	"net/netip"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/grammar"
	"mainmode/ike"
)

// showMIB is "show crypto mib": what the CISCO-IPSEC-FLOW-MONITOR-MIB has of the
// tunnels that there are. A tunnel of phase 2 is a flow with SAs, one of phase
// 1 an ISAKMP SA.
func showMIB(s *Session, c *grammar.ShowCryptoMIB) error {
	snapshot, now := s.router.IKE(), s.router.Clock().Now()
	switch {
	case c.ISAKMP != nil && c.ISAKMP.Table == "history":
		writeISAKMPHistory(s, snapshot.History.ISAKMP, word(c.ISAKMP.VRF))
		return nil
	case c.ISAKMP != nil && c.ISAKMP.Table == "failure":
		writeISAKMPFailures(s, s.router.Clock().Started, snapshot.History.ISAKMPFailures, word(c.ISAKMP.VRF))
		return nil
	case c.ISAKMP != nil:
		writeISAKMPMIB(s, now, &snapshot, c.ISAKMP.Table, word(c.ISAKMP.VRF))
		return nil
	}
	switch {
	case c.IPsec.Size == "failure":
		s.Printf("Failure Window Size: %d\n", ike.HistorySize)
		return nil
	case c.IPsec.Size == "tunnel":
		s.Printf("History Window Size: %d\n", ike.HistorySize)
		return nil
	case c.IPsec.Table == "version":
		s.Printf("IPSec Flow MIB Version: 1\n")
		return nil
	case c.IPsec.Table == "history":
		writeIPsecHistory(s, snapshot.History.IPsec, word(c.IPsec.VRF))
		return nil
	case c.IPsec.Table == "failure":
		writeIPsecFailures(s, s.router.Clock().Started, snapshot.History.IPsecFailures, word(c.IPsec.VRF))
		return nil
	}
	stats := s.router.Datapath()
	writeIPsecMIB(s, now, &snapshot, &stats, c.IPsec.Table, word(c.IPsec.VRF))
	return nil
}

// mibRow writes a name and its value. Numbers are padded on the right, as on a
// router.
func mibRow(w io.Writer, name string, value any) {
	switch value.(type) {
	case string:
		fmt.Fprintf(w, "  %-28s %v\n", name+":", value)
	default:
		fmt.Fprintf(w, "  %-28s %-10v\n", name+":", value)
	}
}

// mibVRF is the line above the tunnels of a VRF.
func mibVRF(name string) string {
	if name == "" {
		name = "Global"
	}
	return " vrf " + name + "\n"
}

// mibVRFs lists the VRFs in which there are tunnels, the global table last.
// With only it is that one.
func mibVRFs(names []string, only string) []string {
	if only != "" {
		return []string{only}
	}
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(n string) bool { return n == "" })
	return append(names, "")
}

// mibTable is a table of the MIB, whose rows are tunnels in VRFs.
type mibTable struct {
	vrfs   []string             // of each row, also of those that are not up
	up     func(row int) bool   // the tunnel of the row is there
	global func(vrf string)     // writes the counters of a VRF, nil: the rows are written
	row    func(index, row int) // writes one; index counts the tunnels that are up
}

// write writes the tables of all VRFs in which there are tunnels, or of one.
func (t *mibTable) write(w io.Writer, only string) {
	for i, vrf := range mibVRFs(slices.Clone(t.vrfs), only) {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprint(w, mibVRF(vrf))
		if t.global != nil {
			t.global(vrf)
			continue
		}
		index, first := 0, true
		for row := range t.vrfs {
			if !t.up(row) {
				continue
			}
			if index++; t.vrfs[row] != vrf {
				continue
			}
			if !first {
				fmt.Fprintln(w)
			}
			first = false
			t.row(index, row)
		}
	}
}

func writeIPsecMIB(w io.Writer, now time.Time, snapshot *ike.Snapshot, stats *datapath.Stats, table, only string) {
	flows := snapshot.Flows
	t := mibTable{up: func(row int) bool { return len(flows[row].Pairs) > 0 }}
	for i := range flows {
		t.vrfs = append(t.vrfs, flows[i].VRF)
	}
	switch table {
	case "global":
		t.global = func(vrf string) { writeIPsecGlobal(w, snapshot, stats, vrf) }
	case "endpoint":
		t.row = func(index, row int) { writeEndpoint(w, index, &flows[row]) }
	case "spi":
		t.row = func(index, row int) { writeSPIs(w, index, &flows[row]) }
	default:
		t.row = func(index, row int) { writeIPsecTunnel(w, now, index, &flows[row], stats) }
	}
	t.write(w, only)
}

// writeIPsecGlobal writes the counters of all tunnels with peers in a VRF. How
// many there have been is known of all VRFs together, and stands with the
// global table.
func writeIPsecGlobal(w io.Writer, snapshot *ike.Snapshot, stats *datapath.Stats, vrf string) {
	var sum datapath.PolicyStats
	var in datapath.SAStats
	var active, all uint64
	counted := map[string]bool{}
	for i := range snapshot.Flows {
		f := &snapshot.Flows[i]
		if len(f.Pairs) > 0 {
			all++
		}
		if f.VRF != vrf {
			continue
		}
		if len(f.Pairs) > 0 {
			active++
		}
		for _, p := range f.Pairs {
			sa := stats.SAs[p.Inbound]
			in.AuthFailed, in.Replayed, in.Malformed = in.AuthFailed+sa.AuthFailed, in.Replayed+sa.Replayed, in.Malformed+sa.Malformed
		}
		if counted[f.Policy] {
			continue
		}
		counted[f.Policy] = true
		p := stats.Policies[f.Policy]
		sum.Encrypt, sum.Decrypt = sum.Encrypt+p.Encrypt, sum.Decrypt+p.Decrypt
		sum.OutBytes, sum.InBytes = sum.OutBytes+p.OutBytes, sum.InBytes+p.InBytes
		sum.SendErrors, sum.RecvErrors = sum.SendErrors+p.SendErrors, sum.RecvErrors+p.RecvErrors
	}
	var previous uint64
	if vrf == "" && snapshot.Stats.IPsecTunnels > all {
		previous = snapshot.Stats.IPsecTunnels - all
	}
	for _, r := range []struct {
		name  string
		value uint64
	}{
		{"Active Tunnels", active}, {"Previous Tunnels", previous}, {"In octets", sum.InBytes}, {"Out octets", sum.OutBytes},
		{"In packets", sum.Decrypt}, {"Out packets", sum.Encrypt}, {"Uncompressed encrypted bytes", sum.OutBytes},
		{"In packets drops", in.AuthFailed + in.Replayed + in.Malformed}, {"Out packets drops", sum.SendErrors},
		{"In replay drops", in.Replayed}, {"In authentications", sum.Decrypt}, {"Out authentications", sum.Encrypt},
		{"In decrypts", sum.Decrypt}, {"Out encrypts", sum.Encrypt}, {"Compressed bytes", 0}, {"Uncompressed bytes", 0},
		{"In uncompressed bytes", 0}, {"Out uncompressed bytes", 0}, {"In decrypt failures", in.Malformed}, {"Out encrypt failures", 0},
		{"No SA failures", sum.SendErrors}, {"Protocol use failures", 0}, {"System capacity failures", 0},
		{"In authentication failures", in.AuthFailed}, {"Out authentication failures", 0},
	} {
		fmt.Fprintf(w, "  %-33s %-12d\n", r.name+":", r.value)
	}
}

// writeEndpoint writes what the SAs of a flow protect.
func writeEndpoint(w io.Writer, index int, f *ike.Flow) {
	side := func(name string, p netip.Prefix, port datapath.PortRange) {
		kind, value := "Single IP address", formatAddr(p.Addr(), "")
		switch {
		case p.IsSingleIP():
		case p.Addr().Is4():
			kind, value = "Subnet", value+" "+formatMask(p.Bits(), false)
		default:
			kind, value = "Subnet", fmt.Sprintf("%s/%d", value, p.Bits())
		}
		mibRow(w, name+" type", kind)
		mibRow(w, name+" address", value)
		if name == "Local" {
			mibRow(w, "Protocol", f.Selector.Protocol)
		}
		mibRow(w, name+" port", portNumber(port))
	}
	mibRow(w, "Index", index)
	side("Local", f.Selector.Local, f.Selector.LocalPort)
	side("Remote", f.Selector.Remote, f.Selector.RemotePort)
}

// writeSPIs writes the SPIs of a flow, the oldest first.
func writeSPIs(w io.Writer, index int, f *ike.Flow) {
	sa := 0
	row := func(direction string, spi uint32) {
		if sa++; sa > 1 {
			fmt.Fprintln(w)
		}
		mibRow(w, "Tunnel Index", index)
		mibRow(w, "SPI Index", sa)
		mibRow(w, "SPI Value", fmt.Sprintf("0x%X", spi))
		mibRow(w, "SPI Protocol", "ESP")
		mibRow(w, "SPI Direction", direction)
		mibRow(w, "SPI Status", "Active")
	}
	for _, p := range slices.Backward(f.Pairs) {
		row("In", p.Inbound.SPI)
		row("Out", p.Outbound.SPI)
	}
}

// writeIPsecTunnel writes what a flow has negotiated and carried.
func writeIPsecTunnel(w io.Writer, now time.Time, index int, f *ike.Flow, stats *datapath.Stats) {
	writeIPsecTerms(w, now, index, f)
	c := stats.Policies[f.Policy]
	var in datapath.SAStats
	for i := range f.Pairs {
		sa := stats.SAs[f.Pairs[i].Inbound]
		in.AuthFailed, in.Replayed, in.Malformed = in.AuthFailed+sa.AuthFailed, in.Replayed+sa.Replayed, in.Malformed+sa.Malformed
	}
	octets := func(name string, n uint64) { mibRow(w, name, fmt.Sprint(n)) }
	octets("In octets", c.InBytes)
	octets("Decompressed octets", c.InBytes)
	mibRow(w, "In packets", c.Decrypt)
	mibRow(w, "In drops", in.AuthFailed+in.Replayed+in.Malformed)
	mibRow(w, "In replay drops", in.Replayed)
	mibRow(w, "In authentications", c.Verify)
	mibRow(w, "In authentication failures", in.AuthFailed)
	mibRow(w, "In decrypts", c.Decrypt)
	mibRow(w, "In decrypt failures", in.Malformed)
	octets("Out octets", c.OutBytes)
	octets("Out uncompressed octets", c.OutBytes)
	mibRow(w, "Out packets", c.Encrypt)
	mibRow(w, "Out drops", c.SendErrors)
	mibRow(w, "Out authentications", c.Digest)
	mibRow(w, "Out authentication failures", 0)
	mibRow(w, "Out encryptions", c.Encrypt)
	mibRow(w, "Out encryption failures", 0)
	octets("Compressed octets", 0)
	octets("Decompressed octets", 0)
	octets("Out uncompressed octets", 0)
}

// writeIPsecTerms writes between whom a tunnel is and what was negotiated.
func writeIPsecTerms(w io.Writer, now time.Time, index int, f *ike.Flow) {
	p := &f.Pairs[0]
	mode := 1 // tunnel, in the words of the MIB
	if p.Mode == datapath.Transport {
		mode = 2
	}
	group := "None"
	if f.PFS != 0 {
		group = fmt.Sprint(uint16(f.PFS))
	}
	cipher, auth := algorithms(p.Transform)
	mibRow(w, "Index", index)
	mibRow(w, "Local address", formatAddr(f.Local, ""))
	mibRow(w, "Remote address", formatAddr(f.Peer, ""))
	mibRow(w, "IPSEC keying", "IKE")
	mibRow(w, "Encapsulation mode", mode)
	mibRow(w, "Lifetime (KB)", p.LifetimeKB)
	mibRow(w, "Lifetime (Sec)", int(p.Expires.Sub(p.Installed).Round(time.Second).Seconds()))
	mibRow(w, "Active time", uptimeStamp(now.Sub(f.Since)))
	mibRow(w, "Current SA instances", 2*len(f.Pairs))
	for _, direction := range []string{"In", "Out"} {
		mibRow(w, direction+" SA DH group", group)
		name := "In sa encrypt algorithm"
		if direction == "Out" {
			name = "Out SA encryption algorithm"
		}
		mibRow(w, name, cipher)
		mibRow(w, map[string]string{"In": "In SA AH auth algorithm", "Out": "Out SA auth algorithm"}[direction], "None")
		mibRow(w, map[string]string{"In": "In SA ESP auth algo", "Out": "Out SA ESP auth algorithm"}[direction], auth)
		mibRow(w, direction+" SA uncompress algorithm", "None")
	}
}

// algorithms are the MIB's words for a transform.
func algorithms(t datapath.Transform) (cipher, auth string) {
	cipher = map[datapath.Cipher]string{datapath.Null: "None", datapath.DES: "des", datapath.TripleDES: "3des", datapath.AESCBC: "aes", datapath.AESGCM: "aes-gcm"}[t.Cipher]
	auth = "None"
	switch t.Integrity {
	case datapath.HMACMD5:
		auth = "hmac-md5"
	case datapath.HMACSHA1:
		auth = "hmac-sha"
	case datapath.HMACSHA256:
		auth = "hmac-sha256"
	case datapath.HMACSHA384:
		auth = "hmac-sha384"
	case datapath.HMACSHA512:
		auth = "hmac-sha512"
	}
	return cipher, auth
}
