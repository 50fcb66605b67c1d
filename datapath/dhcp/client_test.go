package dhcp

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mainmode/datapath"

	"github.com/insomniacslk/dhcp/dhcpv4"
)

// network is a link whose other end is a server: answer says what comes back.
type network struct {
	mu       sync.Mutex
	log      []string // what was sent
	answer   func(m *dhcpv4.DHCPv4, alone bool) *dhcpv4.DHCPv4
	received chan []byte
}

func (n *network) take(b []byte, alone bool) error {
	m, err := dhcpv4.FromBytes(b)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	how := "all"
	if alone {
		how = "server"
	}
	n.log = append(n.log, fmt.Sprintf("%v to %s, from %v", m.MessageType(), how, m.ClientIPAddr))
	if n.answer != nil {
		if reply := n.answer(m, alone); reply != nil {
			n.received <- reply.ToBytes()
		}
	}
	return nil
}

func (n *network) broadcast(b []byte) error             { return n.take(b, false) }
func (n *network) unicast(_ netip.Addr, b []byte) error { return n.take(b, true) }
func (n *network) messages() <-chan []byte              { return n.received }
func (n *network) close()                               {}

// sent is what was sent since it was last asked for.
func (n *network) sent() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := strings.Join(n.log, "\n")
	n.log = nil
	return s
}

// serve answers with an address for a time.
func serve(address string, seconds int) func(*dhcpv4.DHCPv4, bool) *dhcpv4.DHCPv4 {
	return func(m *dhcpv4.DHCPv4, _ bool) *dhcpv4.DHCPv4 {
		kind := map[dhcpv4.MessageType]dhcpv4.MessageType{
			dhcpv4.MessageTypeDiscover: dhcpv4.MessageTypeOffer, dhcpv4.MessageTypeRequest: dhcpv4.MessageTypeAck,
		}[m.MessageType()]
		if kind == 0 {
			return nil
		}
		reply, _ := dhcpv4.NewReplyFromRequest(m, dhcpv4.WithMessageType(kind), dhcpv4.WithYourIP(net.ParseIP(address)),
			dhcpv4.WithOption(dhcpv4.OptServerIdentifier(net.ParseIP("203.0.113.1"))), dhcpv4.WithNetmask(net.CIDRMask(24, 32)),
			dhcpv4.WithRouter(net.ParseIP("203.0.113.1")), dhcpv4.WithLeaseTime(uint32(seconds)))
		return reply
	}
}

func refuse(m *dhcpv4.DHCPv4, _ bool) *dhcpv4.DHCPv4 {
	reply, _ := dhcpv4.NewReplyFromRequest(m, dhcpv4.WithMessageType(dhcpv4.MessageTypeNak),
		dhcpv4.WithOption(dhcpv4.OptServerIdentifier(net.ParseIP("203.0.113.1"))))
	return reply
}

// TestClient has one lease after the other go through what RFC 2131, Section
// 4.4, says of it.
func TestClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{received: make(chan []byte, 8)}
		answer := func(f func(*dhcpv4.DHCPv4, bool) *dhcpv4.DHCPv4) {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.answer = f
		}
		changes := 0
		c := start(Config{MAC: [6]byte{2, 0, 0, 0, 0, 1}, ClientID: "\x00one", Hostname: "R1"}, n, func() { changes++ })
		expect := func(what string, state State, address string, sent ...string) {
			t.Helper()
			synctest.Wait()
			s := c.Status()
			have := "none"
			if s.Lease != nil {
				have = s.Lease.Address.String()
			}
			if s.State != state || have != address {
				t.Errorf("%s: %v with %s, want %v with %s", what, s.State, have, state, address)
			}
			if got := n.sent(); got != strings.Join(sent, "\n") {
				t.Errorf("%s: sent\n%s\nwant\n%s", what, got, strings.Join(sent, "\n"))
			}
		}
		const discover, selected = "DISCOVER to all, from 0.0.0.0", "REQUEST to all, from 0.0.0.0"
		const renewal, rebinding = "REQUEST to server, from 203.0.113.7", "REQUEST to all, from 203.0.113.7"
		expect("no server", Selecting, "none", discover)
		time.Sleep(15 * time.Second) // 4 and 8 seconds, each one more or less
		expect("no server for a while", Selecting, "none", discover, discover)

		answer(serve("203.0.113.7", 3600))
		c.Renew() // as when its device comes up
		expect("a server", Bound, "203.0.113.7/24", discover, selected)
		time.Sleep(1801 * time.Second)
		expect("T1", Bound, "203.0.113.7/24", renewal)
		if changes != 2 {
			t.Errorf("%d changes", changes)
		}

		answer(func(m *dhcpv4.DHCPv4, alone bool) *dhcpv4.DHCPv4 {
			if alone {
				return nil
			}
			return serve("203.0.113.7", 3600)(m, alone)
		})
		time.Sleep(1801 * time.Second)
		expect("T1 without its server", Renewing, "203.0.113.7/24", renewal)
		time.Sleep(1350 * time.Second)
		synctest.Wait()
		if sent := strings.Split(n.sent(), "\n"); sent[len(sent)-1] != rebinding || slices.ContainsFunc(sent[:len(sent)-1], func(s string) bool { return s != renewal }) {
			t.Errorf("T2: sent %q", sent)
		}
		expect("T2", Bound, "203.0.113.7/24")

		answer(nil)
		time.Sleep(3590 * time.Second)
		synctest.Wait()
		if s := c.Status(); s.State != Rebinding || s.Lease == nil {
			t.Errorf("before the end: %v", s.State)
		}
		n.sent()
		time.Sleep(11 * time.Second)
		expect("the end", Selecting, "none", discover)

		answer(serve("203.0.113.7", infinite))
		c.Renew()
		expect("for ever", Bound, "203.0.113.7/24", discover, selected)
		time.Sleep(10000 * time.Hour)
		expect("still", Bound, "203.0.113.7/24")
		answer(refuse)
		c.Renew()
		time.Sleep(time.Second)
		synctest.Wait()
		if s := c.Status(); s.Lease != nil || !strings.HasPrefix(n.sent(), renewal+"\n"+discover) {
			t.Errorf("refused: %v", s.Lease)
		}
		answer(serve("203.0.113.8", 60))
		time.Sleep(time.Minute)
		synctest.Wait()
		n.sent()
		c.Release()
		expect("released", Released, "none", "RELEASE to server, from 203.0.113.8")
		time.Sleep(time.Hour)
		expect("released for an hour", Released, "none")
		c.Renew()
		expect("renewed", Bound, "203.0.113.8/24", discover, selected)
		c.Stop()
		expect("stopped", Bound, "none", "RELEASE to server, from 203.0.113.8")
	})
}

// TestUselessAnswers has a client take none that it cannot use.
func TestUselessAnswers(t *testing.T) {
	for what, spoil := range map[string]func(*dhcpv4.DHCPv4){
		"another transaction": func(m *dhcpv4.DHCPv4) { m.TransactionID[0] ^= 1 },
		"another client":      func(m *dhcpv4.DHCPv4) { m.ClientHWAddr = net.HardwareAddr{1, 2, 3, 4, 5, 6} },
		"a request":           func(m *dhcpv4.DHCPv4) { m.OpCode = dhcpv4.OpcodeBootRequest },
		"no address":          func(m *dhcpv4.DHCPv4) { m.YourIPAddr = net.IPv4zero },
		"everybody's address": func(m *dhcpv4.DHCPv4) { m.YourIPAddr = net.IPv4bcast },
		"no server":           func(m *dhcpv4.DHCPv4) { m.Options.Del(dhcpv4.OptionServerIdentifier) },
		"no time":             func(m *dhcpv4.DHCPv4) { m.UpdateOption(dhcpv4.OptIPAddressLeaseTime(0)) },
		"a mask with holes":   func(m *dhcpv4.DHCPv4) { m.UpdateOption(dhcpv4.OptSubnetMask(net.IPMask{255, 0, 255, 0})) },
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{received: make(chan []byte, 8)}
				n.answer = func(m *dhcpv4.DHCPv4, alone bool) *dhcpv4.DHCPv4 {
					reply := serve("203.0.113.7", 60)(m, alone)
					if reply != nil {
						spoil(reply)
					}
					return reply
				}
				c := start(Config{MAC: [6]byte{2}}, n, func() {})
				defer c.Stop()
				time.Sleep(time.Minute)
				synctest.Wait()
				if s := c.Status(); s.State != Selecting || s.Lease != nil {
					t.Errorf("%v with %v", s.State, s.Lease)
				}
			})
		})
	}
}

// TestTimes: T1 and T2 that make no sense are those of RFC 2131, Section 4.4.5.
func TestTimes(t *testing.T) {
	for _, c := range []struct{ lease, t1, t2, renewal, rebinding time.Duration }{
		{8 * time.Hour, 0, 0, 4 * time.Hour, 7 * time.Hour},
		{8 * time.Hour, time.Hour, 2 * time.Hour, time.Hour, 2 * time.Hour},
		{8 * time.Hour, 9 * time.Hour, 10 * time.Hour, 4 * time.Hour, 7 * time.Hour},
		{8 * time.Hour, 3 * time.Hour, 2 * time.Hour, 2 * time.Hour, 2 * time.Hour},
	} {
		m := serve("203.0.113.7", int(c.lease/time.Second))(&dhcpv4.DHCPv4{Options: dhcpv4.OptionsFromList(dhcpv4.OptMessageType(dhcpv4.MessageTypeRequest))}, false)
		if c.t1 != 0 {
			m.UpdateOption(dhcpv4.OptRenewTimeValue(c.t1))
			m.UpdateOption(dhcpv4.OptRebindingTimeValue(c.t2))
		}
		l, err := leaseOf(m, time.Time{})
		if err != nil || l.Renewal != c.renewal || l.Rebinding != c.rebinding {
			t.Errorf("%+v: %+v, %v", c, l, err)
		}
	}
}

// TestPacket: what is sent to everybody can be read, but not by clients.
func TestPacket(t *testing.T) {
	p := fromNowhere([]byte("message"))
	if datapath.FoldChecksum(datapath.Checksum(0, p[:ipv4HeaderLen])) != 0 {
		t.Error("the checksum of the header is wrong")
	}
	if pseudo := datapath.Checksum(protocolUDP+uint32(len(p)-ipv4HeaderLen), p[12:20]); datapath.FoldChecksum(datapath.Checksum(pseudo, p[ipv4HeaderLen:])) != 0 {
		t.Error("the checksum of UDP is wrong")
	}
	if _, _, ok := toClient(p); ok {
		t.Error("a client takes what is for servers")
	}
	p[ipv4HeaderLen+3] = clientPort
	if m, _, ok := toClient(append(p, "trailer"...)); !ok || string(m) != "message" {
		t.Errorf("%q, %v", m, ok)
	}
}

// FuzzMessage: whatever comes, a client takes an address from it or does not.
func FuzzMessage(f *testing.F) {
	f.Add(fromNowhere(serve("203.0.113.7", 60)(&dhcpv4.DHCPv4{Options: dhcpv4.OptionsFromList(dhcpv4.OptMessageType(dhcpv4.MessageTypeDiscover))}, false).ToBytes()))
	f.Add([]byte{0x45})
	f.Fuzz(func(t *testing.T, p []byte) {
		b, _, ok := toClient(p)
		if !ok {
			b = p
		}
		c := &Client{}
		var reply *dhcpv4.DHCPv4
		xid := uint32(0)
		if len(b) > 8 {
			xid = uint32(b[4])<<24 | uint32(b[5])<<16 | uint32(b[6])<<8 | uint32(b[7])
		}
		c.accept(&reply, xid, []dhcpv4.MessageType{dhcpv4.MessageTypeOffer, dhcpv4.MessageTypeAck, dhcpv4.MessageTypeNak})(b)
		m, err := dhcpv4.FromBytes(b)
		if err != nil {
			return
		}
		if l, err := leaseOf(m, time.Time{}); err == nil {
			if !l.Address.IsValid() || l.Renewal > l.Rebinding || l.Rebinding > l.Duration || strings.ContainsAny(l.Domain, "\x00\n\x1b") {
				t.Errorf("%+v", l)
			}
		}
	})
}
