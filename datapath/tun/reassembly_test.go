package tun

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"mainmode/datapath"
)

// fragmentsOf splits a packet as a system does.
func fragmentsOf(p []byte, mtu int) (all [][]byte) {
	f, _ := parseFlow(p)
	if f.source.Is4() {
		for next := 0; ; {
			var part []byte
			part, next = nextFragment(make([]byte, mtu), p, f.headerLen, next, mtu)
			all = append(all, part)
			if next == 0 {
				return all
			}
		}
	}
	payload, size := p[ipv6HeaderLen:], (mtu-ipv6HeaderLen-8)&^7
	for at := 0; at < len(payload); at += size {
		part := append(slices.Clone(p[:ipv6HeaderLen]), p[6], 0, 0, 0, 1, 2, 3, 4)
		part[6] = protoFragment
		end := min(at+size, len(payload))
		word := uint16(at)
		if end < len(payload) {
			word |= 1
		}
		binary.BigEndian.PutUint16(part[ipv6HeaderLen+2:], word)
		part = append(part, payload[at:end]...)
		binary.BigEndian.PutUint16(part[4:], uint16(len(part)-ipv6HeaderLen))
		all = append(all, part)
	}
	return all
}

// randomPacket is a UDP packet of so many bytes between two hosts.
func randomPacket(ipv6 bool, size int) []byte {
	p := make([]byte, size)
	for i := range p {
		p[i] = byte(rand.Uint32())
	}
	if ipv6 {
		putIPv6(p, addr6[0], addr6[1], protoUDP, 0, 64)
	} else {
		putIPv4(p, addr4[0], addr4[1], false, protoUDP, 0, 64)
		binary.BigEndian.PutUint16(p[4:], 0x1234)
		clear(p[10:12])
		binary.BigEndian.PutUint16(p[10:], datapath.FoldChecksum(datapath.Checksum(0, p[:ipv4HeaderLen])))
	}
	return p
}

// addAll gives a reassembly packets and returns what it made of them.
func addAll(t *testing.T, r *reassembly, packets [][]byte, now time.Time) (whole [][]byte) {
	t.Helper()
	for _, p := range packets {
		f, ok := parseFlow(p)
		if !ok {
			t.Fatalf("no packet: % x", p)
		}
		part, ok := parseFragment(p, &f)
		if !ok {
			t.Fatalf("no fragment: % x", p)
		}
		if b := r.add(part, now); b != nil {
			whole = append(whole, b[headroom:])
		}
	}
	return whole
}

// TestReassembly puts fragments together that come in any order, among those of
// another packet.
func TestReassembly(t *testing.T) {
	for _, ipv6 := range []bool{false, true} {
		for _, size := range []int{1281, 3000, 9000, 65535} {
			var r reassembly
			p := randomPacket(ipv6, size)
			if f, ok := parseFlow(p); !ok {
				t.Fatal("no packet")
			} else if _, ok := parseFragment(p, &f); ok {
				t.Error("a whole packet is a fragment")
			}
			parts := fragmentsOf(p, 1280)
			rand.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			now := time.Now()
			other := fragmentsOf(randomPacket(!ipv6, 2000), 1280)[:1]
			got := addAll(t, &r, append(other, parts...), now)
			if len(got) != 1 || !bytes.Equal(got[0], p) {
				t.Errorf("ipv6=%t, %d bytes: %d packets, and not the one", ipv6, size, len(got))
			}
			if len(r.list) != 1 {
				t.Errorf("%d packets are left, want the other", len(r.list))
			}
		}
	}
}

// TestReassemblyDiscards gives it what makes no packet.
func TestReassemblyDiscards(t *testing.T) {
	now := time.Now()
	for _, ipv6 := range []bool{false, true} {
		parts := fragmentsOf(randomPacket(ipv6, 4000), 1280)
		begin, end, last := parts[0], parts[1:], parts[3]
		for name, packets := range map[string][][]byte{
			"missing":    end,
			"twice":      append([][]byte{begin, begin}, end...),
			"overlap":    append([][]byte{begin, fragmentsOf(randomPacket(ipv6, 4000), 640)[1]}, end...),
			"two ends":   append([][]byte{fragmentsOf(randomPacket(ipv6, 6000), 1280)[4]}, parts...),
			"after last": append([][]byte{last, fragmentsOf(randomPacket(ipv6, 9000), 1280)[6]}, parts[:3]...),
		} {
			var r reassembly
			if got := addAll(t, &r, packets, now); len(got) != 0 {
				t.Errorf("%s, ipv6=%t: a packet", name, ipv6)
			}
		}
		var r reassembly
		late := now.Add(longestPartial + time.Second)
		if got := append(addAll(t, &r, parts[:1], now), addAll(t, &r, parts[1:], late)...); len(got) != 0 {
			t.Errorf("late, ipv6=%t: a packet", ipv6)
		}
	}
	var r reassembly
	for id := range 2 * mostPartial {
		part := fragmentsOf(randomPacket(false, 4000), 1280)[0]
		binary.BigEndian.PutUint16(part[4:], uint16(id))
		addAll(t, &r, [][]byte{part}, now)
	}
	if len(r.list) != mostPartial {
		t.Errorf("%d packets wait, want %d", len(r.list), mostPartial)
	}
}
