package shell

import (
	"bufio"
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"

	"mainmode/ike"
)

// A syslog server gets what "logging trap" lets through, in the form of RFC
// 3164 with the number that IOS counts.
func TestSyslogServer(t *testing.T) {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	u := boot(t, fmt.Sprintf("hostname R2\nip host COLLECTOR 127.0.0.1\nlogging host COLLECTOR transport udp port %d\nlogging origin-id hostname\n",
		server.LocalAddr().(*net.UDPAddr).Port), nil)
	next := func() string {
		t.Helper()
		buf := make([]byte, 2048)
		n, _, err := server.ReadFrom(buf)
		if err != nil {
			t.Fatal(err)
		}
		return string(buf[:n])
	}
	if got := next(); !regexp.MustCompile(`^<190>1: R2: \*Sep 21 08:33:43\.245: %SYS-6-LOGGINGHOST_STARTSTOP: Logging to host COLLECTOR port \d+ started - CLI initiated$`).MatchString(got) {
		t.Errorf("the server got %q", got)
	}
	u.Log().Debug("ISAKMP: a debug is beyond informational") // does not go there
	u.Log().Syslog(ike.Syslog{Facility: "CRYPTO", Severity: 4, Mnemonic: "IKMP_NO_SA", Text: "IKE message from 192.0.2.9 has no SA"})
	if got, want := next(), "<188>2: R2: *Sep 21 08:33:43.245: %CRYPTO-4-IKMP_NO_SA: IKE message from 192.0.2.9 has no SA"; got != want {
		t.Errorf("the server got %q, want %q", got, want)
	}
	out := typeLines(u, "configure terminal", "logging facility local0", "logging trap debugging", "end", "show running-config | include ^logging", "show logging | include Trap|Logging to|lines logged, $")
	if got, want := next(), "<133>3: R2: *Sep 21 08:33:43.245: %SYS-5-CONFIG_I: Configured from console by console"; got != want {
		t.Errorf("the server got %q, want %q", got, want)
	}
	for _, want := range []string{"logging trap debugging\n", "logging facility local0\n", "logging origin-id hostname\n", "level debugging, 3 message lines logged\n", "Logging to COLLECTOR  (udp port "} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	u.Log().Debug("a debug")
	if got := next(); !strings.HasPrefix(got, "<135>4: R2: ") || !strings.HasSuffix(got, ": a debug") {
		t.Errorf("the server got %q", got)
	}
	typeLines(u, "configure terminal", "no logging trap", "end")
	if servers := u.Log().Status().Servers; len(servers) != 1 || !servers[0].Up {
		t.Errorf("the servers are %v", servers)
	}
}

func TestSyslogByTCP(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	u := boot(t, fmt.Sprintf("hostname R2\nlogging host 127.0.0.1 transport tcp port %d sequence-num-session\n", l.Addr().(*net.TCPAddr).Port), nil)
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), `<190>[syslog@9 s_sn="1"]: 1: *Sep 21`) {
		t.Errorf("the server got %q", lines.Text())
	}
	u.Log().Syslog(ike.Syslog{Facility: "X", Severity: 0, Mnemonic: "Y", Text: "z"})
	if !lines.Scan() || !strings.HasSuffix(lines.Text(), "%X-0-Y: z") {
		t.Errorf("the server got %q", lines.Text())
	}
}
