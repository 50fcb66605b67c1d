package shell

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/compiler"
	"mainmode/grammar"
)

// machineCommands are the handlers of the commands that show the machine.
var machineCommands = []handler{
	handle(func(s *Session, _ *grammar.ShowInventory) error {
		writeInventory(s, s.router.IR())
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowProcesses) error {
		use := ownUse()
		if c.Resource == "memory" {
			writeProcessesMemory(s, &use)
		} else {
			writeProcessesCPU(s, &use, s.router.cpu.values())
		}
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowMemory) error {
		use := ownUse()
		writeMemory(s, &use)
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowNTP) error {
		servers := ntpServers(s.router.Config().Running())
		switch {
		case c.Detail:
			writeNTPAssociationsDetail(s, servers)
		case c.Associations:
			writeNTPAssociations(s, servers)
		default:
			return writeNTPStatus(s, servers)
		}
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowIPProtocols) error {
		writeIPProtocols(s, s.router.IR().Routing.Blocks)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowIPv6Protocols) error {
		writeIPv6Protocols(s, s.router.IR())
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowSockets) error {
		writeSocketList(s, openSockets("udp"))
		return nil
	}),
	handle(showTCP),
	handle(func(s *Session, c *grammar.ShowAliases) error {
		if mode := word(c.Mode); mode == "" || strings.HasPrefix("exec", mode) {
			writeAliases(s, s.router.IR().Aliases)
		}
		return nil
	}),
	handle(showTrack),
	handle(showIPSLA),
	handle(func(s *Session, c *grammar.ShowIPLocalPool) error {
		snapshot := s.router.IKE()
		writePools(s, s.router.IR().ISAKMP.Pools, &snapshot, word(c.Name))
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowIPTraffic) error {
		writeTraffic(s, s.router.cleared.trafficSince(systemTraffic()))
		return nil
	}),
	handle(setClock),
	handle(showTechSupport),
	handle(func(s *Session, _ *grammar.ShowCryptoTechSupport) error {
		return showTechSupport(s, &grammar.ShowTechSupport{Subject: "crypto"})
	}),
}

// writeInventory is "show inventory": the machine and its interfaces.
func writeInventory(w io.Writer, r *compiler.Router) {
	fmt.Fprintf(w, "NAME: \"Chassis\", DESCR: \"mainmode on Linux\"\nPID: %-18s, VID: V01  , SN: %s\n\n", chassisPID, chassisSerial)
	for i := range r.Interfaces {
		if in := &r.Interfaces[i]; in.Kind == compiler.Physical && in.Device != "" {
			fmt.Fprintf(w, "NAME: %q, DESCR: \"Linux device %s\"\nPID: %-18s, VID:      , SN: \n\n", in.Name, in.Device, strings.TrimRight(in.Name, "0123456789/"))
		}
	}
}

// machineUse is what the router itself uses of the machine.
type machineUse struct {
	PID                int
	Name               string
	CPU                time.Duration
	Switches           uint64 // times that it was given a processor
	Allocated, Freed   uint64 // bytes, since it began
	Holding            uint64 // bytes in use
	Total, Used, Least uint64 // bytes of the machine's memory
	Head               string // where the process has its part of it, hexadecimal
}

// ownUse asks the system and the runtime.
func ownUse() machineUse {
	u := machineUse{PID: os.Getpid(), Name: "mainmode"}
	u.CPU, u.Switches = cpuUsed()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	u.Allocated, u.Freed, u.Holding = m.TotalAlloc, m.TotalAlloc-m.HeapAlloc, m.HeapAlloc
	u.Head = strings.TrimPrefix(fmt.Sprintf("%p", &u), "0x")
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) == nil {
		unit := uint64(info.Unit)
		u.Total = uint64(info.Totalram) * unit
		u.Used = u.Total - uint64(info.Freeram)*unit
	}
	u.Least = u.Total - u.Used
	return u
}

// cpuUsed is how long the process has run, and how often it was given a
// processor.
func cpuUsed() (time.Duration, uint64) {
	var r unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &r) != nil {
		return 0, 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()), uint64(r.Nvcsw + r.Nivcsw)
}

// writeProcessesCPU is "show processes cpu". The router is one process; what
// IOS counts as interrupts, the system does for it.
func writeProcessesCPU(w io.Writer, u *machineUse, l loadValues) {
	fmt.Fprintf(w, "CPU utilization for five seconds: %.0f%%/0%%; one minute: %.0f%%; five minutes: %.0f%%\n", l.FiveSeconds, l.Minute, l.FiveMinutes)
	fmt.Fprint(w, " PID Runtime(ms)     Invoked      uSecs   5Sec   1Min   5Min TTY Process \n")
	each := uint64(0)
	if u.Switches > 0 {
		each = uint64(u.CPU.Microseconds()) / u.Switches
	}
	fmt.Fprintf(w, "%4d %11d %11d %10d %5.2f%% %5.2f%% %5.2f%%   0 %-17s\n", u.PID, u.CPU.Milliseconds(), u.Switches, each,
		l.FiveSeconds, l.Minute, l.FiveMinutes, u.Name)
}

// writeProcessesMemory is "show processes memory".
func writeProcessesMemory(w io.Writer, u *machineUse) {
	fmt.Fprintf(w, "Processor Pool Total: %10d Used: %10d Free: %10d\n", u.Total, u.Used, u.Total-u.Used)
	fmt.Fprint(w, "\n PID TTY  Allocated      Freed    Holding    Getbufs    Retbufs Process\n")
	fmt.Fprintf(w, "%4d   0 %10d %10d %10d %10d %10d %s\n", u.PID, u.Allocated, u.Freed, u.Holding, 0, 0, u.Name)
	fmt.Fprintf(w, "%41d Total\n", u.Holding)
}

// writeMemory is "show memory statistics".
func writeMemory(w io.Writer, u *machineUse) {
	fmt.Fprint(w, "                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)\n")
	free := u.Total - u.Used
	fmt.Fprintf(w, "Processor %10s %11d %11d %11d %11d %11d\n", strings.ToUpper(u.Head), u.Total, u.Used, free, u.Least, free)
}

// ntpServers are the servers that the configuration names for whoever keeps
// the system's clock.
func ntpServers(running string) []string {
	var servers []string
	for line := range strings.Lines(running) {
		if f := strings.Fields(line); len(f) > 2 && f[0] == "ntp" && (f[1] == "server" || f[1] == "peer") {
			servers = append(servers, f[2])
		}
	}
	return servers
}

// writeNTPStatus is "show ntp status". The system keeps the clock; what it
// follows it does not tell.
func writeNTPStatus(w io.Writer, servers []string) error {
	if len(servers) == 0 {
		return refusal("%NTP is not enabled.")
	}
	var t unix.Timex
	if _, err := unix.Adjtimex(&t); err != nil {
		return fmt.Errorf("%% ntp: %w", err)
	}
	const unsynchronised, micro = 0x40, 1000.0
	state := "Clock is synchronized, stratum 1, reference is system"
	if t.Status&unsynchronised != 0 {
		state = "Clock is unsynchronized, stratum 16, no reference clock"
	}
	frequency := float64(t.Freq) / (1 << 16) / 1e6
	fmt.Fprintf(w, "%s\nnominal freq is 1000.0000 Hz, actual freq is %.4f Hz, precision is 2**20\n", state, 1000*(1+frequency))
	fmt.Fprintf(w, "clock offset is %.4f msec, root delay is 0.00 msec\n", float64(t.Offset)/micro)
	fmt.Fprintf(w, "root dispersion is %.2f msec, peer dispersion is %.2f msec\n", float64(t.Maxerror)/micro, float64(t.Esterror)/micro)
	return nil
}

// writeNTPAssociations is "show ntp associations": the servers that are
// configured, none of which the router itself asks.
func writeNTPAssociations(w io.Writer, servers []string) {
	if len(servers) > 0 {
		fmt.Fprint(w, "\n  address         ref clock       st   when   poll reach  delay  offset   disp\n")
		for _, a := range servers {
			fmt.Fprintf(w, " ~%-15s .INIT.          16      -     64     0  0.000   0.000 15937.\n", a)
		}
		fmt.Fprint(w, " * sys.peer, # selected, + candidate, - outlyer, x falseticker, ~ configured\n")
	}
}

// writeNTPAssociationsDetail is "show ntp associations detail" of the same
// servers.
func writeNTPAssociationsDetail(w io.Writer, servers []string) {
	for _, a := range servers {
		fmt.Fprintf(w, "%s configured, insane, invalid, unsynced, stratum 16\n", a)
		fmt.Fprint(w, "ref ID .INIT., time 00000000.00000000 (00:00:00.000 UTC Mon Jan 1 1900)\n"+
			"our mode client, peer mode unspec, our poll intvl 64, peer poll intvl 1024\n"+
			"root delay 0.00 msec, root disp 0.00, reach 0, sync dist 15937.50\n"+
			"delay 0.00 msec, offset 0.0000 msec, dispersion 15937.50\n\n")
	}
}

// socketState is one socket of the system.
type socketState struct {
	local, remote netip.AddrPort
	v6            bool
	state         uint8 // of TCP, as the kernel numbers it
}

// threadNet are the tables of the network namespace of the thread that asks.
// /proc/net are those of the first thread, which may be in another one.
const threadNet = "/proc/thread-self/net/"

// openSockets lists the sockets of one protocol in the router's network
// namespace.
func openSockets(protocol string) []socketState {
	var all []socketState
	for _, name := range []string{protocol, protocol + "6"} {
		f, err := os.Open(threadNet + name)
		if err != nil {
			continue
		}
		scanner := bufio.NewScanner(f)
		for scanner.Scan() {
			if s, ok := parseSocket(scanner.Text()); ok {
				s.v6 = name != protocol
				all = append(all, s)
			}
		}
		f.Close()
	}
	return all
}

// parseSocket reads a line of the kernel's table udp and its like.
func parseSocket(line string) (socketState, bool) {
	f := strings.Fields(line)
	if len(f) < 4 {
		return socketState{}, false
	}
	local, ok1 := parseEnd(f[1])
	remote, ok2 := parseEnd(f[2])
	state, err := strconv.ParseUint(f[3], 16, 8)
	return socketState{local: local, remote: remote, state: uint8(state)}, ok1 && ok2 && err == nil
}

// parseEnd reads "0100007F:01F4": the words of the address are in the byte
// order of the machine.
func parseEnd(s string) (netip.AddrPort, bool) {
	address, port, _ := strings.Cut(s, ":")
	b, err := hex.DecodeString(address)
	p, err2 := strconv.ParseUint(port, 16, 16)
	if err != nil || err2 != nil || len(b)%4 != 0 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(b); i += 4 {
		binary.NativeEndian.PutUint32(b[i:], binary.BigEndian.Uint32(b[i:]))
	}
	a, ok := netip.AddrFromSlice(b)
	return netip.AddrPortFrom(a, uint16(p)), ok
}

// writeSocketList is "show ip sockets" and "show udp".
func writeSocketList(w io.Writer, sockets []socketState) {
	fmt.Fprint(w, "Proto        Remote      Port      Local       Port  In Out  Stat TTY OutputIF\n")
	for _, s := range sockets {
		protocol := "17"
		if s.v6 {
			protocol = "17(v6)"
		}
		remote, port := "--listen--", ""
		if s.remote.Port() != 0 {
			remote, port = formatAddr(s.remote.Addr(), ""), fmt.Sprint(s.remote.Port())
		}
		local := "--any--"
		if !s.local.Addr().IsUnspecified() {
			local = formatAddr(s.local.Addr(), "")
		}
		fmt.Fprintf(w, "%-6s %15s %5s %15s %5d   0   0     1   0 \n", protocol, remote, port, local, s.local.Port())
	}
}

// writeTCP is "show tcp brief".
func writeTCP(w io.Writer, sockets []socketState, all bool) {
	fmt.Fprint(w, "TCB       Local Address               Foreign Address             (state)\n")
	const listen = 10
	end := func(a netip.AddrPort) string {
		address, port := "*", "*"
		if !a.Addr().IsUnspecified() {
			address = formatAddr(a.Addr(), "")
		}
		if a.Port() != 0 {
			port = fmt.Sprint(a.Port())
		}
		return address + "." + port
	}
	for i, s := range sockets {
		if s.state == listen && !all || int(s.state) >= len(tcpStates) {
			continue
		}
		fmt.Fprintf(w, "%08X  %-26s  %-26s  %s\n", i+1, end(s.local), end(s.remote), tcpStates[s.state])
	}
}

// writeAliases is "show aliases": those that IOS has by itself, and those of
// the configuration.
func writeAliases(w io.Writer, aliases []compiler.Alias) {
	fmt.Fprint(w, "Exec mode aliases:\n")
	for _, a := range slices.Concat(builtinAliases, aliases) {
		fmt.Fprintf(w, "  %-21s %s\n", a.Name, a.Command)
	}
	fmt.Fprintln(w)
}
