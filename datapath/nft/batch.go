package nft

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/google/nftables/expr"
	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// batch is a transaction of nf_tables: the system does all of it, or none.
type batch struct {
	family   uint8
	table    string
	messages []netlink.Message
	size     int
	err      error // the first that an expression has
}

// attributes are those of a message or of a nested attribute.
type attributes []netlink.Attribute

func text(kind uint16, s string) netlink.Attribute {
	return netlink.Attribute{Type: kind, Data: append([]byte(s), 0)}
}

func number(kind uint16, n uint32) netlink.Attribute {
	return netlink.Attribute{Type: kind, Data: binary.BigEndian.AppendUint32(nil, n)}
}

func (b *batch) nested(kind uint16, a attributes) netlink.Attribute {
	return netlink.Attribute{Type: kind | unix.NLA_F_NESTED, Data: b.marshal(a)}
}

func (b *batch) marshal(a attributes) []byte {
	data, err := netlink.MarshalAttributes(a)
	b.err = errors.Join(b.err, err)
	return data
}

func (b *batch) add(kind int, flags netlink.HeaderFlags, a attributes) {
	data := append([]byte{b.family, unix.NFNETLINK_V0, 0, 0}, b.marshal(a)...)
	b.message(netlink.HeaderType(unix.NFNL_SUBSYS_NFTABLES<<8|kind), flags, data)
}

func (b *batch) message(kind netlink.HeaderType, flags netlink.HeaderFlags, data []byte) {
	b.messages = append(b.messages, netlink.Message{Header: netlink.Header{Type: kind, Flags: netlink.Request | flags}, Data: data})
	b.size += 16 + len(data)
}

// begin starts a transaction that replaces a whole table.
func begin(family uint8, table string) *batch {
	b := &batch{family: family, table: table}
	b.edge(unix.NFNL_MSG_BATCH_BEGIN)
	// Adding it first lets it be deleted whether it is there or not.
	b.addTable()
	b.add(unix.NFT_MSG_DELTABLE, 0, attributes{text(unix.NFTA_TABLE_NAME, table)})
	return b
}

func (b *batch) addTable() {
	b.add(unix.NFT_MSG_NEWTABLE, netlink.Create, attributes{text(unix.NFTA_TABLE_NAME, b.table)})
}

// edge begins or ends the transaction: its header names the subsystem.
func (b *batch) edge(kind int) {
	b.message(netlink.HeaderType(kind), 0, []byte{0, unix.NFNETLINK_V0, 0, unix.NFNL_SUBSYS_NFTABLES})
}

// chain adds a chain that others jump to.
func (b *batch) chain(name string) {
	b.add(unix.NFT_MSG_NEWCHAIN, netlink.Create, attributes{text(unix.NFTA_CHAIN_TABLE, b.table), text(unix.NFTA_CHAIN_NAME, name)})
}

// deviceChain adds a chain for the packets at a hook of a device.
func (b *batch) deviceChain(name, device string, hook uint32) {
	b.add(unix.NFT_MSG_NEWCHAIN, netlink.Create, attributes{
		text(unix.NFTA_CHAIN_TABLE, b.table), text(unix.NFTA_CHAIN_NAME, name), text(unix.NFTA_CHAIN_TYPE, "filter"),
		b.nested(unix.NFTA_CHAIN_HOOK, attributes{
			number(unix.NFTA_HOOK_HOOKNUM, hook), number(unix.NFTA_HOOK_PRIORITY, 0), text(unix.NFTA_HOOK_DEV, device),
		}),
	})
}

// baseChain adds a chain for the packets at a hook of the IP stack.
func (b *batch) baseChain(name, kind string, hook uint32, priority int32) {
	b.add(unix.NFT_MSG_NEWCHAIN, netlink.Create, attributes{
		text(unix.NFTA_CHAIN_TABLE, b.table), text(unix.NFTA_CHAIN_NAME, name), text(unix.NFTA_CHAIN_TYPE, kind),
		b.nested(unix.NFTA_CHAIN_HOOK, attributes{
			number(unix.NFTA_HOOK_HOOKNUM, hook), number(unix.NFTA_HOOK_PRIORITY, uint32(priority)),
		}),
	})
}

// counter adds a counter that rules share.
func (b *batch) counter(name string) {
	b.add(unix.NFT_MSG_NEWOBJ, netlink.Create, attributes{
		text(unix.NFTA_OBJ_TABLE, b.table), text(unix.NFTA_OBJ_NAME, name), number(unix.NFTA_OBJ_TYPE, unix.NFT_OBJECT_COUNTER),
		b.nested(unix.NFTA_OBJ_DATA, nil),
	})
}

// count is a part of a rule: its packets count.
func count(name string) expr.Any { return &expr.Objref{Type: unix.NFT_OBJECT_COUNTER, Name: name} }

// rule adds a rule to the end of a chain.
func (b *batch) rule(chain string, parts ...expr.Any) { b.forwarding(chain, 0, parts...) }

// forwarding is rule for packets that go to another device at its end, 0: none.
func (b *batch) forwarding(chain string, device uint32, parts ...expr.Any) {
	if device == 0 {
		b.ending(chain, "", nil, parts...)
		return
	}
	const sourceRegister = 1 // NFTA_FWD_SREG_DEV
	b.ending(chain, "fwd", attributes{number(sourceRegister, 1)}, append(parts, &expr.Immediate{Register: 1, Data: word(device)})...)
}

// ending is rule with an expression at its end that the library does not know,
// "": none.
func (b *batch) ending(chain, name string, end attributes, parts ...expr.Any) {
	var list attributes
	for _, p := range parts {
		data, err := expr.Marshal(b.family, p)
		b.err = errors.Join(b.err, err)
		list = append(list, netlink.Attribute{Type: unix.NFTA_LIST_ELEM | unix.NLA_F_NESTED, Data: data})
	}
	if name != "" {
		list = append(list, b.nested(unix.NFTA_LIST_ELEM, attributes{text(unix.NFTA_EXPR_NAME, name), b.nested(unix.NFTA_EXPR_DATA, end)}))
	}
	b.add(unix.NFT_MSG_NEWRULE, netlink.Create|netlink.Append, attributes{
		text(unix.NFTA_RULE_TABLE, b.table), text(unix.NFTA_RULE_CHAIN, chain), b.nested(unix.NFTA_RULE_EXPRESSIONS, list),
	})
}

// commit carries out the transaction.
func (b *batch) commit(c *netlink.Conn) error {
	if b.err != nil {
		return b.err
	}
	last := len(b.messages) - 1
	b.messages[last].Header.Flags |= netlink.Acknowledge
	b.edge(unix.NFNL_MSG_BATCH_END)
	// More than the system's limit needs a privilege that user namespaces do
	// not give; then large batches fail.
	_ = c.SetWriteBuffer(2*b.size + 1<<16)
	sent, err := c.SendMessages(b.messages)
	if err != nil {
		return err
	}
	for {
		replies, err := c.Receive()
		if err != nil {
			return fmt.Errorf("nf_tables: %w", err)
		}
		for _, r := range replies {
			if r.Header.Sequence == sent[last].Header.Sequence {
				return nil
			}
		}
	}
}
