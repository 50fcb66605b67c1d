package compiler

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"mainmode/grammar"
)

// SSH is "ip ssh" and what else concerns logins. Of the numbers 0 is the
// default.
type SSH struct {
	Version   int           // 2: only that; IOS calls both 1.99
	Wait      time.Duration // "ip ssh time-out"
	Attempts  int           // "ip ssh authentication-retries"
	KeyPair   string        // "ip ssh rsa keypair-name"
	SCP       bool          // "ip scp server enable"
	NewModel  bool          // "aaa new-model": login lists instead of "login"
	ExecLocal bool          // "aaa authorization exec": users have their privilege
	// Lists are the methods of "aaa authentication login", by the list's name.
	Lists map[string][]string
}

// Timeout is how long a client may take to log in.
func (s *SSH) Timeout() time.Duration { return cmp.Or(s.Wait, 120*time.Second) }

// Retries is how often a client may try.
func (s *SSH) Retries() int { return cmp.Or(s.Attempts, 3) }

// Announced is the version that IOS calls it: 1.99 speaks both.
func (s *SSH) Announced() string {
	if s.Version == 2 {
		return "2.0"
	}
	return "1.99"
}

// loginMethods are those of "aaa authentication login" that a router has by
// itself.
var loginMethods = []string{"none", "line", "enable", "local", "local-case"}

// ownMethods reports whether a login list asks no server.
func ownMethods(methods []string) bool {
	return !slices.ContainsFunc(methods, func(m string) bool { return !slices.Contains(loginMethods, m) })
}

// AsksUsers reports whether the users of this router log in by a login list.
func (s *SSH) AsksUsers(list string) bool {
	return s.NewModel && slices.ContainsFunc(s.Lists[list], func(m string) bool { return m == "local" || m == "local-case" })
}

// read takes what a kept global line says of logins, and reports whether that
// is all that it says.
func (s *SSH) read(words []string) bool {
	if is(words, "aaa", "new-model") && len(words) == 2 {
		s.NewModel = true
		return true
	}
	if len(words) < 4 {
		return false
	}
	switch last := words[len(words)-1]; {
	case is(words, "aaa", "authentication", "login") && len(words) > 4:
		if s.Lists == nil {
			s.Lists = map[string][]string{}
		}
		methods := fields(strings.ToLower(strings.Join(words[4:], " ")))
		s.Lists[words[3]] = methods
		return ownMethods(methods)
	case is(words, "aaa", "authorization", "exec") && slices.Contains(words[3:], "local"):
		s.ExecLocal = true
		return len(words) == 5
	case is(words, "ip", "scp", "server", "enable"):
		s.SCP = true
	case is(words, "ip", "ssh", "version"):
		s.Version = atoi(last)
	case is(words, "ip", "ssh", "time-out"):
		s.Wait = time.Duration(atoi(last)) * time.Second
	case is(words, "ip", "ssh", "authentication-retries"):
		s.Attempts = atoi(last)
	case is(words, "ip", "ssh", "rsa", "keypair-name"):
		s.KeyPair = last
	default:
		return false
	}
	return true
}

// is reports whether the line begins with those words, each perhaps
// abbreviated.
func is(words []string, begin ...string) bool {
	if len(words) < len(begin) {
		return false
	}
	for i, b := range begin {
		if !hasPrefixFold(b, words[i]) {
			return false
		}
	}
	return true
}

// atoi is a number, 0 for what is none.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// transport says by which protocols people come in.
func (t *Line) transport(c *grammar.TransportInput, no bool) {
	t.NoSSH = no || !slices.ContainsFunc(c.Protocols, func(p grammar.TransportProtocol) bool { return p.SSH || p.All })
}

// read takes what a kept line of a terminal line says of logins, and reports
// whether it says that.
func (t *Line) read(words []string) bool {
	switch {
	case len(words) == 3 && is(words, "login", "authentication"):
		t.LoginList = words[2]
	case len(words) >= 3 && is(words, "access-class") && strings.EqualFold(words[2], "in"):
		t.AccessClass = words[1]
	case len(words) >= 4 && is(words, "ipv6", "access-class") && strings.EqualFold(words[3], "in"):
		t.IPv6AccessClass = words[2]
	default:
		return false
	}
	return true
}

// Permits reports whether a router that lets peers in by this list lets that
// one in: a list that has no entries, or does not exist, permits everybody.
func (l *AccessList) Permits(peer netip.Addr) bool {
	if l == nil || !slices.ContainsFunc(l.Entries, func(e AccessEntry) bool { return e.Rule() }) {
		return true
	}
	e := l.For(peer)
	return e != nil && e.Permit
}

// For finds the entry that decides about a peer; nil if none does.
func (l *AccessList) For(peer netip.Addr) *AccessEntry {
	if l == nil {
		return nil
	}
	peer = peer.Unmap()
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Rule() && !e.Match.Never && e.Match.IPv6 == peer.Is6() && e.Match.Source.Contains(peer) {
			return e
		}
	}
	return nil
}
