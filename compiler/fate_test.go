package compiler

import (
	"os"
	"strings"
	"testing"
)

// TestFates reads testdata/fates.txt: what becomes of a line. "@ COMMAND" opens
// the mode of the lines that follow, "@" is global configuration; each of these
// is a fate and a line, loaded alone in that mode.
func TestFates(t *testing.T) {
	data, err := os.ReadFile("testdata/fates.txt")
	if err != nil {
		t.Fatal(err)
	}
	header, seen := "", 0
	for number, one := range strings.Split(string(data), "\n") {
		if one == "" || one[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(one, "@"); ok {
			header = strings.TrimSpace(rest)
			continue
		}
		fate, line, ok := strings.Cut(one, " ")
		if !ok {
			t.Fatalf("line %d: no fate: %q", number+1, one)
		}
		line = strings.TrimLeft(line, " ")
		text := line + "\n"
		if header != "" {
			text = header + "\n " + text
		}
		r := Check("fates", text)
		got := r.Lines[len(r.Lines)-1]
		if string(got.Fate) != fate {
			t.Errorf("line %d: %s: %q is %s, want %s: %s", number+1, header, line, got.Fate, fate, got.Reason)
		}
		if got.Fate != Refused && strings.TrimSpace(line) == "" {
			t.Errorf("line %d: empty", number+1)
		}
		seen++
	}
	if seen < 300 {
		t.Errorf("only %d lines", seen)
	}
}

// A sub-mode's own exit line, which stands as far left as what opened it, ends
// that sub-mode and not the one around it.
func TestExitOfSubmode(t *testing.T) {
	for _, text := range []string{
		"router eigrp B\n !\n address-family ipv4 unicast autonomous-system 1\n  !\n  af-interface Tunnel0\n   passive-interface\n  exit-af-interface\n  !\n  topology base\n   redistribute static\n  exit-af-topology\n  network 10.0.0.0\n exit-address-family\n",
		"router eigrp B\n !\n service-family ipv4 autonomous-system 1\n  !\n  sf-interface default\n   shutdown\n  exit-sf-interface\n  !\n  topology base\n  exit-sf-topology\n exit-service-family\n",
		"router bgp 65000\n template peer-policy P\n  default-originate\n exit-peer-policy\n template peer-session S\n  remote-as 65001\n exit-peer-session\n bgp log-neighbor-changes\n",
		"router bgp 65000\n bmp server 1\n  address 192.0.2.1 port-number 1790\n exit-bmp-server-mode\n neighbor 192.0.2.2 remote-as 65001\n",
	} {
		r := Check("blocks", text)
		if r.Refused > 0 || r.Applied > 0 {
			t.Errorf("%s\n%s", text, r)
		}
		if got := r.config.Running(); !strings.Contains(got, text) {
			t.Errorf("printed as\n%s\nwant\n%s", got, text)
		}
	}
}

// A line that only global configuration is known to have belongs to the block
// with whose lines it stands, which goes on behind it.
func TestIndentedLineStaysInBlock(t *testing.T) {
	const text = "interface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n memory-size iomem 10\n hold-queue 300 in\n"
	r := Check("indented", text)
	if r.Refused > 0 {
		t.Errorf("%s", r)
	}
	if got := r.config.Running(); !strings.Contains(got, " memory-size iomem 10\n hold-queue 300 in\n") {
		t.Errorf("printed as\n%s", got)
	}
}
