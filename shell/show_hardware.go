package shell

import (
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"mainmode/compiler"
)

// writeBuffers is "show buffers". The system gives every packet a buffer of its
// own and has no pools of them.
func writeBuffers(w io.Writer) {
	fmt.Fprint(w, "Buffer elements:\n     0 in free list (0 max allowed)\n     0 hits, 0 misses, 0 created\n\nPublic buffer pools:\n\nInterface buffer pools:\n")
}

// writeStacks is "show stacks". The stacks of the router's one process grow as
// they must.
func writeStacks(w io.Writer) {
	fmt.Fprint(w, "Minimum process stacks:\n Free/Size   Name\n\nInterrupt level stacks:\nLevel    Called Unused/Size  Name\n\n")
}

// writeDiag is "show diag": the machine is the one board, its devices the ports.
func writeDiag(w io.Writer, r *compiler.Router, up time.Duration) {
	ports := 0
	for i := range r.Interfaces {
		if in := &r.Interfaces[i]; in.Kind == compiler.Physical && in.Device != "" {
			ports++
		}
	}
	fmt.Fprintf(w, "Slot 0:\n\tmainmode on Linux, %s\n\tBoard is analyzed \n\tBoard insertion time %s ago\n", plural(ports, "port"), uptimeStamp(up))
	fmt.Fprintf(w, "\tEEPROM contents at hardware discovery:\n\tProduct (FRU) Number     : %s\n\tChassis Serial Number    : %s\n\n", chassisPID, chassisSerial)
}

// writeRegions is "show region": where the process has its program, its data and
// its heap, from /proc/self/maps.
func writeRegions(w io.Writer, maps string) {
	fmt.Fprint(w, "Region Manager:\n\n      Start         End     Size(b)  Class  Media  Name\n")
	program := ""
	for line := range strings.Lines(maps) {
		// "55d0c0000000-55d0c0200000 r-xp 00000000 08:01 1234  /usr/bin/mainmode"
		f := strings.Fields(line)
		if len(f) < 5 || len(f[1]) < 3 {
			continue
		}
		from, to, _ := strings.Cut(f[0], "-")
		start, err := strconv.ParseUint(from, 16, 64)
		if err != nil {
			continue
		}
		end, err := strconv.ParseUint(to, 16, 64)
		if err != nil {
			continue
		}
		of := ""
		if len(f) > 5 {
			of = f[5]
		}
		if program == "" {
			program = of
		}
		name, media := "", "R/W"
		switch {
		case of == program && strings.Contains(f[1], "x"):
			name, media = "text", "R/O"
		case of == program && f[1][1] == '-':
			name, media = "rodata", "R/O"
		case of == program:
			name = "data"
		case of == "[heap]" || of == "" && start == goHeap || strings.HasPrefix(of, "[anon: Go: heap"):
			name = "heap"
		default:
			continue
		}
		fmt.Fprintf(w, "0x%012X  0x%012X %11d  Local  %-5s  %s:%s\n", start, end-1, end-start, media, path.Base(program), name)
	}
}

// goHeap is where the heap of a Go program begins.
const goHeap = 0xc000000000

// writeRedundancy is "show redundancy": the router has one processor.
func writeRedundancy(w io.Writer, what string, up time.Duration) {
	if what == "states" {
		fmt.Fprint(w, "       my state = 13 -ACTIVE \n     peer state = 1  -DISABLED \n           Mode = Simplex\n           Unit ID = 0\n\n")
		return
	}
	if what == "switchover" {
		fmt.Fprint(w, "Switchovers this system has experienced          : 0\n")
		return
	}
	p := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%30s = %s\n", name, fmt.Sprintf(format, args...))
	}
	fmt.Fprint(w, "Redundant System Information :\n------------------------------\n")
	p("Available system uptime", "%s", uptimeWords(up))
	p("Switchovers system experienced", "0")
	p("Standby failures", "0")
	p("Last switchover reason", "none")
	fmt.Fprintln(w)
	p("Hardware Mode", "Simplex")
	p("Configured Redundancy Mode", "Non-redundant")
	p("Operating Redundancy Mode", "Non-redundant")
	p("Maintenance Mode", "Disabled")
	p("Communications", "Down      Reason: Simplex mode")
	fmt.Fprint(w, "\nCurrent Processor Information :\n-------------------------------\n")
	p("Active Location", "slot 0")
	p("Current Software state", "ACTIVE")
	p("Uptime in current state", "%s", uptimeWords(up))
	p("Image Version", "Cisco IOS Software compatible, mainmode on Linux Software, Version %s, RELEASE SOFTWARE", iosRelease)
	p("Configuration register", "%s", configRegister)
	fmt.Fprint(w, "\nPeer (slot: unavailable) information is not available because it is in 'DISABLED' state\n")
}
