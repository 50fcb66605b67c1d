package compiler

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/grammar"
	"mainmode/ike"
	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// defaultProfile is what a "crypto ipsec profile" does that says nothing else.
func defaultProfile() Profile {
	return Profile{Lifetime: time.Hour, LifetimeKB: 4608000, ReplayWindow: 64}
}

// cryptoLine compiles the global crypto commands.
func (w *compilation) cryptoLine(l *line) {
	isa := &w.r.ISAKMP
	switch c := l.command.(type) {
	case *grammar.CryptoISAKMPEnable:
		isa.Enabled = !l.no
	case *grammar.CryptoISAKMPIdentity:
		switch c.Kind {
		case "hostname":
			isa.Identity = ike.IdentityHostname
		case "dn":
			isa.Identity = ike.IdentityDN
		}
	case *grammar.CryptoISAKMPNATKeepalive:
		isa.NATKeepalive = time.Duration(c.Seconds) * time.Second
	case *grammar.CryptoISAKMPFragmentation:
		isa.Fragmentation = !l.no
	case *grammar.CryptoLogging:
		isa.LogSessions = isa.LogSessions || c.What == "session" && !l.no
	case *grammar.CryptoIPsecDefaultTransformSet:
		w.noDefaultTransforms = w.noDefaultTransforms || l.no
	case *grammar.CryptoIPsecTransformSet:
		w.noDefaultTransforms = w.noDefaultTransforms || l.no
	case *grammar.CryptoIPsecProfile:
		w.noDefaultProfile = w.noDefaultProfile || l.no
	case *grammar.CryptoIPsecFragmentation:
		w.global.fragmentAfter = c.When == "after-encryption"
	case *grammar.CryptoIPsecIPv4Deny:
		if c.Action != "jump" && !l.no {
			w.report(Warning, l, "no effect: what a line of an access list denies goes on to the next entry of the crypto map")
		}
	case *grammar.CryptoIPsecOptional:
		w.report(Warning, l, "no effect: what is to be protected never passes in clear")
	case *grammar.CryptoCallAdmissionSA:
		isa.Admission.SAs = int(c.Count)
	case *grammar.CryptoCallAdmissionNegotiating:
		isa.Admission.Negotiating = int(c.Count)
	case *grammar.CryptoISAKMPKey:
		w.key(defaultKeyring, l, keyLine{c.Type, c.Key, c.Address, c.Mask, c.IPv6, c.Hostname, c.NoXauth})
	case *grammar.CryptoISAKMPKeepalive:
		isa.DPD = ike.DPD{Interval: time.Duration(c.Seconds) * time.Second, Retry: defaultRetry, Periodic: c.Mode == "periodic"}
		if c.Retry != nil {
			isa.DPD.Retry = time.Duration(*c.Retry) * time.Second
		}
	case *grammar.CryptoISAKMPInvalidSPIRecovery:
		isa.InvalidSPIRecovery = !l.no
	case *grammar.CryptoISAKMPDefaultPolicy:
		w.noDefaultPolicy = l.no
	case *grammar.CryptoIPsecNATTransparency:
		isa.NATTransparency = !l.no
	case *grammar.CryptoIPsecSecurityAssociationLifetime:
		setLifetime(&w.global.profile, c.Lifetime)
	case *grammar.CryptoIPsecSecurityAssociationReplay:
		setReplay(&w.global.profile, c.Replay)
	case *grammar.CryptoIPsecDFBit:
		w.global.df = df(c.Mode)
	case *grammar.CryptoIPsecSecurityAssociationIdleTime:
		w.global.profile.IdleTime = time.Duration(c.Seconds) * time.Second
	default:
		w.accessLine(l)
	}
}

// df is how the outer don't-fragment bit is made: "copy" unless said otherwise.
func df(mode string) datapath.DF {
	return map[string]datapath.DF{"clear": datapath.ClearDF, "set": datapath.SetDF}[mode]
}

// defaultRetry is how long a probe of a peer waits for its answer.
const defaultRetry = 2 * time.Second

// defaultKeyring is the name that IOS gives to the keys of "crypto isakmp key".
const defaultKeyring = "default"

// keyLine is what the two commands for a pre-shared key have in common.
type keyLine struct {
	kind     string
	key      grammar.Word
	address  *grammar.IPv4
	mask     *grammar.Mask
	ipv6     *grammar.IPv6Prefix
	hostname *grammar.Word
	noXAUTH  bool
}

func (w *compilation) key(keyring string, l *line, k keyLine) {
	var p netip.Prefix
	switch {
	case k.hostname != nil:
		w.addKey(keyring, l, k, ike.Key{Hostname: string(*k.hostname)})
		return
	case k.ipv6 != nil:
		p = k.ipv6.Prefix()
	case k.mask != nil:
		p = netip.PrefixFrom(k.address.Addr(), k.mask.Bits())
	case k.address.Addr() == netip.IPv4Unspecified():
		p = netip.PrefixFrom(k.address.Addr(), 0)
	default:
		p = netip.PrefixFrom(k.address.Addr(), 32)
	}
	w.addKey(keyring, l, k, ike.Key{Prefix: p.Masked()})
}

func (w *compilation) addKey(keyring string, l *line, k keyLine, key ike.Key) {
	key.NoXAUTH = k.noXAUTH
	var ok bool
	if key.Secret, ok = w.usableSecret(k.kind, k.key, l); ok {
		r := w.keyring(keyring)
		if keyring == defaultKeyring {
			r.Keys = slices.Grow(r.Keys, max(0, w.keys-len(r.Keys)))
		}
		r.Keys = append(r.Keys, key)
		if w.every {
			w.weakKey(l, key)
		}
	}
}

// shortKey is fewer characters than keep people from trying them all who have
// seen one exchange of aggressive mode, or have begun one of main mode.
const shortKey = 16

// weakKey says in a report how a key invites guesses.
func (w *compilation) weakKey(l *line, key ike.Key) {
	if len(key.Secret) < shortKey {
		w.once(topicKey, l, "a key of fewer than %d characters can be guessed by whoever negotiates with one of its peers: choose a long random one", shortKey)
	}
	if key.Hostname == "" && key.Prefix.Bits() == 0 {
		w.once(topicKey, l, "the key is that of every address: a router that gives it away gives away all")
	}
}

// topicKey is what those are about.
const topicKey = "weak key"

// usableSecret is a secret in clear. One of type 6 needs the master key with
// which it was encrypted.
func (w *compilation) usableSecret(kind string, key grammar.Word, l *line) (ike.Secret, bool) {
	switch {
	case kind != "6":
		w.once("clear text", l, "pre-shared keys stand in clear text in the configuration: let nobody else read the file")
		return ike.Secret(key), true
	case w.masterKey == "":
		w.report(Error, l, "not used: a type 6 key needs its master key (key config-key password-encrypt), which no configuration shows: add it, or type the key in clear text")
		return "", false
	}
	clear, err := RevealType6(string(key), w.masterKey)
	if err != nil {
		w.report(Error, l, "not used: the key %v", err)
		return "", false
	}
	return ike.Secret(clear), true
}

func (w *compilation) keyring(name string) *ike.Keyring {
	list := &w.r.ISAKMP.Keyrings
	i := slices.IndexFunc(*list, func(k ike.Keyring) bool { return k.Name == name })
	if i < 0 {
		*list = append(*list, ike.Keyring{Name: name})
		i = len(*list) - 1
	}
	return &(*list)[i]
}

// policy compiles a "crypto isakmp policy".
func (w *compilation) policy(e *entry, priority int) {
	p := ike.Policy{Priority: priority, Encryption: isakmp.DES_CBC, Hash: isakmp.SHA,
		Auth: isakmp.RSASignature, Group: 1, Lifetime: 24 * time.Hour}
	for i := range e.children {
		switch c := e.children[i].command.(type) {
		case *grammar.Encryption:
			name, bits := c.Algorithm()
			p.Encryption = map[string]isakmp.EncryptionAlgorithm{
				"des": isakmp.DES_CBC, "3des": isakmp.TripleDES_CBC, "aes": isakmp.AES_CBC}[name]
			p.KeyBits = bits
		case *grammar.Hash:
			p.Hash = map[string]isakmp.HashAlgorithm{"md5": isakmp.MD5, "sha": isakmp.SHA,
				"sha256": isakmp.SHA2_256, "sha384": isakmp.SHA2_384, "sha512": isakmp.SHA2_512}[c.Algorithm]
		case *grammar.Authentication:
			p.Auth = map[string]isakmp.AuthMethod{"pre-share": isakmp.PreShared,
				"rsa-sig": isakmp.RSASignature, "rsa-encr": isakmp.RSAEncryption, "ecdsa-sig": isakmp.ECDSASignature}[c.Method]
		case *grammar.Group:
			p.Group = group(c.ID)
		case *grammar.PolicyLifetime:
			p.Lifetime = time.Duration(c.Seconds) * time.Second
		}
	}
	w.r.ISAKMP.Policies = append(w.r.ISAKMP.Policies, p)
	if p.Auth == isakmp.ECDSASignature {
		w.report(Warning, &e.line, "not offered: \"authentication ecdsa-sig\" is not supported: use rsa-sig")
		return
	}
	if p.Auth == isakmp.RSAEncryption {
		w.report(Warning, &e.line, "not offered: \"authentication rsa-encr\" is not supported, it lets others read what it hides")
		return
	}
	if p.Auth == isakmp.RSASignature && !w.canSign() {
		w.report(Warning, &e.line, "not offered: \"authentication rsa-sig\" needs a trustpoint with a certificate and its keys")
		return
	}
	w.weakPolicy(&e.line, p)
}

// group reads "14" and "group14".
func group(s string) dh.Group {
	var g dh.Group
	for _, r := range s {
		if r >= '0' && r <= '9' {
			g = g*10 + dh.Group(r-'0')
		}
	}
	return g
}

func (w *compilation) weakPolicy(l *line, p ike.Policy) {
	switch p.Encryption {
	case isakmp.DES_CBC:
		w.once("DES", l, weakText, "DES")
	case isakmp.TripleDES_CBC:
		w.once("3DES", l, weakText, "3DES")
	}
	if p.Hash == isakmp.MD5 {
		w.once("MD5", l, weakText, "MD5")
	}
	w.weakGroup(l, p.Group)
}

const weakText = "%s is weak: use it only with peers that know nothing better"

func (w *compilation) weakGroup(l *line, g dh.Group) {
	if g == 1 || g == 2 || g == 5 {
		what := fmt.Sprintf("Diffie-Hellman group %d", g)
		w.once(what, l, weakText, what)
	}
}

// finishISAKMP adds the default policies, which count while there is no other.
func (w *compilation) finishISAKMP() {
	isa := &w.r.ISAKMP
	slices.SortStableFunc(isa.Policies, func(a, b ike.Policy) int { return a.Priority - b.Priority })
	if len(isa.Policies) > 0 || w.noDefaultPolicy {
		return
	}
	isa.DefaultPolicies = true
	priority := 65507
	for _, suite := range []struct {
		encryption isakmp.EncryptionAlgorithm
		bits       int
		hash       isakmp.HashAlgorithm
		group      dh.Group
	}{
		{isakmp.AES_CBC, 128, isakmp.SHA, 5},
		{isakmp.AES_CBC, 128, isakmp.MD5, 5},
		{isakmp.TripleDES_CBC, 0, isakmp.SHA, 2},
		{isakmp.TripleDES_CBC, 0, isakmp.MD5, 2},
	} {
		for _, auth := range []isakmp.AuthMethod{isakmp.RSASignature, isakmp.PreShared} {
			isa.Policies = append(isa.Policies, ike.Policy{Priority: priority, Encryption: suite.encryption,
				KeyBits: suite.bits, Hash: suite.hash, Auth: auth, Group: suite.group, Lifetime: 24 * time.Hour})
			priority++
		}
	}
}

// transformSet compiles a "crypto ipsec transform-set".
func (w *compilation) transformSet(e *entry, c *grammar.CryptoIPsecTransformSet) {
	t := TransformSet{Name: string(c.Name)}
	cipher, bits := c.Encryption()
	auth := c.Authentication()
	t.Transform.Cipher = map[string]datapath.Cipher{"esp-des": datapath.DES, "esp-3des": datapath.TripleDES,
		"esp-aes": datapath.AESCBC, "esp-gcm": datapath.AESGCM}[cipher]
	t.Transform.KeyBits = bits
	t.Transform.Integrity = map[string]datapath.Integrity{"esp-md5-hmac": datapath.HMACMD5, "esp-sha-hmac": datapath.HMACSHA1,
		"esp-sha256-hmac": datapath.HMACSHA256, "esp-sha384-hmac": datapath.HMACSHA384, "esp-sha512-hmac": datapath.HMACSHA512}[auth]
	for i := range e.children {
		if m, ok := e.children[i].command.(*grammar.TransformSetMode); ok && m.Transport {
			t.Mode, t.Require = datapath.Transport, m.Require
		}
	}
	switch {
	case cipher == "esp-des":
		w.once("DES", &e.line, weakText, "DES")
	case cipher == "esp-3des":
		w.once("3DES", &e.line, weakText, "3DES")
	case cipher == "esp-null" || cipher == "":
		w.once("null", &e.line, "without a cipher the packets can be read by everyone")
	}
	switch {
	case auth == "esp-md5-hmac":
		w.once("MD5", &e.line, weakText, "MD5")
	case auth == "" && cipher != "esp-gcm":
		w.once("no integrity", &e.line, "without an HMAC the packets can be changed on their way")
	}
	w.r.TransformSets = append(w.r.TransformSets, t)
}

// profile compiles a "crypto ipsec profile".
func (w *compilation) profile(e *entry, name string) {
	p := w.global.profile
	p.Name = name
	for i := range e.children {
		l := &e.children[i]
		switch c := l.command.(type) {
		case *grammar.SetTransformSet:
			for _, set := range c.Names {
				p.TransformSets = append(p.TransformSets, string(set))
			}
			w.setLines[name] = l
		case *grammar.SetIKEv2Profile:
			p.IKEv2 = string(c.Name)
			w.refuse(l, "IKEv2 is not supported: what uses crypto ipsec profile %s stays down; the peers must agree on IKEv1 (crypto isakmp)", name)
		case *grammar.SetIdentity:
			w.report(Warning, l, "no effect: every peer with the right key is taken, whatever its identity")
		case *grammar.SetReverseRoute, *grammar.ReverseRoute:
			w.once("reverse route", l, "no effect: the routes of a tunnel interface are those that lead into it")
		case *grammar.SetMixedMode, *grammar.Dualstack:
			w.report(Warning, l, "no effect: a tunnel carries the packets of one family")
		default:
			w.profileLine(&p, l)
		}
	}
	w.r.Profiles = append(w.r.Profiles, p)
}

func setLifetime(p *Profile, c grammar.SALifetime) {
	switch {
	case c.BySeconds:
		p.Lifetime = time.Duration(c.Seconds) * time.Second
	case c.ByDays:
		p.Lifetime = time.Duration(c.Days) * 24 * time.Hour
	case c.Disable:
		p.LifetimeKB = 0
	case c.Kilobytes != nil:
		p.LifetimeKB = uint64(*c.Kilobytes)
	}
}

func setReplay(p *Profile, c grammar.SAReplay) {
	p.ReplayWindow = 0
	if !c.Disable {
		p.ReplayWindow = int(group(c.Window))
	}
}

// builtIn is the name of the transform set and of the profile that every
// router has.
const builtIn = "default"

// finishProfiles adds what is built in and drops names of transform sets that
// do not exist.
func (w *compilation) finishProfiles() {
	if !w.noDefaultTransforms && !slices.ContainsFunc(w.r.TransformSets, func(t TransformSet) bool { return t.Name == builtIn }) {
		w.r.TransformSets = append(w.r.TransformSets, TransformSet{Name: builtIn, BuiltIn: true, Mode: datapath.Transport,
			Transform: datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: datapath.HMACSHA1}})
	}
	known := make(map[string]bool, len(w.r.TransformSets))
	for i := range w.r.TransformSets {
		known[w.r.TransformSets[i].Name] = true
	}
	named := false
	for i := range w.r.Profiles {
		p := &w.r.Profiles[i]
		named = named || p.Name == builtIn
		if w.setLines[p.Name] == nil && known[builtIn] {
			p.TransformSets = []string{builtIn}
		}
		p.TransformSets = slices.DeleteFunc(p.TransformSets, func(name string) bool {
			if !known[name] {
				w.report(Error, w.setLines[p.Name], "crypto ipsec profile %s: transform-set %s does not exist", p.Name, name)
			}
			return !known[name]
		})
	}
	if !named && !w.noDefaultProfile {
		p := w.global.profile
		p.Name, p.BuiltIn = builtIn, true
		if known[builtIn] {
			p.TransformSets = []string{builtIn}
		}
		w.r.Profiles = append(w.r.Profiles, p)
	}
}
