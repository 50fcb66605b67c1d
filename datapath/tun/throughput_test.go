package tun

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"testing"

	"mainmode/datapath"
)

// BenchmarkTCP is one TCP stream through a tunnel: both drivers, and both ends
// of the stream, share the processor.
func BenchmarkTCP(b *testing.B) {
	for _, transform := range []datapath.Transform{
		gcm128,
		{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: datapath.HMACSHA1},
	} {
		for _, encap := range []bool{true, false} {
			b.Run(fmt.Sprintf("%s/encap=%t", transform, encap), func(b *testing.B) {
				p := newPair(b, pairOptions{transform: transform, encap: encap})
				benchmarkStream(b, p)
			})
		}
	}
}

func benchmarkStream(b *testing.B, p *pair) {
	var listener net.Listener
	var out net.Conn
	at := netip.AddrPortFrom(p.b.inner4, 5001)
	err := p.b.ns.Do(func() (err error) {
		listener, err = net.ListenTCP("tcp4", net.TCPAddrFromAddrPort(at))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	defer listener.Close()
	accepted := make(chan net.Conn, 1)
	go func() {
		if c, err := listener.Accept(); err == nil {
			accepted <- c
		}
	}()
	err = p.a.ns.Do(func() (err error) {
		out, err = net.DialTCP("tcp4", nil, net.TCPAddrFromAddrPort(at))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	in := <-accepted
	defer in.Close()

	const chunk = 1 << 20
	data := make([]byte, chunk)
	b.SetBytes(chunk)
	b.ReportAllocs()
	received := make(chan error, 1)
	b.ResetTimer()
	go func() {
		_, err := io.CopyN(io.Discard, in, int64(b.N)*chunk)
		received <- err
	}()
	for range b.N {
		if _, err := out.Write(data); err != nil {
			b.Fatal(err)
		}
	}
	if err := <-received; err != nil {
		b.Fatal(err)
	}
}
