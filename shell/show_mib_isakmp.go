package shell

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"time"

	"mainmode/ike"
)

// writeISAKMPMIB is "show crypto mib isakmp flowmib".
func writeISAKMPMIB(w io.Writer, now time.Time, snapshot *ike.Snapshot, table, only string) {
	sas := snapshot.SAs
	t := mibTable{up: func(row int) bool { return !sas[row].Deleted && sas[row].State == idleState }}
	for i := range sas {
		t.vrfs = append(t.vrfs, sas[i].VRF)
	}
	if table == "global" {
		t.global = func(vrf string) { writeISAKMPGlobal(w, snapshot, vrf) }
	}
	t.row = func(index, row int) {
		mibRow(w, "Index", index)
		writeMIBPeer(w, &sas[row])
		if table == "tunnel" {
			writeISAKMPTunnel(w, now, &sas[row])
		}
	}
	t.write(w, only)
}

// writeISAKMPGlobal writes how many ISAKMP SAs there are in a VRF. What is
// counted of all VRFs together stands with the global table.
func writeISAKMPGlobal(w io.Writer, snapshot *ike.Snapshot, vrf string) {
	var active, all uint64
	for i := range snapshot.SAs {
		sa := &snapshot.SAs[i]
		if sa.Deleted || sa.State != idleState {
			continue
		}
		all++
		if sa.VRF == vrf {
			active++
		}
	}
	mibRow(w, "Active Tunnels", active)
	if vrf != "" {
		return
	}
	s, a := &snapshot.Stats, &snapshot.Admission
	previous := uint64(0)
	if s.ISAKMPTunnels > all {
		previous = s.ISAKMPTunnels - all
	}
	mibRow(w, "Previous Tunnels", previous)
	mibRow(w, "In packets", s.Received)
	mibRow(w, "Out packets", s.Sent)
	mibRow(w, "In packets drop", s.Malformed+s.Unknown+s.Unauthentic+s.FragmentsDropped)
	mibRow(w, "SAs locally initiated", a.Outgoing)
	mibRow(w, "SAs remotely initiated", a.Incoming)
	mibRow(w, "System capacity failures", a.IncomingRefused+a.OutgoingRefused)
	mibRow(w, "Hash failures", s.Unauthentic)
}

// writeMIBPeer writes who the two are.
func writeMIBPeer(w io.Writer, sa *ike.ISAKMPSA) {
	mibRow(w, "Local type", identityType(sa.Local.Addr().String()))
	mibRow(w, "Local address", formatAddr(sa.Local.Addr(), ""))
	mibRow(w, "Remote type", identityType(cmp.Or(sa.PeerID, sa.Remote.Addr().String())))
	mibRow(w, "Remote address", formatAddr(sa.Remote.Addr(), ""))
}

// identityType is the kind of identity that a peer has given.
func identityType(id string) string {
	switch a, err := netip.ParseAddr(id); {
	case err != nil:
		return "ID_FQDN"
	case a.Is4():
		return "ID_IPV4_ADDR"
	}
	return "ID_IPV6_ADDR"
}

func writeISAKMPTunnel(w io.Writer, now time.Time, sa *ike.ISAKMPSA) {
	t := termsOf(now, sa)
	mibRow(w, "Diffie Hellman Grp", t.group+fmt.Sprintf("%*s", max(0, 10-len(t.group)), ""))
	mibRow(w, "Encryption algo", t.encr)
	mibRow(w, "Hash algo", t.hash)
	mibRow(w, "Auth method", t.auth)
	mibRow(w, "Lifetime", int(sa.Expires.Sub(sa.Established).Round(time.Second).Seconds()))
	mibRow(w, "Active time", uptimeStamp(now.Sub(sa.Established)))
	keepalive := "No"
	if sa.DPD {
		keepalive = "Yes"
	}
	mibRow(w, "Keepalive enabled", keepalive)
}
