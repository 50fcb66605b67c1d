package datapath

const (
	ipv4HeaderLen = 20
	ipv6HeaderLen = 40
	udpHeaderLen  = 8
	espHeaderLen  = 8 // SPI and sequence number
	espTrailerLen = 2 // pad length and next header
)

// MaxPayload is the largest payload whose ESP packet, from its header on, has
// at most n bytes, and negative if there is none.
func (t Transform) MaxPayload(n int) int {
	room := n - espHeaderLen - t.IVLen() - t.ICVLen()
	return room - room%t.BlockSize() - espTrailerLen
}

// PlaintextMTU is the largest packet that the SA carries in one packet of
// pathMTU bytes.
func (s *SA) PlaintextMTU(pathMTU int) int {
	header := ipv6HeaderLen
	if s.Remote.Unmap().Is4() {
		header = ipv4HeaderLen
	}
	room := pathMTU - header
	if s.RemotePort != 0 {
		room -= udpHeaderLen
	}
	n := s.Transform.MaxPayload(room)
	if s.Mode == Transport {
		n += header // which the packet itself brings
	}
	return n
}
