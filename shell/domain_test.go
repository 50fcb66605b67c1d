package shell

import (
	"net"
	"net/netip"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"mainmode/datapath/lab"
)

// serveNames answers questions for the IPv4 address of one name, and says of all
// others that there is none.
func serveNames(t *testing.T, address, name string, is netip.Addr) {
	t.Helper()
	conn, err := net.ListenPacket("udp", address)
	lab.Require(t, "a port of the domain service", err)
	t.Cleanup(func() { conn.Close() })
	go func() {
		b := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(b[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			switch q := m.Questions[0]; {
			case q.Name.String() != name:
				m.RCode = dnsmessage.RCodeNameError
			case q.Type == dnsmessage.TypeA:
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: is.As4()},
				}}
			}
			if answer, err := m.Pack(); err == nil {
				conn.WriteTo(answer, from)
			}
		}
	}()
}

// TestNameServers asks the servers of the configuration: the first does not
// answer.
func TestNameServers(t *testing.T) {
	serveNames(t, "127.53.0.2:53", "server.example.net.", netip.MustParseAddr("127.0.0.1"))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	_, client := bootSSH(t, "hostname R1\nip domain name example.net\nip name-server 127.53.0.1 127.53.0.2\n")
	r := attach(t, client, ConsoleOptions{})
	r.sees("R1#")
	r.Write([]byte("telnet server " + port + "\r"))
	r.sees("\nTranslating \"server\"...domain server (127.53.0.1) (127.53.0.2) [OK]\n\nTrying server (127.0.0.1), " + port +
		" ... \n% Connection refused by remote host\nR1#")
	r.Write([]byte("telnet nobody " + port + "\r"))
	r.sees("\nTranslating \"nobody\"...domain server (127.53.0.1) (127.53.0.2)\n% Unrecognized host or address, or protocol not running.\nR1#")
	r.Write([]byte("show hosts | include are\r"))
	r.sees("\nName servers are 127.53.0.1, 127.53.0.2\nR1#")
}
