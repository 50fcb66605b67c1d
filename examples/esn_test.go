package examples_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// esnRouter is R1, a router with its own ESP, or a peer of it. With each peer it
// has two pairs of SAs, of AES-GCM and of AES-CBC.
func esnRouter(own string, networks []string, peers ...string) string {
	s := `crypto isakmp policy 10
 encryption aes
 authentication pre-share
 group 19
crypto isakmp key interop-lab-key address 0.0.0.0 0.0.0.0
crypto ipsec transform-set T0 esp-gcm
crypto ipsec transform-set T1 esp-aes esp-sha256-hmac
ip route 0.0.0.0 0.0.0.0 Ethernet0/0
`
	for i, n := range networks {
		s += fmt.Sprintf("interface Loopback%d\n ip address %s.1 255.255.255.0\n", i, n)
	}
	s += fmt.Sprintf("interface Ethernet0/0\n ip address %s 255.255.255.0\n crypto map CM\n", own)
	return s + strings.Join(peers, "")
}

// esnPeer is the entries of a crypto map for a peer.
func esnPeer(sequence int, peer string, here, there []string) (s string) {
	for i := range 2 {
		s += fmt.Sprintf(`ip access-list extended A%[1]d
 permit ip %[3]s.0 0.0.0.255 %[4]s.0 0.0.0.255
crypto map CM %[1]d ipsec-isakmp
 set peer %[2]s
 set transform-set T%[5]d
 match address A%[1]d
`, sequence+i, peer, here[i], there[i], i)
	}
	return s
}

// testExtendedSequence has an SA of the kernel's send its 2^32nd packet to the
// kernel of another router and to one in userspace, with both kinds of transforms.
func testExtendedSequence(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, "R1:eth1 SWITCH:eth1", "R2:eth1 SWITCH:eth2", "R3:eth1 SWITCH:eth3")
	n.run("SWITCH", "ip link add br0 type bridge\nip link set br0 up\nip link set eth1 master br0\nip link set eth2 master br0\nip link set eth3 master br0")
	first, second, third := []string{"10.1.0", "10.1.1"}, []string{"10.2.0", "10.2.1"}, []string{"10.3.0", "10.3.1"}
	r1 := n.bootOn("kernel", "R1", esnRouter("192.0.2.1", first, esnPeer(10, "192.0.2.2", first, second), esnPeer(20, "192.0.2.3", first, third)))
	n.bootOn("kernel", "R2", esnRouter("192.0.2.2", second, esnPeer(10, "192.0.2.1", second, first)))
	n.bootOn("userspace", "R3", esnRouter("192.0.2.3", third, esnPeer(10, "192.0.2.1", third, first)))
	pings := func(repeat int) {
		t.Helper()
		for _, networks := range [][]string{second, third} {
			for i, there := range networks {
				command := fmt.Sprintf("ping %s.1 source Loopback%d repeat %d", there, i, repeat)
				await(t, command, func() bool {
					return strings.Contains(r1.exec(command), fmt.Sprintf("Success rate is 100 percent (%[1]d/%[1]d)", repeat))
				})
			}
		}
	}
	pings(1)
	if got := strings.Count(r1.exec("show crypto ipsec sa detail"), "in use settings ={Tunnel, esn, }"); got != 8 {
		t.Errorf("%d of 8 SAs have extended sequence numbers", got)
	}
	const outbound, before = 4, 3
	// Not all at once: the kernel takes what is a little less than 2^32 ahead for
	// what is a little behind.
	for _, last := range []uint32{1 << 31, 1<<32 - before - 1} {
		n.in("R1", func() error {
			counters, err := outboundCounters("192.0.2.1", last)
			if err == nil && len(counters) != outbound {
				err = fmt.Errorf("%d of %d outbound SAs are there", len(counters), outbound)
			}
			return err
		})
		pings(2 * before)
	}
	n.in("R1", func() error {
		counters, err := outboundCounters("192.0.2.1", 0)
		for _, c := range counters {
			if c <= 1<<32 {
				err = errors.Join(err, fmt.Errorf("an SA has sent %d packets", c))
			}
		}
		return err
	})
}

// outboundCounters are the sequence numbers of the SAs of this namespace that
// send from an address. If set is not 0 it becomes their lower half.
func outboundCounters(source string, set uint32) (all []uint64, err error) {
	messages, err := nl.NewNetlinkRequest(nl.XFRM_MSG_GETSA, unix.NLM_F_DUMP).Execute(unix.NETLINK_XFRM, nl.XFRM_MSG_NEWSA)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		info := nl.DeserializeXfrmUsersaInfo(m)
		if info.Saddr.ToIP().String() != source {
			continue
		}
		attributes, err := nl.ParseRouteAttr(m[nl.SizeofXfrmUsersaInfo:])
		if err != nil {
			return nil, err
		}
		for _, a := range attributes {
			const low, high = 4, 12 // of a struct xfrm_replay_state_esn
			if a.Attr.Type != nl.XFRMA_REPLAY_ESN_VAL || len(a.Value) < high+4 {
				continue
			}
			all = append(all, uint64(binary.NativeEndian.Uint32(a.Value[high:]))<<32|uint64(binary.NativeEndian.Uint32(a.Value[low:])))
			if set == 0 {
				continue
			}
			binary.NativeEndian.PutUint32(a.Value[low:], set)
			req := nl.NewNetlinkRequest(nl.XFRM_MSG_NEWAE, unix.NLM_F_REPLACE|unix.NLM_F_ACK)
			req.AddData(eventID{info})
			req.AddData(nl.NewRtAttr(nl.XFRMA_REPLAY_ESN_VAL, a.Value))
			if _, err := req.Execute(unix.NETLINK_XFRM, 0); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// eventID is a struct xfrm_aevent_id: it names an SA whose counters are set.
type eventID struct{ *nl.XfrmUsersaInfo }

func (id eventID) Len() int { return len(id.Serialize()) }

func (id eventID) Serialize() []byte {
	name := &nl.XfrmUsersaId{Daddr: id.Id.Daddr, Spi: id.Id.Spi, Family: id.Family, Proto: id.Id.Proto}
	b := append(name.Serialize(), id.Saddr.Serialize()...)
	b = binary.NativeEndian.AppendUint32(b, 0)
	return binary.NativeEndian.AppendUint32(b, id.Reqid)
}
