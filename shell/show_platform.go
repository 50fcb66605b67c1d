package shell

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"mainmode/grammar"
)

// What the chassis is called, and its serial number.
const (
	chassisPID    = "MAINMODE"
	chassisSerial = "0"
)

// platformCommands are the handlers of the commands that show what the router
// runs on.
var platformCommands = []handler{
	handle(func(s *Session, _ *grammar.ShowPlatform) error {
		clock := s.router.Clock()
		writePlatform(s, clock.Now().Sub(clock.Started))
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowHardware) error {
		switch c.What {
		case "buffers":
			writeBuffers(s)
		case "diag":
			clock := s.router.Clock()
			writeDiag(s, s.router.IR(), clock.Now().Sub(clock.Started))
		case "region":
			maps, err := os.ReadFile("/proc/self/maps")
			if err != nil {
				return fmt.Errorf("%% region: %w", err)
			}
			writeRegions(s, string(maps))
		default:
			writeStacks(s)
		}
		return nil
	}),
	handle(func(s *Session, c *grammar.ShowRedundancy) error {
		clock := s.router.Clock()
		writeRedundancy(s, c.What, clock.Now().Sub(clock.Started))
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowEnvironment) error {
		writeEnvironment(s, systemSensors())
		return nil
	}),
	handle(showControllers),
	handle(func(s *Session, c *grammar.ShowLicense) error {
		writeLicense(s, c.What)
		return nil
	}),
	handle(func(s *Session, _ *grammar.ShowBootVariables) error {
		writeBootVariables(s, s.router.Config().Running())
		return nil
	}),
}

// writePlatform is "show platform": the one part that the router is.
func writePlatform(w io.Writer, up time.Duration) {
	fmt.Fprintf(w, "Chassis type: %s\n\n", chassisPID)
	fmt.Fprint(w, "Slot      Type                State                 Insert time (ago) \n")
	fmt.Fprint(w, "--------- ------------------- --------------------- ----------------- \n")
	fmt.Fprintf(w, "R0        %-19s %-21s %-17s \n", chassisPID, "ok, active", clockTime(up))
}

// writeLicense is "show license". Nothing in the router needs one.
func writeLicense(w io.Writer, what string) {
	switch what {
	case "udi":
		fmt.Fprint(w, "Device#   PID                   SN                      UDI\n")
		fmt.Fprintln(w, strings.Repeat("-", 80))
		fmt.Fprintf(w, "*0        %-22s%-24s%s:%[2]s\n\n", chassisPID, chassisSerial, chassisPID)
	case "feature":
		fmt.Fprint(w, "Feature name             Enforcement  Evaluation  Subscription   Enabled  RightToUse \n")
	case "status", "summary", "usage":
		fmt.Fprint(w, "License Usage:\n  No licenses in use\n")
	}
}

// writeBootVariables is "show bootvar". What the configuration asks to boot is
// not what boots, which is the program itself, but it is what it says.
func writeBootVariables(w io.Writer, running string) {
	var images []string
	config := ""
	for line := range strings.Lines(running) {
		switch f := strings.Fields(line); {
		case len(f) < 3 || f[0] != "boot":
		case f[1] == "system":
			image := strings.Join(f[2:], ":")
			if len(f) == 3 {
				image = f[2]
			}
			images = append(images, image+",1;")
		case f[1] == "config":
			config = f[2]
		}
	}
	for _, v := range []struct{ name, value string }{{"BOOT", strings.Join(images, "")}, {"CONFIG_FILE", config}, {"BOOTLDR", ""}} {
		if v.value == "" {
			fmt.Fprintf(w, "%s variable does not exist\n", v.name)
		} else {
			fmt.Fprintf(w, "%s variable = %s\n", v.name, v.value)
		}
	}
	fmt.Fprintf(w, "Configuration register is %s\n", configRegister)
}
