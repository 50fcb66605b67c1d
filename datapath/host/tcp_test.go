package host

import (
	"net"
	"net/netip"
	"testing"
)

// TestTCPConnections: what a program has sent is counted.
func TestTCPConnections(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	served, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer served.Close()
	const text = "seventeen letters"
	if _, err := c.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if _, err := served.Read(make([]byte, len(text))); err != nil {
		t.Fatal(err)
	}
	h, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	all, err := h.TCPConnections()
	if err != nil {
		t.Fatal(err)
	}
	want := served.LocalAddr().(*net.TCPAddr).AddrPort()
	for _, x := range all {
		if x.Local == want && x.Remote == netip.MustParseAddrPort(c.LocalAddr().String()) {
			if x.State != 1 || x.BytesIn != uint64(len(text)) || x.DataIn != 1 {
				t.Errorf("connection %+v, want ESTABLISHED with %d bytes in 1 segment received", x, len(text))
			}
			return
		}
	}
	t.Errorf("no connection of %v among %+v", want, all)
}
