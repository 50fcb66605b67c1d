package shell

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/grammar"
)

// interfaceView is all that "show interfaces" shows of one interface.
type interfaceView struct {
	in      *compiler.Interface
	state   interfaceState
	stats   datapath.InterfaceStats
	rate    rate
	now     time.Time
	cleared time.Time // of the counters, zero: never
	resets  int

	bandwidth int // kbit/s
	delay     int // microseconds
	vlan      string
	lists     map[string]string // by direction, in and out: the access list of "ip access-group"
	nat       string            // inside, outside, "" for none

	lender string // of "ip unnumbered", as it is printed
	shared int    // tunnels with the same source

}

// medium is what a kind of interface is by its nature.
type medium struct {
	hardware      string
	bandwidth     int // kbit/s
	delay         int // microseconds
	encapsulation string
	mtu           int
	ethernet      bool
}

// mediumOf an interface, told by its name.
func mediumOf(name string) medium {
	kind := strings.TrimRight(name, "0123456789/.")
	if m, ok := map[string]medium{
		"Ethernet":           {"AmdP2", 10000, 1000, "ARPA", 1500, true},
		"FastEthernet":       {"Fast Ethernet", 100000, 100, "ARPA", 1500, true},
		"GigabitEthernet":    {"iGbE", 1000000, 10, "ARPA", 1500, true},
		"TenGigabitEthernet": {"Ten Gigabit Ethernet", 10000000, 10, "ARPA", 1500, true},
		"Port-channel":       {"GEChannel", 1000000, 10, "ARPA", 1500, true},
		"Vlan":               {"EtherSVI", 1000000, 10, "ARPA", 1500, true},
		"Loopback":           {"Loopback", 8000000, 5000, "LOOPBACK", 1514, false},
		"Tunnel":             {"Tunnel", 100, 50000, "TUNNEL", 17868, false},
		"Virtual-Template":   {"Virtual Template interface", 100000, 50000, "TUNNEL", 17868, false},
		"Serial":             {"Serial", 1544, 20000, "HDLC", 1500, false},
		"Dialer":             {"Unknown", 56, 20000, "PPP", 1500, false},
		"Null":               {"Unknown", 10000000, 0, "ARPA", 1500, false},
	}[kind]; ok {
		return m
	}
	return medium{"Unknown", 100000, 100, "ARPA", 1500, false}
}

// interfaceViews joins everything that is known of the interfaces.
func (s *Session) interfaceViews() []interfaceView {
	r := s.router
	ir, stats, now := r.IR(), r.Datapath(), r.clock.Now()
	r.rates.sample(r.driver.Stats().Interfaces, now)
	config := r.Config()
	var views []interfaceView
	for _, state := range s.interfaceStates() {
		in := ir.Interface(state.Name)
		m := mediumOf(in.Name)
		v := interfaceView{in: in, state: state, stats: stats.Interfaces[in.Link()], rate: r.rates.of(in.Link()), now: now,
			cleared: r.cleared.clearedAt(in.Name), resets: r.cleared.resetsOf(in.Name), bandwidth: m.bandwidth, delay: m.delay, lists: map[string]string{}}
		text, _ := config.RunningInterface(in.Name)
		v.configured(text)
		if lender := ir.Interface(in.Unnumbered); lender != nil {
			v.lender = fmt.Sprintf("%s (%s)", lender.Name, formatAddr(firstIPv4(lender), "0.0.0.0"))
		}
		if in.Tunnel != nil && in.Tunnel.SourceInterface != "" {
			for i := range ir.Interfaces {
				if t := ir.Interfaces[i].Tunnel; t != nil && t.SourceInterface == in.Tunnel.SourceInterface {
					v.shared++
				}
			}
		}
		views = append(views, v)
	}
	return views
}

// configured heeds the settings that only "show interfaces" knows.
func (v *interfaceView) configured(text string) {
	for line := range strings.Lines(text) {
		switch c := grammar.Interface.Parse(strings.TrimSpace(line)).Command.(type) {
		case *grammar.Bandwidth:
			v.bandwidth = int(c.Kilobits)
		case *grammar.Delay:
			const tens = 10
			v.delay = tens * int(c.TensOfMicroseconds)
		}
		switch f := strings.Fields(line); {
		case len(f) > 2 && f[0] == "encapsulation" && f[1] == "dot1Q":
			v.vlan = f[2]
		case len(f) == 4 && f[0] == "ip" && f[1] == "access-group":
			v.lists[f[3]] = f[2]
		case len(f) == 3 && f[0] == "ip" && f[1] == "nat":
			v.nat = f[2]
		}
	}
}

// accessList of a direction, as "show ip interface" prints it.
func (v *interfaceView) accessList(out bool) string {
	name := v.lists[map[bool]string{true: "out", false: "in"}[out]]
	return cmp.Or(name, "not set")
}

// translation says on which side of NAT the interface is.
func (v *interfaceView) translation() string {
	if v.nat == "" {
		return "disabled"
	}
	return "enabled, interface in domain " + v.nat
}

func showInterfaces(s *Session, c *grammar.ShowInterfaces) error {
	return s.eachInterface(c.Interface, func(v *interfaceView) { writeInterface(s, v) })
}

// eachInterface calls show for an interface, or for all when none is named.
func (s *Session) eachInterface(name *grammar.InterfaceName, show func(*interfaceView)) error {
	only, found := interfaceOf(name), false
	views := s.interfaceViews()
	for i := range views {
		if only == "" || views[i].in.Name == only {
			show(&views[i])
			found = true
		}
	}
	if only != "" && !found {
		return errNoInterface
	}
	return nil
}

// writeInterface is "show interfaces" of one.
func writeInterface(w io.Writer, v *interfaceView) {
	in, m := v.in, mediumOf(v.in.Name)
	fmt.Fprintf(w, "%s is %s, line protocol is %s \n", in.Name, v.state.status(), v.state.protocol())
	mac := ""
	if m.ethernet {
		mac = fmt.Sprintf(", address is %s (bia %[1]s)", formatMAC(v.stats.MAC[:]))
	}
	fmt.Fprintf(w, "  Hardware is %s%s\n", m.hardware, mac)
	if in.Description != "" {
		fmt.Fprintf(w, "  Description: %s\n", in.Description)
	}
	for _, p := range in.Addresses {
		if p.Addr().Is4() {
			fmt.Fprintf(w, "  Internet address is %v\n", p)
			break
		}
	}
	if v.lender != "" {
		fmt.Fprintf(w, "  Interface is unnumbered. Using address of %s\n", v.lender)
	}
	fmt.Fprintf(w, "  MTU %d bytes, BW %d Kbit/sec, DLY %d usec, \n", v.mtu(), v.bandwidth, v.delay)
	fmt.Fprintf(w, "     reliability 255/255, txload %d/255, rxload %d/255\n", v.load(v.rate.OutBits), v.load(v.rate.InBits))
	switch {
	case v.vlan != "":
		fmt.Fprintf(w, "  Encapsulation 802.1Q Virtual LAN, Vlan ID  %s.\n  ARP type: ARPA, ARP Timeout 04:00:00\n", v.vlan)
		fmt.Fprint(w, "  Keepalive set (10 sec)\n")
		fmt.Fprintf(w, "  Last clearing of \"show interface\" counters %s\n", v.clearing())
		return
	case in.Kind == compiler.Subinterface:
		fmt.Fprintf(w, "  Encapsulation %s.\n  ARP type: ARPA, ARP Timeout 04:00:00\n  Keepalive set (10 sec)\n", m.encapsulation)
		fmt.Fprintf(w, "  Last clearing of \"show interface\" counters %s\n", v.clearing())
		return
	}
	fmt.Fprintf(w, "  Encapsulation %s, loopback not set\n", m.encapsulation)
	switch {
	case in.Tunnel != nil && in.Tunnel.Keepalive > 0:
		fmt.Fprintf(w, "  Keepalive set (%d sec), retries %d\n", int(in.Tunnel.Keepalive.Seconds()), in.Tunnel.Retries)
	case in.Tunnel != nil:
		fmt.Fprint(w, "  Keepalive not set\n")
	default:
		fmt.Fprint(w, "  Keepalive set (10 sec)\n")
	}
	if m.ethernet {
		fmt.Fprint(w, "  Full Duplex, Auto Speed, media type is RJ45\n")
		fmt.Fprint(w, "  output flow-control is unsupported, input flow-control is unsupported\n")
		fmt.Fprint(w, "  ARP type: ARPA, ARP Timeout 04:00:00\n")
	}
	if in.Tunnel != nil {
		writeTunnel(w, v)
	}
	v.writeCounters(w, m.ethernet)
}

// mtu of the interface itself. That of a tunnel is so large that only the path
// counts.
func (v *interfaceView) mtu() int {
	m := mediumOf(v.in.Name)
	if t := v.in.Tunnel; t != nil && (t.Mode == compiler.GREIPv4 || t.Mode == compiler.GREMultipoint) {
		const greMTU, key = 17916, 4
		if t.Key != nil && t.Mode == compiler.GREMultipoint {
			return greMTU - key
		}
		return greMTU
	}
	if !m.ethernet {
		return m.mtu
	}
	device := v.stats.MTU
	if v.in.IPMTU > 0 {
		device = 0 // which has that
	}
	return cmp.Or(v.in.MTU, device, m.mtu)
}

// load is the part of the bandwidth that is used, of 255.
func (v *interfaceView) load(bits float64) int {
	const whole, kilo = 255, 1000
	return min(whole, max(1, int(whole*bits/kilo/float64(max(1, v.bandwidth)))))
}

// since is how long ago something was last seen: "00:00:05", "never".
func (v *interfaceView) since(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return uptimeStamp(v.now.Sub(t))
}

func (v *interfaceView) clearing() string { return v.since(v.cleared) }

// writeCounters writes the part of "show interfaces" that counts.
func (v *interfaceView) writeCounters(w io.Writer, ethernet bool) {
	s := &v.stats
	fmt.Fprintf(w, "  Last input %s, output %s, output hang never\n", v.since(v.rate.LastInput), v.since(v.rate.LastOutput))
	fmt.Fprintf(w, "  Last clearing of \"show interface\" counters %s\n", v.clearing())
	fmt.Fprintf(w, "  Input queue: 0/75/%d/0 (size/max/drops/flushes); Total output drops: %d\n", s.InDrops, s.OutDrops)
	depth := 40
	if !ethernet {
		depth = 0
	}
	fmt.Fprintf(w, "  Queueing strategy: fifo\n  Output queue: 0/%d (size/max)\n", depth)
	fmt.Fprintf(w, "  5 minute input rate %d bits/sec, %d packets/sec\n", thousands(v.rate.InBits), int(v.rate.InPackets+0.5))
	fmt.Fprintf(w, "  5 minute output rate %d bits/sec, %d packets/sec\n", thousands(v.rate.OutBits), int(v.rate.OutPackets+0.5))
	fmt.Fprintf(w, "     %d packets input, %d bytes, 0 no buffer\n", s.InPackets, s.InBytes)
	fmt.Fprintf(w, "     Received 0 broadcasts (%d IP multicasts)\n", s.InMulticasts)
	fmt.Fprint(w, "     0 runts, 0 giants, 0 throttles \n")
	abort := ""
	if !ethernet {
		abort = ", 0 abort"
	}
	fmt.Fprintf(w, "     %d input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored%s\n", s.InErrors, abort)
	if ethernet {
		fmt.Fprintf(w, "     0 watchdog, %d multicast, 0 pause input\n", s.InMulticasts)
	}
	fmt.Fprintf(w, "     %d packets output, %d bytes, 0 underruns\n", s.OutPackets, s.OutBytes)
	fmt.Fprintf(w, "     %d output errors, 0 collisions, %d interface resets\n", s.OutErrors, v.resets)
	fmt.Fprint(w, "     0 unknown protocol drops\n")
	if ethernet {
		fmt.Fprint(w, "     0 babbles, 0 late collision, 0 deferred\n     0 lost carrier, 0 no carrier, 0 pause output\n")
	}
	fmt.Fprint(w, "     0 output buffer failures, 0 output buffers swapped out\n")
}

// thousands rounds a rate in bits to whole kilobits, as IOS shows it.
func thousands(bits float64) int { return int(bits/1000+0.5) * 1000 }
