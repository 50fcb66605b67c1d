package shell

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"golang.org/x/crypto/ssh"

	"mainmode/compiler"
	"mainmode/datapath"
)

// firstVTY is the number of "vty 0" among all lines, behind con 0 and aux 0.
const firstVTY = 2

// vty is a line that somebody has come in by.
type vty struct {
	number    int
	line      compiler.Line // its settings when the person came
	peer      netip.Addr
	from      netip.AddrPort
	user      string
	privilege int       // of the user
	active    time.Time // when something was typed last; with the router's mu
	cipher    string    // of the connection; with the router's mu
	mac       string    // "": the cipher is its own
}

// freeVTY takes a line for a peer: the first that nobody uses, that SSH may use
// and whose access class lets the peer in.
func (r *Router) freeVTY(peer netip.AddrPort) *vty {
	v, logged := r.takeVTY(peer)
	for _, f := range logged {
		r.countLogged(f)
	}
	return v
}

// takeVTY is freeVTY, and what lines with "log" have decided about the peer.
func (r *Router) takeVTY(from netip.AddrPort) (taken *vty, logged []loggedFlow) {
	ir, peer := r.IR(), from.Addr()
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range ir.Lines {
		l := &ir.Lines[i]
		if l.Kind != compiler.VTY || l.NoSSH || l.NoExec {
			continue
		}
		list := accessClass(ir, l, peer)
		if f, ok := visit(list, from); ok && !slices.Contains(logged, f) {
			logged = append(logged, f)
		}
		if !list.Permits(peer) {
			continue
		}
		for n := l.First; n <= l.Last; n++ {
			if r.vtys[n] == nil {
				v := &vty{number: n, line: *l, peer: peer, from: netip.AddrPortFrom(peer.Unmap(), from.Port()), active: r.clock.Now()}
				r.vtys[n] = v
				return v, logged
			}
		}
	}
	return nil, logged
}

// accessClass is the list that says which peers may come in on a line, nil for
// all.
func accessClass(ir *compiler.Router, l *compiler.Line, peer netip.Addr) *compiler.AccessList {
	if peer.Unmap().Is4() {
		return ir.AccessList(l.AccessClass)
	}
	return ir.IPv6AccessList(l.IPv6AccessClass)
}

// visit is what a line with "log" that decides about a peer tells of.
func visit(list *compiler.AccessList, from netip.AddrPort) (loggedFlow, bool) {
	e := list.For(from.Addr())
	if e == nil || !e.Log {
		return loggedFlow{}, false
	}
	const ssh = 22
	here := netip.IPv4Unspecified()
	if list.Kind == compiler.IPv6List {
		here = netip.IPv6Unspecified()
	}
	return loggedFlow{
		entry: datapath.EntryID{List: list.Name, IPv6: list.Kind == compiler.IPv6List, Sequence: e.Sequence}, permit: e.Permit,
		protocol: protocolTCP, source: netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), destination: netip.AddrPortFrom(here, ssh),
	}, true
}

// noteCipher remembers what protects the connection of a line.
func (r *Router) noteCipher(v *vty, c ssh.ConnMetadata) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c, ok := c.(ssh.AlgorithmsConnMetadata); ok {
		v.cipher, v.mac = c.Algorithms().Read.Cipher, c.Algorithms().Read.MAC
	}
}

func (r *Router) releaseVTY(v *vty) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.vtys, v.number)
}

// vtyLogin is how a line for SSH finds out who is there, of whom it always has
// a name and a password. Without a login list it is a user of this router.
func vtyLogin(ir *compiler.Router, l *compiler.Line) loginMethod {
	switch {
	case ir.SSH.NewModel:
		return listLogin(ir, l, loginLocal)
	case l.LoginLocal, !l.Login:
		return loginLocal
	}
	return loginLine
}

// authenticate reports whether a person may use the line, and with which
// privilege.
func (r *Router) authenticate(v *vty, user, password string) (privilege int, ok bool) {
	ir := r.IR()
	r.debugLogin(v.line.LoginList)
	matches := func(p compiler.Password) bool { return p.Set() && passwordMatches(p, password) }
	switch vtyLogin(ir, &v.line) {
	case loginNone:
		return userLevel, true
	case loginLine:
		return userLevel, matches(v.line.Password)
	case loginEnable:
		return userLevel, matches(ir.EnableSecret)
	case loginNobody:
		return 0, false
	}
	u := whoLogsIn(ir, user, password)
	switch {
	case u == nil:
		return 0, false
	case ir.SSH.NewModel && !ir.SSH.ExecLocal:
		return userLevel, true // IOS gives a privilege by authorization only
	}
	return u.Privilege, true
}

// vtySession holds a session on a line until it ends.
func (r *Router) vtySession(term Terminal, v *vty) {
	s := newVTYSession(r, term, v)
	defer term.Close()
	defer s.hangUp()
	defer r.enter(s)()
	s.banner(r.IR().Banner.MOTD)
	s.banner(r.IR().Banner.Exec)
	s.loop()
}

// vtyExecute runs EXEC commands that came with the connection.
func (r *Router) vtyExecute(term Terminal, v *vty, text string) uint32 {
	s := newVTYSession(r, term, v)
	defer s.hangUp()
	s.length = 0
	return s.runAll(text)
}

func newVTYSession(r *Router, term Terminal, v *vty) *Session {
	s := newSession(r, term)
	s.vty, s.user = v, v.user
	s.privilege = max(v.privilege, v.line.Privilege, userLevel)
	s.lines.size, s.configLines.size = v.line.History, v.line.History
	if v.line.Length == 0 {
		s.length = 0
	}
	return s
}

// hangUp gives back what the session had.
func (s *Session) hangUp() {
	s.monitor(false)
	s.router.unlock(s)
}

// who is the user of the session; at the console nobody may have had to say.
func (s *Session) who() string {
	if s.user == "" {
		return "console"
	}
	return s.user
}

// lineName is the line of the session as messages have it.
func (s *Session) lineName() string {
	if s.vty == nil {
		return "console"
	}
	return fmt.Sprintf("vty%d", s.vty.number)
}

// lineNumber is the number of the line among all lines.
func (s *Session) lineNumber() string {
	if s.vty == nil {
		return "0"
	}
	return strconv.Itoa(firstVTY + s.vty.number)
}

// where is who configures from where: "console", "ann on vty0 (192.0.2.9)".
func (s *Session) where() string {
	switch {
	case s.vty != nil:
		return fmt.Sprintf("%s on %s (%s)", s.user, s.lineName(), s.vty.peer.Unmap())
	case s.user == "":
		return "console"
	}
	return s.user + " on console"
}

// users are the lines that are in use, that of s among them.
func (r *Router) users(s *Session) []userLine {
	now := r.clock.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := []userLine{{name: "con 0", mine: s.vty == nil}}
	if s.vty == nil {
		lines[0].user = s.user
	} else if r.consoles == 0 {
		lines = nil
	}
	for _, n := range slices.Sorted(maps.Keys(r.vtys)) {
		v := r.vtys[n]
		l := userLine{number: firstVTY + n, name: fmt.Sprintf("vty %d", n), user: v.user, location: v.peer.Unmap().String(), mine: s.vty == v, cipher: v.cipher, mac: v.mac}
		if !l.mine {
			l.idle = now.Sub(v.active)
		}
		lines = append(lines, l)
	}
	return lines
}

// withIdleLines adds to the lines that are in use those that are not.
func (r *Router) withIdleLines(s *Session, used []userLine) []userLine {
	units := map[string]int{}
	var all []userLine
	for _, row := range r.lineTable(s) {
		word := map[string]string{"CTY": "con", "AUX": "aux"}[row.kind]
		if word == "" {
			word = "vty"
		}
		l := userLine{number: row.number, name: fmt.Sprintf("%s %d", word, units[word]), vacant: true}
		units[word]++
		if i := slices.IndexFunc(used, func(u userLine) bool { return u.number == l.number }); i >= 0 {
			l = used[i]
		}
		all = append(all, l)
	}
	return all
}
