package examples_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// accessRouter is R1 without a "crypto isakmp policy": its default policies are
// what it negotiates with. It begins aggressive mode with .2 because of its
// isakmp profile, and with .3 because of a "crypto isakmp peer" under a name;
// .4 begins main mode with it, and .5 is a client that is given its address
// unasked.
const accessRouter = `aaa new-model
aaa authentication login CLIENTS local
ip domain name example.net
ip host hub.example.net 192.0.2.3
username carol password IchxLT3
crypto keyring HUB
 pre-shared-key address 192.0.2.2 key interop-lab-key
crypto isakmp key interop-lab-key address 192.0.2.4
crypto isakmp key interop-lab-key address 192.0.2.5
crypto isakmp peer hostname hub.example.net
 set aggressive-mode password interop-lab-key
 set aggressive-mode client-endpoint fqdn spoke.example.net
crypto isakmp client configuration group users
 dns 10.3.0.1
 pool CLIENTS
crypto isakmp profile HUB
 keyring HUB
 match identity address 192.0.2.2 255.255.255.255
 self-identity user-fqdn r1@example.net
 initiate mode aggressive
crypto isakmp profile CLIENTS
 match identity group users
 client authentication list CLIENTS
 isakmp authorization list CLIENTS
 client configuration address initiate
 virtual-template 1
crypto ipsec transform-set AES esp-aes esp-sha-hmac
crypto ipsec profile HUB
 set transform-set AES
 set isakmp-profile HUB
crypto ipsec profile OURS
 set transform-set AES
crypto ipsec profile THEIRS
 responder-only
 set transform-set AES
crypto ipsec profile CLIENTS
 set transform-set AES
 set isakmp-profile CLIENTS
interface Loopback0
 ip address 10.3.0.1 255.255.255.255
interface Virtual-Template1 type tunnel
 ip unnumbered Loopback0
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile CLIENTS
ip local pool CLIENTS 10.9.9.1 10.9.9.6
`

// accessClient is the connection of the client: "pull" has it wait for what it
// is given.
const accessClient = `connections {
	client {
		version = 1
		pull = no
		local_addrs = 192.0.2.5
		remote_addrs = 192.0.2.1
		proposals = aes128-sha1-modp1536
		vips = 0.0.0.0
		local-psk {
			auth = psk
			id = keyid:users
		}
		local-user {
			auth = xauth
			xauth_id = carol
		}
		remote {
			auth = psk
			id = 192.0.2.1
		}
		children {
			client {
				mode = tunnel
				remote_ts = 0.0.0.0/0
				esp_proposals = aes128-sha1
			}
		}
	}
}
secrets {
	xauth-carol {
		id = carol
		secret = IchxLT3
	}
}
`

// TestPhase1Commands has strongSwan at the other end of what a router is told
// about phase 1: aggressive mode by an isakmp profile and by "crypto isakmp
// peer", default policies, and a mode configuration that the router begins.
func TestPhase1Commands(t *testing.T) {
	t.Parallel()
	needs(t, append(charonPrograms, "tshark")...)
	b := newStage(t, accessRouter+ethernet(0, "192.0.2.1")+
		vti(1, 0, "192.0.2.2", "HUB")+" shutdown\n"+vti(2, 0, "192.0.2.3", "OURS")+" shutdown\n"+vti(4, 0, "192.0.2.4", "THEIRS"))
	const aggressive = "aggressive = yes"
	proposal := connection{local: "192.0.2.4", remote: "192.0.2.1", ike: "aes128-sha1-modp1536", esp: interopESP}
	hub, peer, caller := proposal, proposal, proposal
	hub.name, hub.local, hub.remoteID, hub.options = "hub", "192.0.2.2", "r1@example.net", aggressive
	peer.name, peer.local, peer.remoteID, peer.options = "peer", "192.0.2.3", "spoke.example.net", aggressive
	caller.name = "caller"
	addresses := "ip address add 192.0.2.2/24 dev eth1\n"
	for n := 3; n <= 5; n++ {
		addresses += fmt.Sprintf("ip address add 192.0.2.%d/24 dev eth1\n", n)
	}
	b.charon("west", addresses, connections(hub, peer, caller)+accessClient, `
inner() {
	ip link set ipsec0 up
	for n in 1 2 4; do ip address add 10.$n.0.2/24 dev ipsec0; done
	ip address add 10.9.9.1/32 dev ipsec0
	ip route add 10.3.0.1/32 dev ipsec0 src 10.9.9.1
}
start_charon
swanctl --initiate --child caller >/dev/null && say caller up
swanctl --initiate --child client >/dev/null && say client up
until_true 50 ping -c 1 -W 1 10.3.0.1 && say client pings
grep -q 'TRANSACTION request .* CPS(.*ADDR' west.log && say configuration came unasked
called() { swanctl --list-sas | grep -q '^caller:'; }
until_true 600 eval '! called' # R1 has seen enough
swanctl --terminate --ike client >/dev/null
`)
	// The lab is to show aggressive mode, and users.
	appendTo(t, filepath.Join(b.dir, "west.strongswan"), `charon-systemd {
	load = random nonce openssl gcrypt gmp pem pkcs1 x509 pubkey hmac kdf gcm aes sha1 sha2 md5 kernel-libipsec kernel-netlink socket-default vici xauth-generic
	i_dont_care_about_security_and_use_aggressive_mode_psk = yes
}
`)
	b.link("R1:eth1", "west:eth1")
	out := b.play(`
wait R1 Line protocol on Interface Virtual-Template1, changed state to up 60
R1# configure terminal
R1# interface Tunnel1
R1# no shutdown
wait R1 Line protocol on Interface Tunnel1, changed state to up
R1# interface Tunnel2
R1# no shutdown
wait R1 Line protocol on Interface Tunnel2, changed state to up
R1# end
R1# ping 10.1.0.2 repeat 1 timeout 1
R1# ping 10.2.0.2 repeat 1 timeout 1
R1# ping 10.1.0.2
R1# ping 10.2.0.2
R1# ping 10.4.0.2
R1# ping 10.9.9.1
R1# show crypto isakmp policy
R1# show crypto isakmp sa detail
R1# configure terminal
R1# interface Tunnel4
R1# shutdown
wait R1 Line protocol on Interface Virtual-Template1, changed state to down 60
`)
	b.result("west", "caller up", "client up", "client pings", "configuration came unasked")
	if n := strings.Count(out, "Success rate is 100 percent (5/5)"); n != 4 {
		t.Errorf("%d of 4 pings", n)
	}
	log := b.read("west.log")
	for _, want := range []string{
		"parsed AGGRESSIVE request 0 [ SA ", "looking for pre-shared key peer configs matching 192.0.2.2...192.0.2.1[r1@example.net]",
		"looking for pre-shared key peer configs matching 192.0.2.3...192.0.2.1[spoke.example.net]",
		"selected proposal: IKE:AES_CBC_128/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1536",
	} {
		if !strings.Contains(strings.ReplaceAll(log, "XAuthInitPSK", "pre-shared key"), want) {
			t.Errorf("charon does not log %q", want)
		}
	}
	if n := strings.Count(out, "Default protection suite of priority 655"); n != 8 {
		t.Errorf("%d default policies", n)
	}
}

// appendTo adds to a file.
func appendTo(t *testing.T, file, text string) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
