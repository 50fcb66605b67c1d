package shell

import (
	"fmt"
	"io"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/ike/dh"
)

// writeTransformSets is "show crypto ipsec transform-set", of one or of all.
func writeTransformSets(w io.Writer, sets []compiler.TransformSet, only string) {
	for _, s := range builtInFirst(sets, func(s *compiler.TransformSet) bool { return s.BuiltIn }) {
		if only != "" && s.Name != only {
			continue
		}
		mode := s.Mode.String()
		if s.Require {
			mode = "Require " + mode
		}
		fmt.Fprintf(w, "Transform set %s: { %v  }\n   will negotiate = { %s,  },\n\n", s.Name, s.Transform, mode)
	}
}

// builtInFirst lists what is built in before what is configured, as IOS does.
func builtInFirst[T any](list []T, builtIn func(*T) bool) []*T {
	var first, rest []*T
	for i := range list {
		if builtIn(&list[i]) {
			first = append(first, &list[i])
		} else {
			rest = append(rest, &list[i])
		}
	}
	return append(first, rest...)
}

// writeDefaultTransformSets is "show crypto ipsec default transform-set".
func writeDefaultTransformSets(w io.Writer, sets []compiler.TransformSet) {
	for i := range sets {
		if sets[i].BuiltIn {
			writeTransformSets(w, sets[i:i+1], "")
		}
	}
}

// formatLifetime of SAs: "4608000 kilobytes/3600 seconds".
func formatLifetime(kilobytes uint64, d time.Duration) string {
	if kilobytes == 0 {
		return fmt.Sprintf("kilobytes disabled/%d seconds", int64(d.Seconds()))
	}
	return fmt.Sprintf("%d kilobytes/%d seconds", kilobytes, int64(d.Seconds()))
}

// writeTerms writes what profiles and crypto maps say of their SAs.
func writeTerms(w io.Writer, kilobytes uint64, d time.Duration, responderOnly bool, pfs dh.Group) {
	fmt.Fprintf(w, "        Security association lifetime: %s\n", formatLifetime(kilobytes, d))
	fmt.Fprintf(w, "        Responder-Only (Y/N): %s\n", yesNo(responderOnly))
	fmt.Fprintf(w, "        PFS (Y/N): %s\n", yesNo(pfs != 0))
	if pfs != 0 {
		fmt.Fprintf(w, "        DH group:  group%d\n", uint16(pfs))
	}
	fmt.Fprint(w, "        Mixed-mode : Disabled\n")
}

// writeProfiles is "show crypto ipsec profile", of one or of all.
func writeProfiles(w io.Writer, r *compiler.Router, only string) {
	transforms := map[string]datapath.Transform{}
	for _, s := range r.TransformSets {
		transforms[s.Name] = s.Transform
	}
	for _, p := range builtInFirst(r.Profiles, func(p *compiler.Profile) bool { return p.BuiltIn }) {
		if only != "" && p.Name != only {
			continue
		}
		fmt.Fprintf(w, "IPSEC profile %s\n", p.Name)
		if p.ISAKMPProfile != "" {
			fmt.Fprintf(w, "        ISAKMP Profile: %s\n", p.ISAKMPProfile)
		}
		writeTerms(w, p.LifetimeKB, p.Lifetime, p.ResponderOnly, dh.Group(p.PFS))
		fmt.Fprint(w, "        Transform sets={\n")
		for _, name := range p.TransformSets {
			fmt.Fprintf(w, "                %s:  { %v  } ,\n", name, transforms[name])
		}
		fmt.Fprint(w, "        }\n\n")
	}
}

// writeIdleTime is "show crypto ipsec security-association idle-time".
func writeIdleTime(w io.Writer, profiles []compiler.Profile) {
	for i := range profiles {
		if p := &profiles[i]; p.BuiltIn && p.IdleTime > 0 {
			fmt.Fprintf(w, "Security association idletime: %d seconds\n", int64(p.IdleTime.Seconds()))
			return
		}
	}
	fmt.Fprint(w, "Security association idletime: disabled\n")
}

// writeIPsecPolicies is "show crypto ipsec policy": the policies of protocols
// that bring their own keys, such as OSPFv3. None here does.
func writeIPsecPolicies(w io.Writer) {
	fmt.Fprint(w, "Crypto IPsec client security policy data\n\n")
}

// writeSALifetime is "show crypto ipsec security-association lifetime": what
// profiles have that do not say otherwise, as the built-in one does not.
func writeSALifetime(w io.Writer, profiles []compiler.Profile) {
	for i := range profiles {
		if p := &profiles[i]; p.BuiltIn {
			fmt.Fprintf(w, "Security association lifetime: %s\n", formatLifetime(p.LifetimeKB, p.Lifetime))
			return
		}
	}
}
