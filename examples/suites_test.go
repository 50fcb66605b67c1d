package examples_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// flow is packets that one transform protects, between a port of R1 and one of
// west.
type flow struct {
	number     int
	ios        string // the transform, as IOS writes it
	foreign    string // and as west does
	transport  bool   // mode
	ipv6       bool   // both outside and inside
	calledBy   string // who negotiates: "R1" or "west"
	near, far  netip.AddrPort
	reply, ask *net.UDPConn
	called     netip.AddrPort // what ask sends to
}

// espTransforms are all that there are, as IOS and as strongSwan write them.
func espTransforms() (all [][2]string) {
	for _, c := range append([][2]string{{"esp-null", "null"}}, espCiphers...) {
		for _, h := range espHashes {
			all = append(all, [2]string{c[0] + " " + h[0], c[1] + "-" + h[1]})
		}
	}
	return append(all, espGCM...)
}

// Addresses of R1 and west, and of what is behind them, by family.
var (
	flowNear   = map[bool]string{false: "192.0.2.1", true: "2001:db8:1::1"}
	flowFar    = map[bool]string{false: "192.0.2.2", true: "2001:db8:1::2"}
	flowInside = map[bool]string{false: "10.1.0.1", true: "2001:db8:10::1"}
	flowBehind = map[bool]string{false: "10.2.0.%d", true: "2001:db8:20::%d"}
)

// newFlows has each transform in one of the modes and over one of the families,
// so that each cipher and each integrity is in both modes over both. Either end
// calls for half of them.
func newFlows(transforms [][2]string) (all []*flow) {
	for i, transform := range transforms {
		f := &flow{
			number: i + 1, ios: transform[0], foreign: transform[1], transport: i&1 != 0, ipv6: i&2 != 0,
			calledBy: []string{"R1", "west"}[(i+i/4)%2],
		}
		near, far := flowNear[f.ipv6], flowFar[f.ipv6]
		if !f.transport {
			near, far = flowInside[f.ipv6], fmt.Sprintf(flowBehind[f.ipv6], f.number)
		}
		f.near = netip.AddrPortFrom(netip.MustParseAddr(near), uint16(7000+f.number))
		f.far = netip.AddrPortFrom(netip.MustParseAddr(far), uint16(8000+f.number))
		all = append(all, f)
	}
	return all
}

// flowConfig is the crypto maps of R1.
func flowConfig(flows []*flow) (s string) {
	for _, f := range flows {
		s += f.config()
	}
	return s
}

// config is an entry of a crypto map. What transport mode carries is told apart
// by its port.
func (f *flow) config() string {
	family, list, mode, port := "", "ip access-list extended", "tunnel", ""
	if f.ipv6 {
		family, list = "ipv6 ", "ipv6 access-list"
	}
	if f.transport {
		mode, port = "transport", fmt.Sprintf(" eq %d", f.far.Port())
	}
	return fmt.Sprintf(`crypto ipsec transform-set T%[1]d %[2]s
 mode %[3]s
%[4]s F%[1]d
 permit udp host %[5]s host %[6]s%[7]s
crypto map %[8]sCM%[9]d %[1]d ipsec-isakmp
 set peer %[10]s
 set transform-set T%[1]d
 match address F%[1]d
`, f.number, f.ios, mode, list, f.near.Addr(), f.far.Addr(), port, family, map[bool]int{false: 4, true: 6}[f.ipv6], flowFar[f.ipv6])
}

// flowRouter is R1 without its flows.
const flowRouter = `ipv6 unicast-routing
logging buffered debugging
crypto isakmp policy 10
 encryption aes
 authentication pre-share
 group 19
crypto isakmp key interop-lab-key address 0.0.0.0 0.0.0.0
crypto isakmp key interop-lab-key address ipv6 ::/0
crypto isakmp keepalive 10 2 periodic
interface Loopback0
 ip address 10.1.0.1 255.255.255.255
 ipv6 address 2001:DB8:10::1/128
interface Ethernet0/0
 ip address 192.0.2.1 255.255.255.0
 ipv6 address 2001:DB8:1::1/64
 crypto map CM4
 ipv6 crypto map CM6
ip route 10.2.0.0 255.255.0.0 192.0.2.2
ipv6 route 2001:DB8:20::/64 2001:DB8:1::2
`

// flowWest is the commands that set west up.
func flowWest(flows []*flow) string {
	s := `ip address add 192.0.2.2/24 dev eth1
ip address add 2001:db8:1::2/64 dev eth1 nodad
ip route add 10.1.0.1 via 192.0.2.1
ip route add 2001:db8:10::1 via 2001:db8:1::1
`
	for _, f := range flows {
		if !f.transport {
			s += fmt.Sprintf("ip address add %s/%d dev lo\n", f.far.Addr(), f.far.Addr().BitLen())
		}
	}
	return s
}

// charonFlows is the flows in swanctl's format: a connection for each family.
// Traffic brings those up that west calls for.
func charonFlows(flows []*flow) string {
	var s strings.Builder
	s.WriteString("connections {\n")
	for _, ipv6 := range []bool{false, true} {
		name := map[bool]string{false: "ipv4", true: "ipv6"}[ipv6]
		fmt.Fprintf(&s, "%s {\nversion = 1\nunique = never\nlocal_addrs = %[2]s\nremote_addrs = %[3]s\nproposals = aes128-sha1-ecp256\n"+
			"local {\nauth = psk\nid = %[2]s\n}\nremote {\nauth = psk\nid = %[3]s\n}\nchildren {\n", name, flowFar[ipv6], flowNear[ipv6])
		for _, f := range flows {
			if f.ipv6 != ipv6 {
				continue
			}
			mode, port := "tunnel", ""
			if f.transport {
				mode, port = "transport", fmt.Sprint("/", f.far.Port())
			}
			// A trap answers the first packet of R1's before charon has the
			// outbound SA for it, with a second pair.
			start := map[string]string{"R1": "none", "west": "trap"}[f.calledBy]
			fmt.Fprintf(&s, "f%d {\nmode = %s\nlocal_ts = %s[17%s]\nremote_ts = %s[17]\nesp_proposals = %s\nstart_action = %s\n}\n",
				f.number, mode, f.far.Addr(), port, f.near.Addr(), f.foreign, start)
		}
		s.WriteString("}\n}\n")
	}
	s.WriteString("}\nsecrets {\nike-all {\nsecret = interop-lab-key\n}\n}\n")
	return s.String()
}

// open opens both ends of a flow. The end that does not call answers. Neither
// socket is connected, for connect asks the kernel for an SA before the first
// packet, at both ends.
func (f *flow) open(n *network) {
	n.t.Helper()
	near, far := n.listenUDP("R1", f.near), n.listenUDP("west", f.far)
	if f.ask, f.reply, f.called = near, far, f.far; f.calledBy == "west" {
		f.ask, f.reply, f.called = far, near, f.near
	}
	go func() {
		b := make([]byte, 2048)
		for {
			size, from, err := f.reply.ReadFromUDPAddrPort(b)
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				_, _ = f.reply.WriteToUDPAddrPort(b[:size], from) // an SA may be away
			}
		}
	}()
}

// answered sends a packet again and again until it comes back.
func (f *flow) answered(within time.Duration) bool {
	const interval = 500 * time.Millisecond
	b := make([]byte, 2048)
	for deadline := time.Now().Add(within); time.Now().Before(deadline); {
		_, _ = f.ask.WriteToUDPAddrPort([]byte("packet"), f.called) // an SA may be away
		_ = f.ask.SetReadDeadline(time.Now().Add(interval))
		_, err := f.ask.Read(b)
		if err == nil {
			return true
		}
	}
	return false
}

// allAnswered has all flows answered, some at a time.
func allAnswered(t *testing.T, flows []*flow) {
	t.Helper()
	const together = 8
	var wg sync.WaitGroup
	turns := make(chan bool, together)
	for _, f := range flows {
		turns <- true
		wg.Go(func() {
			if !f.answered(patience) {
				t.Errorf("%d: %s, transport %t, ipv6 %t, called by %s: no packet passes", f.number, f.ios, f.transport, f.ipv6, f.calledBy)
			}
			<-turns
		})
	}
	wg.Wait()
}

// charonSuites has every transform of ESP negotiated with charon, in both roles
// and modes and over both families, by the traffic that it is for.
func charonSuites(t *testing.T) {
	t.Parallel()
	flows := newFlows(espTransforms())
	n := newNetwork(t, "R1:eth1 west:eth1")
	n.run("west", flowWest(flows))
	r1 := n.boot("R1", flowRouter+flowConfig(flows))
	n.charon("west", charonFlows(flows))
	for _, f := range flows {
		f.open(n)
	}
	allAnswered(t, []*flow{flows[0], flows[3]}) // which bring up phase 1
	allAnswered(t, flows)
	flowsProtected(t, r1, flows)
}

// flowsProtected checks that R1 has one pair of SAs for each flow.
func flowsProtected(t *testing.T, r1 *router, flows []*flow) {
	t.Helper()
	out := r1.exec("show crypto ipsec sa")
	for _, f := range flows {
		shown := strings.NewReplacer("esp-aes 192", "esp-192-aes", "esp-aes 256", "esp-256-aes").Replace(f.ios)
		if got := strings.Count(out, " transform: "+shown+" ,"); got != 2 {
			t.Errorf("%s: %d SAs, want 2", f.ios, got)
		}
	}
	if got := strings.Count(out, "in use settings ={Transport, }"); got != len(flows)/2*2 {
		t.Errorf("%d SAs in transport mode, want %d", got, len(flows)/2*2)
	}
}
