package nhrp

import (
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"
)

// BenchmarkRenewal is a registration that is renewed at a hub of 10,000 spokes.
func BenchmarkRenewal(b *testing.B) {
	config := hubConfig()
	config.Name, config.NetworkID, config.HoldingTime = tunnel, 1, 600*time.Second
	e, now := New(rand.NewChaCha8([32]byte{})), time.Unix(1600000000, 0)
	e.Handle(now, Configure{Config{[]Interface{config}}})
	e.Handle(now, Line{tunnel, true})
	register := func(i int) {
		now = now.Add(2 * time.Millisecond) // or it were more than may be sent
		from := netip.AddrFrom4([4]byte{100, 64, byte(i >> 8), byte(i)})
		p := &Packet{HopCount: 255, Type: RegistrationRequest, Flags: FlagUnique, RequestID: uint32(i), SourceNBMA: from,
			Source: netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)}), Destination: config.Address, Clients: []Client{{HoldingTime: 65535}}}
		data, err := p.Marshal()
		if err != nil {
			b.Fatal(err)
		}
		if len(e.Handle(now, Received{tunnel, from, data})) == 0 {
			b.Fatal("no reply")
		}
	}
	for i := range 10000 {
		register(i)
	}
	for i := 0; b.Loop(); i++ {
		register(i % 10000)
	}
}
