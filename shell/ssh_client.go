package shell

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"mainmode/grammar"
)

// sshTo opens a session on another system by SSH, or runs a command there.
func sshTo(s *Session, c *grammar.SSHTo) error {
	user, port, prompts := s.user, uint16(22), 3
	var vrf *grammar.Word
	config := &ssh.ClientConfig{Timeout: connectTime, ClientVersion: "SSH-2.0-mainmode",
		// IOS knows no host keys either.
		HostKeyCallback: ssh.InsecureIgnoreHostKey()}
	for _, o := range c.Options {
		switch {
		case o.User != nil:
			user = string(*o.User)
		case o.Port != nil:
			port = uint16(*o.Port)
		case o.Version == "1":
			return refusal("% SSH version 1 is not supported")
		case o.Cipher != nil:
			config.Ciphers = append(config.Ciphers, string(*o.Cipher))
		case o.MAC != nil:
			config.MACs = append(config.MACs, string(*o.MAC))
		case o.Prompts != nil:
			prompts = int(*o.Prompts)
		case o.VRF != nil:
			vrf = o.VRF
		}
	}
	table, err := s.findVRF(vrf)
	if err != nil {
		return err
	}
	if user == "" {
		return refusal("% No user specified nor available for SSH client")
	}
	config.User = user
	config.Auth = s.passwordMethods(prompts)
	config.BannerCallback = func(text string) error {
		s.Printf("%s", strings.ReplaceAll(text, "\r", ""))
		return nil
	}
	host := c.Host.String()
	address, err := s.resolve(host, "")
	if err != nil {
		return err
	}
	conn, err := dial(s.Context(), table, netip.Addr{}, netip.AddrPortFrom(address, port))
	if err != nil {
		return err
	}
	client, err := s.handshake(conn, host, config)
	if err != nil {
		conn.Close()
		return err
	}
	if c.Command != nil {
		defer client.Close()
		return s.remoteCommand(client, host, c.Command.String())
	}
	return s.remoteSession(client, host, address)
}

// passwordMethods ask for a password so many times, however the other system
// wants to have it.
func (s *Session) passwordMethods(prompts int) []ssh.AuthMethod {
	asked := 0
	more := func() error {
		if asked++; asked > prompts {
			return errAuthentication
		}
		return nil
	}
	password := func() (string, error) {
		if err := more(); err != nil {
			return "", err
		}
		return s.AskHidden("Password: ")
	}
	challenge := func(_, instruction string, questions []string, echos []bool) ([]string, error) {
		if len(questions) == 0 {
			return nil, nil
		}
		if err := more(); err != nil {
			return nil, err
		}
		return s.answerChallenge(instruction, questions, echos)
	}
	return []ssh.AuthMethod{
		ssh.RetryableAuthMethod(ssh.PasswordCallback(password), prompts+1),
		ssh.RetryableAuthMethod(ssh.KeyboardInteractive(challenge), prompts+1),
	}
}

// answerChallenge asks the person what the other system asks.
func (s *Session) answerChallenge(instruction string, questions []string, echos []bool) ([]string, error) {
	if instruction != "" {
		s.Printf("%s\n", instruction)
	}
	answers := make([]string, len(questions))
	for i, q := range questions {
		var err error
		if answers[i], err = s.ask(q, !echos[i]); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// handshake agrees on keys and logs in.
func (s *Session) handshake(conn net.Conn, host string, config *ssh.ClientConfig) (*ssh.Client, error) {
	conn.SetDeadline(time.Now().Add(2 * time.Minute)) // as long as IOS's own server waits
	connection, channels, requests, err := ssh.NewClientConn(conn, host, config)
	switch {
	case err == nil:
		conn.SetDeadline(time.Time{})
		return ssh.NewClient(connection, channels, requests), nil
	case errors.Is(err, errInterrupted) || s.Context().Err() != nil:
		return nil, errInterrupted
	case errors.Is(err, errAuthentication), strings.Contains(err.Error(), "unable to authenticate"), strings.Contains(err.Error(), "too many authentication failures"):
		return nil, errAuthentication
	}
	var closed *net.OpError
	if errors.Is(err, io.EOF) || errors.As(err, &closed) {
		return nil, refusal(fmt.Sprintf("[Connection to %s aborted: error status 0]", host))
	}
	return nil, fmt.Errorf("%% %w", err)
}

// remoteCommand runs one command on the other system.
func (s *Session) remoteCommand(client *ssh.Client, host, command string) error {
	session, err := client.NewSession()
	if err != nil {
		return fmt.Errorf("%% %s: %w", host, err)
	}
	defer session.Close()
	out := remoteScreen{s.term}
	session.Stdout, session.Stderr = out, out
	err = session.Run(command)
	var status *ssh.ExitError
	if err != nil && !errors.As(err, &status) {
		return fmt.Errorf("%% %s: %w", host, err)
	}
	return nil
}

// remoteSession is the person's session on the other system. It closes the
// client at its end.
func (s *Session) remoteSession(client *ssh.Client, host string, address netip.Addr) error {
	keys, screen, err := s.remoteShell(client)
	if err != nil {
		client.Close()
		return fmt.Errorf("%% %s: %w", host, err)
	}
	return s.open(&connection{host: host, address: address, keys: keys}, screen, func() { client.Close() })
}

// remoteShell begins a shell on the other system.
func (s *Session) remoteShell(client *ssh.Client) (keys io.Writer, screen io.Reader, err error) {
	session, err := client.NewSession()
	if err != nil {
		return nil, nil, err
	}
	width, height := s.term.Size()
	if err := session.RequestPty("vt100", height, width, nil); err != nil {
		return nil, nil, err
	}
	if keys, err = session.StdinPipe(); err != nil {
		return nil, nil, err
	}
	if screen, err = session.StdoutPipe(); err != nil {
		return nil, nil, err
	}
	return keys, screen, session.Shell()
}
