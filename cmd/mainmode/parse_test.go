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
		{"lab", []string{"lab", "dir", "--console", "R3", "--exec", "f", "--prefix", "--log", "l", "--pcap", "p", "--datapath", "userspace"},
			commandLine{Lab: labCommand{Dir: "dir", Console: "R3", Exec: "f", Prefix: true, Log: "l", Pcap: "p", Datapath: "userspace"}}},
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
				if c.Lab.Dir == "" {
					c.Lab.Datapath = ""
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parse (-want +got):\n%s", diff)
			}
		})
	}
}
