package ike

import "mainmode/ike/isakmp"

// processVendors reads the vendor IDs of the message at hand and prints what
// IOS says about each.
func (sa *phase1) processVendors() {
	for _, p := range isakmp.All[*isakmp.VendorID](sa.main.message.Payloads) {
		v := p.Vendor(sa.peerCookie())
		if v == isakmp.VendorXAUTH && sa.initiator {
			continue // IOS reads it as responder only
		}
		sa.debugf(" processing vendor id payload")
		switch v {
		case isakmp.VendorUnity:
			sa.debugf(" vendor ID is Unity")
		case isakmp.VendorDPD:
			sa.dpd = true
			sa.debugf(" vendor ID is DPD")
		case isakmp.VendorIOS:
			sa.ours = p.Own()
			sa.debugf(" speaking to another IOS box!")
		case isakmp.VendorXAUTH:
			sa.debugf(" vendor ID seems Unity/DPD but major %d mismatch", p.Major())
			sa.debugf(" vendor ID is XAUTH")
		case isakmp.VendorRFC3947, isakmp.VendorNATT07, isakmp.VendorNATT03, isakmp.VendorNATT02N, isakmp.VendorNATT02:
			sa.debugf(" vendor ID seems Unity/DPD but major %d mismatch", p.Major())
			sa.processNATT(v)
		case isakmp.VendorFragmentation:
			sa.processFragmentation(p)
		default:
			sa.debugf(" vendor ID seems Unity/DPD but major %d mismatch", p.Major())
		}
	}
}
