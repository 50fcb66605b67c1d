package dhcp

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"

	"github.com/insomniacslk/dhcp/dhcpv4"
)

// Config says for what an address is obtained.
type Config struct {
	Device   string
	MAC      [6]byte
	ClientID string // option 61, its type first
	Hostname string // option 12
	Mark     uint32 // of the packets that are sent to a server alone
}

// State of a client, RFC 2131, Figure 5.
type State uint8

const (
	Released   State = iota // told to have no address
	Selecting               // asks for offers
	Requesting              // has chosen one
	Bound
	Renewing  // asks its server
	Rebinding // asks any server
)

// String is the word of "show dhcp lease".
func (s State) String() string {
	return [...]string{"Released", "Selecting", "Requesting", "Bound", "Renewing", "Rebinding"}[s]
}

// Status is what a client has come to.
type Status struct {
	State       State
	Lease       *Lease // nil: none; not to be changed
	Transaction uint32
	Retries     int
	Next        time.Time // when it does something by itself, zero: never
}

// Client has an address for one interface, or asks for one.
type Client struct {
	config  Config
	link    link
	changed func()
	orders  chan order
	cancel  context.CancelFunc
	ended   chan struct{}

	mu     sync.Mutex
	status Status
}

// order is what somebody wants of a client.
type order uint8

const (
	none order = iota
	renew
	release
	gone // the device is, or the client ends
)

// Start has a client ask for an address until Stop, in the network namespace of
// the calling thread. changed is called, by the client, whenever its lease is
// another one; it must not wait for the client.
func Start(c Config, changed func()) (*Client, error) {
	d, err := openDevice(c.Device, c.Mark)
	if err != nil {
		return nil, err
	}
	return start(c, d, changed), nil
}

func start(c Config, l link, changed func()) *Client {
	ctx, cancel := context.WithCancel(context.Background())
	client := &Client{config: c, link: l, changed: changed, orders: make(chan order, 1), cancel: cancel, ended: make(chan struct{})}
	go client.run(ctx)
	return client
}

// Status is a copy.
func (c *Client) Status() Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.status
}

// Renew has the lease renewed now; without one the client asks again.
func (c *Client) Renew() { c.order(renew) }

// Release gives the address back. The client has none until Renew.
func (c *Client) Release() { c.order(release) }

// order replaces one that was not carried out yet.
func (c *Client) order(o order) {
	select {
	case <-c.orders:
	default:
	}
	select {
	case c.orders <- o:
	default: // somebody else's is as new
	}
}

// Stop gives the address back and ends the client. Its lease is gone then; that
// is not told of.
func (c *Client) Stop() {
	c.cancel()
	<-c.ended
}

// Done is closed when the client has ended, as it does by itself once its device
// is gone.
func (c *Client) Done() <-chan struct{} { return c.ended }

func (c *Client) run(ctx context.Context) {
	defer close(c.ended)
	defer c.link.close()
	for {
		lease, o := c.acquire(ctx)
		if lease != nil {
			c.bind(lease)
			o = c.keep(ctx)
		}
		for o == release {
			c.giveBack()
			c.enter(Released, time.Time{})
			o = c.wait(ctx, time.Time{}, nil)
		}
		if o == gone {
			c.giveBack()
			return
		}
	}
}

// enter a state. next is when the client will do something by itself.
func (c *Client) enter(s State, next time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.status.State != s {
		c.status.Retries = 0
	}
	c.status.State, c.status.Next = s, next
}

func (c *Client) bind(l *Lease) {
	c.mu.Lock()
	c.status.Lease = l
	c.mu.Unlock()
	c.changed()
}

// lose forgets the lease.
func (c *Client) lose() {
	c.mu.Lock()
	had := c.status.Lease != nil
	c.status.Lease = nil
	c.mu.Unlock()
	if had {
		c.changed()
	}
}

// giveBack tells the server that the address is not needed any more.
func (c *Client) giveBack() {
	l := c.Status().Lease
	if l == nil {
		return
	}
	m := c.message(dhcpv4.MessageTypeRelease, transaction(), time.Now())
	m.ClientIPAddr = l.Address.Addr().AsSlice()
	m.UpdateOption(dhcpv4.OptServerIdentifier(l.Server.AsSlice()))
	_ = c.link.unicast(l.Server, m.ToBytes()) // which nobody answers
	c.lose()
}

// acquire asks servers until one has given an address; without one, an order has
// come.
func (c *Client) acquire(ctx context.Context) (*Lease, order) {
	for {
		begun := time.Now()
		xid := transaction()
		discover := c.message(dhcpv4.MessageTypeDiscover, xid, begun)
		offer, o := c.ask(ctx, Selecting, xid, discover, 0, dhcpv4.MessageTypeOffer)
		if o != none {
			return nil, o
		}
		sent := time.Now()
		request := c.message(dhcpv4.MessageTypeRequest, xid, begun)
		request.UpdateOption(dhcpv4.OptRequestedIPAddress(offer.YourIPAddr))
		request.UpdateOption(dhcpv4.OptServerIdentifier(offer.ServerIdentifier()))
		reply, o := c.ask(ctx, Requesting, xid, request, requests, dhcpv4.MessageTypeAck, dhcpv4.MessageTypeNak)
		if o != none {
			return nil, o
		}
		if reply != nil && reply.MessageType() == dhcpv4.MessageTypeAck {
			if l, err := leaseOf(reply, sent); err == nil {
				return l, none
			}
		}
		if o := c.wait(ctx, time.Now().Add(afterRefusal), nil); o != none {
			return nil, o
		}
	}
}

const (
	firstWait    = 4 * time.Second // RFC 2131, Section 4.1
	longestWait  = 64 * time.Second
	requests     = 4                // as often as an offer is requested
	afterRefusal = 10 * time.Second // Section 3.1, number 5
	shortestTry  = 60 * time.Second // Section 4.4.5
)

// ask broadcasts a message, again and again until there is an answer of one of
// the kinds: tries times, 0 for ever. Nil is no answer.
func (c *Client) ask(ctx context.Context, s State, xid uint32, m *dhcpv4.DHCPv4, tries int, kinds ...dhcpv4.MessageType) (*dhcpv4.DHCPv4, order) {
	interval := firstWait
	begun := time.Now()
	for n := 0; tries == 0 || n < tries; n++ {
		m.NumSeconds = uint16(min(time.Since(begun)/time.Second, 0xffff))
		c.transmit(xid, n)
		_ = c.link.broadcast(m.ToBytes()) // the device may be down: it is tried again
		until := time.Now().Add(interval - time.Second + jitter())
		c.enter(s, until)
		var reply *dhcpv4.DHCPv4
		if o := c.wait(ctx, until, c.accept(&reply, xid, kinds)); o != none {
			if o == renew {
				interval, n = firstWait, 0
				continue
			}
			return nil, o
		}
		if reply != nil {
			return reply, none
		}
		interval = min(2*interval, longestWait)
	}
	return nil, none
}

// transmit notes a message that is sent for the nth time.
func (c *Client) transmit(xid uint32, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status.Transaction, c.status.Retries = xid, n
}

// accept takes the answer to a message, if it is one that can be used.
func (c *Client) accept(reply **dhcpv4.DHCPv4, xid uint32, kinds []dhcpv4.MessageType) func([]byte) bool {
	return func(b []byte) bool {
		m, err := dhcpv4.FromBytes(b)
		if err != nil || m.OpCode != dhcpv4.OpcodeBootReply || binary.BigEndian.Uint32(m.TransactionID[:]) != xid || string(m.ClientHWAddr) != string(c.config.MAC[:]) {
			return false
		}
		for _, k := range kinds {
			if m.MessageType() != k {
				continue
			}
			if _, err := leaseOf(m, time.Time{}); err == nil || k == dhcpv4.MessageTypeNak {
				*reply = m
				return true
			}
		}
		return false
	}
}

// wait for an order, until a moment if that is not zero, or until accept takes a
// message.
func (c *Client) wait(ctx context.Context, until time.Time, accept func([]byte) bool) order {
	var timeout <-chan time.Time
	if !until.IsZero() {
		timer := time.NewTimer(time.Until(until))
		defer timer.Stop()
		timeout = timer.C
	}
	for {
		select {
		case <-ctx.Done():
			return gone
		case <-timeout:
			return none
		case o := <-c.orders:
			return o
		case b, ok := <-c.link.messages():
			if !ok {
				return gone
			}
			if accept != nil && accept(b) {
				return none
			}
		}
	}
}

// transaction is a new transaction identifier.
func transaction() uint32 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.BigEndian.Uint32(b[:])
}

// jitter is up to two seconds.
func jitter() time.Duration {
	return time.Duration(transaction()%2000) * time.Millisecond
}
