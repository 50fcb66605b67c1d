package shell

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
)

// TestSSHToAnotherRouter logs in from one router's console to another router,
// which has its own SSH server.
func TestSSHToAnotherRouter(t *testing.T) {
	// A line is free again a moment after its session has ended at the other end.
	lines := strings.NewReplacer("line vty 0 1", "line vty 0 3", "line vty 2 4", "line vty 4")
	_, address := bootRemote(t, lines.Replace(remoteConfig))
	_, port, _ := strings.Cut(address, ":")
	_, client := bootSSH(t, "hostname R1\nip host R2 127.0.0.1\n")
	r := attach(t, client, ConsoleOptions{})
	r.sees("R1#")
	for _, step := range []struct{ typed, shown string }{
		{"ssh -p " + port + " R2", "% No user specified nor available for SSH client\nR1#"},
		{"ssh -l ann -p " + port + " R2", "Keep out\nPassword: "},
		{"wrong", "Password: \nPassword: "},
		{"ann", "Welcome\nR2#"},
		{"show ssh", "show ssh\n" +
			"Connection Version Mode Encryption  Hmac         State                 Username\n" +
			"0          2.0     IN   aes128-gcm@openssh.com              Session started       ann\n" +
			"0          2.0     OUT  aes128-gcm@openssh.com              Session started       ann\n" +
			"%No SSHv1 server connections running.\nR2#"},
		{"\x03", "R2#\nR2#"}, // ^C reaches R2 and does not end the session
		{"exit", "exit\n\n[Connection to R2 closed by foreign host]\nR1#"},
		{"ssh -l ann -p " + port + " 127.0.0.1 show privilege", "Password: "},
		{"ann", "Password: \nCurrent privilege level is 15\nR1#"},
		{"ssh -l eve -o numberofpasswordprompts 1 -p " + port + " 127.0.0.1", "Password: "},
		{"guess", "Password: \n% Authentication failed\nR1#"},
		{"ssh -l eve -p " + port + " 127.0.0.1", "Password: "},
		{"one", "Password: \nPassword: "},
		{"two", "Password: \nPassword: "},
		{"three", "Password: \n% Authentication failed\nR1#"}, // R2 has had enough, too
		{"ssh -l ann -p " + port + " R2", "Password: "},
		{"ann", "R2#"},
		{"\x1ex", "\nR1#"},
		{"show clock", "2011\nR1#"},
		{"ssh -l ann -p " + port + " 127.0.0.1", "Password: "},
		{"ann", "R2#"},
		{"\x1ex", "\nR1#"},
		{"show sessions", "show sessions\nConn Host                Address             Byte  Idle Conn Name\n" +
			"   1 R2                  127.0.0.1              0     0 R2\n" +
			"*  2 127.0.0.1           127.0.0.1              0     0 127.0.0.1\nR1#"},
		{"1", "1\n[Resuming connection 1 to R2 ... ]\n"},
		{"show privilege", "show privilege\nCurrent privilege level is 15\nR2#"},
		{"\x1ex", "\nR1#"},
		{"resume 3", "% Not an open connection\nR1#"},
		{"exit", "(You have open connections) [confirm]"},
		{"n", "n\nR1#"},
		{"disconnect 127.0.0.1", "Closing connection to 127.0.0.1 [confirm]"},
		{"", "R1#"},
		{"where", "*  1 R2                  127.0.0.1              0     0 R2\nR1#"},
		{"", "[Resuming connection 1 to R2 ... ]\n"},
		{"exit", "exit\n\n[Connection to R2 closed by foreign host]\nR1#"},
		{"where", "% No connections open\nR1#"},
		{"resume", "% No connections open\nR1#"},
	} {
		end := "\r"
		if strings.HasPrefix(step.typed, "\x1e") || step.typed == "n" {
			end = "" // the key itself is the answer
		}
		r.Write([]byte(step.typed + end))
		r.sees(step.shown)
	}
}

// TestTelnet talks to a terminal that wants to agree on options.
func TestTelnet(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		// WILL ECHO, DO TERMINAL-TYPE, SB TERMINAL-TYPE SEND SE, an escaped 255.
		conn.Write([]byte("\xff\xfb\x01\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0login: "))
		answer, _ := bufio.NewReader(conn).ReadString(0)
		got <- answer
		conn.Write([]byte("\r\x00\nWelcome\r\n"))
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	_, client := bootSSH(t, "hostname R1\nip host server 127.0.0.1\nno ip domain lookup\n")
	r := attach(t, client, ConsoleOptions{})
	r.sees("R1#")
	r.Write([]byte("telnet server " + port + "\r"))
	r.sees("R1#telnet server " + port + "\nTrying server (127.0.0.1), " + port + " ... Open\nlogin: ")
	r.Write([]byte("ann\r"))
	r.sees("\nWelcome\n\n[Connection to server closed by foreign host]\nR1#")
	if answer := <-got; answer != "\xff\xfd\x01\xff\xfc\x18ann\r\x00" {
		t.Errorf("the terminal got %q", answer)
	}
	l.Close()
	r.Write([]byte("telnet 127.0.0.1 " + port + "\r"))
	r.sees("Trying 127.0.0.1, " + port + " ... \n% Connection refused by remote host\nR1#")
	r.Write([]byte("telnet nobody\r"))
	r.sees("% Unrecognized host or address, or protocol not running.\nR1#")
}

// FuzzTelnetScreen reads what a terminal sends, which is from outside.
func FuzzTelnetScreen(f *testing.F) {
	f.Add([]byte("\xff\xfb\x01\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0login: \xff\xff\r\x00"))
	f.Fuzz(func(t *testing.T, sent []byte) {
		shown, err := io.ReadAll(&telnetScreen{r: bufio.NewReader(bytes.NewReader(sent)), answers: io.Discard})
		if err != nil || len(shown) > len(sent) {
			t.Errorf("%q: shown %q, %v", sent, shown, err)
		}
	})
}
