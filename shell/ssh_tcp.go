package shell

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"mainmode/compiler"
	"mainmode/ike"
)

// sshPort is where IOS's own SSH server listens.
const sshPort = ":22"

// errDenied is all that a client learns of a wrong name or password.
var errDenied = errors.New("permission denied")

// sshKey is the key pair that the SSH server shows, as on a router: the one
// that "ip ssh rsa keypair-name" names, else that of the router's own name,
// else the first.
func (r *Router) sshKey(ir *compiler.Router) (keyPair, bool) {
	if ir.SSH.KeyPair != "" {
		return r.keys.find(ir.SSH.KeyPair)
	}
	if p, ok := r.keys.find(ir.KeyLabel()); ok {
		return p, true
	}
	all := r.keys.all()
	if len(all) == 0 {
		return keyPair{}, false
	}
	return all[0], true
}

// followSSH opens the SSH server once there is an RSA key pair and a line that
// SSH may use, and closes it when there is none any more. The caller holds
// configuring.
func (r *Router) followSSH(ir *compiler.Router) {
	_, key := r.sshKey(ir)
	line := slices.ContainsFunc(ir.Lines, func(l compiler.Line) bool { return l.Kind == compiler.VTY && !l.NoSSH && !l.NoExec })
	wanted := key && line && r.ctx.Err() == nil
	if key != r.sshEnabled {
		r.sshEnabled = key
		state := "enabled"
		if !key {
			state = "disabled"
		}
		r.log.Syslog(ike.Syslog{Facility: "SSH", Severity: Notifications, Mnemonic: strings.ToUpper(state),
			Text: fmt.Sprintf("SSH %s has been %s", ir.SSH.Announced(), state)})
	}
	switch {
	case wanted && r.remote == nil:
		address := r.options.SSHAddress
		if address == "" {
			address = sshPort
		}
		l, err := net.Listen("tcp", address)
		if err != nil {
			// What was typed has come about. The system may have a server of its own.
			if r.remoteFailed != err.Error() {
				r.remoteFailed = err.Error()
				r.fault(fmt.Errorf("ssh: %w", err))
			}
			return
		}
		r.remoteFailed = ""
		r.remote = startSSH(r, l, r.vtyGate)
	case !wanted && r.remote != nil:
		// Who is in stays in.
		r.remote.listener.Close()
		r.retired = append(r.retired, r.remote)
		r.remote = nil
	}
}

// closeSSH ends every connection that came by TCP.
func (r *Router) closeSSH() {
	r.configuring.Lock()
	servers := r.retired
	if r.remote != nil {
		servers = append(servers, r.remote)
	}
	r.remote, r.retired = nil, nil
	r.configuring.Unlock()
	for _, s := range servers {
		s.Close()
	}
}

// vtyGate admits a connection to a line, asks for name and password, and says
// what its sessions are.
func (r *Router) vtyGate(conn net.Conn) (*ssh.ServerConfig, sessionKind, error) {
	var peer netip.AddrPort
	if a, err := netip.ParseAddrPort(conn.RemoteAddr().String()); err == nil {
		peer = netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
	}
	ir := r.IR()
	pair, ok := r.sshKey(ir)
	if !ok {
		return nil, nil, errDenied
	}
	signer, err := ssh.NewSignerFromKey(pair.key)
	if err != nil {
		return nil, nil, err
	}
	v := r.freeVTY(peer)
	if v == nil {
		return nil, nil, errDenied
	}
	check := func(user, password string) (*ssh.Permissions, error) {
		privilege, ok := r.authenticate(v, user, password)
		if !ok {
			return nil, errDenied
		}
		v.user, v.privilege = user, privilege
		return nil, nil
	}
	config := &ssh.ServerConfig{
		ServerVersion: "SSH-2.0-mainmode",
		MaxAuthTries:  ir.SSH.Retries(),
		PasswordCallback: func(c ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			return check(c.User(), string(password))
		},
		KeyboardInteractiveCallback: func(c ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			answers, err := ask("", "", []string{"Password: "}, []bool{false})
			if err != nil || len(answers) != 1 {
				return nil, errDenied
			}
			return check(c.User(), answers[0])
		},
		BannerCallback: func(ssh.ConnMetadata) string {
			if text := r.IR().Banner.Login; text != "" {
				return strings.TrimRight(text, "\n") + "\n"
			}
			return ""
		},
	}
	config.AddHostKey(signer)
	return config, vtyKind{r, v}, nil
}

// vtyKind is the sessions of a connection that came by TCP.
type vtyKind struct {
	router *Router
	vty    *vty
}

func (k vtyKind) console(t Terminal, _ bool)             { k.router.vtySession(t, k.vty) }
func (k vtyKind) execute(t Terminal, text string) uint32 { return k.router.vtyExecute(t, k.vty, text) }
func (k vtyKind) joined(c ssh.ConnMetadata)              { k.router.noteCipher(k.vty, c) }
func (k vtyKind) remote() bool                           { return true }
func (k vtyKind) done()                                  { k.router.releaseVTY(k.vty) }
