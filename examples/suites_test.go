package examples_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
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

// flowVolume is what SAs of some flows may carry, in kilobytes: after nine
// tenths of it R1 replaces them.
const flowVolume = 2560

// Flows whose SAs are replaced under a steady stream of packets: by R1, for the
// volume that they have carried, and by west. Of either there is one in tunnel
// mode over IPv4 and one in transport mode over IPv6.
func (f *flow) replacedByR1() bool   { return f.number == 1 || f.number == 4 }
func (f *flow) replacedByWest() bool { return f.number == 5 || f.number == 8 }

// flowConfig is the crypto maps of R1.
func flowConfig(flows []*flow) (s string) {
	for _, f := range flows {
		s += f.config()
		if f.replacedByR1() {
			s += fmt.Sprintf(" set security-association lifetime kilobytes %d\n", flowVolume)
		}
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
crypto isakmp keepalive 60 20 periodic
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
	n.must(errors.Join(keepsAll(near), keepsAll(far)))
	if f.ask, f.reply, f.called = near, far, f.far; f.calledBy == "west" {
		f.ask, f.reply, f.called = far, near, f.near
	}
	go func() {
		b := make([]byte, 1<<16)
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

// keepsAll has a socket keep what comes while nobody reads for a while.
func keepsAll(c *net.UDPConn) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 4<<20)
	})
	return errors.Join(err, failed)
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

// pulse is packets of a flow at a steady rate, each of which is to come back.
type pulse struct {
	flow       *flow
	sent, back atomic.Int64
	stop       func()
}

// pulse starts one. Its first packets are long, and bring SAs near the volume at
// which R1 replaces them. The later ones are short, so that much time is left
// from there to the end.
func (f *flow) pulse() *pulse {
	const (
		interval = 20 * time.Millisecond
		long     = 8000
		longOnes = flowVolume * 1024 * 89 / 100 / long
		short    = 40
	)
	p := &pulse{flow: f}
	done := make(chan struct{})
	var sender, receiver sync.WaitGroup
	sender.Go(func() {
		every(interval, done, func() {
			size := short
			if p.sent.Add(1) <= longOnes && f.replacedByR1() {
				size = long
			}
			_, _ = f.ask.WriteToUDPAddrPort(make([]byte, size), f.called) // is counted as lost
		})
	})
	_ = f.ask.SetReadDeadline(time.Time{})
	receiver.Go(func() {
		b := make([]byte, 2*long)
		for {
			n, err := f.ask.Read(b)
			if errors.Is(err, os.ErrDeadlineExceeded) {
				return
			}
			if err == nil && n >= short { // and none that answered has sent before
				p.back.Add(1)
			}
		}
	})
	p.stop = func() {
		close(done)
		sender.Wait()
		// The last may still be under way.
		for deadline := time.Now().Add(patience / 4); p.back.Load() < p.sent.Load() && time.Now().Before(deadline); {
			time.Sleep(10 * time.Millisecond)
		}
		_ = f.ask.SetReadDeadline(time.Now())
		receiver.Wait()
	}
	return p
}

// goesOn reports, again and again, whether many packets have come back since it
// was asked for.
func (p *pulse) goesOn() func() bool {
	const many = 200 // which take longer than R1 waits to send by a new pair
	enough := p.back.Load() + many
	return func() bool { return p.back.Load() >= enough }
}

// suiteLab is R1 and a foreign daemon at west, with a flow for each transform.
type suiteLab struct {
	*network
	flows  []*flow
	r1     *router
	west   *peer
	sentry *sentry
	// established is how often the daemon has logged of a flow that it has SAs.
	established func(f *flow) int
}

// newSuites has traffic bring up all flows, in main mode in both roles.
func newSuites(t *testing.T, transforms [][2]string, daemon func(n *network, flows []*flow) *peer) *suiteLab {
	s := &suiteLab{network: newNetwork(t, "R1:eth1 west:eth1"), flows: newFlows(transforms)}
	s.run("R1", "ip link set eth1 mtu 9000") // that few packets make much
	s.run("west", "ip link set eth1 mtu 9000\n"+flowWest(s.flows))
	// West answers in clear while it has one SA of a pair.
	s.sentry = s.watch("R1:eth1", flowNear[false], flowFar[false], flowNear[true], flowFar[true])
	s.r1 = s.boot("R1", flowRouter+flowConfig(s.flows))
	s.west = daemon(s.network, s.flows)
	for _, f := range s.flows {
		f.open(s.network)
	}
	allAnswered(t, []*flow{s.flows[0], s.flows[3]}) // which bring up phase 1
	allAnswered(t, s.flows)
	if t.Failed() {
		t.FailNow()
	}
	return s
}

// replaceInUse has SAs replaced under a stream of packets, of which those flows
// lose none. replace has west do it.
func (s *suiteLab) replaceInUse(replace func(f *flow), losesNone func(f *flow) bool) {
	s.t.Helper()
	before := map[*flow]int{}
	var pulses []*pulse
	for _, f := range s.flows {
		if f.replacedByR1() || f.replacedByWest() {
			before[f] = s.established(f)
			pulses = append(pulses, f.pulse())
		}
	}
	for f := range before {
		if f.replacedByWest() {
			replace(f)
		}
	}
	for f := range before {
		await(s.t, fmt.Sprintf("flow %d to be replaced", f.number), func() bool { return s.established(f) > before[f] })
	}
	goesOn := map[*pulse]func() bool{}
	for _, p := range pulses {
		goesOn[p] = p.goesOn()
	}
	for _, p := range pulses {
		// By then R1 sends by the new pair.
		await(s.t, fmt.Sprintf("flow %d to go on", p.flow.number), goesOn[p])
		p.stop()
		if sent, back := p.sent.Load(), p.back.Load(); sent == 0 || losesNone(p.flow) && sent != back {
			s.t.Errorf("flow %d: %d of %d packets came back while SAs were replaced", p.flow.number, back, sent)
		}
	}
	s.sentry.silent(s.t, "replaced")
}

// without waits until R1 has no SAs for so many flows.
func (s *suiteLab) without(flows int) {
	s.t.Helper()
	await(s.t, fmt.Sprintf("%d flows without SAs", flows), func() bool {
		return strings.Count(s.r1.exec("show crypto ipsec sa"), "current outbound spi: 0x0(0)") == flows
	})
}

// kernelSPI is the SPI of an SA, in the words of ip; an SA that is asked for has
// none.
var kernelSPI = regexp.MustCompile(`spi 0x0*[1-9a-f][0-9a-f]*`)

// deleteEither has SAs deleted by west and by R1. Each end obeys the other, and
// traffic brings them back. remove has west do it.
func (s *suiteLab) deleteEither(remove func(f *flow)) {
	s.t.Helper()
	for _, f := range s.flows[:2] {
		remove(f)
	}
	s.without(2)
	spis := func() []string {
		out, err := s.lab.Namespace("west").Run("ip", "xfrm", "state")
		s.must(err)
		return kernelSPI.FindAllString(out, -1)
	}
	before := spis()
	s.r1.exec("clear crypto sa")
	await(s.t, "west to delete what R1 has deleted", func() bool {
		return !slices.ContainsFunc(spis(), func(spi string) bool { return slices.Contains(before, spi) })
	})
	allAnswered(s.t, s.flows)
	s.sentry.silent(s.t, "deleted")
}

// charonSuites has every transform of ESP negotiated with charon, in both roles
// and modes and over both families, by the traffic that it is for. Either
// end replaces SAs.
func charonSuites(t *testing.T) {
	t.Parallel()
	s := newSuites(t, espTransforms(), func(n *network, flows []*flow) *peer { return n.charon("west", charonFlows(flows)) })
	s.established = func(f *flow) int {
		return len(regexp.MustCompile(fmt.Sprintf(`CHILD_SA f%d\{\d+\} established`, f.number)).FindAllString(s.read("west.log"), -1))
	}
	s.protected()
	s.replaceInUse(func(f *flow) { s.west.swanctl("--rekey", "--child", fmt.Sprintf("f%d", f.number)) }, func(*flow) bool { return true })
}

// protected checks that R1 has one pair of SAs for each flow.
func (s *suiteLab) protected() {
	s.t.Helper()
	out := s.r1.exec("show crypto ipsec sa")
	for _, f := range s.flows {
		shown := strings.NewReplacer("esp-aes 192", "esp-192-aes", "esp-aes 256", "esp-256-aes").Replace(f.ios)
		if got := strings.Count(out, " transform: "+shown+" ,"); got != 2 {
			s.t.Errorf("%s: %d SAs, want 2", f.ios, got)
		}
	}
	if got := strings.Count(out, "in use settings ={Transport, }"); got != len(s.flows)/2*2 {
		s.t.Errorf("%d SAs in transport mode, want %d", got, len(s.flows)/2*2)
	}
}
