package nft

import (
	"encoding/binary"
	"fmt"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// counterName names the counter of a line, wherever its list is used.
func counterName(l *datapath.AccessList, e *datapath.AccessEntry) string {
	return fmt.Sprintf("%s %s %d", familyName(l.IPv6), l.Name, e.Sequence)
}

// Matches counts the packets of each line of an access list.
func (r *Rules) Matches() (map[datapath.EntryID]uint64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	counts, err := r.counts()
	if err != nil {
		return nil, err
	}
	matches := map[datapath.EntryID]uint64{}
	r.eachLine("", func(id datapath.EntryID, counter string) { matches[id] = counts[counter] })
	return matches, nil
}

// ClearMatches has the lines of a list, or of all for "", count from zero.
func (r *Rules) ClearMatches(list string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	counts, err := r.counts()
	if err != nil {
		return err
	}
	r.eachLine(list, func(_ datapath.EntryID, counter string) { r.past[counter] -= counts[counter] })
	return nil
}

// eachLine calls do for the lines of a list, or of all for "".
func (r *Rules) eachLine(list string, do func(id datapath.EntryID, counter string)) {
	for i := range r.now.filter.Lists {
		l := &r.now.filter.Lists[i]
		if list != "" && l.Name != list {
			continue
		}
		for j := range l.Entries {
			if j > 0 && l.Entries[j].Sequence == l.Entries[j-1].Sequence {
				continue // one line that stands for several
			}
			do(datapath.EntryID{List: l.Name, IPv6: l.IPv6, Sequence: l.Entries[j].Sequence}, counterName(l, &l.Entries[j]))
		}
	}
}

// counts reads the counters, and adds what they had before the last
// transactions.
func (r *Rules) counts() (map[string]uint64, error) {
	counts := map[string]uint64{}
	if r.table.filled {
		c, err := r.namespace.dial()
		if err != nil {
			return nil, err
		}
		defer c.Close()
		ask := &batch{family: unix.NFPROTO_INET}
		ask.add(unix.NFT_MSG_GETOBJ, netlink.Dump, attributes{
			text(unix.NFTA_OBJ_TABLE, Table), number(unix.NFTA_OBJ_TYPE, unix.NFT_OBJECT_COUNTER),
		})
		if ask.err != nil {
			return nil, ask.err
		}
		replies, err := c.Execute(ask.messages[0])
		if err != nil {
			return nil, fmt.Errorf("nf_tables: counters: %w", err)
		}
		for _, m := range replies {
			if name, n, ok := parseCounter(m.Data); ok {
				counts[name] = n
			}
		}
	}
	for name, n := range r.past {
		counts[name] += n
	}
	return counts, nil
}

// nfgenmsgLen is what stands before the attributes of a message of netfilter.
const nfgenmsgLen = 4

// parseCounter reads the name of a counter and its packets.
func parseCounter(b []byte) (name string, packets uint64, ok bool) {
	if len(b) < nfgenmsgLen {
		return "", 0, false
	}
	d, err := netlink.NewAttributeDecoder(b[nfgenmsgLen:])
	if err != nil {
		return "", 0, false
	}
	d.ByteOrder = binary.BigEndian
	for d.Next() {
		switch d.Type() {
		case unix.NFTA_OBJ_NAME:
			name = d.String()
		case unix.NFTA_OBJ_DATA:
			d.Nested(func(d *netlink.AttributeDecoder) error {
				for d.Next() {
					if d.Type() == unix.NFTA_COUNTER_PACKETS {
						packets, ok = d.Uint64(), true
					}
				}
				return nil
			})
		}
	}
	return name, packets, ok && d.Err() == nil
}
