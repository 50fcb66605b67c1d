package nft

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// What linux/netfilter/nfnetlink_conntrack.h has and unix does not.
const (
	subsystemConntrack = 1
	conntrackGet       = 1
	conntrackDelete    = 2

	ctOriginal = 1
	ctReply    = 2
	ctTimeout  = 7
	ctMark     = 8
	ctMarkMask = 21

	tupleIP       = 1
	tupleProtocol = 2
	ipSource      = 1 // IPv4
	ipDestination = 2
	protoNumber   = 1
	protoSource   = 2
	protoTarget   = 3
	protoICMPID   = 4
)

// connection is one of the system's, as far as NAT needs it.
type connection struct {
	original, reply tuple
	mark            uint32
	left            time.Duration
	name            []byte // the attributes of the original tuple
}

// tuple is one direction of a connection.
type tuple struct {
	protocol            uint8
	source, destination netip.AddrPort
}

// connections lists those with a mark of ours.
func (r *Rules) connections() ([]connection, error) {
	c, err := r.namespace.dial()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	ask := conntrackRequest(conntrackGet, netlink.Dump, attributes{number(ctMark, natMark), number(ctMarkMask, natMarkMask)})
	if ask.err != nil {
		return nil, ask.err
	}
	replies, err := c.Execute(ask.messages[0])
	if err != nil {
		return nil, fmt.Errorf("connection tracking: %w", err)
	}
	var list []connection
	for _, m := range replies {
		// Old kernels do not heed the mark that was asked for.
		if x, ok := parseConnection(m.Data); ok && x.mark&natMarkMask == natMark {
			list = append(list, x)
		}
	}
	return list, nil
}

// forget ends connections; their next packets begin new ones.
func (r *Rules) forget(list []connection) error {
	if len(list) == 0 {
		return nil
	}
	c, err := r.namespace.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	var errs []error
	for i := range list {
		ask := conntrackRequest(conntrackDelete, netlink.Acknowledge, attributes{{Type: ctOriginal | unix.NLA_F_NESTED, Data: list[i].name}})
		errs = append(errs, ask.err)
		if _, err := c.Execute(ask.messages[0]); err != nil && !errors.Is(err, unix.ENOENT) {
			errs = append(errs, fmt.Errorf("connection tracking: %w", err))
		}
	}
	return errors.Join(errs...)
}

func conntrackRequest(kind int, flags netlink.HeaderFlags, a attributes) *batch {
	b := &batch{family: unix.AF_INET}
	data := append([]byte{b.family, unix.NFNETLINK_V0, 0, 0}, b.marshal(a)...)
	b.message(netlink.HeaderType(subsystemConntrack<<8|kind), flags, data)
	return b
}

// parseConnection reads an entry of the table of connections.
func parseConnection(b []byte) (connection, bool) {
	var c connection
	if len(b) < nfgenmsgLen {
		return c, false
	}
	d, err := netlink.NewAttributeDecoder(b[nfgenmsgLen:])
	if err != nil {
		return c, false
	}
	d.ByteOrder = binary.BigEndian
	for d.Next() {
		switch d.Type() {
		case ctOriginal:
			c.name = d.Bytes()
			d.Nested(c.original.parse)
		case ctReply:
			d.Nested(c.reply.parse)
		case ctTimeout:
			c.left = time.Duration(d.Uint32()) * time.Second
		case ctMark:
			c.mark = d.Uint32()
		}
	}
	return c, d.Err() == nil && c.original.source.IsValid() && c.reply.source.IsValid()
}

func (t *tuple) parse(d *netlink.AttributeDecoder) error {
	var source, destination netip.Addr
	var sourcePort, destinationPort uint16
	for d.Next() {
		switch d.Type() {
		case tupleIP:
			d.Nested(func(d *netlink.AttributeDecoder) error {
				for d.Next() {
					switch d.Type() {
					case ipSource:
						source, _ = netip.AddrFromSlice(d.Bytes())
					case ipDestination:
						destination, _ = netip.AddrFromSlice(d.Bytes())
					}
				}
				return nil
			})
		case tupleProtocol:
			d.Nested(func(d *netlink.AttributeDecoder) error {
				for d.Next() {
					switch d.Type() {
					case protoNumber:
						t.protocol = d.Uint8()
					case protoSource:
						sourcePort = d.Uint16()
					case protoTarget:
						destinationPort = d.Uint16()
					case protoICMPID:
						sourcePort = d.Uint16()
						destinationPort = sourcePort
					}
				}
				return nil
			})
		}
	}
	t.source, t.destination = netip.AddrPortFrom(source, sourcePort), netip.AddrPortFrom(destination, destinationPort)
	return nil
}

// translation is the connection in the terms of NAT.
func (c *connection) translation(rule string) datapath.Translation {
	t := datapath.Translation{Protocol: c.original.protocol, Rule: rule, Left: c.left}
	if c.mark&fromOutside != 0 {
		t.OutsideGlobal, t.InsideGlobal = c.original.source, c.original.destination
		t.InsideLocal, t.OutsideLocal = c.reply.source, c.reply.destination
	} else {
		t.InsideLocal, t.OutsideLocal = c.original.source, c.original.destination
		t.OutsideGlobal, t.InsideGlobal = c.reply.source, c.reply.destination
	}
	return t
}
