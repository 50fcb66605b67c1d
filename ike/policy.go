package ike

import (
	"fmt"
	"strings"
	"time"

	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// minLifetime is the shortest phase 1 lifetime that IOS can be set to.
const minLifetime = time.Minute

// offerPolicies is the SA payload of main mode message 1: one transform a
// policy, numbered from 1, best first.
func offerPolicies(policies []Policy) *isakmp.SA {
	proposal := isakmp.Proposal{Number: 1, Protocol: isakmp.ProtocolISAKMP}
	for i, p := range policies {
		proposal.Transforms = append(proposal.Transforms, isakmp.Transform{
			Number: uint8(i + 1), ID: isakmp.KeyIKE, Attributes: p.attributes().Attributes(),
		})
	}
	return &isakmp.SA{Proposals: []isakmp.Proposal{proposal}}
}

func (p *Policy) attributes() isakmp.Phase1 {
	return isakmp.Phase1{
		Encryption: p.Encryption, KeyBits: p.KeyBits, Hash: p.Hash, Auth: p.Auth,
		Group: uint16(p.Group), Seconds: uint64(p.Lifetime / time.Second),
	}
}

// matchOffer takes the first transform that the best of our policies accepts:
// every transform is held against the first policy, then against the second.
// It fills in sa.policy and the reply. Without a pre-shared key no transform
// that wants one is acceptable.
func (sa *phase1) matchOffer(offer *isakmp.SA, policies []Policy, haveKey bool) bool {
	for i := range policies {
		for _, proposal := range offer.Proposals {
			if proposal.Protocol != isakmp.ProtocolISAKMP {
				continue
			}
			for j := range proposal.Transforms {
				t := &proposal.Transforms[j]
				sa.debugf("Checking ISAKMP transform %d against priority %d policy", t.Number, policies[i].Priority)
				next := isakmp.NoPayload
				if j+1 < len(proposal.Transforms) {
					next = isakmp.TypeTransform
				}
				if sa.e.debugging(DebugISAKMP) {
					sa.printPhase1(t)
				}
				attributes, reason := policies[i].accepts(t, haveKey, sa.e.config.wantsXAUTH())
				if reason != "" {
					sa.errorf("%s", reason)
					sa.errorf("atts are not acceptable. Next payload is %d", next)
					continue
				}
				sa.debugf("atts are acceptable. Next payload is %d", next)
				sa.take(&policies[i], attributes, t)
				sa.main.reply = &isakmp.SA{Proposals: []isakmp.Proposal{{
					Number: proposal.Number, Protocol: proposal.Protocol, SPI: proposal.SPI,
					Transforms: []isakmp.Transform{*t},
				}}}
				return true
			}
		}
	}
	sa.errorf("no offers accepted!")
	sa.errorf(" phase 1 SA policy not acceptable! (local %s remote %s)", ip(sa.local.Addr()), ip(sa.remote.Addr()))
	return false
}

// accepts returns what the transform says and why the policy refuses it, ""
// if it does not. The attributes are compared in the order of IOS, and only
// the first difference is told.
func (p *Policy) accepts(t *isakmp.Transform, haveKey, xauth bool) (a isakmp.Phase1, reason string) {
	a, err := isakmp.ParsePhase1(t)
	switch {
	case err != nil || t.ID != isakmp.KeyIKE:
		return a, "Unsupported attributes in transform!"
	case a.Encryption != p.Encryption:
		return a, "Encryption algorithm offered does not match policy!"
	case a.KeyBits != p.KeyBits:
		return a, "Proposed key length does not match policy"
	case a.Hash != p.Hash:
		return a, "Hash algorithm offered does not match policy!"
	case dh.Group(a.Group) != p.Group:
		return a, "Diffie-Hellman group offered does not match policy!"
	case a.Auth == isakmp.PreShared && (p.Auth != a.Auth || !haveKey):
		return a, "Preshared authentication offered but does not match policy!"
	case a.Auth == isakmp.XAUTHPreShared && p.Auth == isakmp.PreShared && haveKey && xauth:
		return a, ""
	case a.Auth == isakmp.XAUTHPreShared:
		return a, "Xauth authentication by pre-shared key offered but does not match policy!"
	case a.Auth != p.Auth:
		return a, "Authentication method offered does not match policy!"
	}
	return a, ""
}

// take makes a transform the SA's: the lower of both lifetimes counts.
func (sa *phase1) take(p *Policy, a isakmp.Phase1, t *isakmp.Transform) {
	sa.policy = *p
	sa.access.xauth = a.Auth == isakmp.XAUTHPreShared
	actual := 0
	if p.Lifetime != 24*time.Hour {
		actual = int(p.Lifetime / time.Second)
	}
	sa.debugf("Acceptable atts:actual life: %d", actual)
	sa.debugf("Acceptable atts:life: 0")
	offered := p.Lifetime
	for _, attribute := range t.Attributes {
		if attribute.Type != isakmp.AttrLifeDuration {
			continue
		}
		if attribute.Basic {
			sa.debugf("Basic life_in_seconds:%d", a.Seconds)
		} else {
			sa.debugf("Fill atts in sa vpi_length:%d", len(attribute.Value))
			sa.debugf("Fill atts in sa life_in_seconds:%d", a.Seconds)
		}
		break
	}
	if a.Seconds != 0 {
		offered = time.Duration(min(a.Seconds, 1<<31)) * time.Second
	}
	sa.lifetime = max(min(offered, p.Lifetime), minLifetime)
	sa.main.shortened = sa.lifetime < offered
	sa.policy.Lifetime = sa.lifetime
	sa.debugf("Returning Actual lifetime: %d", int(sa.lifetime/time.Second))
	sa.debugf(":Started lifetime timer: %d.", int(sa.lifetime/time.Second))
}

// printPhase1 prints the attributes of a transform in their order.
func (sa *phase1) printPhase1(t *isakmp.Transform) {
	line := func(format string, args ...any) { sa.e.isakmpf("ISAKMP:      "+format, args...) }
	for _, a := range t.Attributes {
		v, _ := a.Uint()
		switch a.Type {
		case isakmp.AttrEncryption:
			line("encryption %s", isakmp.EncryptionAlgorithm(v))
		case isakmp.AttrKeyLength:
			line("keylength of %d", v)
		case isakmp.AttrHash:
			line("hash %s", isakmp.HashAlgorithm(v))
		case isakmp.AttrGroup:
			line("default group %d", v)
		case isakmp.AttrAuth:
			line("auth %s", isakmp.AuthMethod(v))
		case isakmp.AttrLifeType:
			line("life type in %s", isakmp.LifeType(v))
		case isakmp.AttrLifeDuration:
			line("life duration %s", duration(a))
		default:
			line("attribute %d", a.Type)
		}
	}
}

// duration prints a life duration as IOS does: a basic one as a number, a
// variable one byte by byte.
func duration(a isakmp.Attribute) string {
	if a.Basic {
		v, _ := a.Uint()
		return fmt.Sprintf("(basic) of %d", v)
	}
	var b strings.Builder
	b.WriteString("(VPI) of  ")
	for _, x := range a.Value {
		fmt.Fprintf(&b, "0x%X ", x)
	}
	return b.String()
}
