package shell

import (
	"fmt"
	"io"
	"net/netip"
	"strings"

	"mainmode/compiler"
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// writeISAKMPProfiles is "show crypto isakmp profile", of one or of all.
func writeISAKMPProfiles(w io.Writer, r *compiler.Router, only string) {
	for i := range r.ISAKMP.Profiles {
		p := &r.ISAKMP.Profiles[i]
		if only != "" && p.Name != only {
			continue
		}
		fmt.Fprintf(w, "\nISAKMP PROFILE %s\nRef Count = %d\n   Identities matched are:\n", p.Name, profileUses(r, p.Name))
		for _, m := range p.Match {
			fmt.Fprintf(w, "    %s \n", matchWords(&m))
		}
		fmt.Fprint(w, "   Certificate maps matched are:\n")
		fmt.Fprintf(w, "   Identity presented is: %s\n", presented(p, r.ISAKMP.Identity))
		keyrings := "<none>"
		if len(p.Keyrings) > 0 {
			keyrings = strings.Join(p.Keyrings, " ")
		}
		fmt.Fprintf(w, "   keyring(s): %s\n   trustpoint(s): <all>\n", keyrings)
		if p.LocalAddress.IsValid() {
			fmt.Fprintf(w, "   local-address: %s\n", formatAddr(p.LocalAddress, ""))
		}
		if p.Template != "" {
			fmt.Fprintf(w, "   virtual-template: %s\n", strings.TrimPrefix(p.Template, "Virtual-Template"))
		}
	}
}

// profileUses counts what refers to an isakmp profile, and the profile itself.
func profileUses(r *compiler.Router, name string) int {
	n := 1
	for i := range r.Maps {
		if r.Maps[i].ISAKMPProfile == name {
			n++
		}
	}
	return n
}

// matchWords is a "match identity" as a profile shows it.
func matchWords(m *ike.Match) string {
	switch m.Kind {
	case ike.MatchAddress:
		if m.Prefix.Addr().Is4() {
			return fmt.Sprintf("ip-address %s %s", m.Prefix.Addr(), formatMask(m.Prefix.Bits(), false))
		}
		return "ipv6-address " + strings.ToUpper(m.Prefix.String())
	case ike.MatchHost:
		return "fqdn " + m.Name
	case ike.MatchHostDomain:
		return "fqdn domain " + m.Name
	case ike.MatchUser:
		return "user-fqdn " + m.Name
	case ike.MatchUserDomain:
		return "user-fqdn domain " + m.Name
	}
	return "group " + m.Name
}

// presented is what the router calls itself towards the peers of a profile.
func presented(p *ike.Profile, global ike.Identity) string {
	value := func(kind string) string { return strings.TrimSpace(kind + " " + p.SelfIdentity.Value) }
	switch p.SelfIdentity.Type {
	case isakmp.IDIPv4Addr, isakmp.IDIPv6Addr:
		return value("ip-address")
	case isakmp.IDFQDN:
		return value("fqdn")
	case isakmp.IDUserFQDN:
		return value("user-fqdn")
	case isakmp.IDDN:
		return "dn"
	}
	switch global {
	case ike.IdentityHostname:
		return "fqdn"
	case ike.IdentityDN:
		return "dn"
	}
	return "ip-address"
}

// writeISAKMPPeersConfig is "show crypto isakmp peers config": what the
// clients among the peers have been given.
func writeISAKMPPeersConfig(w io.Writer, snapshot *ike.Snapshot, r *compiler.Router, only netip.Addr) {
	for i := range snapshot.SAs {
		sa := &snapshot.SAs[i]
		if sa.Deleted || !sa.Address.IsValid() || only.IsValid() && sa.Remote.Addr() != only {
			continue
		}
		fmt.Fprintf(w, "Client-Public-Addr=%s:%d; Client-Assigned-Addr=%s; Client-Group=%s; Client-User=%s; Client-Hostname=\n",
			formatAddr(sa.Remote.Addr(), ""), sa.Remote.Port(), formatAddr(sa.Address, ""), sa.PeerID, sa.User)
		for _, g := range r.ISAKMP.Groups {
			if g.Name == sa.PeerID && g.Domain != "" {
				fmt.Fprintf(w, "Domain-Name=%s\n", g.Domain)
			}
		}
	}
}
