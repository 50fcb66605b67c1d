package shell

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/grammar"
)

// loginAttempts is how often a line lets somebody try.
const loginAttempts = 3

// loginTime is how long a line waits for an answer, "timeout login response".
const loginTime = 30 * time.Second

// loginMethod is how a line finds out who is there.
type loginMethod uint8

const (
	loginNone   loginMethod = iota // everybody may come in
	loginLine                      // who knows the password of the line
	loginEnable                    // who knows the enable secret
	loginLocal                     // a user of this router
	loginNobody                    // there is no way in
)

// consoleLine are the settings of "line console 0", which every router has.
func (r *Router) consoleLine() compiler.Line {
	lines := r.IR().Lines
	return lines[slices.IndexFunc(lines, func(l compiler.Line) bool { return l.Kind == compiler.Console })]
}

// consoleLogin is how the console finds out who is there. One that wants a
// password and has none lets everybody in, as on a router: nobody could give it
// one.
func consoleLogin(ir *compiler.Router, l *compiler.Line) loginMethod {
	switch {
	case ir.SSH.NewModel:
		return listLogin(ir, l, loginNone)
	case l.LoginLocal:
		return loginLocal
	case l.Login && l.Password.Set():
		return loginLine
	}
	return loginNone
}

// listLogin is the first method of a line's login list that this router has;
// servers of RADIUS and TACACS+ are never reached. Without a list it is
// otherwise.
func listLogin(ir *compiler.Router, l *compiler.Line, otherwise loginMethod) loginMethod {
	name := cmp.Or(l.LoginList, "default")
	methods, ok := ir.SSH.Lists[name]
	if !ok && name == "default" {
		return otherwise
	}
	for _, m := range methods {
		switch {
		case m == "none":
			return loginNone
		case m == "line" && l.Password.Set():
			return loginLine
		case m == "enable" && ir.EnableSecret.Set():
			return loginEnable
		case m == "local" || m == "local-case":
			return loginLocal
		}
	}
	return loginNobody
}

// logIn has the person at the console say who they are, and reports whether
// they may come in.
func (s *Session) logIn() bool {
	ir, line := s.router.IR(), s.router.consoleLine()
	s.banner(ir.Banner.MOTD)
	method := consoleLogin(ir, &line)
	if method != loginNone {
		s.banner(ir.Banner.Login)
		s.router.debugLogin(line.LoginList)
		s.Printf("\nUser Access Verification\n\n")
		timer := time.AfterFunc(loginTime, func() {
			question := "Username"
			if method == loginLine || method == loginEnable {
				question = "Password"
			}
			s.term.Message([]byte("% " + question + ":  timeout expired!\n")) // fails only if nobody is there
			s.term.Close()
		})
		ok := s.tryLogin(method, &line)
		timer.Stop()
		if !ok {
			return false
		}
	}
	s.banner(ir.Banner.Exec)
	return true
}

// tryLogin asks until the answer is right, or the attempts are used up.
func (s *Session) tryLogin(method loginMethod, line *compiler.Line) bool {
	for range loginAttempts {
		err := s.askLogin(method, line)
		if err == nil {
			return true
		}
		if errors.Is(err, ErrHangup) {
			return false
		}
		if !errors.Is(err, errInterrupted) && (method == loginLocal || method == loginNobody) {
			s.Printf("%v\n\n", err)
		}
	}
	s.Printf("%% Bad passwords\n")
	return false
}

// errLogin and errAuthentication say that a name or a password is wrong, by
// the line itself and by "aaa new-model".
const (
	errLogin          = refusal("% Login invalid")
	errAuthentication = refusal("% Authentication failed")
)

// askLogin asks once, and gives the session the user's name and privilege.
func (s *Session) askLogin(method loginMethod, line *compiler.Line) error {
	ir := s.router.IR()
	wrong := errLogin
	if ir.SSH.NewModel {
		wrong = errAuthentication
	}
	if method == loginLine || method == loginEnable {
		secret := line.Password
		if method == loginEnable {
			secret = ir.EnableSecret
		}
		typed, err := s.AskHidden("Password: ")
		if err == nil && !passwordMatches(secret, typed) {
			err = wrong
		}
		return err
	}
	name, err := s.Ask("Username: ")
	if err != nil {
		return err
	}
	typed := ""
	if u := ir.User(name); u == nil || !u.NoPassword {
		if typed, err = s.AskHidden("Password: "); err != nil {
			return err
		}
	}
	u := whoLogsIn(ir, name, typed)
	if method == loginNobody || u == nil {
		return wrong
	}
	s.user = name
	if !ir.SSH.NewModel { // which gives privileges by authorization, and none at the console
		s.privilege = max(s.privilege, u.Privilege)
	}
	return nil
}

// banner prints the text of a banner, if there is one.
func (s *Session) banner(text string) {
	if text != "" {
		s.Printf("%s\n", strings.TrimRight(text, "\n"))
	}
}

// pressReturn keeps a console that somebody has left until the next one comes.
func (s *Session) pressReturn() error {
	s.Printf("\n\n\n\n\n\n%s con0 is now available\n\n\n\n\n\nPress RETURN to get started.\n\n\n", s.router.Hostname())
	for {
		_, end, err := s.term.ReadLine(&Query{Kind: Dialog, Hidden: true})
		if err != nil || end == Enter {
			return err
		}
	}
}

// logInAs is "login": the session goes on as another user, with that user's
// privilege.
func logInAs(s *Session, _ *grammar.Login) error {
	for range loginAttempts {
		was := s.privilege
		s.privilege = userLevel
		err := s.askLogin(loginLocal, nil)
		if err == nil {
			return nil
		}
		s.privilege = was
		if errors.Is(err, ErrHangup) || errors.Is(err, errInterrupted) {
			return err
		}
		s.Printf("%v\n\n", err)
	}
	return refusal("% Bad passwords")
}
