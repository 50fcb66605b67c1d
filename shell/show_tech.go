package shell

import (
	"bytes"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"mainmode/compiler"
	"mainmode/grammar"
)

// The commands whose output "show tech-support" joins: of all subjects that
// is techSystem and techCrypto; of the subject crypto techPaths, which says how
// packets come to be protected, and techCrypto.
var (
	techSystem = []string{
		"show clock detail", "show version", "show running-config", "show inventory", "show ip interface brief", "show ipv6 interface brief",
		"show interfaces", "show ip interface", "show ipv6 interface", "show arp", "show ipv6 neighbors", "show ip route", "show ipv6 route",
		"show access-lists", "show ip nat translations", "show ip nat statistics", "show vrf", "show hosts", "show ip protocols", "show track", "show ip sockets", "show ip traffic", "show tcp brief all", "show processes cpu",
		"show processes memory", "show memory statistics", "show users", "show debugging", "show startup-config errors",
	}
	techPaths = []string{
		"show clock detail", "show version", "show running-config", "show startup-config errors", "show vrf", "show ip interface brief", "show ipv6 interface brief",
		"show interfaces", "show ip route", "show ip route vrf *", "show ipv6 route", "show access-lists", "show ip nat translations", "show ip nat statistics",
		"show ip protocols", "show track", "show ip sockets", "show ip traffic", "show processes cpu",
	}
	techCrypto = []string{
		"show crypto isakmp policy", "show crypto isakmp default policy", "show crypto isakmp profile", "show crypto isakmp sa", "show crypto isakmp sa detail",
		"show crypto isakmp sa count", "show crypto isakmp peers", "show crypto isakmp diagnose error", "show crypto ipsec transform-set", "show crypto ipsec profile",
		"show crypto ipsec security-association lifetime", "show crypto ipsec sa detail", "show crypto ipsec sa count", "show crypto ipsec spi-lookup",
		"show crypto session detail", "show crypto map", "show crypto dynamic-map", "show crypto engine configuration",
		"show crypto engine connections active", "show crypto engine accelerator statistic", "show crypto eli", "show crypto ruleset",
		"show crypto mib isakmp flowmib global", "show crypto mib ipsec flowmib global", "show tunnel protection statistics",
		"show crypto sockets", "show crypto call admission statistics", "show debugging", "show crypto debug-condition", "show crypto pki trustpoints",
		"show crypto pki certificates", "show crypto key mypubkey rsa", "show logging",
	}
)

// showTechSupport runs one command after the other. Secrets do not get into
// what will be sent to somebody.
func showTechSupport(s *Session, c *grammar.ShowTechSupport) error {
	sections := slices.Concat(techSystem, techCrypto)
	if c.Subject != "" {
		sections = slices.Concat(techPaths, techCrypto)
	}
	out := s.out
	defer func() { s.out = out }()
	for _, line := range sections {
		m := grammar.Exec.Parse(line)
		if m.Status != grammar.OK {
			continue // what this router does not have, it does not show
		}
		s.out = out
		s.Printf("\n------------------ %s ------------------\n\n", line)
		var section bytesFlusher
		s.out = &section
		err := s.table[reflect.TypeOf(m.Command).Elem()].run(s, m.Command)
		s.out = out
		text := section.String()
		if line == "show running-config" { // other output has words that only look like keys
			text = maskSecrets(text)
		}
		s.Printf("%s", text)
		if err != nil {
			s.Printf("%v\n", err)
		}
		if s.ctx.Err() != nil {
			return s.ctx.Err()
		}
	}
	s.Printf("\n")
	return nil
}

// bytesFlusher keeps what is written.
type bytesFlusher struct{ bytes.Buffer }

func (*bytesFlusher) Flush() {}

var (
	// otherSecrets are what stands where compiler.Redact does not look.
	otherSecrets = regexp.MustCompile(`(?i)^(\s*(?:snmp-server community|ip ospf authentication-key|ip ospf message-digest-key \d+ md5(?: \d)?|` +
		`standby(?: \d+)? authentication(?: text)?|vrrp \d+ authentication(?: text)?|ip nhrp authentication|neighbor \S+ password(?: \d)?|` +
		`ppp chap password(?: \d)?|tacacs-server key(?: \d)?|radius-server key(?: \d)?|ntp authentication-key \d+ md5) )(\S+)`)
	// notSecret are lines in which a word only looks like one that stands
	// before a secret.
	notSecret = regexp.MustCompile(`(?i)^\s*(?:key chain|tunnel key|crypto key)`)
)

// maskSecrets replaces the keys and passwords of configuration lines by
// <removed>, as IOS does.
func maskSecrets(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		switch {
		case notSecret.MatchString(line):
		case otherSecrets.MatchString(line):
			line = otherSecrets.ReplaceAllString(line, "$1<removed>")
		default:
			line = maskLine(line)
		}
		b.WriteString(line)
	}
	return b.String()
}

// maskLine replaces what compiler.Redact hides.
func maskLine(line string) string {
	end := strings.TrimRight(line, "\r\n")
	hidden := compiler.Redact(end)
	if hidden == end {
		return line
	}
	var b strings.Builder
	for i := 0; i < len(end); {
		if end[i] == hidden[i] {
			b.WriteByte(end[i])
			i++
			continue
		}
		// The whole word is hidden, also where a star of its own stood in it.
		for i < len(end) && end[i] != ' ' && end[i] != '\t' {
			i++
		}
		b.WriteString("<removed>")
	}
	return b.String() + line[len(end):]
}
