package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want commandLine
	}{
		{"run", []string{"run", "--config", "R2.cfg", "--interface", "GigabitEthernet0/0=eth0", "--interface=Ethernet0/1.5=eth1.5", "--no-console", "--socket", "/s"},
			commandLine{Run: runCommand{
				Config: "R2.cfg", Datapath: "auto", Socket: "/s", NoConsole: true,
				Interface: map[string]string{"GigabitEthernet0/0": "eth0", "Ethernet0/1.5": "eth1.5"},
			}}},
		{"attach", []string{"attach"}, commandLine{}},
		{"attach to a node", []string{"attach", "R3"}, commandLine{Attach: attachCommand{Node: "R3"}}},
		{"attach to a socket", []string{"attach", "--socket", "/s"}, commandLine{Attach: attachCommand{Socket: "/s"}}},
		{"exec", []string{"exec", "R3", "show", "run", "|", "i", "--x"}, commandLine{Exec: execCommand{Command: []string{"R3", "show", "run", "|", "i", "--x"}}}},
		{"exec from stdin", []string{"exec", "--socket", "/s", "-"}, commandLine{Exec: execCommand{Socket: "/s", Command: []string{"-"}}}},
		{"lab", []string{"lab", "dir", "--console", "R3", "--exec", "f", "--prefix", "--log", "l", "--pcap", "p", "--datapath", "userspace", "--datapath", "R2=kernel"},
			commandLine{Lab: labCommand{Dir: "dir", Console: "R3", Exec: "f", Prefix: true, Log: "l", Pcap: "p", Datapath: datapaths{"userspace", "R2=kernel"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got commandLine
			if _, err := parse(tt.args, &got); err != nil {
				t.Fatal(err)
			}
			// What other commands default to does not matter.
			for _, c := range []*commandLine{&got, &tt.want} {
				if c.Run.Config == "" {
					c.Run.Datapath = ""
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parse (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDatapaths(t *testing.T) {
	isNode := func(name string) bool { return name == "R1" || name == "R2" }
	d := datapaths{"R2=kernel", "userspace"}
	if err := d.check(isNode); err != nil {
		t.Error(err)
	}
	for node, want := range map[string]string{"R1": "userspace", "R2": "kernel"} {
		if got := d.of(node); got != want {
			t.Errorf("%s: %s, want %s", node, got, want)
		}
	}
	if got := datapaths(nil).of("R1"); got != "auto" {
		t.Errorf("none given: %s", got)
	}
	for value, want := range map[string]string{
		"magic":   `--datapath: "magic" is not one of auto, userspace, kernel`,
		"R1=":     `--datapath: "" is not one of auto, userspace, kernel`,
		"R3=auto": `--datapath: unknown node "R3"`,
		"=kernel": `--datapath: unknown node ""`,
		"R1=a=b":  `--datapath: "a=b" is not one of auto, userspace, kernel`,
	} {
		if err := (datapaths{value}).check(isNode); err == nil || err.Error() != want {
			t.Errorf("%s: %v", value, err)
		}
	}
}
