package lab

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "R2.cfg", "hostname R2\n")
	write(t, dir, "R3.cfg", "hostname R3\n")
	write(t, dir, TopologyFile, `
name: vti
mgmt: {network: fixed, ipv4-subnet: 172.20.20.0/24}
topology:
  defaults: {kind: mainmode}
  nodes:
    R3:
      kind: mainmode
      image: none
      startup-config: R3.cfg
    R2: {startup-config: `+dir+`/R2.cfg}
    host:
      kind: linux
      exec:
        - ip addr add 192.0.2.1/24 dev eth1
  links:
    - endpoints: ["R2:eth1", "R3:eth1"]
    - endpoints:
      - {node: R3, interface: eth2}
      - node: host
        interface: eth1
      mtu: 1400
`)
	got, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := &Topology{
		Name: "vti",
		Dir:  dir,
		Nodes: []Node{
			{Name: "R3", Kind: "mainmode", StartupConfig: filepath.Join(dir, "R3.cfg")},
			{Name: "R2", StartupConfig: filepath.Join(dir, "R2.cfg")},
			{Name: "host", Kind: "linux", Exec: []string{"ip addr add 192.0.2.1/24 dev eth1"}},
		},
		Links: []Link{
			{A: Endpoint{"R2", "eth1"}, B: Endpoint{"R3", "eth1"}},
			{A: Endpoint{"R3", "eth2"}, B: Endpoint{"host", "eth1"}, MTU: 1400},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
}

func TestLoadErrors(t *testing.T) {
	const nodes = "topology:\n  nodes:\n    R2: {startup-config: R2.cfg}\n    R3: {startup-config: R2.cfg}\n"
	tests := []struct {
		name, text, want string
	}{
		{"empty", "", "no nodes under topology"},
		{"not YAML", "topology:\n  nodes: [R2\n", "line 2: "},
		{"binary", "\x00\x01\xff", ""},
		{"nodes is a list", "topology:\n  nodes:\n    - R2\n", "line 3: nodes is not a mapping of names to nodes"},
		{"node is a string", "topology:\n  nodes:\n    R2: R2.cfg\n", "line 3: "},
		{"node twice", "topology:\n  nodes:\n    R2: {startup-config: R2.cfg}\n    R2: {startup-config: R2.cfg}\n", "line 4: "},
		{"bad name", "topology:\n  nodes:\n    ../R2: {startup-config: R2.cfg}\n", `line 3: "../R2" cannot be the name of a node`},
		{"no startup-config", "topology:\n  nodes:\n    R2: {}\n", "line 3: node R2 has no startup-config"},
		{"nothing in a node", "topology:\n  nodes:\n    R2:\n", "line 3: node R2 has no startup-config"},
		{"startup-config missing", "topology:\n  nodes:\n    R2: {startup-config: R9.cfg}\n", "startup-config of R2: DIR/R9.cfg: no such file or directory"},
		{"startup-config is a directory", "topology:\n  nodes:\n    R2: {startup-config: .}\n", "startup-config of R2: DIR: is a directory"},
		{"unknown node", nodes + "  links:\n    - endpoints: [\"R2:eth1\", \"R4:eth1\"]\n", `line 6: link to unknown node "R4"`},
		{"one endpoint", nodes + "  links:\n    - endpoints: [\"R2:eth1\"]\n", "line 6: a link has two endpoints, this one has 1"},
		{"no endpoints", nodes + "  links:\n    - mtu: 1500\n", "line 6: a link has two endpoints, this one has 0"},
		{"three endpoints", nodes + "  links:\n    - endpoints: [\"R2:eth1\", \"R3:eth1\", \"R3:eth2\"]\n", "line 6: a link has two endpoints, this one has 3"},
		{"no interface", nodes + "  links:\n    - endpoints: [\"R2:eth1\", \"R3\"]\n", `line 6: endpoint "R3" names no interface (R3:eth1)`},
		{"interface of 16 bytes", nodes + "  links:\n    - endpoints: [\"R2:eth1\", \"R3:GigabitEthernet0\"]\n", `line 6: endpoint R3:GigabitEthernet0: "GigabitEthernet0" cannot be the name of an interface`},
		{"loopback", nodes + "  links:\n    - endpoints: [\"R2:eth1\", \"R3:lo\"]\n", `"lo" cannot be the name of an interface`},
		{"endpoint used twice", nodes + "  links:\n    - endpoints: [\"R2:eth1\", \"R3:eth1\"]\n    - endpoints: [\"R2:eth2\", \"R3:eth1\"]\n", "line 7: endpoint R3:eth1 is used twice"},
		{"both ends the same", nodes + "  links:\n    - endpoints: [\"R2:eth1\", \"R2:eth1\"]\n", "line 6: endpoint R2:eth1 is used twice"},
		{"mtu", nodes + "  links:\n    - endpoints: [\"R2:eth1\", \"R3:eth1\"]\n      mtu: 70000\n", "line 6: mtu 70000 is not between 68 and 65535"},
		{"mtu is a word", nodes + "  links:\n    - endpoints: [\"R2:eth1\", \"R3:eth1\"]\n      mtu: large\n", "line 7: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "R2.cfg", "hostname R2\n")
			write(t, dir, TopologyFile, tt.text)
			_, err := Load(dir)
			if err == nil {
				t.Fatal("Load took it")
			}
			got := strings.ReplaceAll(err.Error(), dir, "DIR")
			if !strings.HasPrefix(got, "DIR/"+TopologyFile+": ") || !strings.Contains(got, tt.want) {
				t.Errorf("error %q, want one of the file with %q", got, tt.want)
			}
			if strings.Contains(got, "\n") {
				t.Errorf("more than one line: %q", got)
			}
		})
	}
}

func TestLoadMissing(t *testing.T) {
	dir := t.TempDir()
	_, err := Load(dir)
	if want := filepath.Join(dir, TopologyFile) + ": no such file or directory"; err == nil || err.Error() != want {
		t.Errorf("no file: %v, want %s", err, want)
	}
	if err := os.Mkdir(filepath.Join(dir, TopologyFile), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = Load(dir)
	if want := filepath.Join(dir, TopologyFile) + ": is a directory"; err == nil || err.Error() != want {
		t.Errorf("a directory: %v, want %s", err, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("name: x\ntopology:\n  nodes:\n    R2: {startup-config: a}\n    R3: {kind: linux}\n  links:\n    - endpoints: [\"R2:eth1\", \"R3:eth1\"]\n"))
	f.Add([]byte("topology: {nodes: {a: {kind: linux, exec: [b]}}, links: [{endpoints: [{node: a, interface: b}, \"a:c\"]}]}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		topology, err := parse(text, "dir")
		if err != nil {
			return
		}
		for _, e := range topology.Endpoints() {
			if topology.Node(e.Node) == nil {
				t.Errorf("link to %s, which is no node", e)
			}
		}
	})
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
