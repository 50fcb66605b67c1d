package isakmp

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
)

// VendorID payload, RFC 2408, Section 3.16.
type VendorID struct{ Data []byte }

// Type is TypeVendorID.
func (*VendorID) Type() PayloadType { return TypeVendorID }

func (p *VendorID) marshal(b *cryptobyte.Builder) { b.AddBytes(p.Data) }

// Vendor is what a vendor ID stands for.
type Vendor uint8

const (
	UnknownVendor       Vendor = iota
	VendorRFC3947              // NAT traversal, RFC 3947
	VendorNATT07               // draft-ietf-ipsec-nat-t-ike-07
	VendorNATT03               // draft-ietf-ipsec-nat-t-ike-03
	VendorNATT02N              // draft-ietf-ipsec-nat-t-ike-02 with a newline in its hash, as IOS sends it
	VendorNATT02               // draft-ietf-ipsec-nat-t-ike-02
	VendorDPD                  // RFC 3706
	VendorXAUTH                // draft-ietf-ipsra-isakmp-xauth-06
	VendorUnity                // Cisco Unity
	VendorFragmentation        // Cisco's IKE fragmentation
	VendorIOS                  // another IOS router
)

var vendorIDs = [...]string{
	VendorRFC3947:       "\x4a\x13\x1c\x81\x07\x03\x58\x45\x5c\x57\x28\xf2\x0e\x95\x45\x2f",
	VendorNATT07:        "\x43\x9b\x59\xf8\xba\x67\x6c\x4c\x77\x37\xae\x22\xea\xb8\xf5\x82",
	VendorNATT03:        "\x7d\x94\x19\xa6\x53\x10\xca\x6f\x2c\x17\x9d\x92\x15\x52\x9d\x56",
	VendorNATT02N:       "\x90\xcb\x80\x91\x3e\xbb\x69\x6e\x08\x63\x81\xb5\xec\x42\x7b\x1f",
	VendorNATT02:        "\xcd\x60\x46\x43\x35\xdf\x21\xf8\x7c\xfd\xb2\xfc\x68\xb6\xa4\x48",
	VendorDPD:           "\xaf\xca\xd7\x13\x68\xa1\xf1\xc9\x6b\x86\x96\xfc\x77\x57\x01\x00",
	VendorXAUTH:         "\x09\x00\x26\x89\xdf\xd6\xb7\x12",
	VendorUnity:         "\x12\xf5\xf2\x8c\x45\x71\x68\xa9\x70\x2d\x9f\xe2\x74\xcc\x01\x00",
	VendorFragmentation: "\x40\x48\xb7\xd5\x6e\xbc\xe8\x85\x25\xe7\xde\x7f\x00\xd6\xc2\xd3",
	VendorIOS:           "",
}

// NewVendorID makes the payload for a vendor other than VendorIOS, for which
// there is [IOSVendorID].
func NewVendorID(v Vendor) *VendorID { return &VendorID{Data: []byte(vendorIDs[v])} }

// iosMask is what IOS mixes into its cookie to make the first half of its
// vendor ID: seen in every capture of a genuine one.
var iosMask = Cookie{0xf5, 0xc7, 0xa7, 0x1d, 0x00, 0x01, 0x00, 0x00}

// IOSVendorID makes the vendor ID by which IOS routers know each other. It
// depends on the cookie of its sender. What IOS puts in the second half is not
// known; ours is bytes of the sender's own: see [OwnTail].
func IOSVendorID(sender Cookie, tail [8]byte) *VendorID {
	data := make([]byte, 0, 16)
	for i, b := range sender {
		data = append(data, b^iosMask[i])
	}
	return &VendorID{Data: append(data, tail[:]...)}
}

// ownMark is the difference between the last four bytes of our vendor ID and
// the four before.
var ownMark = [4]byte{0x6d, 0x6d, 0x6f, 0x64}

// OwnTail makes the second half of our IOS vendor ID out of random bytes: it says
// that its sender is a mainmode.
func OwnTail(tail [8]byte) [8]byte {
	for i, b := range ownMark {
		tail[4+i] = tail[i] ^ b
	}
	return tail
}

// Own reports whether a VendorIOS is of a mainmode, which knows what IOS does
// not.
func (p *VendorID) Own() bool {
	if len(p.Data) != 16 {
		return false
	}
	tail := [8]byte(p.Data[8:])
	return tail == OwnTail(tail)
}

// Vendor recognises a vendor ID that came from the owner of the cookie. The
// fragmentation and XAUTH IDs may have more bytes than the known ones: a
// capability word follows.
func (p *VendorID) Vendor(sender Cookie) Vendor {
	for v := VendorRFC3947; v < VendorIOS; v++ {
		id := vendorIDs[v]
		switch v {
		case VendorDPD, VendorUnity: // the last two bytes are a version
			if len(p.Data) == len(id) && string(p.Data[:14]) == id[:14] {
				return v
			}
		case VendorFragmentation:
			if bytes.HasPrefix(p.Data, []byte(id)) {
				return v
			}
		default:
			if string(p.Data) == id {
				return v
			}
		}
	}
	if ios := IOSVendorID(sender, [8]byte{}); len(p.Data) == 16 && bytes.Equal(p.Data[:8], ios.Data[:8]) {
		return VendorIOS
	}
	return UnknownVendor
}

// Major is the number that IOS prints in "vendor ID seems Unity/DPD but major
// 69 mismatch": byte 14, 0 for a shorter vendor ID.
func (p *VendorID) Major() int {
	if len(p.Data) < 15 {
		return 0
	}
	return int(p.Data[14])
}
