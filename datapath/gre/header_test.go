package gre

import (
	"encoding/hex"
	"testing"

	"mainmode/datapath"
)

func TestHeader(t *testing.T) {
	for _, c := range []struct {
		gre  datapath.GRE
		want string
	}{
		{datapath.GRE{}, "00000800"},
		{datapath.GRE{Keyed: true, Key: 42}, "200008000000002a"},
		{datapath.GRE{Sequence: true}, "1000080000000007"},
		{datapath.GRE{Checksum: true}, "80000800d7bb0000"},
		{datapath.GRE{Checksum: true, Keyed: true, Key: 0xffffffff, Sequence: true}, "b0000800a7b40000ffffffff00000007"},
	} {
		n := HeaderLen(&c.gre)
		packet := append(make([]byte, n), 0xa0, 0x43)
		Put(packet, &c.gre, TypeIPv4, 7)
		if got := hex.EncodeToString(packet[:n]); got != c.want {
			t.Errorf("%+v: %s, want %s", c.gre, got, c.want)
		}
		h, ok := Parse(packet)
		if !ok || h.Size != n || h.Protocol != TypeIPv4 || !h.Fits(&c.gre) || c.gre.Sequence && h.Sequence != 7 {
			t.Errorf("%+v: %+v, %t", c.gre, h, ok)
		}
		other := c.gre
		other.Keyed = !other.Keyed
		if h.Fits(&other) {
			t.Errorf("%+v fits %+v", h, other)
		}
		if packet[n] ^= 1; c.gre.Checksum {
			if _, ok := Parse(packet); ok {
				t.Errorf("%+v: a wrong checksum passes", c.gre)
			}
		}
	}
	for _, bad := range []string{"", "000008", "40000800", "00010800", "08000800", "20000800000000", "8000080012340000"} {
		b, _ := hex.DecodeString(bad)
		if h, ok := Parse(b); ok {
			t.Errorf("%s: %+v", bad, h)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"00000800", "b0000800a7b40000ffffffff00000007a043", "20000000"} {
		b, _ := hex.DecodeString(s)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, ok := Parse(b)
		if !ok {
			return
		}
		g := datapath.GRE{Keyed: h.Keyed, Key: h.Key, Checksum: h.Checksum, Sequence: h.Sequenced}
		again := make([]byte, len(b))
		copy(again[h.Size:], b[h.Size:])
		Put(again, &g, h.Protocol, h.Sequence)
		if back, ok := Parse(again); !ok || back != h || !h.Fits(&g) {
			t.Errorf("%+v came back as %+v, %t", h, back, ok)
		}
	})
}
