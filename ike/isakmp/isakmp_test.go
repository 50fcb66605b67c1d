package isakmp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestFixedPoint has every datagram come out of Marshal as it went into Parse.
func TestFixedPoint(t *testing.T) {
	for _, v := range vectors(t) {
		m, err := Parse(v.Datagram)
		if err != nil {
			t.Errorf("%s: %v\n%x", v.Exchange, err, v.Datagram)
			continue
		}
		if m.Flags&Encryption == 0 {
			if got := Marshal(m.Header, m.Payloads); !bytes.Equal(got, v.Datagram) {
				t.Errorf("%s: marshalled\n%x, want\n%x", v.Exchange, got, v.Datagram)
			}
			continue
		}
		if got := MarshalEncrypted(m.Header, m.NextPayload, m.CipherText); !bytes.Equal(got, v.Datagram) {
			t.Errorf("%s: marshalled\n%x, want\n%x", v.Exchange, got, v.Datagram)
		}
		if len(v.Plain) == 0 {
			continue
		}
		payloads, n, err := ParsePayloads(m.NextPayload, v.Plain, true)
		if err != nil || n != v.Length {
			t.Errorf("%s: %d bytes of payloads, want %d, %v\n%x", v.Exchange, n, v.Length, err, v.Plain)
			continue
		}
		first, got := MarshalPayloads(payloads)
		if first != m.NextPayload || !bytes.Equal(got, v.Plain[:n]) {
			t.Errorf("%s: marshalled\n%x, want\n%x", v.Exchange, got, v.Plain[:n])
		}
		if _, _, err := ParsePayloads(m.NextPayload, v.Plain, false); (err != nil) != (n < len(v.Plain)) {
			t.Errorf("%s: %d bytes of padding: %v", v.Exchange, len(v.Plain)-n, err)
		}
		offset := 0
		for _, p := range payloads {
			body := Body(p)
			if want := v.Plain[offset+4:][:len(body)]; !bytes.Equal(body, want) {
				t.Errorf("%s: %v payload has the body %x, want %x", v.Exchange, p.Type(), body, want)
			}
			offset += 4 + len(body)
		}
		if rest := AfterFirst(v.Plain[:n]); !bytes.Equal(rest, v.Plain[4+len(Body(payloads[0])):n]) {
			t.Errorf("%s: after the first payload comes %x", v.Exchange, rest)
		}
	}
}

// TestGenuineIOS builds main mode messages 1 to 4 of a genuine IOS pair from
// their values.
func TestGenuineIOS(t *testing.T) {
	var captures []struct {
		Name      string
		Datagrams []string
	}
	load(t, "ios.json", &captures)
	main := captures[slices.IndexFunc(captures, func(c struct {
		Name      string
		Datagrams []string
	}) bool {
		return c.Name == "main"
	})].Datagrams

	ci := Cookie(unhex(t, "e47a591fd057587f"))
	cr := Cookie(unhex(t, "a00b8ef0902bb8ec"))
	sa := &SA{Proposals: []Proposal{{Number: 1, Protocol: ProtocolISAKMP, Transforms: []Transform{{
		Number: 1, ID: KeyIKE,
		Attributes: Phase1{Encryption: AES_CBC, KeyBits: 128, Hash: SHA, Auth: PreShared, Group: 2, Seconds: 86400}.Attributes(),
	}}}}}
	var received [4]*Message
	for i := range received {
		var err error
		if received[i], err = Parse(unhex(t, main[i])); err != nil {
			t.Fatal(err)
		}
	}
	opaque := func(m *Message) (ke, nonce Payload, natd []Payload) {
		for _, p := range All[*NATDiscovery](m.Payloads) {
			natd = append(natd, p)
		}
		return First[*KeyExchange](m.Payloads), First[*Nonce](m.Payloads), natd
	}
	ke3, nonce3, natd3 := opaque(received[2])
	ke4, nonce4, natd4 := opaque(received[3])
	for i, payloads := range [][]Payload{
		{sa, NewVendorID(VendorRFC3947), NewVendorID(VendorNATT07), NewVendorID(VendorNATT03), NewVendorID(VendorNATT02N)},
		{sa, NewVendorID(VendorRFC3947)},
		{ke3, nonce3, NewVendorID(VendorDPD), IOSVendorID(ci, [8]byte(unhex(t, "2c18125972c32401"))),
			NewVendorID(VendorXAUTH), natd3[0], natd3[1]},
		{ke4, nonce4, NewVendorID(VendorUnity), NewVendorID(VendorDPD), IOSVendorID(cr, [8]byte(unhex(t, "53b1df867c610929"))),
			NewVendorID(VendorXAUTH), natd4[0], natd4[1]},
	} {
		h := Header{InitiatorCookie: ci, Exchange: MainMode}
		if i > 0 {
			h.ResponderCookie = cr
		}
		if got := fmt.Sprintf("%x", Marshal(h, payloads)); got != main[i] {
			t.Errorf("main mode message %d:\n%s, want\n%s", i+1, got, main[i])
		}
	}
}

func TestVendor(t *testing.T) {
	ci := Cookie{0xe4, 0x7a, 0x59, 0x1f, 0xd0, 0x57, 0x58, 0x7f}
	for _, test := range []struct {
		id    string
		want  Vendor
		major int
	}{
		{"4a131c81070358455c5728f20e95452f", VendorRFC3947, 69},
		{"439b59f8ba676c4c7737ae22eab8f582", VendorNATT07, 245},
		{"7d9419a65310ca6f2c179d9215529d56", VendorNATT03, 157},
		{"90cb80913ebb696e086381b5ec427b1f", VendorNATT02N, 123},
		{"cd60464335df21f87cfdb2fc68b6a448", VendorNATT02, 164},
		{"afcad71368a1f1c96b8696fc77570100", VendorDPD, 1},
		{"12f5f28c457168a9702d9fe274cc0100", VendorUnity, 1},
		{"12f5f28c457168a9702d9fe274cc0204", VendorUnity, 2},
		{"09002689dfd6b712", VendorXAUTH, 0},
		{"4048b7d56ebce88525e7de7f00d6c2d3c0000000", VendorFragmentation, 194},
		{"11bdfe02d056587f2c18125972c32401", VendorIOS, 36},
		{"55cc29ed902ab8ec53b1df867c610929", UnknownVendor, 9},
		{"11bdfe02d056587f", UnknownVendor, 0},
		{"882fe56d6fd20dbc2251613b2ebe5beb", UnknownVendor, 91},
		{"", UnknownVendor, 0},
	} {
		p := &VendorID{Data: unhex(t, test.id)}
		if got := p.Vendor(ci); got != test.want || p.Major() != test.major {
			t.Errorf("%s: vendor %d, major %d, want %d, %d", test.id, got, p.Major(), test.want, test.major)
		}
	}
}

// message builds a clear message from a first payload type and a body in
// hexadecimal.
func message(t *testing.T, first PayloadType, body string) []byte {
	return Assemble(Header{InitiatorCookie: Cookie{1}, Exchange: MainMode}, first, unhex(t, strings.ReplaceAll(body, " ", "")))
}

func TestMalformed(t *testing.T) {
	const transform = "00000008 01010000"
	const proposal = "00000010 01010001" + transform
	for _, test := range []struct {
		name  string
		first PayloadType
		body  string
		want  string
	}{
		{"payload missing", TypeNonce, "", "NONCE payload: truncated"},
		{"half a header", TypeNonce, "0000", "NONCE payload: truncated"},
		{"length 0", TypeNonce, "00000000", "length 0 is below"},
		{"length 3", TypeNonce, "00000003", "length 3 is below"},
		{"length beyond the end", TypeNonce, "00000009 11223344", "NONCE payload: truncated"},
		{"length 65535", TypeNonce, "0000ffff 11223344", "NONCE payload: truncated"},
		{"reserved", TypeIdentification, "00010008 01000000", "ID payload: reserved not zero"},
		{"trailing bytes", TypeNonce, "00000008 11223344 0000", "2 bytes after the last payload"},
		{"next payload without bytes", TypeNonce, "08000008 11223344", "HASH payload: truncated"},

		{"SA without DOI", TypeSA, "00000008 00000001", "SA payload: truncated"},
		{"SA of another DOI", TypeSA, "0000000c 00000002 00000001", "DOI 2: DOI not supported"},
		{"SA with secrecy", TypeSA, "0000000c 00000001 00000003", "situation 3: situation not supported"},
		{"SA without proposal", TypeSA, "0000000c 00000001 00000001", "proposal: truncated"},
		{"proposal reserved", TypeSA, "0000001c 00000001 00000001 00010010 01010001" + transform, "proposal: reserved not zero"},
		{"proposal of length 4", TypeSA, "00000010 00000001 00000001 00000004", "proposal: truncated"},
		{"SPI beyond the proposal", TypeSA, "0000001c 00000001 00000001 00000010 01010901" + transform, "proposal: truncated"},
		{"no transform", TypeSA, "00000014 00000001 00000001 00000008 01010000", "without transform"},
		{"one transform too few", TypeSA, "0000001c 00000001 00000001 00000010 01010002" + transform, "not the 2 transforms"},
		{"one transform too many", TypeSA, "00000024 00000001 00000001 00000018 01010001 03000008 01010000" + transform, "not the 1 transforms"},
		{"bytes after the transform", TypeSA, "0000001e 00000001 00000001 00000012 01010001" + transform + "0000", "2 bytes after the last transform"},
		{"bytes after the proposal", TypeSA, "0000001e 00000001 00000001" + proposal + "0000", "2 bytes after the last proposal"},
		{"proposal followed by a nonce", TypeSA, "0000001c 00000001 00000001 0a000010 01010001" + transform, "NONCE payload announced"},
		{"transform reserved", TypeSA, "0000001c 00000001 00000001 00000010 01010001 00000008 01010001", "transform 1: reserved not zero"},
		{"transform too short", TypeSA, "00000018 00000001 00000001 0000000c 01010001 00000004", "transform: truncated"},
		{"attribute without value", TypeSA, "0000001e 00000001 00000001 00000012 01010001 0000000a 01010000 8001", "attribute 1 of 2 bytes: truncated"},
		{"attribute without length", TypeSA, "0000001e 00000001 00000001 00000012 01010001 0000000a 01010000 000c", "attribute 12: truncated"},
		{"half an attribute", TypeSA, "0000001d 00000001 00000001 00000011 01010001 00000009 01010000 00", "attribute: truncated"},
		{"attribute longer than all", TypeSA, "00000020 00000001 00000001 00000014 01010001 0000000c 01010000 000cffff", "attribute 12 of 65535 bytes: truncated"},

		{"ID too short", TypeIdentification, "00000007 010000", "ID payload: truncated"},
		{"ID_IPV4_ADDR of 3 bytes", TypeIdentification, "0000000b 01000000 0a0000", "ID_IPV4_ADDR of 3 bytes"},
		{"ID_IPV4_ADDR of 16 bytes", TypeIdentification, "00000018 01000000 20010db8000000000000000000000001", "ID_IPV4_ADDR of 16 bytes"},
		{"ID_IPV4_ADDR_SUBNET of 4 bytes", TypeIdentification, "0000000c 04000000 0a000000", "ID_IPV4_ADDR_SUBNET of 4 bytes"},
		{"ID_IPV6_ADDR of no bytes", TypeIdentification, "00000008 05000000", "ID_IPV6_ADDR of 0 bytes"},
		{"ID_IPV6_ADDR_RANGE of 16 bytes", TypeIdentification, "00000018 08000000 20010db8000000000000000000000001", "ID_IPV6_ADDR_RANGE of 16 bytes"},

		{"notification too short", TypeNotification, "0000000b 00000001 010060", "NOTIFY payload: truncated"},
		{"notification SPI beyond the end", TypeNotification, "0000000c 00000001 01106002", "NOTIFY payload: truncated"},
		{"delete too short", TypeDelete, "0000000b 00000001 030400", "DELETE payload: truncated"},
		{"delete of nothing", TypeDelete, "0000000c 00000001 03040000", "no SPI"},
		{"delete of empty SPIs", TypeDelete, "0000000c 00000001 0300ffff", "no SPI"},
		{"delete of too many", TypeDelete, "0000000c 00000001 0304ffff", "more than 256 SPIs"},
		{"delete SPI beyond the end", TypeDelete, "0000000e 00000001 03040001 1122", "DELETE payload: truncated"},
		{"delete with trailing bytes", TypeDelete, "00000011 00000001 03040001 11223344 55", "1 bytes after the last SPI"},
		{"empty certificate", TypeCertificate, "00000004", "CERT payload: truncated"},
		{"empty certificate request", TypeCertificateRequest, "00000004", "CERT_REQ payload: truncated"},
		{"NAT-OA too short", TypeNATOriginalAddr, "00000007 010000", "NAT-OA payload: truncated"},
		{"NAT-OA reserved", TypeNATOriginalAddr, "0000000c 01000001 0a000001", "NAT-OA payload: reserved"},
		{"NAT-OA of the wrong type", TypeNATOriginalAddr, "0000000c 05000000 0a000001", "ID_IPV6_ADDR of 4 bytes"},
		{"NAT-OA of 5 bytes", TypeNATOriginalAddDraft, "0000000d 01000000 0a00000100", "ID_IPV4_ADDR of 5 bytes"},
		{"fragment without header", TypeFragment, "00000004", "FRAGMENT payload: truncated"},
		{"fragment of half a header", TypeFragment, "00000007 000101", "FRAGMENT payload: truncated"},
		{"fragment without data", TypeFragment, "00000008 00010100", "fragment without data"},
		{"fragment number 0", TypeFragment, "00000009 00010001 aa", "numbered from 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, err := Parse(message(t, test.first, test.body))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Parse: %+v, %v, want %q", m, err, test.want)
			}
		})
	}
}

func TestMalformedHeader(t *testing.T) {
	good := Marshal(Header{InitiatorCookie: Cookie{1}, Exchange: MainMode}, []Payload{&Nonce{Data: make([]byte, 8)}})
	change := func(offset int, b ...byte) []byte {
		c := bytes.Clone(good)
		copy(c[offset:], b)
		return c
	}
	for name, test := range map[string]struct {
		datagram []byte
		want     error
	}{
		"empty":             {nil, ErrTruncated},
		"half a header":     {good[:27], ErrTruncated},
		"truncated":         {good[:len(good)-1], ErrTruncated},
		"length 4 GB":       {change(24, 0xff, 0xff, 0xff, 0xff), ErrTruncated},
		"version 2.0":       {change(17, 0x20), ErrVersion},
		"version 0.15":      {change(17, 0x0f), ErrVersion},
		"trailing bytes":    {append(bytes.Clone(good), 0), nil},
		"length 0":          {change(24, 0, 0, 0, 0), nil},
		"no payload at all": {good[:28], ErrTruncated},
	} {
		m, err := Parse(test.datagram)
		if err == nil || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: %+v, %v, want %v", name, m, err, test.want)
		}
	}
	if _, err := Parse(change(17, 0x11)); err != nil {
		t.Errorf("version 1.1: %v", err)
	}
}

func TestLimits(t *testing.T) {
	repeat := func(n int, p Payload) []Payload { return slices.Repeat([]Payload{p}, n) }
	proposals := func(n, transforms, attributes int) []Payload {
		tr := Transform{Number: 1, ID: KeyIKE, Attributes: slices.Repeat([]Attribute{BasicAttribute(1, 1)}, attributes)}
		p := Proposal{Number: 1, Protocol: ProtocolISAKMP, Transforms: slices.Repeat([]Transform{tr}, transforms)}
		return []Payload{&SA{Proposals: slices.Repeat([]Proposal{p}, n)}}
	}
	spis := func(n int) []Payload {
		return []Payload{&Delete{DOI: IPsecDOI, Protocol: ProtocolESP, SPIs: slices.Repeat([][]byte{{1, 2, 3, 4}}, n)}}
	}
	for _, test := range []struct {
		name string
		ok   []Payload
		bad  []Payload
	}{
		{"payloads", repeat(MaxPayloads, &Nonce{}), repeat(MaxPayloads+1, &Nonce{})},
		{"proposals", proposals(MaxProposals, 1, 0), proposals(MaxProposals+1, 1, 0)},
		{"transforms", proposals(4, 128, 0), proposals(4, 129, 0)},
		{"attributes", proposals(1, 1, MaxAttributes), proposals(1, 1, MaxAttributes+1)},
		{"SPIs", spis(MaxSPIs), spis(MaxSPIs + 1)},
	} {
		if _, err := Parse(Marshal(Header{}, test.ok)); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if _, err := Parse(Marshal(Header{}, test.bad)); err == nil || !strings.Contains(err.Error(), "more than") {
			t.Errorf("too many %s: %v", test.name, err)
		}
	}
}

func TestOversizedPayloadPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a payload of 65532 bytes was written")
		}
	}()
	MarshalPayloads([]Payload{&Nonce{Data: make([]byte, 65532)}})
}

func TestPhase1Attributes(t *testing.T) {
	p := Phase1{Encryption: DES_CBC, Hash: SHA, Auth: PreShared, Group: 1, Seconds: 86400}
	want := "80010001800200028004000180030001800b0001000c000400015180"
	var got []byte
	tr := Transform{Number: 1, ID: KeyIKE, Attributes: p.Attributes()}
	sa := &SA{Proposals: []Proposal{{Transforms: []Transform{tr}}}}
	if got = Body(sa); !strings.HasSuffix(fmt.Sprintf("%x", got), want) {
		t.Errorf("%x, want ...%s", got, want)
	}
	if back, err := ParsePhase1(&tr); err != nil || back != p {
		t.Errorf("%+v, %v, want %+v", back, err, p)
	}
	p.Seconds = 3600
	if as := p.Attributes(); !as[len(as)-1].Basic {
		t.Error("3600 seconds are not a basic attribute")
	}
}

func TestPhase2Attributes(t *testing.T) {
	p := Phase2{Encapsulation: Tunnel, Seconds: 3600, Kilobytes: 4608000, Auth: HMAC_SHA, KeyBits: 128, Group: 14}
	tr := Transform{Number: 1, ID: uint8(ESP_AES), Attributes: p.Attributes()}
	want := []Attribute{
		BasicAttribute(IPsecEncapsulation, 1),
		BasicAttribute(IPsecLifeType, 1), BasicAttribute(IPsecLifeDuration, 3600),
		BasicAttribute(IPsecLifeType, 2), {Type: IPsecLifeDuration, Value: []byte{0, 0x46, 0x50, 0}},
		BasicAttribute(IPsecAuthAlgorithm, 2), BasicAttribute(IPsecKeyLength, 128), BasicAttribute(IPsecGroup, 14),
	}
	if diff := cmp.Diff(want, tr.Attributes); diff != "" {
		t.Error(diff)
	}
	if back, err := ParsePhase2(&tr); err != nil || back != p {
		t.Errorf("%+v, %v, want %+v", back, err, p)
	}
}

func TestUnacceptableAttributes(t *testing.T) {
	long := func(t uint16, n int) Attribute {
		return Attribute{Type: t, Value: bytes.Repeat([]byte{1}, n)}
	}
	for _, test := range []struct {
		name       string
		attributes []Attribute
		want       string
	}{
		{"twice", []Attribute{BasicAttribute(1, 1), BasicAttribute(1, 5)}, "attribute 1 occurs twice"},
		{"not known", []Attribute{BasicAttribute(16000, 1)}, "attribute 16000 is not known"},
		{"empty", []Attribute{long(1, 0)}, "attribute 1 of 0 bytes is no number"},
		{"9 bytes", []Attribute{long(12, 9)}, "attribute 12 of 9 bytes is no number"},
		{"too large", []Attribute{long(1, 3)}, "attribute 1 is 65793"},
		{"duration alone", []Attribute{BasicAttribute(12, 60)}, "life duration without type"},
		{"type alone", []Attribute{BasicAttribute(11, 1)}, "life type without duration"},
		{"two types", []Attribute{BasicAttribute(11, 1), BasicAttribute(11, 2), BasicAttribute(12, 60)}, "life type without duration"},
		{"type not known", []Attribute{BasicAttribute(11, 9), BasicAttribute(12, 60)}, "life type 9 is not known"},
		{"no duration", []Attribute{BasicAttribute(11, 1), BasicAttribute(12, 0)}, "life duration of 0 seconds"},
		{"two durations", slices.Repeat([]Attribute{BasicAttribute(11, 2), BasicAttribute(12, 9)}, 2), "life duration of 9 kilobytes"},
	} {
		_, err := ParsePhase1(&Transform{Attributes: test.attributes})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
	for _, a := range []Attribute{BasicAttribute(7, 1), BasicAttribute(32001, 1)} {
		if _, err := ParsePhase2(&Transform{Attributes: []Attribute{a}}); err == nil {
			t.Errorf("phase 2 takes attribute %d", a.Type)
		}
	}
}

// TestEveryPayload has each kind of payload come back as it was built.
func TestEveryPayload(t *testing.T) {
	spi := binary.BigEndian.AppendUint32(nil, 0x45f16a9a)
	payloads := []Payload{
		&SA{Proposals: []Proposal{
			{Number: 1, Protocol: ProtocolAH, SPI: spi, Transforms: []Transform{{Number: 1, ID: 3}}},
			{Number: 1, Protocol: ProtocolESP, SPI: spi, Transforms: []Transform{{Number: 1, ID: 3}, {Number: 2, ID: 12}}},
		}},
		&KeyExchange{Data: []byte{1}}, &Nonce{Data: []byte{2}}, &Hash{Data: []byte{3}}, &Signature{Data: []byte{4}},
		&Identification{IDType: IDKeyID, Protocol: 17, Port: 500, Data: []byte("group")},
		&Certificate{Encoding: X509Signature, Data: []byte{5}}, &CertificateRequest{Encoding: X509Signature, Authority: []byte{6}},
		&Notification{DOI: IPsecDOI, Protocol: ProtocolESP, SPI: spi, Notify: ResponderLifetime, Data: []byte{7}},
		&Delete{DOI: IPsecDOI, Protocol: ProtocolESP, SPIs: [][]byte{spi, spi}},
		&VendorID{Data: []byte{8}},
		&NATDiscovery{Number: TypeNATDiscovery, Hash: []byte{9}}, &NATDiscovery{Number: TypeNATDiscoveryDraft, Hash: []byte{10}}, &NATDiscovery{Number: TypeNATDiscovery07, Hash: []byte{10}},
		&NATOriginalAddress{Number: TypeNATOriginalAddr, Addr: netip.MustParseAddr("10.0.0.1")},
		&NATOriginalAddress{Number: TypeNATOriginalAddr07, Addr: netip.MustParseAddr("2001:db8::1")},
		&Fragment{ID: 7, Number: 2, Flags: FragmentLast, Data: []byte{12}},
		&Unknown{PayloadType: 33, Data: []byte{11}},
	}
	m, err := Parse(Marshal(Header{}, payloads))
	if err != nil {
		t.Fatal(err)
	}
	ignoreRaw := cmpopts.IgnoreUnexported(SA{}, Identification{}, Notification{}, Delete{})
	empty := cmpopts.EquateEmpty()
	if diff := cmp.Diff(payloads, m.Payloads, ignoreRaw, empty, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
		t.Error(diff)
	}
	if First[*Hash](m.Payloads) == nil || First[*Fragment](m.Payloads) == nil || len(All[*NATDiscovery](m.Payloads)) != 3 {
		t.Error("First or All do not find what is there")
	}
}

func TestNames(t *testing.T) {
	for got, want := range map[fmt.Stringer]string{
		InitialContact: "INITIAL_CONTACT", NoProposalChosen: "PROPOSAL_NOT_CHOSEN", NotifyType(40000): "40000",
		ESP_AES: "ESP_AES", ESP_SEAL: "ESP_SEAL", UDPTunnelDraft: "Tunnel-UDP", HMAC_SHA: "HMAC-SHA", IDIPv6Addr: "ID_IPV6_ADDR",
		IDType(0): "0", IDType(200): "200", QuickMode: "quick mode", ExchangeType(99): "exchange type 99",
		TypeIdentification: "ID", PayloadType(77): "77", ProtocolESP: "ESP", LifeKilobytes: "kilobytes",
		DES_CBC: "DES-CBC", PreShared: "pre-share", SHA: "SHA",
		Cookie{0xa0, 0x0b, 0x8e, 0xf0, 0x90, 0x2b, 0xb8, 0xec}: "a00b8ef0902bb8ec",
	} {
		if got.String() != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
