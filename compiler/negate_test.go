package compiler

import (
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mainmode/grammar"
)

// modeOpeners are the lines that lead to each mode of configuration.
var modeOpeners = map[*grammar.Mode][]string{
	grammar.Global:           nil,
	grammar.Interface:        {"interface Tunnel7"},
	grammar.SubInterface:     {"interface Ethernet0/0.7"},
	grammar.ISAKMPPolicy:     {"crypto isakmp policy 77"},
	grammar.Keyring:          {"crypto keyring RING"},
	grammar.TransformSet:     {"crypto ipsec transform-set SET esp-aes esp-sha-hmac"},
	grammar.IPsecProfile:     {"crypto ipsec profile PROFILE"},
	grammar.CryptoMap:        {"crypto map MAP 77 ipsec-isakmp"},
	grammar.ISAKMPPeer:       {"crypto isakmp peer address 203.0.113.7"},
	grammar.ISAKMPGroup:      {"crypto isakmp client configuration group GROUP"},
	grammar.ISAKMPProfile:    {"crypto isakmp profile IKE"},
	grammar.Trustpoint:       {"crypto pki trustpoint TRUST"},
	grammar.CertificateMap:   {"crypto pki certificate map CERT 77"},
	grammar.StandardACL:      {"ip access-list standard SOURCES"},
	grammar.ExtendedACL:      {"ip access-list extended FLOWS"},
	grammar.IPv6ACL:          {"ipv6 access-list FLOWS6"},
	grammar.NetworkGroup:     {"object-group network NETS"},
	grammar.ServiceGroup:     {"object-group service PORTS"},
	grammar.IPv6NetworkGroup: {"object-group v6-network NETS6"},
	grammar.IPv6ServiceGroup: {"object-group v6-service PORTS6"},
	grammar.VRF:              {"vrf definition BLUE"},
	grammar.IPv4VRF:          {"ip vrf RED"},
	grammar.VRFFamily:        {"vrf definition BLUE", "address-family ipv4"},
	grammar.PoolRanges:       {"ip nat pool RANGES prefix-length 24"},
	grammar.TimeRangeLines:   {"time-range HOURS"},
	grammar.RouteMap:         {"route-map MAP permit 77"},
	grammar.Line:             {"line vty 5 7"},
}

// negatable reports whether a line is a command that has an effect and that
// "no" takes away.
func negatable(m grammar.Match) bool {
	switch m.Command.(type) {
	case nil, *grammar.Exit, *grammar.End, *grammar.Do, *grammar.ExitAddressFamily, *grammar.DescribeHelp,
		*grammar.SelectInterfaceRange, *grammar.SelectLine, *grammar.Banner, *grammar.GroupBanner, *grammar.Certificate:
		return false
	}
	if c, ok := m.Command.(*grammar.IPNameServer); ok && len(c.Servers) > 1 {
		return false // it is as many lines
	}
	_, immediate := m.Command.(grammar.Immediate)
	_, inert := m.Command.(grammar.Inert)
	return m.Status == grammar.OK && !immediate && !inert && !m.No && !m.Default
}

// negations are the lines that take a line back: "no" and "default" before it
// as it was typed, and before every beginning of it that is the command.
func negations(mode *grammar.Mode, line string, m grammar.Match) []string {
	forms := []string{"no " + line, "default " + line}
	switch m.Command.(type) {
	case *grammar.SelectInterface: // those of the system stay, and "default" never removes one
		if kind, _ := splitInterface(nthWord(grammar.Format(m.Command, false), 1)); physicalKinds[kind] {
			return nil
		}
		return forms[:1]
	case *grammar.StandardEntry, *grammar.ExtendedEntry, *grammar.IPv6Entry, *grammar.AccessListStandard, *grammar.AccessListExtended:
		return forms // or the whole list
	case *grammar.ExecTimeout:
		return forms[1:] // "no exec-timeout" is "exec-timeout 0 0"
	}
	printed := strings.Fields(grammar.Format(m.Command, false))
	for n := len(printed) - 1; n > 0; n-- {
		begun := strings.Join(printed[:n], " ")
		p := mode.Parse("no " + begun)
		if p.Status == grammar.OK && reflect.TypeOf(p.Command) == reflect.TypeOf(m.Command) && strings.TrimPrefix(grammar.Format(p.Command, true), "no ") == begun {
			forms = append(forms, "no "+begun, "default "+begun)
		}
	}
	return forms
}

// TestNegation types lines of all commands, and takes each back by its "no" and
// "default" forms, whole and with as few words as the grammar has: what "show
// running-config" prints is what it was.
func TestNegation(t *testing.T) {
	const tries, enough = 100, 12
	r := rand.New(rand.NewPCG(2409, 6))
	tested := 0
	for _, mode := range grammar.Modes {
		if mode == grammar.Exec || mode == grammar.CertificateChain {
			continue
		}
		openers, ok := modeOpeners[mode]
		if !ok {
			t.Errorf("nothing leads to mode %s", mode.Name)
		}
		for _, command := range mode.Commands() {
			seen := 0
			for try := 0; try < tries*propertyRounds(t) && seen < enough*propertyRounds(t); try++ {
				line := generatedBehind(r, t, mode, firstWordsOf(command))
				m := mode.Parse(line)
				if reflect.TypeOf(m.Command) == reflect.PointerTo(command) && negatable(m) && negated(t, mode, openers, line, m) {
					seen++
				}
			}
			if seen > 0 {
				tested++
			}
		}
	}
	const commands = 190 // that have an effect and can be taken back
	if tested < commands {
		t.Errorf("only %d commands", tested)
	}
}

// negated types a line and takes it back in every way. It reports whether the
// line is one that changes the configuration.
func negated(t *testing.T, mode *grammar.Mode, openers []string, line string, m grammar.Match) bool {
	typed := func(lines ...string) (*Editor, Result) {
		e := NewEditor(New(testSalt))
		var result Result
		for _, l := range append(slices.Clone(openers), lines...) {
			result = e.Line(l)
			if mode == grammar.Global {
				e.enter(grammar.Global, "") // out of what the line has opened
			}
		}
		return e, result
	}
	e, _ := typed()
	before, on := e.c.Text(), e.rules.onByDefault(grammar.Format(m.Command, false))
	e, result := typed(line)
	if e.c.Text() == before && !on || result.Status != grammar.OK || len(result.Messages) > 0 {
		return false
	}
	for _, form := range negations(mode, line, m) {
		e, _ := typed(line, form)
		want := before
		if on && strings.HasPrefix(form, "no ") {
			// Off is what is printed; "default" turns it on again.
			if !strings.Contains(e.c.Text(), "no "+e.rules.key(strings.TrimPrefix(grammar.Format(mode.Parse(form).Command, true), "no "))) {
				t.Errorf("%s: %q, %q:\n%s", mode.Name, line, form, e.c.Text())
			}
			e, _ = typed(line, form, "default "+strings.TrimPrefix(form, "no "))
		}
		if got := e.c.Text(); got != want {
			t.Errorf("%s: %q, %q:\n%s\nwas:\n%s", mode.Name, line, form, got, want)
		}
	}
	return true
}

var leadingWords = regexp.MustCompile(`^('[^']+' )*`)

// firstWordsOf are the words with which every line of a command begins.
func firstWordsOf(command reflect.Type) string {
	return strings.ReplaceAll(leadingWords.FindString(command.Field(0).Tag.Get("parser")), "'", "")
}
