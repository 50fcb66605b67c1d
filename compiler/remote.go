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

// SSH is "ip ssh" and what else concerns logins from elsewhere. Of the
// numbers 0 is the default.
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

// remoteLine compiles a kept global line that concerns logins.
func (w *compilation) remoteLine(l *line) {
	words := fields(l.text)
	if l.no || len(words) < 3 {
		if !l.no && len(words) == 2 && is(words, "aaa", "new-model") {
			w.r.SSH.NewModel = true
		}
		return
	}
	ssh := &w.r.SSH
	switch last := words[len(words)-1]; {
	case is(words, "aaa", "authentication", "login") && len(words) > 4:
		if ssh.Lists == nil {
			ssh.Lists = map[string][]string{}
		}
		ssh.Lists[words[3]] = words[4:]
	case is(words, "aaa", "authorization", "exec") && slices.Contains(words[3:], "local"):
		ssh.ExecLocal = true
	case is(words, "ip", "scp", "server", "enable"):
		ssh.SCP = true
	case is(words, "ip", "ssh", "version"):
		ssh.Version = atoi(last)
	case is(words, "ip", "ssh", "time-out"):
		ssh.Wait = time.Duration(atoi(last)) * time.Second
	case is(words, "ip", "ssh", "authentication-retries"):
		ssh.Attempts = atoi(last)
	case is(words, "ip", "ssh", "rsa", "keypair-name"):
		ssh.KeyPair = last
	}
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

// remoteLineCommand compiles a line of a terminal line that concerns logins.
func remoteLineCommand(t *Line, l *line) {
	if c, ok := l.command.(*grammar.TransportInput); ok {
		t.NoSSH = l.no || !slices.ContainsFunc(c.Protocols, func(p grammar.TransportProtocol) bool { return p.SSH || p.All })
		return
	}
	words := fields(l.text)
	switch {
	case l.command != nil || l.no:
	case len(words) == 3 && is(words, "login", "authentication"):
		t.LoginList = words[2]
	case len(words) >= 3 && is(words, "access-class") && strings.EqualFold(words[2], "in"):
		t.AccessClass = words[1]
	}
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
