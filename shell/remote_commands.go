package shell

import (
	"bytes"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"mainmode/compiler"
	"mainmode/grammar"
)

// remoteCommands are the handlers of what logs in to other systems, and shows
// who has logged in to this one.
var remoteCommands = []handler{
	handle(sshTo),
	handle(telnet),
	handle(func(s *Session, _ *grammar.ShowSSH) error {
		writeSSHSessions(s, s.router.users(s))
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowIPSSH) error {
		ir := s.router.IR()
		pair, ok := s.router.sshKey(ir)
		if !ok {
			s.Printf("SSH Disabled - version %s\n%%Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2).\n", ir.SSH.Announced())
			s.Printf("Authentication timeout: %d secs; Authentication retries: %d\n", int(ir.SSH.Timeout().Seconds()), ir.SSH.Retries())
			return nil
		}
		return writeIPSSH(s, &ir.SSH, pair)
	}),
}

// isHost reports whether a word typed alone is one to connect to: an address,
// or a name of "ip host".
func (s *Session) isHost(word string) bool {
	if _, err := netip.ParseAddr(word); err == nil {
		return true
	}
	return slices.ContainsFunc(s.router.IR().Hosts, func(h compiler.Host) bool { return strings.EqualFold(h.Name, word) })
}

// writeIPSSH is "show ip ssh" of a server that has a key pair.
func writeIPSSH(w io.Writer, settings *compiler.SSH, pair keyPair) error {
	public, err := ssh.NewPublicKey(&pair.key.PublicKey)
	if err != nil {
		return fmt.Errorf("%% %w", err)
	}
	fmt.Fprintf(w, "SSH Enabled - version %s\n", settings.Announced())
	fmt.Fprintf(w, "Authentication timeout: %d secs; Authentication retries: %d\n", int(settings.Timeout().Seconds()), settings.Retries())
	fmt.Fprintf(w, "Minimum expected Diffie Hellman key size : 2048 bits\nIOS Keys in SECSH format(ssh-rsa, base64 encoded): %s\n", pair.label)
	for line := range slices.Chunk(bytes.TrimSpace(ssh.MarshalAuthorizedKey(public)), 80) {
		fmt.Fprintf(w, "%s\n", line)
	}
	return nil
}

// writeSSHSessions is "show ssh".
func writeSSHSessions(w io.Writer, lines []userLine) {
	lines = slices.DeleteFunc(slices.Clone(lines), func(l userLine) bool { return !strings.HasPrefix(l.name, "vty") })
	if len(lines) == 0 {
		fmt.Fprint(w, "%No SSHv2 server connections running.\n%No SSHv1 server connections running.\n")
		return
	}
	fmt.Fprint(w, "Connection Version Mode Encryption  Hmac         State                 Username\n")
	for _, l := range lines {
		for _, mode := range []string{"IN", "OUT"} {
			fmt.Fprintf(w, "%-10d %-7s %-4s %-11s %-12s %-21s %s\n", l.number-firstVTY, "2.0", mode, l.cipher, l.mac, "Session started", l.user)
		}
	}
	fmt.Fprint(w, "%No SSHv1 server connections running.\n")
}
