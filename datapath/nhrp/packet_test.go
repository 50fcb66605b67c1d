package nhrp

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"mainmode/datapath"
)

func at(s string) netip.Addr { return netip.MustParseAddr(s) }

// seal sets the length and the checksum of a packet that was changed by hand.
func seal(b []byte) []byte {
	binary.BigEndian.PutUint16(b[offsetLength:], uint16(len(b)))
	b[offsetSum], b[offsetSum+1] = 0, 0
	binary.BigEndian.PutUint16(b[offsetSum:], datapath.FoldChecksum(datapath.Checksum(0, b)))
	return b
}

// registration is a Registration Request as IOS sends it.
func registration(t testing.TB) []byte {
	t.Helper()
	p := &Packet{HopCount: 255, Type: RegistrationRequest, Flags: FlagUnique | FlagNAT, RequestID: 65537,
		SourceNBMA: at("192.0.2.2"), Source: at("10.254.0.2"), Destination: at("10.254.0.1"),
		Clients: []Client{{Prefix: 0xff, MTU: 1472, HoldingTime: 600}},
		Extensions: []Extension{{true, Responder, nil}, {true, ForwardRecord, nil}, {true, ReverseRecord, nil},
			authenticationOf("lab"),
			{false, NATAddress, AppendClients(nil, []Client{{Prefix: 32, NBMA: at("192.0.2.1"), Address: at("10.254.0.1")}})}}}
	b, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestMarshal compares with the figures of RFC 2332, Sections 5.1, 5.2.0.1 and
// 5.3, byte by byte.
func TestMarshal(t *testing.T) {
	want := strings.Join([]string{
		"0001 0800 0000000000 ff 0067 CCCC 0034 01 03 04 00", // the fixed header
		"04 04 8002 00010001 c0000202 0afe0002 0afe0001",     // the mandatory part
		"00 ff 0000 05c0 0258 00 00 00 00",                   // the client information entry
		"8003 0000 8004 0000 8005 0000",
		"8007 0007 00000001 6c6162",
		"0009 0014 00 20 0000 0000 0000 04 00 04 00 c0000201 0afe0001",
		"8000 0000",
	}, "")
	got := registration(t)
	if datapath.FoldChecksum(datapath.Checksum(0, got)) != 0 {
		t.Error("the checksum is wrong")
	}
	sum := hex.EncodeToString(got[offsetSum : offsetSum+2])
	want = strings.ReplaceAll(strings.ReplaceAll(want, " ", ""), "CCCC", sum)
	if hex.EncodeToString(got) != want {
		t.Errorf("got\n%x, want\n%s", got, want)
	}
}

func TestParseRefuses(t *testing.T) {
	change := func(at int, b ...byte) func([]byte) []byte {
		return func(p []byte) []byte { copy(p[at:], b); return seal(p) }
	}
	for name, make := range map[string]func([]byte) []byte{
		"nothing":                           func([]byte) []byte { return nil },
		"half of a fixed header":            func(p []byte) []byte { return p[:10] },
		"a length beyond the end":           func(p []byte) []byte { return p[:len(p)-1] },
		"a wrong checksum":                  func(p []byte) []byte { p[offsetSum]++; return p },
		"version 2":                         change(offsetVersion, 2),
		"ATM":                               change(0, 0, 3),
		"IPv6":                              change(2, 0x86, 0xdd),
		"a subaddress":                      change(19, 4),
		"a source of 63 bytes":              change(18, 63),
		"a protocol address of 255 bytes":   change(20, 255),
		"extensions in the fixed header":    change(offsetExt, 0, 4),
		"extensions behind the end":         change(offsetExt, 0xff, 0xff),
		"an entry cut off":                  change(offsetExt, 0, 0x33),
		"an entry with an address of 200":   change(fixedLen+20+8, 200),
		"an extension longer than what is":  change(0x34+2, 0xff, 0xff),
		"a mandatory part of no bytes":      change(offsetExt, 0, fixedLen),
		"the length of a fixed header only": func(p []byte) []byte { return seal(p[:fixedLen]) },
		"thousands of extensions": func(p []byte) []byte {
			p = p[:0x34]
			for range 5000 {
				p = append(p, 0, 99, 0, 0)
			}
			return seal(p)
		},
	} {
		if p, err := Parse(make(registration(t))); err == nil {
			t.Errorf("%s: parsed as %+v", name, p)
		}
	}
}

// TestTrailing has bytes behind the packet's length be ignored, as a medium may
// fill its frames up.
func TestTrailing(t *testing.T) {
	if _, err := Parse(append(registration(t), 1, 2, 3)); err != nil {
		t.Error(err)
	}
}

func TestTooLong(t *testing.T) {
	p := &Packet{Type: ErrorIndication, Contents: bytes.Repeat([]byte{1}, 66000)}
	if b, err := p.Marshal(); err == nil {
		t.Errorf("%d bytes", len(b))
	}
}

// FuzzParse has what is parsed be written and parsed as the same.
func FuzzParse(f *testing.F) {
	f.Add(registration(f))
	for _, kind := range Types {
		p := &Packet{HopCount: 9, Type: kind, RequestID: 7, Source: at("10.254.0.2"), Destination: at("10.254.0.1"),
			Extensions: []Extension{{false, VendorPrivate, []byte{0, 0, 9, 1}}}}
		if kind.isIndication() {
			p.Contents = registration(f)
		}
		b, err := p.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= fixedLen && len(b) < 1<<16 {
			b = seal(bytes.Clone(b)) // else nothing would get past the checksum
		}
		p, err := Parse(b)
		if err != nil {
			return
		}
		written, err := p.Marshal()
		if err != nil {
			t.Fatalf("%+v: %v", p, err)
		}
		again, err := Parse(written)
		if err != nil {
			t.Fatalf("%+v is written as %x: %v", p, written, err)
		}
		normal(p)
		if normal(again); !reflect.DeepEqual(p, again) {
			t.Errorf("%+v is written as\n%+v", p, again)
		}
		p.describe(len(b))
	})
}

// normal makes empty lists equal.
func normal(p *Packet) {
	p.Contents = append([]byte{}, p.Contents...)
	p.Extensions = append([]Extension{}, p.Extensions...)
	for i := range p.Extensions {
		p.Extensions[i].Value = append([]byte{}, p.Extensions[i].Value...)
	}
}
