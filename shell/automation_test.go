package shell

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// step is what a client sends and how it knows that the answer is complete.
type step struct {
	send string
	end  string   // "": the prompt
	want []string // regular expressions that must match the answer
	not  []string // and that must not

	hidden bool // a password
}

// clientFailures are what the clients take for an error, wherever it stands.
var clientFailures = []string{
	`% ?Error`, `(?m)^ERROR:`, `% ?Bad secret`, `(?i)invalid input`, `(?i)(?:incomplete|ambiguous) command`,
	`connection timed out`, `[^\r\n]+ not found`, `Bad mask`, `Command authorization failed`, `% Invalid`, `% Unknown command`,
}

const prompt = "R2#"

// replay types the steps of a client and checks the answers: the echo of the
// command, CRLF at the end of lines, no escape sequences, then the prompt.
func replay(t *testing.T, c *screenClient, steps []step) {
	t.Helper()
	for _, s := range steps {
		end := s.end
		if end == "" {
			end = prompt
		}
		c.send(s.send)
		text := c.until(end)
		answer, echoed := strings.CutPrefix(text, s.send+"\r\n")
		if !echoed && !s.hidden {
			t.Errorf("%s: no echo in %q", s.send, text)
		}
		if strings.Contains(text, "\x1b") || regexp.MustCompile(`[^\r]\n`).MatchString(text) {
			t.Errorf("%s: an escape sequence or a lone line feed in %q", s.send, text)
		}
		for _, want := range s.want {
			if !regexp.MustCompile(want).MatchString(strings.ReplaceAll(text, "\r", "")) {
				t.Errorf("%s: no %s in\n%s", s.send, want, text)
			}
		}
		not := s.not
		if not == nil {
			not = clientFailures
		}
		for _, bad := range not {
			if m := regexp.MustCompile(bad).FindString(answer); m != "" {
				t.Errorf("%s: a client takes %q for an error in\n%s", s.send, m, text)
			}
		}
	}
}

const automationConfig = `version 15.2
hostname R2
ip domain name example.net
enable secret cisco
username ann privilege 15 secret ann
username bob secret bob
interface Ethernet0/0
 ip address 192.0.2.2 255.255.255.0
 no shutdown
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
line vty 0 15
 login local
`

var automationClients = []struct {
	name, user string
	first      string // the prompt at login
	steps      []step
}{
	{name: "netmiko", user: "ann", first: prompt, steps: []step{
		{send: "terminal width 511"},
		{send: "terminal length 0"},
		{send: ""},
		{send: "show version", want: []string{`Cisco IOS Software`}},
		{send: "configure terminal", end: "R2(config)#", want: []string{`Enter configuration commands, one per line\.  End with CNTL/Z\.`}},
		{send: "interface Loopback0", end: "R2(config-if)#"},
		{send: "description by netmiko", end: "R2(config-if)#"},
		{send: "end"},
		{send: "show running-config interface Loopback0", want: []string{`(?m)^ description by netmiko$`}},
		{send: "write mem", want: []string{`\[OK\]`}},
		{send: "dir", want: []string{`Directory of (.*)/`, `(\d+) bytes free`}},
		{send: "copy running-config flash:saved", end: "[saved]? "},
		{send: "", want: []string{`bytes copied in`}},
		{send: "more flash:saved", want: []string{`(?m)^hostname R2$`}},
	}},
	{name: "netmiko enable", user: "bob", first: "R2>", steps: []step{
		{send: "terminal width 511", end: "R2>"},
		{send: "terminal length 0", end: "R2>"},
		{send: "enable", end: "Password: "},
		{hidden: true, send: "cisco", want: []string{`^\r?\n?R2#`}},
		{send: "disable", end: "R2>"},
	}},
	{name: "Ansible", user: "bob", first: "R2>", steps: []step{
		{send: "terminal length 0", end: "R2>"},
		{send: "terminal width 512", end: "R2>"},
		{send: "show privilege", end: "R2>", want: []string{`Current privilege level is 1\n`}},
		{send: "enable", end: "Password: "},
		{hidden: true, send: "cisco"},
		{send: "show privilege", want: []string{`Current privilege level is 15\n`}},
		{send: "show version", want: []string{`Version (\S+)`, `(?m)^[Cc]isco (\S+).+bytes of .*memory`, `(?m)^(.+) uptime`, `image file is "(.+)"`}},
		{send: "show running-config", want: []string{`Building configuration\.\.\.`, `(?m)^Current configuration : \d+ bytes$`, `(?m)^end$`}},
		{send: "show running-config all", want: []string{`(?m)^end$`}},
		{send: "show startup-config", want: []string{`Using \d+ out of \d+ bytes`}},
		{send: "show archive", want: []string{`Archive feature not enabled`}},
		{send: "show archive config rollback timer", want: []string{`%No Rollback Confirmed Change pending`}},
		{send: "show interfaces", want: []string{`Hardware is .*`, `MTU \d+`, `BW \d+`, `Internet address is`, `line protocol is`}},
		{send: "show ip interface", want: []string{`Internet address is`}},
		{send: "show running-config | section ^interface", want: []string{`(?m)^interface Loopback0$`}},
		{send: "show vlan", not: []string{"nothing is wrong with a refusal here"}, want: []string{`% Invalid input detected|% Unknown command|% Ambiguous`}},
	}},
	{name: "NAPALM", user: "ann", first: prompt, steps: []step{
		{send: "terminal width 511"},
		{send: "terminal length 0"},
		{send: "configure terminal", end: "R2(config)#"},
		{send: "archive", end: "R2(config-archive)#"},
		{send: "path flash:archive", end: "R2(config-archive)#"},
		{send: "exit", end: "R2(config)#"},
		{send: "file prompt quiet", end: "R2(config)#"},
		{send: "end"},
		{send: "show archive", want: []string{`maximum archive configurations allowed is`}, not: []string{`Archive feature not enabled`}},
		{send: "dir flash:", want: []string{`Directory of flash:/`}},
		{send: "copy running-config flash:candidate", want: []string{`bytes copied in`}},
		{send: "configure terminal", end: "R2(config)#"},
		{send: "interface Loopback7", end: "R2(config-if)#"},
		{send: "end"},
		{send: "show archive config differences system:running-config flash:candidate", want: []string{`!Contextual Config Diffs:\n-interface Loopback7\n`}},
		{send: "show archive config incremental-diffs flash:candidate ignorecase", want: []string{`!List of Commands:\nend\n!No changes were found`}},
		{send: "configure replace flash:candidate force revert trigger error timer 5", want: []string{`Rollback Done`}, not: []string{`(?i)error`, `failed`}},
		{send: "show archive config rollback timer", want: []string{`Time configured.*?: (.+)`, `Timer type: (.+)`, `Timer value: 5 min`, `User: ann`}},
		{send: "configure confirm"},
		{send: "show archive config differences system:running-config flash:candidate", want: []string{`No changes were found`}},
		{send: "configure terminal revert timer 3", end: "R2(config)#"},
		{send: "end"},
		{send: "copy flash:candidate running-config", want: []string{`bytes copied in`}},
		{send: "configure revert now", want: []string{`Rollback Done`}},
		{send: "copy null: flash:merge", want: []string{`0 bytes copied`}},
		{send: "more flash:candidate", want: []string{`(?m)^end$`}},
		{send: "show ip interface brief", want: []string{`Interface +IP-Address +OK\? Method Status +Protocol`}},
		{send: "show arp", want: []string{`Protocol +Address +Age \(min\) +Hardware Addr +Type +Interface`}},
	}},
	{name: "RANCID", user: "ann", first: prompt, steps: []step{
		{send: "terminal length 0"},
		{send: "terminal width 132"},
		{send: "show redundancy secondary", not: []string{"nothing is wrong with a refusal here"}, want: []string{`(?i)invalid input detected`}},
		{send: "dir /all nvram:", want: []string{`startup-config`}},
		{send: "show flash:", want: []string{`Directory of flash:/`}},
		{send: "more system:running-config", want: []string{`(?m)^end$`}},
		{send: "show running-config view full", want: []string{`(?m)^end$`}},
		{send: "write term", want: []string{`(?m)^end$`}},
	}},
	{name: "Oxidized", user: "ann", first: prompt, steps: []step{
		{send: "terminal length 0"},
		{send: "terminal width 0"},
		{send: "show version", want: []string{`(?m)^(?:Cisco )?IOS .* Software,? \(([A-Za-z0-9_-]*)\), .*Version\s+(.*)$`, `(?m)^ROM:`,
			`(?m)^(\d+[kK]) bytes of (non-volatile|NVRAM)`, `(?m)^System image file is "([^"]*)"`}},
		{send: "show running-config", want: []string{`(?m)^end$`}},
	}},
	{name: "Scrapli", user: "bob", first: "R2>", steps: []step{
		{send: "enable", end: "Password: "},
		{hidden: true, send: "cisco"},
		{send: "term width 512"},
		{send: "term len 0"},
		{send: "configure terminal", end: "R2(config)#"},
		{send: "end"},
	}},
	{name: "unicon", user: "ann", first: prompt, steps: []step{
		{send: "term length 0"},
		{send: "term width 0"},
		{send: "show version", want: []string{`uptime is`}},
		{send: "show version | include operating mode"},
		{send: "config term", end: "R2(config)#"},
		{send: "no logging console", end: "R2(config)#"},
		{send: "line console 0", end: "R2(config-line)#"},
		{send: "exec-timeout 0", end: "R2(config-line)#"},
		{send: "line vty 0 4", end: "R2(config-line)#"},
		{send: "exec-timeout 0", end: "R2(config-line)#"},
		{send: "end"},
		{send: "reload", end: "[yes/no]: "},
		{send: "no", end: "Proceed with reload? [confirm]"},
		{send: "n"},
	}},
}

// TestAutomation types what each automation tool types at connect, for facts
// and for the configuration, and reads the answers as it does.
func TestAutomation(t *testing.T) {
	for _, client := range automationClients {
		t.Run(client.name, func(t *testing.T) {
			_, address := bootRemote(t, automationConfig)
			conn, err := dialRemote(address, client.user, client.user)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			c := openScreen(t, conn, "vt100")
			c.until(client.first)
			replay(t, c, client.steps)
			c.send("exit")
			done := make(chan struct{})
			go func() { conn.Wait(); close(done) }()
			select {
			case <-done:
			case <-time.After(10 * time.Second):
				t.Error("exit does not end the connection")
			}
		})
	}
}
