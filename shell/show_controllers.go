package shell

import (
	"fmt"
	"io"

	"mainmode/compiler"
	"mainmode/datapath/host"
	"mainmode/grammar"
)

func showControllers(s *Session, c *grammar.ShowControllers) error {
	return s.eachInterface(c.Interface, func(v *interfaceView) {
		if v.in.Kind != compiler.Physical || v.stats.Device == "" {
			return // nothing that drives a wire
		}
		controller, err := host.ControllerOf(v.stats.Device)
		if err != nil {
			controller = host.Controller{} // the device has no more to say
		}
		writeController(s, v, controller)
	})
}

// writeController is "show controllers" of one interface: the device of the
// system, who drives it, and what it has counted since it is there.
func writeController(w io.Writer, v *interfaceView, c host.Controller) {
	known := func(s string) string {
		if s == "" {
			return "unknown"
		}
		return s
	}
	d := &v.stats
	fmt.Fprintf(w, "Interface %s\n Hardware is Linux device %s, address is %s\n", v.in.Name, d.Device, formatMAC(d.MAC[:]))
	fmt.Fprintf(w, " Driver %s, version %s, firmware %s, bus %s\n", known(c.Driver), known(c.Version), known(c.Firmware), known(c.Bus))
	fmt.Fprintf(w, " Link is %s, MTU %d bytes\n", upOrDown(d.Carrier), d.MTU)
	fmt.Fprintf(w, " %d packets input, %d bytes, %d errors, %d drops, %d multicasts\n", d.InPackets, d.InBytes, d.InErrors, d.InDrops, d.InMulticasts)
	fmt.Fprintf(w, " %d packets output, %d bytes, %d errors, %d drops\n\n", d.OutPackets, d.OutBytes, d.OutErrors, d.OutDrops)
}
