package compiler

import (
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// IKE is what the engine shall do for the router.
func (r *Router) IKE() *ike.Config {
	hostname := r.Hostname
	if r.DomainName != "" {
		hostname += "." + r.DomainName
	}
	var policies []ike.Policy
	for _, p := range r.ISAKMP.Policies {
		// Nobody should use the one, and there are no keys for the other.
		if p.Auth != isakmp.RSAEncryption && p.Auth != isakmp.ECDSASignature {
			policies = append(policies, p)
		}
	}
	return &ike.Config{
		Enabled:            r.ISAKMP.Enabled,
		Policies:           policies,
		Keyrings:           r.ISAKMP.Keyrings,
		Trustpoints:        r.ISAKMP.Trustpoints,
		Identity:           r.ISAKMP.Identity,
		Hostname:           hostname,
		NATTransparency:    r.ISAKMP.NATTransparency,
		NATKeepalive:       r.ISAKMP.NATKeepalive,
		Fragmentation:      r.ISAKMP.Fragmentation,
		LogSessions:        r.ISAKMP.LogSessions,
		Admission:          r.ISAKMP.Admission,
		DPD:                r.ISAKMP.DPD,
		InvalidSPIRecovery: r.ISAKMP.InvalidSPIRecovery,
		AggressiveDisabled: r.ISAKMP.AggressiveDisabled,
		AggressivePeers:    r.ISAKMP.AggressivePeers,
		Profiles:           r.ISAKMP.Profiles,
		MapClients:         r.ISAKMP.MapClients,
		Groups:             r.ISAKMP.Groups,
		Pools:              r.ISAKMP.Pools,
		Maps:               r.Maps,
		LocalVRFs:          r.localVRFs(),
		LogKeys:            r.CryptoKeysLog != "",
	}
}

// localVRFs are the addresses of interfaces in VRFs.
func (r *Router) localVRFs() []ike.LocalVRF {
	var all []ike.LocalVRF
	for i := range r.Interfaces {
		in := &r.Interfaces[i]
		v := r.VRF(in.VRF)
		if v == nil {
			continue
		}
		for _, p := range in.Addresses {
			all = append(all, ike.LocalVRF{Address: p.Addr(), VRF: v.Name, Mark: v.Mark()})
		}
	}
	return all
}
