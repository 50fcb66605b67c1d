package shell

import (
	"bufio"
	"io"
	"net/netip"

	"mainmode/grammar"
)

// telnetPort is where terminals are reached, RFC 854.
const telnetPort = 23

// telnet opens a connection to a terminal of another system.
func telnet(s *Session, c *grammar.TelnetTo) error {
	family, quiet := "", false
	var source netip.Addr
	var vrf *grammar.Word
	for _, o := range c.Options {
		switch {
		case o.Quiet:
			quiet = true
		case o.IPv4:
			family = "ip"
		case o.IPv6:
			family = "ipv6"
		case o.VRF != nil:
			vrf = o.VRF
		case o.Source != nil:
			in := s.router.IR().Interface(o.Source.String())
			if in == nil || !firstIPv4(in).IsValid() {
				return errInvalidInterface
			}
			source = firstIPv4(in)
		}
	}
	table, err := s.findVRF(vrf)
	if err != nil {
		return err
	}
	host := c.Host.String()
	address, err := s.resolve(host, family)
	if err != nil {
		return err
	}
	port := uint16(telnetPort)
	if c.Port != nil {
		port = uint16(*c.Port)
	}
	if !quiet {
		s.Printf("Trying %s", host)
		if formatAddr(address, "") != host {
			s.Printf(" (%s)", formatAddr(address, ""))
		}
		if port != telnetPort {
			s.Printf(", %d", port)
		}
		s.Printf(" ... ")
		s.out.Flush()
	}
	conn, err := dial(s.Context(), table, source, netip.AddrPortFrom(address, port))
	if err != nil {
		if !quiet {
			s.Printf("\n")
		}
		return err
	}
	if !quiet {
		s.Printf("Open\n")
	}
	return s.open(&connection{host: host, address: address, quiet: quiet, keys: telnetKeys{conn}},
		&telnetScreen{r: bufio.NewReader(conn), answers: conn}, func() { conn.Close() })
}

// Commands and options of RFC 854, 857 and 858.
const (
	telnetSE   = 240
	telnetSB   = 250
	telnetWill = 251
	telnetWont = 252
	telnetDo   = 253
	telnetDont = 254
	telnetIAC  = 255

	telnetEcho            = 1
	telnetSuppressGoAhead = 3
)

// telnetKeys sends keys: a return is CR NUL, and 255 stands twice.
type telnetKeys struct{ w io.Writer }

func (t telnetKeys) Write(p []byte) (int, error) {
	out := make([]byte, 0, 2*len(p))
	for _, b := range p {
		out = append(out, b)
		switch b {
		case keyReturn:
			out = append(out, 0)
		case telnetIAC:
			out = append(out, telnetIAC)
		}
	}
	if _, err := t.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// telnetScreen is what a connection shows once its commands are taken out and
// answered: the other side may echo and need not say "go ahead", and nothing
// else is agreed upon.
type telnetScreen struct {
	r       *bufio.Reader
	answers io.Writer
	cr      bool // the last byte was CR: a NUL behind it is nothing
}

func (t *telnetScreen) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && (n == 0 || t.r.Buffered() > 0) {
		b, err := t.r.ReadByte()
		if err != nil {
			return n, err
		}
		if b == telnetIAC {
			shown, err := t.command()
			if err != nil {
				return n, err
			}
			if !shown {
				continue
			}
		}
		if b == 0 && t.cr {
			t.cr = false
			continue
		}
		t.cr = b == keyReturn
		p[n] = b
		n++
	}
	return n, nil
}

// command obeys what stands behind an IAC, and reports whether that was a 255
// to show.
func (t *telnetScreen) command() (shown bool, err error) {
	verb, err := t.r.ReadByte()
	if err != nil {
		return false, err
	}
	switch verb {
	case telnetIAC:
		return true, nil
	case telnetSB:
		return false, t.skipSubnegotiation()
	case telnetWill, telnetWont, telnetDo, telnetDont:
		option, err := t.r.ReadByte()
		if err != nil {
			return false, err
		}
		agreed := option == telnetEcho || option == telnetSuppressGoAhead
		answer := byte(0)
		switch {
		case verb == telnetWill && agreed:
			answer = telnetDo
		case verb == telnetWill:
			answer = telnetDont
		case verb == telnetDo && option == telnetSuppressGoAhead:
			answer = telnetWill
		case verb == telnetDo:
			answer = telnetWont
		default:
			return false, nil
		}
		_, err = t.answers.Write([]byte{telnetIAC, answer, option})
		return false, err
	}
	return false, nil
}

func (t *telnetScreen) skipSubnegotiation() error {
	for last := byte(0); ; {
		b, err := t.r.ReadByte()
		if err != nil || last == telnetIAC && b == telnetSE {
			return err
		}
		last = b
	}
}
