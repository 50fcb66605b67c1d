package xfrm

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// association is an SA that the kernel has. Its datapath.SA has no keys: only
// the kernel knows them.
type association struct {
	datapath.SA
	end netip.AddrPort // where the peer is: Remote and RemotePort until its NAT gives it another mapping

	serial uint64 // in the order in which they came

	forged, replayed rejections // inbound
}

// destination is the address that names the SA in the kernel: where its
// packets go to.
func (a *association) destination() netip.Addr {
	if a.Direction == datapath.Outbound {
		return a.end.Addr()
	}
	return a.Local
}

func (a *association) source() netip.Addr {
	if a.Direction == datapath.Outbound {
		return a.Local
	}
	return a.end.Addr()
}

// AddSAs installs SAs, all that can be.
func (d *Driver) AddSAs(sas []datapath.SA) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errClosed
	}
	errs := []error{d.expect(sas)}
	if slices.ContainsFunc(sas, func(sa datapath.SA) bool { return sa.Direction == datapath.Outbound }) {
		// The peer sends nothing before something leaves: then its answer must find
		// its SA.
		errs = append(errs, d.addEach(sas, datapath.Inbound), d.addEach(sas, datapath.Outbound), d.follow())
	} else {
		// What answers the first packet that comes must wait for its SA, and find its
		// way.
		errs = append(errs, d.follow(), d.addEach(sas, datapath.Inbound))
	}
	return errors.Join(errs...)
}

// follow has policies, MTUs and routes be those for the SAs that there are.
func (d *Driver) follow() error {
	return errors.Join(d.setPolicies(d.config), d.applyMTUs(), d.host.FollowSAs(d.config, d.outboundSAs))
}

// expect notes for which SAs packets have to wait.
func (d *Driver) expect(sas []datapath.SA) error {
	var errs []error
	for i := range sas {
		p, err := d.policy(sas[i].Policy)
		if err != nil {
			return err // addEach has it too
		}
		p.expected.Note(&sas[i])
		errs = append(errs, d.addEarly(&sas[i], p))
	}
	return errors.Join(errs...)
}

// addEach adds the SAs of one direction.
func (d *Driver) addEach(sas []datapath.SA, direction datapath.Direction) error {
	var errs []error
	for i := range sas {
		if sas[i].Direction != direction {
			continue
		}
		if err := d.addSA(&sas[i]); err != nil {
			if p := d.policies[sas[i].Policy]; p != nil {
				p.expected.Forget(sas[i].ID())
			}
			d.dropEarly(sas[i].ID())
			errs = append(errs, fmt.Errorf("xfrm: %s SA 0x%X of %s: %w", direction, sas[i].SPI, sas[i].Policy, err))
		}
	}
	return errors.Join(errs...)
}

func newAssociation(sa *datapath.SA) *association {
	a := &association{SA: *sa}
	a.EncKey, a.AuthKey, a.Reply = nil, nil, nil
	a.Local, a.Remote = sa.Local.Unmap().WithZone(""), sa.Remote.Unmap().WithZone("")
	a.end = netip.AddrPortFrom(a.Remote, sa.RemotePort)
	return a
}

func (d *Driver) addSA(sa *datapath.SA) error {
	a := newAssociation(sa)
	p, err := d.policy(sa.Policy)
	if err != nil {
		return err
	}
	if old := d.sas[sa.ID()]; old != nil {
		if err := d.dropSA(old); err != nil {
			return err
		}
	}
	early, err := d.takeEarly(a)
	if err != nil {
		return err
	}
	if !early {
		if err := d.writeState(a, p, sa.EncKey, sa.AuthKey, beginning(a)); err != nil {
			return err
		}
	}
	d.lastSerial++
	a.serial = d.lastSerial
	d.sas[sa.ID()] = a
	if a.Direction == datapath.Outbound {
		p.outbound = a
	}
	return nil
}

// DeleteSAs removes SAs.
func (d *Driver) DeleteSAs(ids []datapath.SAID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errClosed
	}
	var errs []error
	for _, id := range ids {
		if a := d.sas[id]; a != nil {
			errs = append(errs, d.dropSA(a))
		}
	}
	return errors.Join(append(errs, d.follow())...)
}

// dropSA deletes an SA; what it carried stays in the counters of its policy.
func (d *Driver) dropSA(a *association) error {
	s, err := d.readState(a)
	if err != nil && !errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("xfrm: %s SA 0x%X of %s: %w", a.Direction, a.SPI, a.Policy, err)
	}
	d.forget(a, s)
	return d.deleteState(a)
}

// forget an SA that the kernel has deleted or is about to, having counted that.
func (d *Driver) forget(a *association, s datapath.SAStats) {
	delete(d.sas, a.ID())
	p := d.policies[a.Policy]
	p.past.add(a.Direction, s)
	p.expected.Forget(a.ID())
	d.dropEarly(a.ID())
	if p.outbound != a {
		return
	}
	p.outbound = nil
	if all := d.outbound(p); len(all) > 0 {
		p.outbound = all[0]
	}
	if p.outbound == nil {
		p.losses++
	}
}

// MoveSAs sends to where a NAT has moved the peers.
func (d *Driver) MoveSAs(ids []datapath.SAID, remote netip.AddrPort) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errClosed
	}
	var errs []error
	for _, id := range ids {
		if a := d.sas[id]; a != nil {
			errs = append(errs, d.moveSA(a, netip.AddrPortFrom(remote.Addr().Unmap(), remote.Port())))
		}
	}
	return errors.Join(append(errs, d.setPolicies(d.config))...)
}

// moveSA makes the SA anew with the other end, as an SA cannot change its
// addresses. It goes on where it was: sequence numbers, replay window, and what
// it has carried of its lifetime.
func (d *Driver) moveSA(a *association, end netip.AddrPort) error {
	if a.end == end {
		return nil
	}
	old, err := d.getState(a)
	if err != nil {
		return fmt.Errorf("xfrm: %s SA 0x%X of %s: %w", a.Direction, a.SPI, a.Policy, err)
	}
	keys, err := keysOf(old)
	if err != nil {
		return err
	}
	if err := d.deleteState(a); err != nil {
		return err
	}
	a.end = end
	p, err := d.policy(a.Policy)
	if err != nil {
		return err
	}
	return d.writeState(a, p, keys.enc, keys.auth, progress(old))
}

// The algorithms of the transforms, as the kernel names them.
var (
	ciphers     = map[datapath.Cipher]string{datapath.Null: "ecb(cipher_null)", datapath.DES: "cbc(des)", datapath.TripleDES: "cbc(des3_ede)", datapath.AESCBC: "cbc(aes)"}
	integrities = map[datapath.Integrity]string{
		datapath.HMACMD5: "hmac(md5)", datapath.HMACSHA1: "hmac(sha1)", datapath.HMACSHA256: "hmac(sha256)",
		datapath.HMACSHA384: "hmac(sha384)", datapath.HMACSHA512: "hmac(sha512)",
	}
)

const (
	aead           = "rfc4106(gcm(aes))"
	espInUDP       = 2          // UDP_ENCAP_ESPINUDP
	sequenceSoft   = 0xf0000000 // where an SA asks to be replaced before its sequence numbers run out
	smallestWindow = 32         // up to which the window is a field of the state
)

// beginning of an SA: its replay window, where it is not a field of the state.
// With extended sequence numbers it is where the kernel counts them, outbound
// too.
func beginning(a *association) []*nl.RtAttr {
	if !a.ESN && (a.Direction == datapath.Outbound || a.ReplayWindow <= smallestWindow) {
		return nil
	}
	return []*nl.RtAttr{nl.NewRtAttr(nl.XFRMA_REPLAY_ESN_VAL, window(a.ReplayWindow))}
}

// progress is what an SA has become since: its replay state, and what it has
// carried.
func progress(m []byte) []*nl.RtAttr {
	current := nl.DeserializeXfrmUsersaInfo(m).Curlft
	all := []*nl.RtAttr{nl.NewRtAttr(nl.XFRMA_LTIME_VAL, current.Serialize())}
	for kind, value := range attributes(m[nl.SizeofXfrmUsersaInfo:]) {
		if kind == nl.XFRMA_REPLAY_VAL || kind == nl.XFRMA_REPLAY_ESN_VAL {
			all = append(all, nl.NewRtAttr(int(kind), value))
		}
	}
	return all
}

// writeState adds an SA to the kernel, with attributes that say how far it is.
func (d *Driver) writeState(a *association, p *policy, encKey, authKey []byte, state []*nl.RtAttr) error {
	info := &nl.XfrmUsersaInfo{
		Reqid: p.id, Family: family(a.Local), Mode: modeOf(a.Mode),
		Lft: nl.XfrmLifetimeCfg{
			SoftByteLimit: limit(a.SoftBytes), HardByteLimit: limit(a.HardBytes), SoftPacketLimit: nl.XFRM_INF, HardPacketLimit: nl.XFRM_INF,
		},
	}
	info.Id.Daddr.FromIP(a.destination().AsSlice())
	info.Id.Spi, info.Id.Proto = nl.Swap32(a.SPI), unix.IPPROTO_ESP
	info.Saddr.FromIP(a.source().AsSlice())
	if a.Mode == datapath.Tunnel {
		info.Flags |= nl.XFRM_STATE_AF_UNSPEC // it carries both families; the policies say what
	}
	if d.narrows(a.Policy) {
		info.Sel = selectorOfSA(a)
	}
	if d.dontFragment(a.Policy) == datapath.ClearDF {
		info.Flags |= nl.XFRM_STATE_NOPMTUDISC
	}
	switch {
	case a.ESN:
		info.Flags |= nl.XFRM_STATE_ESN
	case a.Direction == datapath.Outbound:
		info.Lft.SoftPacketLimit = sequenceSoft
	case a.ReplayWindow <= smallestWindow:
		info.ReplayWindow = uint8(a.ReplayWindow)
	}
	req := d.request(nl.XFRM_MSG_NEWSA, unix.NLM_F_CREATE|unix.NLM_F_EXCL|unix.NLM_F_ACK)
	req.AddData(info)
	if a.Transform.Cipher == datapath.AESGCM {
		req.AddData(nl.NewRtAttr(nl.XFRMA_ALG_AEAD, algorithm(aead, encKey, uint32(a.Transform.ICVLen()*8), true)))
	} else {
		name := integrities[a.Transform.Integrity]
		if name == "" {
			name = "digest_null"
		}
		req.AddData(nl.NewRtAttr(nl.XFRMA_ALG_AUTH_TRUNC, algorithm(name, authKey, uint32(a.Transform.ICVLen()*8), true)))
		req.AddData(nl.NewRtAttr(nl.XFRMA_ALG_CRYPT, algorithm(ciphers[a.Transform.Cipher], encKey, 0, false)))
	}
	if a.end.Port() != 0 {
		source, destination := a.LocalPort, a.end.Port()
		if a.Direction == datapath.Inbound {
			source, destination = destination, source
		}
		encap := &nl.XfrmEncapTmpl{EncapType: espInUDP, EncapSport: nl.Swap16(source), EncapDport: nl.Swap16(destination)}
		req.AddData(nl.NewRtAttr(nl.XFRMA_ENCAP, encap.Serialize()))
	}
	for _, attribute := range state {
		req.AddData(attribute)
	}
	if d.config != nil && len(d.config.VRFs) > 0 && a.Direction == datapath.Outbound {
		// What is sent follows the table of the SA's own end, not that of the
		// packet inside.
		req.AddData(nl.NewRtAttr(nl.XFRMA_SET_MARK, nl.Uint32Attr(d.vrfOf(a.Local).Mark())))
		req.AddData(nl.NewRtAttr(nl.XFRMA_SET_MARK_MASK, nl.Uint32Attr(math.MaxUint32)))
	}
	if mark := d.foreignMark(a.Policy); mark != 0 && a.Direction == datapath.Inbound {
		req.AddData(nl.NewRtAttr(nl.XFRMA_SET_MARK, nl.Uint32Attr(mark)))
		req.AddData(nl.NewRtAttr(nl.XFRMA_SET_MARK_MASK, nl.Uint32Attr(math.MaxUint32)))
	}
	d.bind(req, p.ifID)
	_, err := req.Execute(unix.NETLINK_XFRM, 0)
	return err
}

// modeOf is the kernel's XFRM_MODE_TRANSPORT or XFRM_MODE_TUNNEL.
func modeOf(m datapath.Mode) uint8 {
	if m == datapath.Transport {
		return 0
	}
	return 1
}

func limit(n uint64) uint64 {
	if n == 0 {
		return nl.XFRM_INF
	}
	return n
}

func family(a netip.Addr) uint16 {
	if a.Is4() {
		return unix.AF_INET
	}
	return unix.AF_INET6
}

// algorithm is a struct xfrm_algo, or xfrm_algo_auth and xfrm_algo_aead, which
// are alike and have the length of the ICV in bits too.
func algorithm(name string, key []byte, icvBits uint32, hasICV bool) []byte {
	b := make([]byte, 64, 72+len(key))
	copy(b[:63], name)
	b = append(b, nl.Uint32Attr(uint32(len(key)*8))...)
	if hasICV {
		b = append(b, nl.Uint32Attr(icvBits)...)
	}
	return append(b, key...)
}

// window is a struct xfrm_replay_state_esn of an SA that has seen nothing.
// Without XFRM_STATE_ESN the sequence numbers have 32 bits all the same.
func window(packets int) []byte {
	words := uint32((packets + 31) / 32)
	head := &nl.XfrmReplayStateEsn{BmpLen: words, ReplayWindow: uint32(packets)}
	return append(head.Serialize(), make([]byte, 4*words)...)
}

// deleteState removes an SA from the kernel; one that is gone is no error.
func (d *Driver) deleteState(a *association) error {
	req := d.request(nl.XFRM_MSG_DELSA, unix.NLM_F_ACK)
	req.AddData(a.kernelID())
	d.bindMark(req, a)
	if _, err := req.Execute(unix.NETLINK_XFRM, 0); err != nil && !errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("xfrm: %s SA 0x%X of %s: %w", a.Direction, a.SPI, a.Policy, err)
	}
	return nil
}

// bindMark names the mark of an SA, without which the kernel does not find it.
func (d *Driver) bindMark(req *nl.NetlinkRequest, a *association) {
	if p := d.policies[a.Policy]; d.vti && p != nil {
		d.bind(req, p.ifID)
	}
}

func (a *association) kernelID() *nl.XfrmUsersaId {
	id := &nl.XfrmUsersaId{Spi: nl.Swap32(a.SPI), Family: family(a.Local), Proto: unix.IPPROTO_ESP}
	id.Daddr.FromIP(a.destination().AsSlice())
	return id
}

// getState asks the kernel for one SA.
func (d *Driver) getState(a *association) ([]byte, error) {
	req := d.request(nl.XFRM_MSG_GETSA, unix.NLM_F_ACK)
	req.AddData(a.kernelID())
	d.bindMark(req, a)
	messages, err := req.Execute(unix.NETLINK_XFRM, nl.XFRM_MSG_NEWSA)
	if err != nil {
		return nil, err
	}
	if len(messages) != 1 || len(messages[0]) < nl.SizeofXfrmUsersaInfo {
		return nil, unix.ESRCH
	}
	return messages[0], nil
}

func (d *Driver) readState(a *association) (datapath.SAStats, error) {
	m, err := d.getState(a)
	if err != nil {
		return datapath.SAStats{}, err
	}
	return parseState(m).SAStats, nil
}

// dontFragment is what the tunnel of a policy says about the DF bit.
func (d *Driver) dontFragment(policy string) datapath.DF {
	if d.config != nil {
		for i := range d.config.Tunnels {
			if d.config.Tunnels[i].Policy == policy {
				return d.config.Tunnels[i].DF
			}
		}
	}
	return datapath.CopyDF
}
