package shell

import (
	"fmt"
	"io"
	"net/netip"
	"time"

	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// idleState is the state of an ISAKMP SA that is ready for quick mode.
const idleState = "QM_IDLE"

// ends of an ISAKMP SA as IOS lists them: the initiator is the source.
func ends(sa *ike.ISAKMPSA) (src, dst netip.Addr) {
	if sa.Initiator {
		return sa.Local.Addr(), sa.Remote.Addr()
	}
	return sa.Remote.Addr(), sa.Local.Addr()
}

func isakmpStatus(sa *ike.ISAKMPSA) string {
	if sa.Deleted {
		return "ACTIVE (deleted)"
	}
	return "ACTIVE"
}

// isakmpFamily returns the SAs between addresses of one family.
func isakmpFamily(snapshot *ike.Snapshot, v6 bool) []ike.ISAKMPSA {
	var found []ike.ISAKMPSA
	for _, sa := range snapshot.SAs {
		if sa.Remote.Addr().Unmap().Is6() == v6 {
			found = append(found, sa)
		}
	}
	return found
}

// writeISAKMPSA is "show crypto isakmp sa".
func writeISAKMPSA(w io.Writer, snapshot *ike.Snapshot) {
	fmt.Fprint(w, "IPv4 Crypto ISAKMP SA\n")
	fmt.Fprint(w, "dst             src             state          conn-id status\n")
	for _, sa := range isakmpFamily(snapshot, false) {
		src, dst := ends(&sa)
		fmt.Fprintf(w, "%-15s %-15s %-14s %7d %s\n", formatAddr(dst, ""), formatAddr(src, ""), sa.State, sa.ConnID, isakmpStatus(&sa))
	}
	fmt.Fprint(w, "\nIPv6 Crypto ISAKMP SA\n\n")
	for _, sa := range isakmpFamily(snapshot, true) {
		src, dst := ends(&sa)
		fmt.Fprintf(w, " dst: %s\n src: %s\n", formatAddr(dst, ""), formatAddr(src, ""))
		fmt.Fprintf(w, " state: %-15s conn-id:%7d status: %s\n\n", sa.State, sa.ConnID, isakmpStatus(&sa))
	}
}

// isakmpTerms are the words of "show crypto isakmp sa detail" for what was
// negotiated, empty before.
type isakmpTerms struct{ encr, hash, auth, group, lifetime, capabilities string }

func termsOf(now time.Time, sa *ike.ISAKMPSA) isakmpTerms {
	t := isakmpTerms{group: "0", lifetime: "0"}
	if sa.Policy.Encryption != 0 {
		t.encr = map[isakmp.EncryptionAlgorithm]string{isakmp.DES_CBC: "des", isakmp.TripleDES_CBC: "3des", isakmp.AES_CBC: "aes"}[sa.Policy.Encryption]
		t.hash = map[isakmp.HashAlgorithm]string{isakmp.MD5: "md5", isakmp.SHA: "sha", isakmp.SHA2_256: "sha256",
			isakmp.SHA2_384: "sha384", isakmp.SHA2_512: "sha512"}[sa.Policy.Hash]
		t.auth = map[isakmp.AuthMethod]string{isakmp.PreShared: "psk", isakmp.RSASignature: "rsig", isakmp.RSAEncryption: "renc"}[sa.Policy.Auth]
		t.group = fmt.Sprint(uint16(sa.Policy.Group))
	}
	if !sa.Expires.IsZero() && !sa.Deleted {
		t.lifetime = hoursLeft(now, sa.Expires)
	}
	t.capabilities = capabilities(sa)
	return t
}

// capabilities of the peer in one letter each.
func capabilities(sa *ike.ISAKMPSA) string {
	var c string
	if sa.Address.IsValid() {
		c += "C"
	}
	if sa.DPD {
		c += "D"
	}
	if sa.NATT {
		c += "N"
	}
	if sa.User != "" {
		c += "X"
	}
	return c
}

// engineOf names the crypto engine's part of an ISAKMP SA: SW:1 for the first.
func engineOf(sa *ike.ISAKMPSA) string {
	if sa.ConnID <= firstConnID {
		return "???"
	}
	return fmt.Sprintf("SW:%d", sa.ConnID-firstConnID)
}

// firstConnID is what IOS numbers ISAKMP SAs from.
const firstConnID = 1000

// writeISAKMPSADetail is "show crypto isakmp sa detail".
func writeISAKMPSADetail(w io.Writer, now time.Time, snapshot *ike.Snapshot) {
	fmt.Fprint(w, `Codes: C - IKE configuration mode, D - Dead Peer Detection
       K - Keepalives, N - NAT-traversal
       T - cTCP encapsulation, X - IKE Extended Authentication
       psk - Preshared key, rsig - RSA signature
       renc - RSA encryption
IPv4 Crypto ISAKMP SA

C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.

`)
	for _, sa := range isakmpFamily(snapshot, false) {
		t := termsOf(now, &sa)
		fmt.Fprintf(w, "%-5d %-15s %-15s %-6s %-6s %-4s %-6s %-4s %-2s %-8s %s\n", sa.ConnID,
			formatAddr(sa.Local.Addr(), ""), formatAddr(sa.Remote.Addr(), ""), sa.Inside, "ACTIVE",
			t.encr, t.hash, t.auth, t.group, t.lifetime, t.capabilities)
		writeEngineID(w, &sa)
	}
	fmt.Fprint(w, "\nIPv6 Crypto ISAKMP SA\n\n")
	for _, sa := range isakmpFamily(snapshot, true) {
		t := termsOf(now, &sa)
		src, dst := ends(&sa)
		fmt.Fprintf(w, " dst: %s\n src: %s\n", formatAddr(dst, ""), formatAddr(src, ""))
		fmt.Fprintf(w, " conn-id:%7d  I-VRF: %-6s Status: ACTIVE Encr: %-4s Hash: %-6s Auth: %-4s\n", sa.ConnID, sa.Inside, t.encr, t.hash, t.auth)
		fmt.Fprintf(w, " DH: %-2s  Lifetime: %s Cap.: %s\n", t.group, t.lifetime, t.capabilities)
		writeEngineID(w, &sa)
		fmt.Fprintln(w)
	}
}

func writeEngineID(w io.Writer, sa *ike.ISAKMPSA) {
	fmt.Fprintf(w, "       Engine-id:Conn-id =  %s\n", engineOf(sa))
	if sa.Deleted {
		fmt.Fprint(w, "       (deleted)\n")
	}
}

// writeISAKMPSACount is "show crypto isakmp sa count".
func writeISAKMPSACount(w io.Writer, snapshot *ike.Snapshot) {
	var active, negotiating, dead int
	for i := range snapshot.SAs {
		switch sa := &snapshot.SAs[i]; {
		case sa.Deleted:
			dead++
		case sa.State == idleState:
			active++
		default:
			negotiating++
		}
	}
	fmt.Fprintf(w, "Active ISAKMP SA's: %d\n\nStandby ISAKMP SA's: 0\n\n", active)
	fmt.Fprintf(w, "Currently being negotiated ISAKMP SA's: %d\n\nDead ISAKMP SA's: %d\n", negotiating, dead)
}

// writeISAKMPPeers is "show crypto isakmp peers", of one peer or of all.
func writeISAKMPPeers(w io.Writer, snapshot *ike.Snapshot, only netip.Addr) {
	seen := map[[2]netip.AddrPort]bool{}
	for i := range snapshot.SAs {
		sa := &snapshot.SAs[i]
		key := [2]netip.AddrPort{sa.Local, sa.Remote}
		if sa.Deleted || seen[key] || only.IsValid() && sa.Remote.Addr() != only {
			continue
		}
		seen[key] = true
		fmt.Fprintf(w, "Peer: %s Port: %d Local: %s\n", formatAddr(sa.Remote.Addr(), ""), sa.Remote.Port(), formatAddr(sa.Local.Addr(), ""))
		if sa.PeerID != "" {
			fmt.Fprintf(w, " Phase1 id: %s\n", sa.PeerID)
		}
	}
}
