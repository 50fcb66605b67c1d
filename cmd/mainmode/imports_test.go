package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// importRules says, for each package and what lies below it, which packages of
// ours and which third-party ones its non-test code may import. The longest
// matching entry counts. The data flows one way: grammar, compiler, ike and
// datapath, shell, cmd.
var importRules = map[string][]string{
	"mainmode/grammar":      {"github.com/alecthomas/participle/v2"},
	"mainmode/datapath":     {"mainmode/datapath", "golang.org/x/sys", "golang.org/x/crypto", "golang.org/x/net", "golang.zx2c4.com/wireguard"},
	"mainmode/datapath/lab": {"mainmode/datapath", "golang.org/x/sys", "github.com/vishvananda/netlink", "github.com/vishvananda/netns", "github.com/goccy/go-yaml", "github.com/gopacket/gopacket"},
	// Tests in a virtual machine.
	"mainmode/datapath/guest": {"mainmode/datapath/lab", "golang.org/x/sys", "github.com/cavaliergopher/cpio"},
	// Which packets the kernel hands over.
	"mainmode/datapath/nft": {"mainmode/datapath", "golang.org/x/sys", "github.com/google/nftables", "github.com/mdlayher/netlink"},
	// The kernel's own ESP.
	"mainmode/datapath/xfrm": {"mainmode/datapath", "golang.org/x/sys", "golang.org/x/net", "github.com/vishvananda/netlink"},
	// What a killed process left of it.
	"mainmode/datapath/remains": {"mainmode/datapath/dump", "golang.org/x/sys", "github.com/vishvananda/netlink"},
	// Lists of the system.
	"mainmode/datapath/dump": {"github.com/vishvananda/netlink"},
	// Addresses from servers.
	"mainmode/datapath/dhcp": {"mainmode/datapath", "golang.org/x/sys", "golang.org/x/net", "github.com/insomniacslk/dhcp"},
	// Links, addresses and routes of the system, for every driver.
	"mainmode/datapath/host": {"mainmode/datapath", "golang.org/x/sys", "github.com/vishvananda/netlink"},
	// FRR's daemons.
	"mainmode/datapath/frr":    {"mainmode/datapath", "golang.org/x/sys"},
	"mainmode/ike":             {"mainmode/ike", "mainmode/datapath", "golang.org/x/crypto", "golang.org/x/net", "golang.org/x/sys"},
	"mainmode/ike/isakmp":      {"golang.org/x/crypto"},
	"mainmode/ike/dh":          {"mainmode/ike/dh", "golang.org/x/crypto"},
	"mainmode/compiler":        {"mainmode/compiler/secret", "mainmode/grammar", "mainmode/ike", "mainmode/datapath"},
	"mainmode/compiler/secret": {"golang.org/x/crypto"},
	"mainmode/shell":           {"mainmode/grammar", "mainmode/compiler", "mainmode/ike", "mainmode/datapath", "golang.org/x", "github.com/chzyer/readline", "github.com/pin/tftp/v3", "software.sslmate.com/src/go-pkcs12"},
	"mainmode/cmd":             {"mainmode", "golang.org/x", "github.com/alecthomas/kong"},
	"mainmode/examples":        {"mainmode", "golang.org/x"},
}

// onlyIn names the one file that may import a package.
var onlyIn = map[string]string{
	"github.com/chzyer/readline": "console.go",
}

func TestImportRules(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,GoFiles,Dir", "mainmode/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	packages := 0
	for {
		var p struct {
			ImportPath, Dir  string
			Imports, GoFiles []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages++
		allowed, ok := ruleFor(p.ImportPath)
		if !ok {
			t.Errorf("%s: no import rule covers this package", p.ImportPath)
			continue
		}
		for _, imp := range p.Imports {
			if isStandard(imp) {
				continue
			}
			if !slices.ContainsFunc(allowed, func(a string) bool { return below(imp, a) }) {
				t.Errorf("%s must not import %s", p.ImportPath, imp)
			}
		}
		for imp, file := range onlyIn {
			for _, f := range p.GoFiles {
				if f != file && fileImports(t, p.Dir+"/"+f, imp) {
					t.Errorf("%s/%s must not import %s: only %s does", p.ImportPath, f, imp, file)
				}
			}
		}
	}
	if packages < 8 {
		t.Fatalf("go list named %d packages", packages)
	}
}

func ruleFor(pkg string) (allowed []string, ok bool) {
	longest := ""
	for prefix, rule := range importRules {
		if below(pkg, prefix) && len(prefix) > len(longest) {
			longest, allowed, ok = prefix, rule, true
		}
	}
	return allowed, ok
}

func below(pkg, prefix string) bool {
	return pkg == prefix || strings.HasPrefix(pkg, prefix+"/")
}

// isStandard: the first element of every other import path has a dot in it or
// is our module.
func isStandard(imp string) bool {
	first, _, _ := strings.Cut(imp, "/")
	return !strings.Contains(first, ".") && first != "mainmode"
}

func fileImports(t *testing.T, file, imp string) bool {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool {
		return strings.Trim(s.Path.Value, `"`) == imp
	})
}
