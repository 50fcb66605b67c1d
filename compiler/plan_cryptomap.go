package compiler

import (
	"fmt"
	"reflect"

	"mainmode/datapath"
)

func cryptoMapPlace(m *datapath.CryptoMap) string { return m.Interface + " " + m.Name + inVRF(m.VRF) }

// cryptoMaps lists the interfaces on which other packets are protected.
func (d *datapathDiff) cryptoMaps(old, new *datapath.Config) {
	diffNamed(old.CryptoMaps, new.CryptoMaps, cryptoMapPlace,
		func(m *datapath.CryptoMap) { d.add("%s: remove crypto map %s%s", m.Interface, m.Name, inVRF(m.VRF)) },
		func(m *datapath.CryptoMap) {
			d.add("%s: protect by crypto map %s%s%s", m.Interface, m.Name, inVRF(m.VRF), ruleCount(m))
		},
		func(was, m *datapath.CryptoMap) {
			if !reflect.DeepEqual(was, m) {
				d.add("%s: change crypto map %s%s%s", m.Interface, m.Name, inVRF(m.VRF), ruleCount(m))
			}
		})
	if !reflect.DeepEqual(old.ReverseRoutes, new.ReverseRoutes) {
		d.add("change the reverse routes")
	}
}

// ruleCount says how many lines permit and deny.
func ruleCount(m *datapath.CryptoMap) string {
	permits, denies := 0, 0
	for _, e := range m.Entries {
		for _, r := range e.Rules {
			if r.Policy == "" {
				denies++
			} else {
				permits++
			}
		}
	}
	return fmt.Sprintf(", permit %d, deny %d", permits, denies)
}
