package shell

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"mainmode/compiler"
	"mainmode/grammar"
	"mainmode/ike"
)

const (
	// syslogQueue is how many messages a server may lag behind before it loses
	// some. The router never waits for a server.
	syslogQueue = 1000
	// syslogWait bounds a connection, and is how long a server that could not
	// be reached is left alone.
	syslogWait = 5 * time.Second
)

// syslogServer sends messages to one server, on its own goroutine.
type syslogServer struct {
	host    compiler.LoggingHost
	local   netip.Addr // of the router, invalid: that towards the server
	address string     // what "ip host" says of its name, else the name
	codes   syslogCodes
	queue   chan string
	cancel  context.CancelFunc

	mu     sync.Mutex
	number uint64 // of messages that were given to it
	sent   uint64
	lost   uint64
	up     bool
}

// syslogCodes are what stands before messages.
type syslogCodes struct {
	facility int
	origin   string
}

// serverStatus is what "show logging" says of a server.
type serverStatus struct {
	Host       compiler.LoggingHost
	Up         bool
	Sent, Lost uint64
}

// followServers begins to send to the servers of a configuration, and ends to
// send to those that are no longer in it. The caller holds mu.
func (l *Log) followServers(r *compiler.Router) {
	local := netip.Addr{}
	if in := r.Interface(r.Logging.Source); in != nil {
		local = firstIPv4(in)
	}
	codes := syslogCodes{(&grammar.LoggingFacility{Facility: r.Logging.Facility}).Code(), r.Logging.Origin}
	old := l.servers
	l.servers = nil
	var started []compiler.LoggingHost
	for _, h := range r.Logging.Hosts {
		address := h.Name
		for _, known := range r.Hosts {
			if known.Name == h.Name && len(known.Addresses) > 0 {
				address = known.Addresses[0].String()
			}
		}
		i := -1
		for j, s := range old {
			if s != nil && s.host == h && s.local == local && s.address == address {
				i = j
			}
		}
		if i >= 0 {
			old[i].setCodes(codes)
			l.servers, old[i] = append(l.servers, old[i]), nil
			continue
		}
		l.servers = append(l.servers, startSyslog(h, address, local, codes))
		started = append(started, h)
	}
	for _, h := range started {
		l.sayServer(h, "started")
	}
	for _, s := range old {
		if s != nil {
			l.sayServer(s.host, "stopped")
			s.cancel()
		}
	}
}

// sayServer says that messages go to a server, or no longer.
func (l *Log) sayServer(h compiler.LoggingHost, what string) {
	m := ike.Syslog{Facility: "SYS", Severity: Informational, Mnemonic: "LOGGINGHOST_STARTSTOP",
		Text: fmt.Sprintf("Logging to host %s port %d %s - CLI initiated", h.Name, h.Port, what)}
	l.syslog(m)
}

// serverStatus copies what is known of the servers. The caller holds mu.
func (l *Log) serverStatus() []serverStatus {
	var all []serverStatus
	for _, s := range l.servers {
		s.mu.Lock()
		all = append(all, serverStatus{s.host, s.up, s.sent, s.lost})
		s.mu.Unlock()
	}
	return all
}

// closeServers ends sending to all of them.
func (l *Log) closeServers() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.servers {
		s.cancel()
	}
	l.servers = nil
}

func startSyslog(h compiler.LoggingHost, address string, local netip.Addr, codes syslogCodes) *syslogServer {
	ctx, cancel := context.WithCancel(context.Background())
	s := &syslogServer{host: h, local: local, address: address, codes: codes, queue: make(chan string, syslogQueue), cancel: cancel}
	go s.run(ctx)
	return s
}

func (s *syslogServer) setCodes(c syslogCodes) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes = c
}

// send queues a message: "<189>31: *Nov 28 03:13:00.123: %SYS-5-CONFIG_I: ..."
// (RFC 3164, Section 4), with the number that IOS puts before the time.
func (s *syslogServer) send(severity int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.number++
	head := fmt.Sprintf("<%d>", s.codes.facility*8+severity)
	if s.host.Sequence {
		head += fmt.Sprintf("[syslog@9 s_sn=\"%d\"]: ", s.number)
	}
	head += fmt.Sprintf("%d: ", s.number)
	if s.codes.origin != "" {
		head += s.codes.origin + ": "
	}
	select {
	case s.queue <- head + strings.TrimRight(text, "\n"):
	default:
		s.lost++
	}
}

func (s *syslogServer) run(ctx context.Context) {
	var conn net.Conn
	var failed time.Time
	defer func() {
		if conn != nil {
			conn.Close()
		}
	}()
	for {
		var text string
		select {
		case <-ctx.Done():
			return
		case text = <-s.queue:
		}
		var err error
		if conn == nil && time.Since(failed) > syslogWait {
			if conn, err = s.dial(ctx); err != nil {
				conn, failed = nil, time.Now()
			}
		}
		if conn != nil {
			if s.host.TCP {
				text += "\n"
			}
			conn.SetWriteDeadline(time.Now().Add(syslogWait))
			if _, err = conn.Write([]byte(text)); err != nil {
				conn.Close()
				conn = nil
			}
		}
		s.mu.Lock()
		s.up = conn != nil
		if s.up {
			s.sent++
		} else {
			s.lost++
		}
		s.mu.Unlock()
	}
}

func (s *syslogServer) dial(ctx context.Context) (net.Conn, error) {
	d := net.Dialer{Timeout: syslogWait}
	network := "udp"
	if s.host.TCP {
		network = "tcp"
	}
	if s.local.IsValid() {
		d.LocalAddr = &net.UDPAddr{IP: s.local.AsSlice()}
		if s.host.TCP {
			d.LocalAddr = &net.TCPAddr{IP: s.local.AsSlice()}
		}
	}
	return d.DialContext(ctx, network, net.JoinHostPort(s.address, strconv.Itoa(int(s.host.Port))))
}
