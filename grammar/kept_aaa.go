package grammar

// keyChainLines are lines of key chains of any type.
const keyChainLines = `
default|description|exit
key {config-keychain-key
	accept-ao-mismatch|accept-lifetime|cryptographic-algorithm|default|exit|include-tcp-options|key-string|lifetime|recv-id|send-id|send-lifetime
	cryptographic-algorithm = aes-128-cmac|aes-256-cmac|hmac-sha-1|hmac-sha-256|hmac-sha-384|hmac-sha-512|md5
	lifetime = WORD WORD WORD WORD
	accept-lifetime|send-lifetime|lifetime ... duration|infinite|local
	recv-id|send-id = <0-255>
`

// keptAAA is how the lines of global configuration begin that are about who may
// use the router or its ports, and the servers that know.
const keptAAA = `
aaa accounting|attribute|authentication|authorization|cache|configuration|dnis|dot1x|intercept|local|login|max-sessions|memory|mobile|nas|new-model|password|pod|policy|preauth|route|service-profile|session-id|session-mib|traceback|user
aaa authentication|authorization|accounting
aaa accounting network|exec|commands|system|connection|resource|identity|update|send|suppress|nested|delay-start|gigawords|jitter|session-duration|include|redundancy|dot1x|auth-proxy|multicast|onep
aaa attribute list {config-attr-list
aaa group server {config-sg
	accounting|attribute|authentication|authorization|backoff|cache|deadtime|default|directed-request|domain-stripping|exit|ip|ipv6|key-wrap|load-balance|mac-delimiter|password-encryption|retransmit|server|server-private|subscriber|throttle|timeout
	ip|ipv6 = radius|tacacs|vrf
	ip|ipv6 ... forwarding|source-interface
	server-private ... acct-port|auth-port|key|nat|port|retransmit|single-connection|test|timeout
	server = name WORD
	server = WORD <cr>|acct-port|auth-port
aaa group accounting {
aaa server radius = dynamic-author|policy-device|proxy|sesm
aaa accounting update = newinfo|periodic
aaa authentication login|ppp|dot1x ... group
aaa server radius|tacacs {config-locsvr-da-radius
	*
	auth-type|client|default|domain|exit|ignore|port|server-key
	client ... server-key
access-session accounting|acl|attributes|authentication|bypass|cache|interface-template|limit|mac-move|monitor|passthru-access-group|tls-version|vlan-assignment|wireless
access-session attributes filter-list list WORD {config-com-filter-list
	cdp|default|dhcp|exit|http|lldp|vlan-id
authentication command|convert-to|critical|display|logging|mac-move
cts
cts role-based|authorization|manual|cache|credential|dot1x|l3|layer3|logging|policy-server|refresh|server|sgt|sxp
dot1x
dot1x credentials {config-dot1x-creden
eap profile {
eapoudp
eou allow|clientless|default|initialize|logging|max-retry|port|ratelimit|revalidate|timeout
identity policy {config-identity-policy
identity profile {config-identity-prof
identity request
kerberos
key chain {config-keychain
	@key-chain
key chain WORD macsec {config-keychain-macsec
	@key-chain
key chain WORD tcp {config-keychain-tcp
	@key-chain
key config-key <1-1>
ldap attribute-map|server {
ldap
login block-for|delay|on-failure|on-success|quiet-mode
login-string
mab
parser cache|command|config|maximum
parser view {config-view
password logging|policy
privilege aaa-user|address-family|archive|cascustom|class-map|config-ip-sla|congestion|controller|crypto-ipsec-profile|crypto-map|crypto-transform|cts_manual|dhcp|dhcp-class|ephone|extended-nacl|filter|flow-cache|gateway|interface-dlci|ipenacl|ipsnacl|ipv6acl|isakmp-profile|key-chain|key-chain-key|keyring|map-class|map-list|mpls-static|null-interface|pki-trustpoint|policy-map|route-map|router|rsvp_policy_local|sla|standard-nacl|subinterface|tcl|template|trustpoint|view|vlan|voiceport|vpdn-group|vrf
radius server {config-radius-server
	address|automate-tester|backoff|default|dscp|dtls|exit|key|key-wrap|non-standard|pac|retransmit|timeout|tls|vsa
	address = ipv4|ipv6
	address ... acct-port|auth-port
	automate-tester ... idle-time|ignore-acct-port|ignore-auth-port|probe-on|username|vrf
	backoff = exponential
	pac = key
radius-server accounting|attribute|authorization|backoff|cache|challenge-noecho|ipc-limit|configure-nas|cts|data|dead-criteria|deadtime|directed-request|domain-stripping|dscp|extended-portnames|host|key|load-balance|local|optional-passwords|options|retransmit|retry|secret|source-ports|timeout|transaction|unique-ident|vsa
radius-server local {
security authentication|passwords|ipsec|pki
security-group
tacacs server {config-server-tacacs
	address|default|exit|key|port|send-nat-address|single-connection|timeout|tls
	address = ipv4|ipv6
	send-nat-address|single-connection = <cr>
tacacs-server administration|attempts|authenticate|cache|directed-request|dns-alias-lookup|domain-stripping|extended|host|key|last-resort|login-timeout|notify|optional-passwords|packet|retransmit|timeout
aaa accounting auth-proxy|connection|dot1x|exec|identity|network|resource|system|multicast WORD <cr> {cfg-acct-mlist
	action-type|broadcast|group|exit
	action-type = none|start-stop|stop-only <cr>
	broadcast = <cr>
aaa accounting commands <number> WORD <cr> {cfg-acct-mlist
	action-type|broadcast|group|exit
aaa common-criteria policy {config-cc-policy
aaa login = success-track-conf-time <1-730>
aaa server-group|service-policy|nas-port|authentication|profile|proxy|dead-criteria|dead-time
li-view
sasl profile {
secure boot-config|boot-image
tacacs
username WORD privilege <0-15> access-class|autocommand|callback-dialstring|callback-line|callback-rotary|common-criteria-policy|dnis|nocallback-verify|one-time|noescape|nohangup|user-maxlinks|view
username WORD access-class|aaa|autocommand|callback-dialstring|callback-line|callback-rotary|common-criteria-policy|dnis|mac|mac-address|nocallback-verify|noescape|nohangup|one-time|serial-number|user-maxlinks|view|masked-secret
enable last-resort|use-tacacs|password-policy|masked-secret
aaa group server ... radius
login ... attempts|block-for|delay|every|on-failure|on-success|quiet-mode|within
`
