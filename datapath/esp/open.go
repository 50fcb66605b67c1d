package esp

import (
	"encoding/binary"
	"fmt"

	"mainmode/datapath"
)

// truncatedLen is the ICV of HMAC-SHA-256 in draft-ietf-ipsec-ciph-sha-256-00,
// which some peers still use in place of the 128 bits of RFC 4868.
const truncatedLen = 12

// An Opener checks and decrypts the packets of an inbound SA.
type Opener struct {
	suite
	window Window
}

// NewOpener returns the receiving half of an SA. The window is the number of
// packets that may arrive late; 0 turns replay detection off, as does a
// transform without integrity, RFC 4303, Section 3.4.3. With esn sequence numbers
// have 64 bits; the half that packets lack is told by the window.
func NewOpener(t datapath.Transform, encKey, authKey []byte, window int, esn bool) (*Opener, error) {
	if esn && (window <= 0 || t.ICVLen() == 0) {
		return nil, fmt.Errorf("esp: %s: no extended sequence numbers without replay detection", t)
	}
	base, err := newSuite(t, encKey, authKey, esn, false)
	if err != nil {
		return nil, err
	}
	o := &Opener{suite: base}
	if base.icvLen > 0 {
		o.window = NewWindow(window)
	}
	return o, nil
}

// Sequence is the highest sequence number of all packets that were opened.
func (o *Opener) Sequence() uint64 { return o.window.Highest() }

// Open checks a packet, from the SPI to the ICV, and decrypts it to dst, which
// has at least len(packet) bytes and either is packet or does not overlap it.
// It returns the payload, which lies in dst, and the next header.
func (o *Opener) Open(dst, packet []byte) (payload []byte, next uint8, err error) {
	if len(packet) < headerLen || len(dst) < len(packet) {
		return nil, 0, ErrMalformed
	}
	sequence := uint64(binary.BigEndian.Uint32(packet[4:]))
	if o.esn {
		sequence = o.window.Extend(uint32(sequence))
		o.extend(sequence)
	}
	if !o.window.Check(sequence) {
		return nil, 0, ErrReplay
	}
	end := len(packet) - o.icvLen
	body := end - o.headLen
	if body < trailerLen || body%o.block != 0 {
		if o.isTruncated(packet) {
			return nil, 0, ErrTruncatedICV
		}
		return nil, 0, ErrMalformed
	}

	iv := packet[headerLen:o.headLen]
	plain := dst[o.headLen:end]
	switch {
	case o.aead != nil:
		copy(o.nonce[4:], iv)
		// On failure the AEAD clears plain, which no one has seen.
		if _, err := o.aead.Open(plain[:0], o.nonce[:], packet[o.headLen:], o.covered(packet)); err != nil {
			return nil, 0, ErrAuth
		}
	default:
		if o.mac != nil && !o.verify(packet, o.icvLen) {
			if o.isTruncated(packet) {
				return nil, 0, ErrTruncatedICV
			}
			return nil, 0, ErrAuth
		}
		if o.cbc != nil {
			o.cbc.SetIV(iv)
			o.cbc.CryptBlocks(plain, packet[o.headLen:end])
		} else {
			copy(plain, packet[o.headLen:end])
		}
	}
	o.window.Accept(sequence)
	return strip(plain)
}

// isTruncated tells a peer that cuts HMAC-SHA-256 to 96 bits from a forger.
func (o *Opener) isTruncated(packet []byte) bool {
	return o.transform.Integrity == datapath.HMACSHA256 &&
		len(packet) >= o.headLen+trailerLen+truncatedLen &&
		o.verify(packet, truncatedLen)
}

// strip takes the padding and the trailer off, RFC 4303, Section 2.4: the
// receiver inspects the padding.
func strip(plain []byte) (payload []byte, next uint8, err error) {
	n := len(plain) - trailerLen
	pad := int(plain[n])
	if pad > n {
		return nil, 0, ErrMalformed
	}
	for i, b := range plain[n-pad : n] {
		if b != byte(i+1) {
			return nil, 0, ErrMalformed
		}
	}
	return plain[:n-pad], plain[n+1], nil
}

// Wipe forgets the keys: Open must not be called any more.
func (o *Opener) Wipe() { o.suite.wipe() }
