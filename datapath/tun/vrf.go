package tun

// markVRFs has the system mark what comes in by the devices of VRFs. The caller
// holds Driver.mu.
func (d *Driver) markVRFs() error {
	ports := map[string]string{}
	for place, p := range d.ports {
		ports[p.own.device.name] = place.VRF
	}
	return d.marks.Set(d.config, ports)
}
