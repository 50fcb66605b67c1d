package shell

import (
	"fmt"
	"net"
	"net/netip"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/host"
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// showTime is when every show command of the tests is given.
var showTime = time.Date(2011, time.September, 21, 8, 36, 55, 0, time.UTC)

var (
	aesSHA = datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: datapath.HMACSHA1}
	phase1 = ike.Policy{Priority: 10, Encryption: isakmp.DES_CBC, Hash: isakmp.SHA, Auth: isakmp.PreShared, Group: 1, Lifetime: 24 * time.Hour}
)

// someNeighbors are those of every router of the tests.
func someNeighbors(v6 bool) ([]host.Neighbor, error) {
	mac := net.HardwareAddr{0xaa, 0xbb, 0xcc, 0, 2, 0}
	if v6 {
		return []host.Neighbor{{Address: addr("fe80::3"), MAC: mac, Device: "eth1", State: host.Reachable}}, nil
	}
	return []host.Neighbor{
		{Address: addr("192.0.2.3"), MAC: mac, Device: "eth1", State: host.Reachable, Age: 4 * time.Minute},
		{Address: addr("192.0.2.9"), Device: "eth1", State: host.Incomplete},
	}, nil
}

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

func said(d datapath.Direction, remote string, spi uint32) datapath.SAID {
	return datapath.SAID{Direction: d, Remote: addr(remote), SPI: spi}
}

// sixFlow is the flow of the reference session.
func sixFlow() ike.Flow {
	return ike.Flow{
		Map: "Tunnel123-head-0", Policy: "Tunnel123-head-0", Sequence: 65537, Interface: "Tunnel123", Local: addr("2001:db8::2"), Peer: addr("2001:db8::3"),
		PeerPort: 500, Selector: datapath.AnyIPv6, PathMTU: 1500, SourceInterface: "Ethernet0/0", Profile: "PRO", Since: showTime.Add(-192 * time.Second),
		Pairs: []ike.SAPair{{
			Inbound: said(datapath.Inbound, "2001:db8::3", 0x45F16A9A), Outbound: said(datapath.Outbound, "2001:db8::3", 0x221A7153),
			InboundConnID: 305, OutboundConnID: 306, Transform: aesSHA, Installed: showTime.Add(-192 * time.Second),
			Expires: showTime.Add(3408 * time.Second), LifetimeKB: 4608000, ReplayWindow: 64, Initiator: true, Sending: true,
		}},
	}
}

func sixSA() ike.ISAKMPSA {
	return ike.ISAKMPSA{
		ConnID: 1011, Local: netip.MustParseAddrPort("[2001:db8::2]:500"), Remote: netip.MustParseAddrPort("[2001:db8::3]:500"),
		Initiator: true, State: "QM_IDLE", Policy: phase1, Established: showTime.Add(-193 * time.Second), Expires: showTime.Add(86207 * time.Second),
		PeerID: "2001:DB8::3", Keyring: "default", DPD: true, Map: "Tunnel123-head-0",
	}
}

// behindNAT is an IPv4 flow over UDP with PFS and no limit in kilobytes.
func behindNAT() ike.Flow {
	return ike.Flow{
		Map: "Tunnel1-head-0", Policy: "Tunnel1-head-0", Sequence: 65537, Interface: "Tunnel1", Local: addr("10.0.0.2"), Peer: addr("192.0.2.3"), PeerPort: 4500,
		Selector: datapath.AnyIPv4, PathMTU: 1500, SourceInterface: "GigabitEthernet0/0", Profile: "BRANCH", PFS: 14, Since: showTime.Add(-50 * time.Hour),
		Pairs: []ike.SAPair{
			{
				Inbound: said(datapath.Inbound, "192.0.2.3", 0x11C), Outbound: said(datapath.Outbound, "192.0.2.3", 0xC0FFEE01),
				InboundConnID: 3, OutboundConnID: 4, Transform: datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 256, Integrity: datapath.HMACSHA256},
				UDPEncap: true, Installed: showTime.Add(-500 * time.Millisecond), Expires: showTime.Add(3599500 * time.Millisecond), ReplayWindow: 64, Sending: true,
			},
			{
				Inbound: said(datapath.Inbound, "192.0.2.3", 0x11B), Outbound: said(datapath.Outbound, "192.0.2.3", 0xC0FFEE00),
				InboundConnID: 1, OutboundConnID: 2, Transform: datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 256, Integrity: datapath.HMACSHA256},
				UDPEncap: true, Expires: showTime.Add(-time.Second), ReplayWindow: 0,
			},
		},
	}
}

func behindNATSA() ike.ISAKMPSA {
	return ike.ISAKMPSA{
		ConnID: 1002, Local: netip.MustParseAddrPort("10.0.0.2:4500"), Remote: netip.MustParseAddrPort("192.0.2.3:4500"), State: "QM_IDLE",
		Policy:  ike.Policy{Encryption: isakmp.AES_CBC, KeyBits: 256, Hash: isakmp.SHA2_256, Auth: isakmp.PreShared, Group: 14},
		Expires: showTime.Add(84303 * time.Second), PeerID: "branch.example.net", DPD: true, NATT: true,
	}
}

// idle is a flow without SAs, of a peer that does not answer.
func idle() ike.Flow {
	return ike.Flow{
		Map: "CMAP", Policy: "CMAP", Sequence: 10, Interface: "GigabitEthernet0/1", Local: addr("203.0.113.1"), Peer: addr("203.0.113.9"), PeerPort: 500,
		Selector: datapath.Selector{Local: netip.MustParsePrefix("10.1.0.0/16"), Remote: netip.MustParsePrefix("10.2.2.2/32"), Protocol: 6,
			RemotePort: datapath.PortRange{First: 443, Last: 443}},
		PathMTU: 1400, SourceInterface: "GigabitEthernet0/1", Negotiating: true,
	}
}

func larval() ike.ISAKMPSA {
	return ike.ISAKMPSA{Local: netip.MustParseAddrPort("203.0.113.1:500"), Remote: netip.MustParseAddrPort("203.0.113.9:500"), Initiator: true, State: "MM_NO_STATE"}
}

func deleted() ike.ISAKMPSA {
	sa := larval()
	sa.Deleted, sa.ConnID, sa.Policy, sa.Expires = true, 1003, phase1, showTime.Add(time.Hour)
	return sa
}

func six() *ike.Snapshot {
	return &ike.Snapshot{SAs: []ike.ISAKMPSA{sixSA()}, Flows: []ike.Flow{sixFlow()}}
}

func many() *ike.Snapshot {
	return &ike.Snapshot{
		SAs:   []ike.ISAKMPSA{behindNATSA(), larval(), deleted(), sixSA()},
		Flows: []ike.Flow{behindNAT(), idle(), sixFlow()},
	}
}

// noPeer is a tunnel whose end points are not known.
func noPeer() *ike.Snapshot {
	return &ike.Snapshot{Flows: []ike.Flow{{Map: "Tunnel9-head-0", Policy: "Tunnel9-head-0", Sequence: 65537, Interface: "Tunnel9", Selector: datapath.AnyIPv4, PathMTU: 1500}}}
}

func showStats() *datapath.Stats {
	return &datapath.Stats{
		SAs: map[datapath.SAID]datapath.SAStats{
			said(datapath.Inbound, "2001:db8::3", 0x45F16A9A):  {Packets: 4, Bytes: 400, LastSequence: 4, AuthFailed: 1, Replayed: 2, Malformed: 3},
			said(datapath.Outbound, "2001:db8::3", 0x221A7153): {Packets: 4, Bytes: 1025, LastSequence: 4},
			said(datapath.Inbound, "192.0.2.3", 0x11C):         {Packets: 7, Bytes: 700, LastSequence: 9},
		},
		Policies: map[string]datapath.PolicyStats{
			"Tunnel123-head-0": {Encaps: 4, Encrypt: 4, Digest: 4, Decaps: 4, Decrypt: 4, Verify: 4, RecvErrors: 6},
			"Tunnel1-head-0":   {Encaps: 12, Encrypt: 12, Digest: 12, Decaps: 7, Decrypt: 7, Verify: 7},
			"CMAP":             {SendErrors: 5},
		},
		Interfaces: map[string]datapath.InterfaceStats{"Tunnel1": {PathMTU: 1480}},
	}
}

// showRouter has one of everything that the show commands of configured
// things show.
func showRouter() *compiler.Router {
	prefix := netip.MustParsePrefix
	r := &compiler.Router{
		Hostname: "R2",
		ISAKMP: compiler.ISAKMP{
			Policies: []ike.Policy{phase1,
				{Priority: 20, Encryption: isakmp.AES_CBC, KeyBits: 256, Hash: isakmp.SHA2_512, Auth: isakmp.RSASignature, Group: 19, Lifetime: time.Minute},
				{Priority: 10000, Encryption: isakmp.TripleDES_CBC, Hash: isakmp.MD5, Auth: isakmp.RSAEncryption, Group: 14, Lifetime: time.Hour}},
			Keyrings: []ike.Keyring{
				{Name: "default", Keys: []ike.Key{{Prefix: prefix("10.10.10.2/32"), Secret: "cisco"}, {Prefix: prefix("0.0.0.0/0"), Secret: "Cisco!23"},
					{Prefix: prefix("10.20.0.0/16"), Secret: "net"}, {Prefix: prefix("::/0"), Secret: "six"}, {Prefix: prefix("2001:db8::a/128"), Secret: "ten"}}},
				{Name: "NAMED", Keys: []ike.Key{{Hostname: "branch.example.net", Secret: "h"}}},
				{Name: "BRANCHES", Keys: []ike.Key{{Prefix: prefix("192.0.2.3/32"), Secret: "b"}}},
			},
			Groups: []ike.Group{{Name: "staff", Domain: "example.net"}, {Name: "guests"}},
			Profiles: []ike.Profile{
				{Name: "RA", Match: []ike.Match{{Kind: ike.MatchGroup, Name: "staff"}}, Template: "Virtual-Template1"},
				{Name: "NAMES", Keyrings: []string{"NAMED", "BRANCHES"}, LocalAddress: addr("192.0.2.1"),
					SelfIdentity: ike.SelfIdentity{Type: isakmp.IDFQDN, Value: "hub.example.net"},
					Match: []ike.Match{{Kind: ike.MatchAddress, Prefix: prefix("10.76.11.53/32")}, {Kind: ike.MatchAddress, Prefix: prefix("2001:db8::/32")},
						{Kind: ike.MatchHost, Name: "a.example.net"}, {Kind: ike.MatchHostDomain, Name: "example.net"},
						{Kind: ike.MatchUser, Name: "carol@example.net"}, {Kind: ike.MatchUserDomain, Name: "example.net"}}},
			},
		},
		TransformSets: []compiler.TransformSet{
			{Name: "TRA", Transform: aesSHA, Mode: datapath.Transport},
			{Name: "STRONG", Transform: datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 192, Integrity: datapath.HMACSHA1}},
			{Name: "GCM", Transform: datapath.Transform{Cipher: datapath.AESGCM, KeyBits: 256}, Mode: datapath.Transport, Require: true},
			{Name: "default", Transform: aesSHA, Mode: datapath.Transport, BuiltIn: true},
		},
		Profiles: []compiler.Profile{
			{Name: "PRO", TransformSets: []string{"TRA", "STRONG"}, PFS: 15, Lifetime: 300 * time.Second, ResponderOnly: true},
			{Name: "default", TransformSets: []string{"default"}, Lifetime: time.Hour, LifetimeKB: 4608000, BuiltIn: true},
		},
		Maps: []ike.Map{
			{Name: "Tunnel123-head-0", Sequence: 65537, Interface: "Tunnel123", Tunnel: true, Profile: "PRO", Local: addr("2001:db8::2"), Peers: []netip.Addr{addr("2001:db8::3")},
				Selectors: []datapath.Selector{datapath.AnyIPv6}, TransformSets: []ike.TransformSet{{Name: "TRA", Transform: aesSHA}}, Lifetime: time.Hour, LifetimeKB: 4608000},
			{Name: "CMAP", Sequence: 10, Interface: "GigabitEthernet0/1", Local: addr("203.0.113.1"), Peers: []netip.Addr{addr("203.0.113.8"), addr("203.0.113.9")},
				Selectors: []datapath.Selector{idle().Selector, {Local: prefix("10.1.0.0/16"), Remote: prefix("10.3.0.0/24"), Protocol: 47},
					{Local: prefix("10.0.0.1/32"), Remote: prefix("0.0.0.0/0"), Protocol: 17, LocalPort: datapath.PortRange{First: 1000, Last: 2000}}},
				TransformSets: []ike.TransformSet{{Name: "STRONG", Transform: aesSHA}}, Lifetime: time.Hour, LifetimeKB: 2560, PFS: 2},
		},
		Interfaces: []compiler.Interface{
			{Name: "Loopback0", Kind: compiler.Loopback, Device: "Lo0", Addresses: []netip.Prefix{prefix("10.255.0.2/32")}},
			{Name: "Tunnel23", Kind: compiler.Tunnel, Device: "Tu23", IPv6Enabled: true, Addresses: []netip.Prefix{prefix("192.168.23.2/24"), prefix("2001:db8:23::2/64"), prefix("fe80::23:2/64")}},
			{Name: "Tunnel24", Kind: compiler.Tunnel, Device: "Tu24", Unnumbered: "Loopback0"},
			{Name: "Ethernet0/0", Device: "eth1", IPv6Enabled: true, Addresses: []netip.Prefix{prefix("2001:db8::2/64")}},
			{Name: "Ethernet0/1", Device: "eth2", Addresses: []netip.Prefix{prefix("10.0.12.1/24")}},
			{Name: "Ethernet0/2", Shutdown: true},
			{Name: "Ethernet0/3"},
		},
	}
	return r
}

// clients are the peers of a server of remote access.
func clients() *ike.Snapshot {
	client := func(conn int, remote, user, address string) ike.ISAKMPSA {
		return ike.ISAKMPSA{
			ConnID: conn, Local: netip.MustParseAddrPort("192.0.2.1:4500"), Remote: netip.MustParseAddrPort(remote), State: "QM_IDLE",
			Policy: phase1, Expires: showTime.Add(time.Hour), PeerID: "staff", Profile: "RA", User: user, Address: addr(address), DPD: true, NATT: true,
		}
	}
	return &ike.Snapshot{SAs: []ike.ISAKMPSA{client(1004, "203.0.113.7:4500", "carol", "10.9.9.1"), client(1005, "203.0.113.8:31000", "dave", "10.9.9.2")}}
}

// failed are the failures that are kept after so many.
func failed(n int) failureList {
	var f failures
	f.add(ike.Syslog{Facility: "CRYPTO", Severity: 6, Mnemonic: "ISAKMP_ON_OFF", Text: "ISAKMP is ON"})
	for i := range n {
		if i == 1 {
			f.add(ike.Syslog{Facility: "CRYPTO", Severity: 4, Mnemonic: "IKMP_NO_SA", Text: "IKE message from 192.0.2.9 has no SA and is not an initialization offer"})
			continue
		}
		f.add(ike.Syslog{Facility: "CRYPTO", Severity: 6, Mnemonic: "IKMP_MODE_FAILURE", Text: fmt.Sprintf("Processing of Main mode failed with peer at 192.0.2.%d", i)})
	}
	return f.list()
}

func busyMachine() *machineUse {
	return &machineUse{PID: 4711, Name: "mainmode", CPU: 93 * time.Second, Switches: 120000, Allocated: 1 << 30, Freed: 1<<30 - 1<<24, Holding: 1 << 24,
		Total: 2 << 30, Used: 1 << 29, Least: 3 << 29, Head: "c000123456"}
}

// someSockets is as the kernel lists them on a machine whose numbers have the
// least byte first.
func someSockets(protocol string) []socketState {
	lines := map[string][]string{
		"17": {"  sl  local_address rem_address   st", " 12: 020200C0:01F4 00000000:0000 07 x", " 13: 00000000:1194 030200C0:1194 01 x"},
		"6":  {" 1: 0100007F:0016 00000000:0000 0A x", " 2: 020200C0:0016 030200C0:C350 01 x", "bad", " 3: zz:1 00000000:0000 0A x"},
	}[protocol]
	var all []socketState
	for _, line := range lines {
		if s, ok := parseSocket(line); ok {
			all = append(all, s)
		}
	}
	return all
}

// busyEthernet carries traffic.
func busyEthernet() *interfaceView {
	return &interfaceView{
		in:    &compiler.Interface{Name: "GigabitEthernet0/1", Description: "to the provider", Device: "eth1", Addresses: []netip.Prefix{netip.MustParsePrefix("203.0.113.1/30")}},
		state: interfaceState{Name: "GigabitEthernet0/1", Up: true, Line: true, IPv4: addr("203.0.113.1"), Method: "manual"},
		stats: datapath.InterfaceStats{MTU: 1500, MAC: [6]byte{0xFA, 0x16, 0x3E, 0xFF, 0xA0, 0x49}, InPackets: 9672, InBytes: 1288965, OutPackets: 173574,
			OutBytes: 68354978, InErrors: 1, OutErrors: 2, InDrops: 3, OutDrops: 4, InMulticasts: 5},
		rate: rate{InBits: 400e6, InPackets: 5000.4, OutBits: 4999, OutPackets: 0.7, LastInput: showTime.Add(-time.Second), LastOutput: showTime.Add(-26 * time.Hour)},
		now:  showTime, cleared: showTime.Add(-90 * time.Minute), bandwidth: 1000000, delay: 10,
		lists: map[string]string{"in": "101", "out": "OUTSIDE"}, nat: "outside",
	}
}

// greTunnel has every setting of a tunnel.
func greTunnel() *interfaceView {
	key, tos := uint32(23), uint8(0xB8)
	return &interfaceView{
		in: &compiler.Interface{Name: "Tunnel7", Kind: compiler.Tunnel, IPMTU: 1400, Tunnel: &compiler.TunnelSettings{Source: addr("203.0.113.1"),
			Destination: addr("203.0.113.9"), Key: &key, Checksum: true, Sequence: true, Keepalive: 5 * time.Second, Retries: 4, TTL: 64, TOS: &tos,
			PathMTU: true, Profile: "PRO", Shared: true, Receive: 2000, Transmit: 1000}},
		state: interfaceState{Name: "Tunnel7", Up: true, Line: true}, now: showTime, bandwidth: 100, delay: 50000,
	}
}

func briefInterfaces() []interfaceState {
	stats := &datapath.Stats{Interfaces: map[string]datapath.InterfaceStats{
		"Loopback0": {Exists: true, Up: true}, "Tunnel23": {Exists: true, Up: true}, "Tunnel24": {Exists: true, Up: true},
		"Ethernet0/0": {Exists: true, Up: true, Carrier: true}, "Ethernet0/1": {Exists: true, Up: true},
	}}
	return interfaceStates(showRouter(), stats, func(name string) bool { return name == "Tunnel23" }, func(device string) []netip.Addr {
		return []netip.Addr{addr("10.9.9.9"), addr("2001:db8::99"), addr("fe80::a8bb:ccff:fe00:100")}
	}, []compiler.Interface{{Name: "Loopback0", Addresses: showRouter().Interfaces[0].Addresses}, {Name: "Tunnel23"}, {Name: "Ethernet0/0"}, {Name: "Ethernet0/1"}, {Name: "Ethernet0/3"}})
}

// someMessages are what a log has counted.
func someMessages() logHistory {
	var h logHistory
	for i, m := range []ike.Syslog{
		{Facility: "SYS", Severity: 5, Mnemonic: "CONFIG_I", Text: "Configured from console by console"},
		{Facility: "LINK", Severity: 3, Mnemonic: "UPDOWN", Text: "Interface GigabitEthernet0/0, changed state to up"},
		{Facility: "SYS", Severity: 5, Mnemonic: "CONFIG_I", Text: "Configured from console by console"},
		{Facility: "SYS", Severity: 2, Mnemonic: "MALLOCFAIL", Text: "of 9 bytes"},
		{Facility: "CRYPTO", Severity: 4, Mnemonic: "RECVD_PKT_NOT_IPSEC", Text: "Rec'd packet not an IPSEC packet"},
	} {
		at := showTime.Add(time.Duration(i) * time.Second)
		h.add(m, at, at.Format("*Jan 2 15:04:05.000: "))
	}
	return h
}

// twoMaps are flows of an interface that has a crypto map for each family.
func twoMaps() *ike.Snapshot {
	four, six := idle(), sixFlow()
	six.Map, six.Interface = "SITES6", four.Interface
	return &ike.Snapshot{Flows: []ike.Flow{four, six}}
}
