package dhcp

import (
	"context"
	"time"

	"github.com/insomniacslk/dhcp/dhcpv4"
	"github.com/insomniacslk/dhcp/iana"
)

// keep has the lease renewed until it is lost, RFC 2131, Section 4.4.5, or an
// order has come.
func (c *Client) keep(ctx context.Context) order {
	for {
		l := c.Status().Lease
		at := func(d time.Duration) time.Time {
			if l.Duration == 0 {
				return time.Time{}
			}
			return l.Began.Add(d)
		}
		c.enter(Bound, at(l.Renewal))
		o := c.wait(ctx, at(l.Renewal), nil)
		if o == release || o == gone {
			return o
		}
		renewed, o := c.renew(ctx, l, at)
		if o != none {
			return o
		}
		if renewed == nil {
			c.lose()
			return none
		}
		if other := renewed.Address != l.Address; other {
			c.lose() // as if it were another client's
		}
		c.bind(renewed)
	}
}

// renew asks the server of a lease for another, and then any server. Nil is
// none: the lease is over.
func (c *Client) renew(ctx context.Context, l *Lease, at func(time.Duration) time.Time) (*Lease, order) {
	begun, xid := time.Now(), transaction()
	for n := 0; ; n++ {
		now := time.Now()
		state, end := Renewing, at(l.Rebinding)
		if !end.IsZero() && !now.Before(end) {
			state, end = Rebinding, at(l.Duration)
			if !now.Before(end) {
				return nil, none
			}
		}
		m := c.message(dhcpv4.MessageTypeRequest, xid, begun)
		m.ClientIPAddr = l.Address.Addr().AsSlice()
		m.SetUnicast()
		c.transmit(xid, n)
		if state == Renewing {
			_ = c.link.unicast(l.Server, m.ToBytes())
		} else {
			_ = c.link.broadcast(m.ToBytes())
		}
		until := now.Add(shortestTry)
		if !end.IsZero() {
			if half := now.Add(end.Sub(now) / 2); half.After(until) {
				until = half
			}
			if until.After(end) {
				until = end
			}
		}
		c.enter(state, until)
		var reply *dhcpv4.DHCPv4
		o := c.wait(ctx, until, c.accept(&reply, xid, []dhcpv4.MessageType{dhcpv4.MessageTypeAck, dhcpv4.MessageTypeNak}))
		if o == release || o == gone {
			return nil, o
		}
		if reply == nil {
			continue
		}
		if reply.MessageType() == dhcpv4.MessageTypeNak {
			return nil, none
		}
		if renewed, err := leaseOf(reply, now); err == nil {
			return renewed, none
		}
	}
}

// message is one of the client, for a transaction that began then.
func (c *Client) message(kind dhcpv4.MessageType, xid uint32, begun time.Time) *dhcpv4.DHCPv4 {
	id := dhcpv4.TransactionID{byte(xid >> 24), byte(xid >> 16), byte(xid >> 8), byte(xid)}
	m := &dhcpv4.DHCPv4{OpCode: dhcpv4.OpcodeBootRequest, HWType: iana.HWTypeEthernet, ClientHWAddr: c.config.MAC[:], TransactionID: id, Options: dhcpv4.Options{}}
	m.UpdateOption(dhcpv4.OptMessageType(kind))
	m.UpdateOption(dhcpv4.OptGeneric(dhcpv4.OptionClientIdentifier, []byte(c.config.ClientID)))
	m.NumSeconds = uint16(min(time.Since(begun)/time.Second, 0xffff))
	if kind == dhcpv4.MessageTypeRelease {
		return m
	}
	m.SetBroadcast()
	m.UpdateOption(dhcpv4.OptMaxMessageSize(largestMessage))
	m.UpdateOption(dhcpv4.OptParameterRequestList(dhcpv4.OptionSubnetMask, dhcpv4.OptionDomainNameServer, dhcpv4.OptionDomainName, dhcpv4.OptionRouter))
	if c.config.Hostname != "" {
		m.UpdateOption(dhcpv4.OptHostName(c.config.Hostname))
	}
	return m
}

// largestMessage that a client takes, in bytes with its IP header.
const largestMessage = 1152
