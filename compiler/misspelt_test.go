package compiler

import (
	"strings"
	"testing"

	"mainmode/grammar"
)

// A misspelt keyword of a line that would be kept is refused with its column,
// and the block goes on behind it. Lines in a block stand behind "; ".
func TestMisspeltKeptLines(t *testing.T) {
	for _, c := range []struct {
		lines string
		wrong string // what stands from the caret on
		meant string // by "did you mean", "" if nothing is near
	}{
		{"isdn swich-type basic-net3", "ch-type basic-net3", "switch-type"},
		{"isdn switch-type basic-net4", "4", "basic-net3"},
		{"snmp-server enable trpas", "pas", "traps"},
		{"spanning-tree mst cnofiguration", "nofiguration", "configuration"},
		{"ip inspect nmae FW tcp", "mae FW tcp", "name"},
		{"vtp moode transparent", "ode transparent", "mode"},
		{"mpls label protocl ldp", "l ldp", "protocol"},
		{"ip prefix-list A sq 5 permit 10.0.0.0/8", "q 5 permit 10.0.0.0/8", ""},
		{"access-list 250 permit ip any any", "ip any any", ""},
		{"access-list 1150 permit 0000.5e00.5301", "", ""},
		{"crypto ikev2 poicy P", "icy P", "policy"},
		{"crypto ikev2 profile P; authentictaion local pre-share", "taion local pre-share", "authentication"},
		{"crypto gdoi group G; server local; rekey transsport unicast", "sport unicast", "transport"},
		{"router bgp 65000; neighbor 192.0.2.1 rmote-as 65001", "mote-as 65001", "remote-as"},
		{"router bgp 65000; bgp log-nieghbor-changes", "ieghbor-changes", "log-neighbor-changes"},
		{"router bgp 65000; address-family ipv4 unicats", "ts", "unicast"},
		{"router bgp 65000; address-family ipv4; redistribute conected", "ected", "connected"},
		{"router ospf 1; area 1 stbu", "bu", "stub"},
		{"router ospf 1; passive-interface Loopbakc0", "Loopbakc0", ""},
		{"router ospf 1; redistribute static sbunets", "bunets", "subnets"},
		{"router isis; metric-styel wide", "el wide", "metric-style"},
		{"router isis CORE; is-type level-2-olny", "lny", "level-2-only"},
		{"router eigrp 1; eigrp router--id 192.0.2.1", "-id 192.0.2.1", "router-id"},
		{"ipv6 router ospf 1; times throttle spf 1 1 1", "s throttle spf 1 1 1", "timers"},
		{"event manager applet A; evnt none", "nt none", "event"},
		{"event manager applet A; action 1.0 sylsog msg x", "lsog msg x", "syslog"},
		{"flow record R; match ipv4 desination address", "ination address", "destination"},
		{"class-map match-any C; match protcol http", "col http", "protocol"},
		{"ip sla 1; icmp-echo 192.0.2.1; freqency 10", "ency 10", "frequency"},
		{"interface Dialer1; dialer presistent", "esistent", "persistent"},
		{"interface BRI0/0; isdn swtich-type basic-net3", "tich-type basic-net3", "switch-type"},
		{"interface Ethernet0/0; isis circuit-tpye level-1", "pye level-1", "circuit-type"},
		{"interface Ethernet0/0; switchport trunk alowed vlan 10", "owed vlan 10", "allowed"},
		{"interface Ethernet0/0; no mop enabeld", "eld", "enabled"},
		{"interface Ethernet0/0; mpls traffic-eng tunels", "els", "tunnels"},
		{"interface Ethernet0/0; ipv6 nd prfeix default", "feix default", "prefix"},
		{"interface Ethernet0/0; ip router ospf 1 area 0", "ospf 1 area 0", ""},
		{"platform punt-keepalive disable-krnel-core", "rnel-core", "disable-kernel-core"},
		{"dial-peer voice 1 pots; destination-patern 9T", "ern 9T", "destination-pattern"},
		{"voice-port 0/0/0; cptoen DE", "en DE", "cptone"},
		{"telephony-service; max-ephnoes 10", "noes 10", "max-ephones"},
		{"controller E1 0/0/0; framming crc4", "ming crc4", "framing"},
		{"parameter-map type inspect P; audit-trial on", "ial on", "audit-trail"},
		{"class-map type inspect match-any C; match protcol http", "col http", "protocol"},
		{"policy-map type inspect P; class type inspect C; inpsect", "psect", "inspect"},
		{"crypto pki server CA; grnat auto", "nat auto", "grant"},
		{"webvpn gateway G; inservcie", "cie", "inservice"},
		{"l2vpn evpn; replication-typ static; repilcation-type static", "ilcation-type static", "replication-type"},
		{"vlan configuration 10; member vin 5000", "in 5000", "vni"},
		{"line 2; stopbtis 1", "tis 1", "stopbits"},
		{"route-map R permit 10; set comunity 65000:1", "unity 65000:1", "community"},
		{"route-map R permit 10; set community no-exprot", "rot", "no-export"},
		{"class-map type inpsect match-any C", "psect match-any C", "inspect"},
		{"router bgp 65000; neighbor 192.0.2.1 send-community extneded", "neded", "extended"},
		{"router bgp 65000; neighbor 192.0.2.1 local-as 65001 no-prepend replcae-as", "cae-as", "replace-as"},
		{"router ospf 1; redistribute bgp 65000 subnets rouet-map R", "et-map R", "route-map"},
		{"router ospf 1; area 1 nssa no-redistributoin", "oin", "no-redistribution"},
		{"ip igmp snopoing vlan 10 immediate-leave", "poing vlan 10 immediate-leave", "snooping"},
		{"ip msdp peer 192.0.2.1 connect-soucre Loopback0", "cre Loopback0", "connect-source"},
		{"mpls ldp discovery targeted-hello acecpt", "ecpt", "accept"},
		{"snmp-server group G v3 priv raed ALL", "aed ALL", "read"},
		{"policy-map P; class C; police cir 8000 confrom-action transmit", "rom-action transmit", "conform-action"},
		{"interface GigabitEthernet0/0; xconnect 192.0.2.1 5 encapuslation mpls", "uslation mpls", "encapsulation"},
		{"interface GigabitEthernet0/0; authentication event fail acton next-method", "on next-method", "action"},
		{"interface Dialer1; ppp chap hostnmae R", "mae R", "hostname"},
		{"vrf definition A; address-family ipv4; mdt defualt 232.0.0.1", "ualt 232.0.0.1", "default"},
	} {
		text := indented(c.lines)
		parent := text[:strings.LastIndex(strings.TrimSuffix(text, "\n"), "\n")+1]
		r := Check("r1.cfg", text)
		last := r.Lines[len(r.Lines)-1]
		if last.Fate != Refused {
			t.Errorf("%q is %s", c.lines, last.Fate)
			continue
		}
		if c.wrong == "" && last.Column != 0 || c.wrong != "" && last.Column != len(last.Text)-len(c.wrong)+1 {
			t.Errorf("%q is wrong at column %d, want at %q", c.lines, last.Column, c.wrong)
		}
		got := ""
		for _, f := range r.Findings {
			if f.Kind == FoundMistyped {
				got = strings.TrimSuffix(strings.TrimPrefix(f.Reason, "did you mean "), "?")
			}
		}
		if got != c.meant {
			t.Errorf("%q: did you mean %q, want %q", c.lines, got, c.meant)
		}
		e := NewEditor(New(testSalt))
		for line := range strings.Lines(parent) {
			e.Line(strings.TrimSuffix(line, "\n"))
		}
		before, prompt := e.Config().Text(), e.PromptSuffix()
		if res := e.Line(last.Text); res.Status == grammar.OK || e.Config().Text() != before || e.PromptSuffix() != prompt {
			t.Errorf("%q, typed: %v, at %q, left\n%s", c.lines, res.Status, e.PromptSuffix(), e.Config().Text())
		}
	}
}

// What is spelt right is kept, in full or abbreviated.
func TestKeptLinesSpeltRight(t *testing.T) {
	for _, lines := range []string{
		"isdn switch-type basic-net3", "isdn sw primary-net5", "snmp-server enable traps", "snmp-s ena tr config",
		"spanning-tree mst configuration; instance 1 vlan 10,20-30; revision 7; name REGION", "spanning-tree mst 0-2 priority 4096",
		"vtp mode transparent", "no vtp mode", "mpls label protocol ldp", "ip inspect name FW tcp timeout 30",
		"access-list 250 permit 0x6000 0x0F00", "access-list 700 permit 0000.5e00.5301 0000.0000.00ff", "access-list 1100 deny 0000.5e00.5301 0000.0000.0000 0000.5e00.5302 0000.0000.0000",
		"access-list 600 permit cable-range 10-20", "access-list 900 permit any", "access-list 1010 permit -1 4",
		"crypto ikev2 proposal P; encryption aes-gcm-256; prf sha384; group 19 20", "crypto ikev2 keyring K; peer A; address 192.0.2.1; pre-shared-key local 0 secret",
		"crypto ikev2 profile P; match identity remote fqdn domain example.net; authen rem rsa-sig; keyring local K",
		"crypto gdoi group G; identity number 7; server local; sa ipsec 1; profile P; replay time window-size 5",
		"router bgp 65000; bgp log-neighbor-changes; neighbor 192.0.2.1 remote-as 65001; neighbor 192.0.2.1 pass 7 0822455D0A16; addr ipv4 vrf A; redist conn; exit-address-family",
		"router bgp 65000; template peer-session S; remote-as 65001; exit-peer-session",
		"router ospf 1 vrf A; passive-interface default; no passive-int Gi0/1; area 10 virtual-link 192.0.2.9; redistribute eigrp 5 subnets; timers throttle spf 10 100 5000",
		"router ospfv3 1; address-family ipv6 unicast; area 1 nssa no-summary", "router rip; version 2; no auto-summary; network 10.0.0.0",
		"router isis CORE; net 49.0001.0000.0000.0001.00; metric-style wide transition; address-family ipv6; multi-topology",
		"router eigrp VN; address-family ipv4 unicast autonomous-system 1; af-interface default; hello-interval 10; exit-af-interface; topology base; variance 2",
		"event manager applet A; event timer cron cron-entry \"0 * * * *\"; action 1.0 cli command \"enable\"",
		"flow record R; match ipv4 source address; collect counter bytes long", "flow exporter E; destination 192.0.2.7; transport udp 9995; source Loopback 0",
		"class-map match-any C; match ip dscp ef; match access-group name A; match not protocol http",
		"ip sla 1; icmp-echo 192.0.2.1 source-ip 192.0.2.2; frequency 10; threshold 500",
		"interface Dialer1; dialer pool 1; dialer idle-timeout 0; dialer persistent", "interface BRI0/0; isdn spid1 5551234; isdn switch-type basic-net3",
		"interface Ethernet0/0; isis circuit-type level-1; isis metric 10 level-2",
		"interface Ethernet0/0; switchport trunk allowed vlan add 10,20-30; switchport port-security mac-address sticky 0000.5e00.5301; spanning-tree portfast edge trunk; no mop sysid",
		"interface Ethernet0/0; ospfv3 1 ipv6 area 0; ipv6 nd prefix 2001:DB8::/64 no-advertise; ipv6 nd router-preference High; ip router isis CORE; tunnel mpls traffic-eng autoroute announce",
		"interface Ethernet0/0; no switchport ! routed", "class-map match-all VOICE ! of telephones", "router ospf 1; auto-cost reference-bandwidth 10000 ! in Mbps",
		"router eigrp 1; passive Gi0/1", "interface Serial0/0/0:23; isdn channel-id invert extend-bit", "interface Dialer1; ppp mtu adaptive", "interface Ethernet0/0; redundancy rii 102; redundancy group 1 ip 192.0.2.9 exclusive", "eou timeout aaa 60", "router ospf 1; priority 64; compatible rfc5243", "csdb tcp synwait-time 30",
		"dial-peer voice 1 voip; destination-pattern 9T; dtmf-rel rtp-nte; quality-of-some-release 1; no vad", "ephone  1; button  1:1 2:2; mac-address 0000.5E00.5301",
		"platform qfp utilization monitor load 80", "platform some-new-word 1", "controller VDSL 0; operating mode vdsl2", "parameter-map type inspect-global; tcp syn-flood rate per-destination 100; zone-mismatch drop",
		"policy-map type inspect P; class type inspect C; inspect PM; class class-default; drop log", "class-map type inspect match-any C; match access-group name A; match protocol http",
		"crypto pki server CA; grant auto; lifetime ca-certificate 1095; cdp-url http://192.0.2.1/ca.crl", "line 2; no activation-character; no exec; transport preferred none; transport output lat pad; stopbits 1",
		"class-map type inspect match-any cinspect", "class-map type own-kind C", "policy-map type inspect pminspect; class type inspect cinspect; inspect", "ip msdp description 192.0.2.1 the pere of the peers", "router ospf 1; redistribute static route-map metrics subnets",
		"interface Dialer1; ppp chap hostname chpa; ppp pap sent-username passwrod password 0 refsue", "snmp-server host 192.0.2.1 version 2c publci config", "ip nbar custom trasnport http host a.example.net", "aaa authentication login METRIC local ! lcoal", "aaa authentication login default tacacs+ local",
		"zone-pair security sources source self destination default", "router ospf 1; redistribute isis internet level-1-2 metric 5", "interface Ethernet0/0; ip igmp limit 5 except excepts", "interface Tunnel0; ip nhrp shortcut virtual-template 1",
		"router bgp 65000; neighbor PEERS send-community both; neighbor PEERS description standrad peers; redistribute static metric 5 rou R",
		"route-map R permit 10; set community 65000:1 additive; set ip next-hop self; set metric +10; set as-path prepend 65000 65000; match route-type external type-1",
		"vrf definition A; address-family ipv4; mdt default 232.0.0.1; mdt data threshold 10", "policy-map P; class C; police cir 8000 conform-action transmit", "aaa group server radius R; server name A; ip radius source-interface Loopback0",
	} {
		r := Check("r1.cfg", indented(lines))
		for _, l := range r.Lines {
			if l.Fate == Refused {
				t.Errorf("%q: %q is refused: %s", lines, l.Text, l.Reason)
			}
		}
	}
}

// indented are lines of a file: each block opened by the line before where
// that opens one.
func indented(lines string) string {
	e := NewEditor(New(testSalt))
	var b strings.Builder
	for one := range strings.SplitSeq(lines, "; ") {
		b.WriteString(strings.Repeat(" ", min(len(e.Places())-1, 6)) + one + "\n")
		e.Line(one)
	}
	return b.String()
}
