package shell

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/compiler"
)

// iosRelease is the release of IOS whose commands and output are followed.
const iosRelease = "15.2(1)T"

// configRegister is that of a router that boots its startup-config.
const configRegister = "0x2102"

// versionInfo is what "show version" tells.
type versionInfo struct {
	Hostname string
	Software string // of mainmode: "v1.2.0", or a commit
	Kernel   string // "Linux 6.1.0"
	Machine  string // "amd64"
	Datapath string // "userspace"
	Image    string // the program's path
	Started  time.Time
	Uptime   time.Duration
	Memory   uint64         // bytes
	Kinds    map[string]int // interfaces of each kind: "Ethernet": 2
}

// writeVersion is "show version". Programs recognise the words Cisco IOS
// Software, Version, uptime, image file and register; a person reads in the
// same lines that this is mainmode.
func writeVersion(w io.Writer, v *versionInfo) {
	machine := strings.ToUpper(v.Machine)
	fmt.Fprintf(w, "Cisco IOS Software compatible, mainmode on Linux Software (MAINMODE-%s), Version %s, RELEASE SOFTWARE (mainmode-%s)\n",
		machine, iosRelease, v.Software)
	fmt.Fprintf(w, "This is mainmode, a free program that speaks the language of IOS %s.\n", iosRelease)
	fmt.Fprint(w, "It is not a product of Cisco Systems and contains no software of theirs.\n\n")
	fmt.Fprintf(w, "ROM: %s\n\n", v.Kernel)
	fmt.Fprintf(w, "%s uptime is %s\n", v.Hostname, uptimeWords(v.Uptime))
	fmt.Fprint(w, "System returned to ROM by reload\n")
	fmt.Fprintf(w, "System restarted at %s\n", v.Started.Format("15:04:05 MST Mon Jan 2 2006"))
	fmt.Fprintf(w, "System image file is \"unix:%s\"\n", v.Image)
	fmt.Fprint(w, "Last reload reason: Unknown reason\n\n")
	fmt.Fprintf(w, "Cisco %s (%s) processor (revision %s) with %dK/0K bytes of memory.\n", chassisPID, machine, v.Datapath, v.Memory/1024)
	fmt.Fprint(w, "Processor board ID 0\n")
	for _, kind := range physicalKinds(v.Kinds) {
		fmt.Fprintln(w, kind)
	}
	fmt.Fprintf(w, "%dK bytes of non-volatile configuration memory.\n\n", nvramSize/1024)
	fmt.Fprintf(w, "Configuration register is %s\n\n", configRegister)
}

// physicalKinds are the lines that count interfaces: "2 Ethernet interfaces".
func physicalKinds(kinds map[string]int) []string {
	var lines []string
	for _, kind := range []string{"Ethernet", "FastEthernet", "GigabitEthernet", "TenGigabitEthernet"} {
		if n := kinds[kind]; n > 0 {
			lines = append(lines, plural(n, kind+" interface"))
		}
	}
	return lines
}

// uptimeWords is "1 week, 2 days, 3 hours, 4 minutes", without what is zero;
// minutes are always there.
func uptimeWords(d time.Duration) string {
	minutes := int(d.Minutes())
	var words []string
	for _, unit := range []struct {
		name    string
		minutes int
	}{{"year", 365 * 24 * 60}, {"week", 7 * 24 * 60}, {"day", 24 * 60}, {"hour", 60}} {
		if n := minutes / unit.minutes; n > 0 {
			words = append(words, plural(n, unit.name))
			minutes %= unit.minutes
		}
	}
	return strings.Join(append(words, plural(minutes, "minute")), ", ")
}

// versionOf asks the machine and the router.
func versionOf(r *Router) *versionInfo {
	ir := r.IR()
	v := &versionInfo{
		Hostname: ir.Hostname,
		Software: SoftwareVersion(),
		Kernel:   "Linux",
		Machine:  runtime.GOARCH,
		Datapath: r.DatapathName(),
		Started:  r.clock.shownAt(r.clock.Started),
		Uptime:   r.Clock().Now().Sub(r.Clock().Started),
		Kinds:    map[string]int{},
	}
	v.Image, _ = os.Executable()
	var uts unix.Utsname
	if unix.Uname(&uts) == nil {
		v.Kernel = "Linux " + unix.ByteSliceToString(uts.Release[:])
	}
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) == nil {
		v.Memory = uint64(info.Totalram) * uint64(info.Unit)
	}
	for i := range ir.Interfaces {
		if in := &ir.Interfaces[i]; in.Kind == compiler.Physical {
			v.Kinds[strings.TrimRight(in.Name, "0123456789/")]++
		}
	}
	return v
}

// SoftwareVersion is the module's version, else the commit it was built from.
func SoftwareVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return "development"
}
