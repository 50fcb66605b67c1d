package shell

import (
	"bytes"
	"io"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike"
)

// reader is a program that takes lines apart: states of lines that it knows,
// and whether a line that it does not know is an error.
type reader struct {
	lines  []string // expressions of whole lines, blanks at the ends apart
	strict bool     // every line must be known
	needs  []string // expressions of which each must be found
}

// TestContracts holds the output of the show commands against what programs
// that read it demand, in the variants in which they are known to fail.
func TestContracts(t *testing.T) {
	ip := `\d+\.\d+\.\d+\.\d+`
	stats := showStats()
	four := &ike.Snapshot{SAs: []ike.ISAKMPSA{behindNATSA(), deleted()}, Flows: []ike.Flow{kilobytes(behindNAT())}}
	spoke := behindNATSA()
	spoke.DPD, spoke.NATT = false, false
	none := &ike.Snapshot{}
	for _, c := range []struct {
		name  string
		write func(io.Writer)
		reader
	}{
		{"isakmp sa needs both tables", func(w io.Writer) { writeISAKMPSA(w, none) }, reader{
			needs: []string{`(?m)^IPv4 Crypto ISAKMP SA$`, `(?m)^dst\s+src\s+state\s+conn-id status$`, `(?m)^IPv6 Crypto ISAKMP SA$`}}},
		{"isakmp sa rows", func(w io.Writer) { writeISAKMPSA(w, four) }, reader{
			needs: []string{`(?m)^10\.0\.0\.2 +192\.0\.2\.3 +QM_IDLE +\d+ ACTIVE$`, `(?m)^203\.0\.113\.9 +203\.0\.113\.1 +MM_NO_STATE +\d+ ACTIVE \(deleted\)$`}}},
		{"isakmp sa detail has a capability", func(w io.Writer) { writeISAKMPSADetail(w, showTime, four) }, reader{
			needs: []string{`(?m)^\d+ +` + ip + ` +` + ip + ` +ACTIVE +\w+ +\w+ +(psk|rsig|renc) +\d+ +\d\d:\d\d:\d\d +[CDKNTX]+ *$`, `(?m)^ +Engine-id:Conn-id = +\S+$`}}},
		{"isakmp sa detail, empty", func(w io.Writer) { writeISAKMPSADetail(w, showTime, none) }, reader{
			needs: []string{`(?m)^C-id +Local +Remote +I-VRF +Status +Encr +Hash +Auth +DH +Lifetime +Cap\.$`}}},
		{"isakmp sa count", func(w io.Writer) { writeISAKMPSACount(w, many()) }, reader{strict: true, lines: []string{
			`(Active|Standby|Currently being negotiated|Dead) ISAKMP SA's: \d+`}}},
		{"isakmp peers", func(w io.Writer) { writeISAKMPPeers(w, four, netip.Addr{}) }, reader{strict: true, lines: []string{
			`Peer: \S+ Port: \d+ Local: \S+`, `Phase1 id: \S+`}}},
		{"ipsec sa count", func(w io.Writer) { writeIPsecSACount(w, showTime, many(), stats) }, reader{strict: true, lines: []string{
			`IPsec SA total: \d+, active: \d+, rekeying: \d+, unused: \d+, invalid: \d+`}}},
		{"ipsec sa detail, nothing unknown", func(w io.Writer) {
			writeIPsecSA(w, showTime, four, stats, ipsecFilter{Detail: true})
		}, reader{strict: true, lines: []string{
			`interface: [\w/]+`, `Crypto map tag: [\w-]+, local addr ` + ip, `protected vrf: \S+`,
			`(local|remote) +ident \(addr/mask/prot/port\): \(` + ip + `/` + ip + `/\d+/\d+\)`, `current_peer ` + ip + ` port \d+`, `PERMIT, flags=\{\S*\}`,
			`#pkts encaps: \d+, #pkts encrypt: \d+, #pkts digest: \d+`, `#pkts decaps: \d+, #pkts decrypt: \d+, #pkts verify: \d+`,
			`#pkts compressed: \d+, #pkts decompressed: \d+`, `#pkts not compressed: \d+, #pkts compr\. failed: \d+`,
			`#pkts not decompressed: \d+, #pkts decompress failed: \d+`, `#pkts no sa \(send\) \d+, #pkts invalid sa \(rcv\) \d+`,
			`#pkts encaps failed \(send\) \d+, #pkts decaps failed \(rcv\) \d+`, `#pkts invalid prot \(recv\) \d+, #pkts verify failed: \d+`,
			`#pkts invalid identity \(recv\) \d+, #pkts invalid len \(rcv\) \d+`, `#pkts replay rollover \(send\): \d+, #pkts replay rollover \(rcv\) \d+`,
			`##pkts replay failed \(rcv\): \d+`, `#pkts tagged \(send\): \d+, #pkts untagged \(rcv\): \d+`,
			`#pkts not tagged \(send\): \d+, #pkts not untagged \(rcv\): \d+`, `#pkts internal err \(send\): \d+, #pkts internal err \(recv\) \d+`,
			`local crypto endpt\.: ` + ip + `, remote crypto endpt\.: ` + ip, `plaintext mtu \d+, path mtu \d+, ip mtu \d+, ip mtu idb \S+`,
			`current outbound spi: 0x[0-9A-F]+\(\d+\)`, `PFS \(Y/N\): [YN], DH group: \w+`, `(in|out)bound (esp|ah|pcp) sas:`, `spi: 0x[0-9A-F]+\(\d+\)`,
			`transform: [\w -]+ ,`, `in use settings =\{(Tunnel|Transport)( UDP-Encaps)?(, esn)?, \}`,
			`conn id: \d+, flow_id: \w+:\d+, sibling_flags [0-9A-F]+, crypto map: \S+`, `sa timing: remaining key lifetime \(k/sec\): \(\d+/\d+\)`,
			`IV size: \d+ bytes`, `replay detection support: Y  replay window size: \d+`, `Status: ACTIVE(\(ACTIVE\))?`}}},
		{"session detail, nothing unknown", func(w io.Writer) { writeSession(w, showTime, four, stats, sessionFilter{}, true) }, reader{strict: true, lines: []string{
			`Crypto session current status`, `Code: C - IKE Configuration mode, D - Dead Peer Detection`, `K - Keepalives, .*`, `X - IKE Extended .*`, `R - IKE Auto.*`, `S - SIP VPN`,
			`Interface: \S+`, `Profile: \S+`, `Uptime: \S+`, `Session status: (UP|DOWN)(-\w+)*`, `Peer: ` + ip + ` port \d+ fvrf: \S+ ivrf: \S+`, `Phase1_id: \S+`, `Desc: \S+`, `Session ID: \d+`,
			`IKEv1 SA: local ` + ip + `/\d+ remote ` + ip + `/\d+ (Active|Inactive)`, `Capabilities:\S+ connid:\d+ lifetime:\S+`,
			`IPSEC FLOW: permit \S+ \S+ \S+`, `Active SAs: \d+, origin: crypto map`, `(In|Out)bound: +#pkts (dec|enc)'ed \d+ drop \d+ life \(KB/Sec\) \d+/\d+`}}},
		{"session without capabilities", func(w io.Writer) {
			writeSession(w, showTime, &ike.Snapshot{SAs: []ike.ISAKMPSA{spoke}}, stats, sessionFilter{}, true)
		}, reader{needs: []string{`Capabilities:\(none\) connid:1002 lifetime:\S+`}}},
		{"profile", func(w io.Writer) { writeProfiles(w, showRouter(), "") }, reader{strict: true, lines: []string{
			`IPSEC profile \S+`, `ISAKMP Profile: \S+`, `Security association lifetime: .*/\d+ seconds`, `Responder-Only \(Y/N\): [YN]`, `PFS \(Y/N\): [YN]`, `DH group: +group\d+`,
			`Mixed-mode : (Enabled|Disabled)`, `Transform sets=\{`, `\S+: +\{ .* +\} ,`, `\}`}}},
		{"eli", func(w io.Writer) { writeELI(w, "userspace", many()) }, reader{needs: []string{
			`Hardware Encryption : (ACTIVE|INACTIVE)`, `Number of crypto engines = \d+`, `CryptoEngine (.+) details: state = Active`, `Capability +: .+`,
			`IPSec-Session : +\d+ active, +\d+ max, +\d+ failed`}}},
		{"interfaces", func(w io.Writer) { writeInterface(w, busyEthernet()) }, reader{needs: []string{
			`^\S+ is (administratively )?(up|down), line protocol is (up|down) *\n`, `Hardware is .+, address is ([a-f0-9.]{14}) \(bia [a-f0-9.]{14}\)`,
			`MTU \d+ bytes(, sub MTU \d+)?, BW \d+ Kbit/sec, DLY \d+ usec,`, `reliability \d+/\d+, txload \d+/\d+, rxload \d+/\d+`, `Internet address is [\d.]+/\d+`,
			`(?m)^ +5 minute input rate \d+ bits/sec, \d+ packets/sec$`, `\d+ packets input, \d+ bytes, \d+ no buffer`, `\d+ packets output, \d+ bytes, \d+ underruns`,
			`\d+ input errors, \d+ CRC, \d+ frame, \d+ overrun, \d+ ignored`, `\d+ output errors, \d+ collisions, \d+ interface resets`}}},
		{"brief", func(w io.Writer) { writeIPInterfaceBrief(w, briefInterfaces()) }, reader{strict: true, lines: []string{
			`Interface +IP-Address +OK\? +Method +Status +Protocol`, `\S+ +(` + ip + `|unassigned) +YES +(NVRAM|manual|DHCP|TFTP|unset|IPCP) +(up|down|administratively down) +(up|down)`}}},
		{"inventory", func(w io.Writer) { writeInventory(w, showRouter()) }, reader{strict: true, lines: []string{
			`NAME: "(.*?)", DESCR: "(.*?)"`, `PID: (\S*) *, VID: (\S*) *, SN: ?(\S*)`}}},
	} {
		var b bytes.Buffer
		c.write(&b)
		text := b.String()
		for _, e := range c.needs {
			if !regexp.MustCompile(e).MatchString(text) {
				t.Errorf("%s: no %s in\n%s", c.name, e, text)
			}
		}
		known := regexp.MustCompile(`^(` + strings.Join(c.lines, "|") + `)$`)
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); c.strict && line != "" && !known.MatchString(line) {
				t.Errorf("%s: unknown line %q", c.name, line)
			}
		}
	}
}

// kilobytes gives the pairs of a flow what a peer of IOS has, a lifetime in
// kilobytes and replay detection, and one of them what our own peers have too.
func kilobytes(f ike.Flow) ike.Flow {
	f.Pairs = append([]ike.SAPair(nil), f.Pairs...)
	for i := range f.Pairs {
		f.Pairs[i].LifetimeKB, f.Pairs[i].ReplayWindow, f.Pairs[i].Expires = 4608000, 64, showTime.Add(time.Hour)
	}
	f.Pairs[0].ESN = true
	f.Selector = datapath.Selector{Local: netip.MustParsePrefix("10.1.0.0/16"), Remote: netip.MustParsePrefix("10.2.0.0/16")}
	return f
}
