package examples_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mainmode/datapath/guest"
	"mainmode/datapath/lab"
)

// Where a guest has libreswan's programs, and its empty database of
// certificates.
const (
	plutoPrograms = "/usr/libexec/ipsec"
	plutoDatabase = "/etc/ipsec.nss"
)

// plutoFiles is what a guest needs for libreswan's pluto, with the modules that
// NSS loads by name. libreswan and strongSwan cannot be installed together on
// Debian, so that it may be unpacked in the folder MAINMODE_LIBRESWAN. It is nil
// where libreswan is not there.
func plutoFiles(t *testing.T) map[string]string {
	t.Helper()
	if guest.Inside() {
		return nil
	}
	files := map[string]string{}
	for _, name := range []string{"pluto", "whack", "addconn"} {
		path := filepath.Join(plutoPrograms, name)
		from := filepath.Join(os.Getenv("MAINMODE_LIBRESWAN"), path)
		if _, err := os.Stat(from); err != nil {
			return nil
		}
		files[path] = from
	}
	for _, pattern := range []string{"libsoftokn3.*", "libfreebl3.*", "libfreeblpriv3.*"} {
		modules, _ := filepath.Glob("/usr/lib/*/" + pattern)
		for _, m := range modules {
			files[m] = m
		}
	}
	folder := filepath.Join(t.TempDir(), "nss")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	certutil, err := exec.LookPath("certutil")
	if err != nil {
		return nil
	}
	if out, err := exec.Command(certutil, "-N", "-d", "sql:"+folder, "--empty-password").CombinedOutput(); err != nil {
		t.Fatalf("certutil: %v: %s", err, out)
	}
	files[plutoDatabase] = folder
	return files
}

// plutoTransforms are what both have, as IOS and as libreswan write them.
var plutoTransforms = [][2]string{
	{"esp-aes esp-sha-hmac", "aes128-sha1"},
	{"esp-aes 256 esp-sha256-hmac", "aes256-sha2_256"},
	{"esp-3des esp-md5-hmac", "3des-md5"},
	{"esp-gcm 256", "aes_gcm256-null"},
	{"esp-null esp-sha512-hmac", "null-sha2_512"},
	{"esp-aes 192 esp-sha384-hmac", "aes192-sha2_384"},
	{"esp-gcm", "aes_gcm128-null"},
	{"esp-3des esp-sha-hmac", "3des-sha1"},
}

// plutoFlows is the flows in the format of ipsec.conf. Traffic brings those up
// that west calls for.
func plutoFlows(flows []*flow) string {
	var s strings.Builder
	s.WriteString("config setup\n\tprotostack=xfrm\n\tikev1-policy=accept\n\tuniqueids=no\n\tplutodebug=none\n")
	for _, f := range flows {
		mode, port := "tunnel", "17/0"
		if f.transport {
			mode, port = "transport", fmt.Sprint("17/", f.far.Port())
		}
		auto := map[string]string{"R1": "add", "west": "ondemand"}[f.calledBy]
		fmt.Fprintf(&s, "conn f%d\n\tikev2=no\n\tauthby=secret\n\ttype=%s\n\tleft=%s\n\tright=%s\n\tleftprotoport=%s\n\trightprotoport=17/0\n"+
			"\tleftupdown=%%disabled\n\tpfs=no\n\tesn=no\n\tike=aes128-sha1;dh19\n\tesp=%s\n\tauto=%s\n", f.number, mode, flowFar[f.ipv6], flowNear[f.ipv6], port, f.foreign, auto)
		// Also in transport mode: else pluto finds a connection with ports, when
		// it is asked for, only under its own ISAKMP SA.
		fmt.Fprintf(&s, "\tleftsubnet=%[1]s/%[3]d\n\trightsubnet=%[2]s/%[3]d\n", f.far.Addr(), f.near.Addr(), f.far.Addr().BitLen())
		if f.ipv6 {
			s.WriteString("\thostaddrfamily=ipv6\n")
		}
	}
	return s.String()
}

// pluto starts libreswan's pluto in a node.
func (n *network) pluto(node, connections string) *peer {
	n.t.Helper()
	write(n.t, n.dir, node+".ipsec", connections)
	write(n.t, n.dir, node+".secrets", ": PSK \"interop-lab-key\"\n")
	control := n.path("pluto.ctl")
	p := n.newPeer(node, filepath.Join(plutoPrograms, "pluto"), "--nofork", "--config", n.path(node+".ipsec"), "--secretsfile", n.path(node+".secrets"),
		"--nssdir", plutoDatabase, "--rundir", n.dir, "--logfile", n.path(node+".log"))
	p.ready = func() bool {
		_, err := p.run(filepath.Join(plutoPrograms, "whack"), "--ctlsocket", control, "--listen")
		return exists(control) && err == nil
	}
	p.load = []string{filepath.Join(plutoPrograms, "addconn"), "--config", n.path(node + ".ipsec"), "--ctlsocket", control, "--autoall"}
	p.start()
	return p
}

// whack has pluto do something, and fails the test if it does not.
func (p *peer) whack(words ...string) {
	p.n.t.Helper()
	out, err := p.run(append([]string{filepath.Join(plutoPrograms, "whack"), "--ctlsocket", p.n.path("pluto.ctl")}, words...)...)
	if err != nil {
		p.n.t.Errorf("%s: whack %s: %v\n%s", p.node, strings.Join(words, " "), err, out)
	}
}

// plutoSuites has libreswan's pluto at the other end: main mode in both roles,
// SAs that either end replaces, and that either end deletes.
func plutoSuites(t *testing.T) {
	t.Parallel()
	_, err := os.Stat(filepath.Join(plutoPrograms, "pluto"))
	lab.Require(t, "libreswan", err)
	s := newSuites(t, plutoTransforms, func(n *network, flows []*flow) *peer { return n.pluto("west", plutoFlows(flows)) })
	s.established = func(f *flow) int {
		return len(regexp.MustCompile(fmt.Sprintf(`"f%d" #\d+: IPsec SA established`, f.number)).FindAllString(s.read("west.log"), -1))
	}
	s.protected()
	// Of IKEv1 "whack --rekey-ipsec" knows nothing: another quick mode does it. Of
	// what R1 replaces pluto sends some packets in clear, which R1 refuses.
	s.replaceInUse(func(f *flow) { s.west.whack("--name", fmt.Sprintf("f%d", f.number), "--initiate", "--asynchronous") }, (*flow).replacedByWest)
	s.deleteEither(func(f *flow) { s.west.whack("--name", fmt.Sprintf("f%d", f.number), "--terminate") })
}
