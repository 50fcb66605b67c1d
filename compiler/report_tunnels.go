package compiler

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// TunnelReport is what a tunnel, or the entry of a crypto map on an interface,
// will be.
type TunnelReport struct {
	Interface string   `json:"interface"` // "Tunnel23", or where the crypto map is
	Map       string   `json:"map"`       // "Tunnel23-head-0", "CMAP"
	Sequence  int      `json:"sequence"`
	Mode      string   `json:"mode"`  // "ipsec ipv4", "gre ip", "crypto map", "dynamic map"
	Local     string   `json:"local"` // address, "" while it is not known
	Source    string   `json:"source,omitempty"`
	Peers     []string `json:"peers"`
	Any       bool     `json:"any_peer"` // peers are not named
	Identity  string   `json:"identity"` // that the router shows
	Key       string   `json:"key"`      // where the key for the first peer is: "keyring default"; "none"; "" where peers are not known
	Policies  []string `json:"policies"` // of phase 1, the preferred first
	// Proposals are the transform sets, the preferred first.
	Proposals []string `json:"proposals"`
	PFS       string   `json:"pfs"` // "group14", "" for none
	Lifetime  string   `json:"lifetime"`
	Protects  []string `json:"protects"` // the identities of phase 2, local to remote
	Up        bool     `json:"up"`       // nothing in the configuration keeps it down
}

// tunnels describes each crypto map entry that is in use, and each tunnel
// interface that none protects.
func (r *Report) tunnels() {
	for i := range r.router.Interfaces {
		in := &r.router.Interfaces[i]
		if in.Tunnel == nil || in.Tunnel.Map != "" {
			continue
		}
		t := TunnelReport{
			Interface: in.Name, Mode: in.Tunnel.Mode.String(), Source: in.Tunnel.SourceInterface,
			Peers: []string{}, Policies: []string{}, Proposals: []string{}, Protects: []string{},
			Up:  !in.Shutdown && in.Tunnel.Profile == "" && !in.Tunnel.Mode.IPsec() && in.Tunnel.Source.IsValid() && (in.Tunnel.Destination.IsValid() || in.Tunnel.Mode == GREMultipoint),
			Any: in.Tunnel.Mode == GREMultipoint,
		}
		if in.Tunnel.Source.IsValid() {
			t.Local = addressText(in.Tunnel.Source)
		}
		if in.Tunnel.Destination.IsValid() {
			t.Peers = append(t.Peers, addressText(in.Tunnel.Destination))
		}
		r.Tunnels = append(r.Tunnels, t)
	}
	for i := range r.router.Maps {
		m := &r.router.Maps[i]
		t := TunnelReport{
			Interface: m.Interface, Map: m.Name, Sequence: m.Sequence, Mode: r.modeOf(m), Source: m.SourceInterface,
			Peers: []string{}, Policies: r.policies(), Proposals: []string{}, Protects: []string{},
			Lifetime: lifetimeText(m), Up: m.AdministrateUp, Identity: r.identity(m),
			Any: len(m.Peers) == 0 && (m.DynamicMap != "" || m.Template || m.Multipoint),
		}
		if m.Local.IsValid() {
			t.Local = addressText(m.Local)
		}
		for _, p := range m.Peers {
			t.Peers = append(t.Peers, addressText(p))
		}
		if len(m.Peers) > 0 {
			t.Key = r.keyOf(m, m.Peers[0])
		}
		for _, s := range m.TransformSets {
			t.Proposals = append(t.Proposals, fmt.Sprintf("%s: %v, %v mode", s.Name, s.Transform, s.Mode))
		}
		if m.PFS != 0 {
			t.PFS = fmt.Sprintf("group%d", uint16(m.PFS))
		}
		for _, s := range m.Selectors {
			t.Protects = append(t.Protects, s.String())
		}
		r.Tunnels = append(r.Tunnels, t)
		if t.Key == "none" && r.presharedOnly() && !r.disabled(m) {
			r.find(Finding{Kind: FoundMeaning, Grade: Fault, Line: r.lineOf("interface " + m.Interface), Text: "interface " + m.Interface,
				Reason: fmt.Sprintf("no pre-shared key for peer %s", t.Peers[0])})
		}
	}
}

// disabled reports whether m is of an entry of a crypto map that protects
// nothing.
func (r *Report) disabled(m *ike.Map) bool {
	of := r.router.CryptoMap(m.Name, m.Local.Is6())
	return of != nil && slices.ContainsFunc(of.Entries, func(e CryptoMapEntry) bool { return e.Sequence == m.Sequence && e.Disabled != "" })
}

func addressText(a netip.Addr) string {
	if a.Is6() {
		return strings.ToUpper(a.String())
	}
	return a.String()
}

func (r *Report) modeOf(m *ike.Map) string {
	switch in := r.router.Interface(m.Interface); {
	case in != nil && in.Tunnel != nil:
		return in.Tunnel.Mode.String()
	case m.DynamicMap != "":
		return "dynamic map"
	}
	return "crypto map"
}

// policies describes phase 1, the preferred policy first.
func (r *Report) policies() []string {
	list := []string{}
	for _, p := range r.router.IKE().Policies {
		list = append(list, policyText(&p))
	}
	return list
}

// policyText is a policy in the words of its configuration.
func policyText(p *ike.Policy) string {
	return fmt.Sprintf("%d: %s, %s, %s, group %d, %d s", p.Priority, encryptionText(p), hashText(p.Hash), authText(p.Auth), uint16(p.Group), int(p.Lifetime.Seconds()))
}

func encryptionText(p *ike.Policy) string {
	switch p.Encryption {
	case isakmp.DES_CBC:
		return "des"
	case isakmp.TripleDES_CBC:
		return "3des"
	case isakmp.AES_CBC:
		return fmt.Sprintf("aes %d", p.KeyBits)
	}
	return p.Encryption.String()
}

func hashText(h isakmp.HashAlgorithm) string {
	names := map[isakmp.HashAlgorithm]string{isakmp.MD5: "md5", isakmp.SHA: "sha", isakmp.SHA2_256: "sha256", isakmp.SHA2_384: "sha384", isakmp.SHA2_512: "sha512"}
	return names[h]
}

func authText(a isakmp.AuthMethod) string {
	names := map[isakmp.AuthMethod]string{isakmp.PreShared: "pre-share", isakmp.RSASignature: "rsa-sig", isakmp.RSAEncryption: "rsa-encr", isakmp.ECDSASignature: "ecdsa-sig"}
	return names[a]
}

func lifetimeText(m *ike.Map) string {
	s := fmt.Sprintf("%d s", int(m.Lifetime.Seconds()))
	if m.LifetimeKB > 0 {
		s += fmt.Sprintf(", %d KB", m.LifetimeKB)
	}
	return s
}

// profileFor is the ISAKMP profile of phase 1 with a peer: the one that the map
// names, else the first that is for the peer's address.
func (r *Report) profileFor(m *ike.Map, peer netip.Addr) *ike.Profile {
	list := r.router.ISAKMP.Profiles
	for i := range list {
		p := &list[i]
		if m.ISAKMPProfile == p.Name || m.ISAKMPProfile == "" && slices.ContainsFunc(p.Match, func(k ike.Match) bool {
			return k.Kind == ike.MatchAddress && k.VRF == m.VRF && k.Prefix.Contains(peer)
		}) {
			return p
		}
	}
	return nil
}

// secretFor is the pre-shared key for a peer and where it is.
func (r *Report) secretFor(m *ike.Map, peer netip.Addr) (secret ike.Secret, keyring string, ok bool) {
	var names []string
	if p := r.profileFor(m, peer); p != nil {
		names = p.Keyrings
	}
	return ike.FindKey(r.router.ISAKMP.Keyrings, names, m.VRF, m.Local, peer)
}

func (r *Report) keyOf(m *ike.Map, peer netip.Addr) string {
	_, keyring, ok := r.secretFor(m, peer)
	if !ok {
		return "none"
	}
	return "keyring " + keyring
}

// presharedOnly reports whether no policy authenticates in another way.
func (r *Report) presharedOnly() bool {
	return !slices.ContainsFunc(r.router.IKE().Policies, func(p ike.Policy) bool { return p.Auth != isakmp.PreShared })
}

// identity is what the router shows of itself to the peers of a map.
func (r *Report) identity(m *ike.Map) string {
	if len(m.Peers) > 0 {
		if p := r.profileFor(m, m.Peers[0]); p != nil && p.SelfIdentity.Value != "" {
			return p.SelfIdentity.Value
		}
	}
	switch r.router.ISAKMP.Identity {
	case ike.IdentityHostname:
		return r.router.KeyLabel()
	case ike.IdentityDN:
		return "the subject of its certificate"
	}
	if m.Local.IsValid() {
		return addressText(m.Local)
	}
	return "its address"
}

// lineOf is the line of the file that opened a block, 0 if there is none.
func (r *Report) lineOf(block string) int {
	if e := r.config.index[block]; e != nil {
		return e.number
	}
	return 0
}
