package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// TopologyFile is the name of a lab's description, in containerlab's format.
const TopologyFile = "topology.clab.yml"

// Topology is a lab: nodes in the order of the file and the links between
// them.
type Topology struct {
	Name  string
	Dir   string // where the file is; the exec commands run there
	Nodes []Node
	Links []Link
}

// Node is a router, or with the kind "linux" a bare network namespace.
type Node struct {
	Name          string
	Kind          string   // as in the file; "linux": no router runs in it
	StartupConfig string   // path; empty only for the kind "linux"
	Exec          []string // shell commands to run in the namespace once its links are there
}

// Router reports whether mainmode runs in the node.
func (n *Node) Router() bool { return n.Kind != "linux" }

// Link joins two interfaces.
type Link struct {
	A, B Endpoint
	MTU  int // of both devices, 0: the system's default
}

// Endpoint is one end of a link.
type Endpoint struct{ Node, Interface string }

func (e Endpoint) String() string { return e.Node + ":" + e.Interface }

// Endpoints of all the links, in the order of the file.
func (t *Topology) Endpoints() []Endpoint {
	var all []Endpoint
	for _, l := range t.Links {
		all = append(all, l.A, l.B)
	}
	return all
}

// Node returns the node of that name, nil if there is none.
func (t *Topology) Node(name string) *Node {
	for i := range t.Nodes {
		if t.Nodes[i].Name == name {
			return &t.Nodes[i]
		}
	}
	return nil
}

// Load reads dir/topology.clab.yml and checks it. Of containerlab's format it
// takes what says which nodes there are and how they are joined; images,
// management networks and the like mean nothing here and are passed over.
// Every error is one line that names the file and, where there is one, the
// line in it.
func Load(dir string) (*Topology, error) {
	file := filepath.Join(dir, TopologyFile)
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, pathError(file, err)
	}
	t, err := parse(text, dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, n := range t.Nodes {
		if n.StartupConfig == "" {
			continue
		}
		info, err := os.Stat(n.StartupConfig)
		if err == nil && info.IsDir() {
			err = errors.New("is a directory")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: startup-config of %s: %w", file, n.Name, pathError(n.StartupConfig, err))
		}
	}
	return t, nil
}

// pathError says "path: why" without the system call's name in between.
func pathError(path string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// The shape of the file. Values keep their line for the errors about them.
type (
	document struct {
		Name     string `yaml:"name"`
		Topology struct {
			Nodes nodeSpecs  `yaml:"nodes"`
			Links []linkSpec `yaml:"links"`
		} `yaml:"topology"`
	}
	nodeSpecs []nodeSpec
	nodeSpec  struct {
		name          string
		line          int
		Kind          string   `yaml:"kind"`
		StartupConfig string   `yaml:"startup-config"`
		Exec          []string `yaml:"exec"`
	}
	linkSpec struct {
		line      int
		Endpoints []endpointSpec `yaml:"endpoints"`
		MTU       int            `yaml:"mtu"`
	}
	endpointSpec struct{ Endpoint }
)

// UnmarshalYAML keeps the order of the nodes, which a Go map would lose.
func (s *nodeSpecs) UnmarshalYAML(node ast.Node) error {
	m, ok := node.(*ast.MappingNode)
	if !ok {
		return lineError(node, "nodes is not a mapping of names to nodes")
	}
	for _, v := range m.Values {
		spec := nodeSpec{name: v.Key.GetToken().Value, line: v.Key.GetToken().Position.Line}
		if v.Value.Type() != ast.NullType {
			type plain nodeSpec
			if err := yaml.NodeToValue(v.Value, (*plain)(&spec)); err != nil {
				return err
			}
		}
		*s = append(*s, spec)
	}
	return nil
}

// UnmarshalYAML notes the line of the link.
func (s *linkSpec) UnmarshalYAML(node ast.Node) error {
	type plain linkSpec
	if err := yaml.NodeToValue(node, (*plain)(s)); err != nil {
		return err
	}
	s.line = node.GetToken().Position.Line
	return nil
}

// UnmarshalYAML takes both of containerlab's forms: "R2:eth1" and a mapping of
// node and interface.
func (s *endpointSpec) UnmarshalYAML(node ast.Node) error {
	if _, ok := node.(*ast.MappingNode); ok {
		var long struct {
			Node      string `yaml:"node"`
			Interface string `yaml:"interface"`
		}
		if err := yaml.NodeToValue(node, &long); err != nil {
			return err
		}
		s.Endpoint = Endpoint(long)
		return nil
	}
	var short string
	if err := yaml.NodeToValue(node, &short); err != nil {
		return err
	}
	s.Node, s.Interface, _ = strings.Cut(short, ":")
	return nil
}

func lineError(node ast.Node, format string, args ...any) error {
	return atLine(node.GetToken().Position.Line, format, args...)
}

func atLine(line int, format string, args ...any) error {
	return fmt.Errorf("line %d: %s", line, fmt.Sprintf(format, args...))
}

// A node's name is part of file names and of the script language, an
// interface's is limited by Linux.
var (
	nodeName      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$`)
	interfaceName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$`)
)

func parse(text []byte, dir string) (*Topology, error) {
	var doc document
	if err := yaml.Unmarshal(text, &doc); err != nil {
		var located yaml.Error
		if errors.As(err, &located) && located.GetToken() != nil {
			return nil, atLine(located.GetToken().Position.Line, "%s", located.GetMessage())
		}
		return nil, err
	}
	if len(doc.Topology.Nodes) == 0 {
		return nil, errors.New("no nodes under topology")
	}
	t := &Topology{Name: doc.Name, Dir: dir}
	for _, s := range doc.Topology.Nodes {
		if !nodeName.MatchString(s.name) {
			return nil, atLine(s.line, "%q cannot be the name of a node", s.name)
		}
		n := Node{Name: s.name, Kind: s.Kind, Exec: s.Exec}
		switch {
		case s.StartupConfig != "" && filepath.IsAbs(s.StartupConfig):
			n.StartupConfig = s.StartupConfig
		case s.StartupConfig != "":
			n.StartupConfig = filepath.Join(dir, s.StartupConfig)
		case n.Router():
			return nil, atLine(s.line, "node %s has no startup-config", s.name)
		}
		t.Nodes = append(t.Nodes, n)
	}
	used := make(map[Endpoint]bool)
	for _, s := range doc.Topology.Links {
		if len(s.Endpoints) != 2 {
			return nil, atLine(s.line, "a link has two endpoints, this one has %d", len(s.Endpoints))
		}
		if s.MTU != 0 && (s.MTU < 68 || s.MTU > 65535) {
			return nil, atLine(s.line, "mtu %d is not between 68 and 65535", s.MTU)
		}
		for _, e := range s.Endpoints {
			switch {
			case t.Node(e.Node) == nil:
				return nil, atLine(s.line, "link to unknown node %q", e.Node)
			case e.Interface == "":
				return nil, atLine(s.line, "endpoint %q names no interface (%s:eth1)", e.Node, e.Node)
			case !interfaceName.MatchString(e.Interface) || e.Interface == "lo":
				return nil, atLine(s.line, "endpoint %s: %q cannot be the name of an interface", e, e.Interface)
			case used[e.Endpoint]:
				return nil, atLine(s.line, "endpoint %s is used twice", e)
			}
			used[e.Endpoint] = true
		}
		t.Links = append(t.Links, Link{A: s.Endpoints[0].Endpoint, B: s.Endpoints[1].Endpoint, MTU: s.MTU})
	}
	return t, nil
}
