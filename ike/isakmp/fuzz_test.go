package isakmp

import (
	"bytes"
	"testing"
)

// use calls what the engine calls on payloads from outside.
func use(payloads []Payload, sender Cookie) {
	for _, p := range payloads {
		Body(p)
		switch p := p.(type) {
		case *SA:
			for i := range p.Proposals {
				for j := range p.Proposals[i].Transforms {
					ParsePhase1(&p.Proposals[i].Transforms[j])
					ParsePhase2(&p.Proposals[i].Transforms[j])
				}
			}
		case *Identification:
			p.Addr()
			p.Prefix()
		case *VendorID:
			p.Vendor(sender)
			p.Major()
		}
	}
}

// FuzzParse checks that what Parse accepts is written again as it was.
func FuzzParse(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.Datagram)
	}
	f.Fuzz(func(t *testing.T, datagram []byte) {
		m, err := Parse(datagram)
		if err != nil {
			return
		}
		use(m.Payloads, m.InitiatorCookie)
		var got []byte
		if m.Flags&Encryption != 0 {
			got = MarshalEncrypted(m.Header, m.NextPayload, m.CipherText)
		} else {
			got = Marshal(m.Header, m.Payloads)
		}
		got[17] = m.Version // the minor version is the sender's own
		if !bytes.Equal(got, datagram) {
			t.Errorf("%x is written as\n%x", datagram, got)
		}
	})
}

// FuzzParsePayloads does the same with decrypted bodies.
func FuzzParsePayloads(f *testing.F) {
	for _, v := range vectors(f) {
		if len(v.Plain) > 0 {
			f.Add(v.Datagram[16], v.Plain, true)
		}
	}
	f.Fuzz(func(t *testing.T, first uint8, body []byte, padded bool) {
		payloads, n, err := ParsePayloads(PayloadType(first), body, padded)
		if err != nil {
			return
		}
		use(payloads, Cookie{})
		if n > len(body) || n < len(body) && !padded {
			t.Fatalf("%d bytes of %d", n, len(body))
		}
		AfterFirst(body[:n])
		if again, got := MarshalPayloads(payloads); again != PayloadType(first) || !bytes.Equal(got, body[:n]) {
			t.Errorf("%x is written as\n%x", body[:n], got)
		}
	})
}

// BenchmarkParse reads main mode message 4 of a genuine IOS router, and writes
// it again.
func BenchmarkParse(b *testing.B) {
	var datagram []byte
	for _, v := range vectors(b) {
		if v.Exchange == "ios main" && v.Datagram[16] == uint8(TypeKeyExchange) {
			datagram = v.Datagram
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		m, err := Parse(datagram)
		if err != nil {
			b.Fatal(err)
		}
		Marshal(m.Header, m.Payloads)
	}
}
