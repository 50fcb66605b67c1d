package xfrm

import (
	"encoding/binary"
	"errors"
	"math"
	"net/netip"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"

	"mainmode/datapath"
)

// state is what the kernel tells of an SA.
type state struct {
	datapath.SAStats
	reqid       uint32
	spi         uint32
	destination netip.Addr
	family      uint16
	proto       uint8
	mark        []byte // nil: none
}

// parseState reads a struct xfrm_usersa_info with its attributes, which is at
// least as long as that.
func parseState(m []byte) state {
	info := nl.DeserializeXfrmUsersaInfo(m)
	s := state{
		reqid: info.Reqid, spi: nl.Swap32(info.Id.Spi), destination: addressOf(&info.Id.Daddr, info.Family), family: info.Family, proto: info.Id.Proto,
		SAStats: datapath.SAStats{
			Packets: info.Curlft.Packets, Bytes: info.Curlft.Bytes,
			AuthFailed: uint64(info.Stats.IntegrityFailed), Replayed: uint64(info.Stats.Replay + info.Stats.ReplayWindow),
		},
	}
	for kind, value := range attributes(m[nl.SizeofXfrmUsersaInfo:]) {
		switch {
		case kind == nl.XFRMA_MARK:
			s.mark = value
		case kind == nl.XFRMA_LASTUSED && len(value) == 8:
			s.LastUsed = int64(binary.NativeEndian.Uint64(value))
		case kind == nl.XFRMA_REPLAY_VAL && len(value) >= 8:
			s.LastSequence = uint64(max(binary.NativeEndian.Uint32(value), binary.NativeEndian.Uint32(value[4:])))
		case kind == nl.XFRMA_REPLAY_ESN_VAL && len(value) >= 20:
			half := func(at int) uint64 { return uint64(binary.NativeEndian.Uint32(value[at:])) }
			s.LastSequence = max(half(12)<<32|half(4), half(16)<<32|half(8)) // outbound and inbound
		}
	}
	return s
}

// parsePolicy reads a struct xfrm_userpolicy_info with its attributes, which is
// at least as long as that.
func parsePolicy(m []byte) installed {
	info := nl.DeserializeXfrmUserpolicyInfo(m)
	sel := &info.Sel
	p := installed{index: info.Index, spdKey: spdKey{
		source: prefixOf(&sel.Saddr, sel.PrefixlenS, sel.Family), destination: prefixOf(&sel.Daddr, sel.PrefixlenD, sel.Family), protocol: sel.Proto,
		sourcePort:      portMask{nl.Swap16(sel.Sport), nl.Swap16(sel.SportMask)},
		destinationPort: portMask{nl.Swap16(sel.Dport), nl.Swap16(sel.DportMask)},
		direction:       netlink.Dir(info.Dir), priority: info.Priority, device: int(sel.Ifindex),
	}}
	for kind, value := range attributes(m[nl.SizeofXfrmUserpolicyInfo:]) {
		switch {
		case kind == nl.XFRMA_TMPL && len(value) >= nl.SizeofXfrmUserTmpl:
			t := nl.DeserializeXfrmUserTmpl(value)
			ends := template{local: addressOf(&t.Saddr, t.Family), remote: addressOf(&t.XfrmId.Daddr, t.Family), optional: t.Optional != 0}
			if p.direction != netlink.XFRM_DIR_OUT {
				ends.local, ends.remote = ends.remote, ends.local
			}
			if t.Mode == modeOf(datapath.Transport) {
				ends.mode = datapath.Transport
			}
			p.id, p.template = t.Reqid, ends
		case kind == nl.XFRMA_IF_ID && len(value) == 4:
			p.ifID = binary.NativeEndian.Uint32(value)
		case kind == nl.XFRMA_MARK && len(value) == 8:
			mark, mask := binary.NativeEndian.Uint32(value), binary.NativeEndian.Uint32(value[4:])
			if mask == math.MaxUint32 { // of a VTI
				p.ifID = mark
			} else {
				p.mark, p.translated = mark, mask&datapath.ToTranslate != 0
			}
		}
	}
	return p
}

// attributes goes through the attributes of a netlink message.
func attributes(b []byte) func(yield func(kind uint16, value []byte) bool) {
	return func(yield func(uint16, []byte) bool) {
		for len(b) >= 4 {
			length, kind := int(binary.NativeEndian.Uint16(b)), binary.NativeEndian.Uint16(b[2:])
			if length < 4 || length > len(b) || !yield(kind, b[4:length]) {
				return
			}
			b = b[min((length+3)&^3, len(b)):]
		}
	}
}

func addressOf(a *nl.XfrmAddress, family uint16) netip.Addr {
	if family == nl.FAMILY_V4 {
		return netip.AddrFrom4([4]byte(a[:4]))
	}
	return netip.AddrFrom16(*a)
}

// keys of an SA, as the kernel has them.
type keys struct{ enc, auth []byte }

var errNoKeys = errors.New("xfrm: the kernel does not tell the keys of its SAs")

// keysOf takes the keys from a message about an SA.
func keysOf(m []byte) (keys, error) {
	var k keys
	found := false
	for kind, value := range attributes(m[nl.SizeofXfrmUsersaInfo:]) {
		switch {
		case kind == nl.XFRMA_ALG_CRYPT && len(value) >= 68:
			k.enc, found = value[68:], true
		case kind == nl.XFRMA_ALG_AEAD && len(value) >= 72:
			k.enc, found = value[72:], true
		case kind == nl.XFRMA_ALG_AUTH_TRUNC && len(value) >= 72:
			k.auth = value[72:]
		}
	}
	if !found {
		return keys{}, errNoKeys
	}
	return k, nil
}
