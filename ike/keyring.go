package ike

import (
	"net/netip"
	"slices"
	"strings"

	"mainmode/ike/isakmp"
)

// keyIndex finds the pre-shared key of a peer: the most specific prefix wins,
// then the keyring that is configured first.
type keyIndex struct {
	byPrefix map[netip.Prefix][]keyEntry
	byName   map[string][]keyEntry // in lower case
	bits     [129]bool             // the prefix lengths that occur
}

type keyEntry struct {
	secret  Secret
	keyring string
	local   netip.Addr // of the keyring; invalid: any
	vrf     string     // of the keyring
	noXAUTH bool
}

func newKeyIndex(keyrings []Keyring) *keyIndex {
	x := &keyIndex{byPrefix: map[netip.Prefix][]keyEntry{}, byName: map[string][]keyEntry{}}
	for _, r := range keyrings {
		for _, k := range r.Keys {
			entry := keyEntry{secret: k.Secret, keyring: r.Name, local: r.Local, vrf: r.VRF, noXAUTH: k.NoXAUTH}
			if k.Hostname == "" {
				x.add(k.Prefix.Masked(), entry)
				continue
			}
			name := strings.ToLower(k.Hostname)
			x.byName[name] = append(x.byName[name], entry)
			for _, a := range k.Addresses {
				x.add(netip.PrefixFrom(a, a.BitLen()), entry)
			}
		}
	}
	return x
}

func (x *keyIndex) add(p netip.Prefix, entry keyEntry) {
	x.byPrefix[p] = append(x.byPrefix[p], entry)
	x.bits[p.Bits()] = true
}

// find is the key for a peer's address in the exchanges with one of ours, in a
// VRF. keyrings are those to look at, none: all.
func (x *keyIndex) find(vrf string, local, remote netip.Addr, keyrings []string) (keyEntry, bool) {
	remote = remote.WithZone("")
	for bits := remote.BitLen(); bits >= 0; bits-- {
		if !x.bits[bits] {
			continue
		}
		if p, err := remote.Prefix(bits); err == nil {
			if k, ok := usableKey(x.byPrefix[p], vrf, local, keyrings); ok {
				return k, true
			}
		}
	}
	return keyEntry{}, false
}

// FindKey is the pre-shared key of a peer's address in the exchanges with one
// of ours in a VRF, and its keyring. names are the keyrings to look at, none:
// all.
func FindKey(keyrings []Keyring, names []string, vrf string, local, remote netip.Addr) (secret Secret, keyring string, ok bool) {
	k, ok := newKeyIndex(keyrings).find(vrf, local, remote, names)
	return k.secret, k.keyring, ok
}

// findName is the key for a peer that has proved no address, but a name.
func (x *keyIndex) findName(vrf string, local netip.Addr, name string, keyrings []string) (keyEntry, bool) {
	return usableKey(x.byName[strings.ToLower(name)], vrf, local, keyrings)
}

func usableKey(entries []keyEntry, vrf string, local netip.Addr, keyrings []string) (keyEntry, bool) {
	for _, k := range entries {
		if k.vrf != vrf || k.local.IsValid() && k.local != local.WithZone("") {
			continue
		}
		if len(keyrings) == 0 || slices.Contains(keyrings, k.keyring) {
			return k, true
		}
	}
	return keyEntry{}, false
}

// defaultKeyring holds the keys of "crypto isakmp key".
const defaultKeyring = "default"

// lookupKey finds the pre-shared key for the peer, unless its identity has
// given one already.
func (sa *phase1) lookupKey() bool {
	if sa.access.keyed {
		return true
	}
	k, ok := sa.e.keys.find(sa.vrf(), sa.local.Addr(), sa.remote.Addr(), sa.access.keyrings())
	if !ok {
		sa.errorf("No pre-shared key with %s!", ip(sa.remote.Addr()))
		return false
	}
	if k.keyring != defaultKeyring {
		sa.debugf("Found ADDRESS key in keyring %s", k.keyring)
	}
	sa.debugf("found peer pre-shared key matching %s", ip(sa.remote.Addr()))
	sa.takeEntry(k)
	return true
}

func (sa *phase1) takeEntry(k keyEntry) {
	sa.psk, sa.keyring, sa.access.noXAUTH = k.secret, k.keyring, k.noXAUTH
}

// lookupIdentity finds the pre-shared key for an identity that aggressive mode
// shows before anything is proved. For one that nobody knows it makes up a key,
// so that the peer cannot tell the names that we know from others: the
// exchange fails at its last message, as with a wrong key.
func (sa *phase1) lookupIdentity(id *isakmp.Identification) {
	k, ok := sa.identityKey(id)
	if !ok {
		sa.errorf("No pre-shared key with %s!", sa.peerName(id))
		var b [32]byte
		sa.e.random(b[:])
		k = keyEntry{secret: Secret(b[:])}
	}
	sa.takeEntry(k)
	sa.access.keyed = true
}

func (sa *phase1) identityKey(id *isakmp.Identification) (keyEntry, bool) {
	keys, rings := sa.e.keys, sa.access.keyrings()
	name := string(id.Data)
	switch id.IDType {
	case isakmp.IDKeyID:
		if g := sa.e.config.group(name); g != nil && g.Key != "" {
			return keyEntry{secret: g.Key, keyring: defaultKeyring}, true
		}
		return keyEntry{}, false
	case isakmp.IDFQDN, isakmp.IDUserFQDN:
		if k, ok := keys.findName(sa.vrf(), sa.local.Addr(), name, rings); ok {
			sa.debugf("Found HOST key in keyring %s", k.keyring)
			return k, true
		}
	}
	k, ok := keys.find(sa.vrf(), sa.local.Addr(), sa.remote.Addr(), rings)
	if ok {
		sa.debugf("Found ADDRESS key in keyring %s", k.keyring)
	}
	return k, ok
}

// peerName is an identity as a debug shows it.
func (sa *phase1) peerName(id *isakmp.Identification) string {
	switch id.IDType {
	case isakmp.IDFQDN, isakmp.IDUserFQDN, isakmp.IDKeyID:
		return printable(id.Data)
	}
	return ip(sa.remote.Addr()).String()
}
