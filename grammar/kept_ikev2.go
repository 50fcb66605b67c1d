package grammar

// keptIKEv2 is how the lines of global configuration begin that are about
// IKEv2, keys of groups, and VPNs over TLS: mainmode's own tunnels are those of
// IKEv1.
const keptIKEv2 = `
crypto ikev2 authorization policy WORD <cr> {config-ikev2-author-policy
	aaa|access-restrict|auto-update|backup-gateway|banner|configuration|def-domain|default|description|dhcp|dns|exit|group-lock|include-local-lan|ipsec|ipv6|max-logins|max-users|msn|netmask|pfs|pool|reconnect|route|save-password|session-lifetime|smartcard-removal-disconnect|split-dns|subnet-acl|umbrella|wins
	configuration = url|version
	dhcp = giaddr|server|timeout
	ipv6 = dns|pool|subnet-acl
	route = accept|redistribute|set
	route = accept any|tag
	route = set access-list|interface|local|remote
crypto ikev2 certificate-cache <1-2000> <cr>
crypto ikev2 client flexvpn WORD <cr> {config-ikev2-flexvpn
	backup|client|connect|description|exit|peer|reset|source
	backup = group
	client = connect|inside
	connect = auto|manual|track
	peer = <1-500>|fqdn|reactivate
	source = <1-10>
crypto ikev2 cluster {config-ikev2-cluster
	exit|holdtime|master|port|priority|shutdown|slave|standby-group
	master = keepalive|overload-limit|weight
	slave = hello|max-session|priority|tcp|update
crypto ikev2 cookie-challenge <0-4294967295> <cr>
crypto ikev2 cts = sgt
crypto ikev2 diagnose error = <cr>|<1-1000>
crypto ikev2 disconnect-revoked-peers <cr>
crypto ikev2 dpd <10-3600> <2-60> on-demand|periodic <cr>
crypto ikev2 dscp = <0-63>
crypto ikev2 fragmentation <cr>
crypto ikev2 fragmentation mtu <68-1500> <cr>
crypto ikev2 http-url = cert
crypto ikev2 keyring WORD <cr> {config-ikev2-keyring
	exit
	peer {config-ikev2-keyring-peer
		address|description|exit|hostname|identity|ppk|pre-shared-key
		address = A.B.C.D|X:X:X:X::X/<0-128>|X:X:X:X::X
		identity = address|email|fqdn|key-id
		ppk = dynamic|manual
		pre-shared-key = WORD
		identity ... domain
crypto ikev2 limit = max-in-negotation-sa|max-in-negotiation-sa|max-sa|queue
crypto ikev2 name-mangler WORD <cr> {config-ikev2-name-mangler
	dn|eap|email|exit|fqdn
crypto ikev2 nat = keepalive
crypto ikev2 policy WORD <cr> {config-ikev2-policy
	exit|match|proposal
	match = address local
	match = fvrf WORD
crypto ikev2 profile WORD <cr> {config-ikev2-profile
	aaa|anyconnect|authentication|config-exchange|config-mode|description|dpd|dynamic|exit|identity|initial-contact|initiator|ivrf|keyring|lifetime|match|nat|pki|ppk|reconnect|redirect|responder-only|shutdown|subscriber|tunnel|virtual-template
	aaa = accounting|authentication|authorization
	aaa ... anyconnect-eap|cached|cert|default|eap|group|list|local|name-mangler|override|psk|user|win
	authentication ... aggregate|ask|cert-request|key|pre-share|query-identity|timeout
	anyconnect = profile
	authentication = local|remote anyconnect-eap|eap|ecdsa-sig|pre-share|rsa-sig
	config-exchange = request|set <cr>|accept|send
	config-mode = set
	dpd = <10-3600> <2-60> on-demand|periodic
	identity = local address|dn|email|fqdn|key-id
	initial-contact = force
	keyring = aaa|local WORD
	lifetime = <120-86400>|certificate
	match = address local
	match = certificate WORD
	match = fvrf WORD
	match = identity remote
	nat = force-encap|keepalive
	pki = trustpoint WORD
	redirect = gateway
	virtual-template = <1-2147483647>
	aaa ... cached|cert|group|list|local|name-mangler|override|password|psk|user
	authentication ... key|query-identity|sign|timeout|trustpoint
	keyring ... name-mangler|password
	match ... address|any|domain|email|fqdn|interface|key-id
crypto ikev2 proposal WORD <cr> {config-ikev2-proposal
	encryption|exit|group|integrity|pqc|prf
	encryption = 3des|aes-cbc-128|aes-cbc-192|aes-cbc-256|aes-gcm-128|aes-gcm-256|des
	group = <1-36>
	integrity = md5|sha1|sha256|sha384|sha512
	prf = md5|sha1|sha256|sha384|sha512
crypto ikev2 reconnect = key
crypto ikev2 redirect = client|gateway
crypto ikev2 route = mtu
crypto ikev2 window <1-20> <cr>
crypto gdoi|gkm group WORD <cr> {config-gkm-group
	@gdoi-group
crypto gdoi|gkm group ipv6 WORD <cr> {config-gkm-group
	@gdoi-group
crypto gdoi|gkm ks = replay|disable
crypto identity WORD <cr> {crypto-identity
	description|dn|exit|fqdn
crypto ipsec client ezvpn WORD <cr> {config-crypto-ezvpn
	acl|auto-update|backup|connect|ctcp|default|exit|flow|group|idletime|local-address|mode|nat|peer|username|virtual-interface|xauth
	connect = acl|auto|manual
	mode = client|network-extension|network-plus
	nat = acl|allow
	xauth = userid mode
	xauth userid mode = http-intercept|interactive|local <cr>
	group = WORD key
	username = WORD password
crypto isakmp client configuration browser-proxy WORD <cr> {config-browser-proxy
	exit|proxy
crypto provisioning petitioner|registrar {tti-prov
	administrator|authentication|authorization|destination|exit|pki-server|template|trustpoint
crypto skip-client WORD <cr> {config-crypto-skip-client
	exit|psk|server
crypto ssl authorization policy WORD <cr> {config-crypto-ssl-auth-policy
	@ssl-lines
crypto ssl diagnose = error
crypto ssl policy WORD <cr> {config-crypto-ssl-policy
	@ssl-lines
crypto ssl profile WORD <cr> {config-crypto-ssl-profile
	@ssl-lines
crypto ssl proposal WORD <cr> {config-crypto-ssl-proposal
	exit|protection
crypto tls-tunnel WORD <cr> {crypto-tls-tunnel
	*
`

// gdoiGroupLines are lines of the groups of GDOI and of its newer name GKM.
const gdoiGroupLines = `
client|exit|identity|passive
client = bypass-policy|protocol|recovery-check|registration|rekey|status|transport-encrypt-key|transform-sets
identity = address ipv4|ipv6
identity = number <0-2147483647>
passive = <cr>
server address = ipv4|ipv6|list
server local <cr> {gkm-local-server
	address|authorization|exit|gikev2|gdoi|group|identifier|profile|redundancy|registration|rekey|replay|sa
	address = ipv4|ipv6
	authorization = address|identity
	registration = interface|periodic|port
	registration ... crl|interface|periodic|trustpoint
	rekey ... algorithm|authentication|lifetime|mypubkey|number|periodic|retransmit|seconds|sig-hash|transport|unicast
	rekey = acknowledgement|address|algorithm|authentication|lifetime|retransmit|sig-hash|transport
	rekey = address ipv4|ipv6
	rekey = authentication mypubkey rsa|ec
	rekey = transport unicast
	redundancy {gkm-coop-ks-config
		exit|local|peer|protocol
		local = priority <1-100>
		peer = address ipv4|ipv6
		protocol = parameters|retransmit|timeout|version
	sa d3p|pair-wise-keying|receive-only
	sa ipsec <1-2147483647> <cr> {gkm-sa-ipsec
		exit|match|profile|replay|tag
		match = address ipv4|ipv6
		replay = counter|time window-size
		replay = counter|time <cr>
		tag = cts|ip
client ... active-sa|encryption|hash|interface|interval|registration|track
`

// sslLines are lines of VPNs over TLS.
const sslLines = `
aaa|authentication|banner|client|def-domain|default|dhcp|dns|dpd-interval|dtls|exit|hide-url-bar|homepage|include-local-lan|ip|ipv6|keepalive|match|max-users|mode|module|msie-proxy|mtu|netmask|pki|pool|rekey|route|rsa|session-lifetime|shutdown|smartcard-removal-disconnect|split-dns|ssl|timeout|tunnel|virtual-template|wins|default-domain|protection|description|port|vrf|url-list|cifs-url-list|idle-timeout|certificate|match|accounting
`
