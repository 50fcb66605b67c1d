package grammar

// keptServices is how the lines of global configuration begin that turn
// services of the router on, and those of logging.
const keptServices = `
service alignment
service call-home
service compress-config
service config
service counters
service decimal-tty
service dhcp
service disable-ip-fast-frag
service exec-callback
service exec-wait
service finger
service heartbeat
service hide-telnet-addresses
service http
service instance
service internal
service linenumber
service multiple
service nagle
service old-slip-prompts
service pad
service password-recovery
service private-config-encryption
service prompt
service pt-vty-logging
service scripting
service sequence-numbers
service slave-log
service slave-coredump
service standby
service tcp-keepalives-in
service tcp-keepalives-out
service tcp-small-servers
service telnet-zeroidle
service udp-small-servers
service unsupported-transceiver
service upgrade
logging alarm
logging buginf
logging cns-events
logging delimiter
logging discriminator
logging dmvpn
logging esm
logging event
logging exception
logging file
logging filter
logging ip
logging listen
logging message-counter
logging ntp-sync
logging on-failure
logging performance
logging persistent
logging policy-firewall
logging queue-limit
logging rate-limit
logging reload
logging server-arp
logging size
logging smartlog
logging snmp-authfail
logging snmp-trap
logging standby
logging synchronous
logging system
logging tty
logging userinfo
service declassify
service log
service performance
service reset
service single-slot-reload-enable
service translation
service gps
service punt
service routing
service template
logging btrace
logging cmts
logging purge-log
logging redundancy
logging tls-profile
logging voice
logging persistent ... batch|filesize|immediate|notify|protected|size|threshold
logging rate-limit ... alerts|console|critical|debugging|emergencies|errors|except|informational|notifications|warnings
`

// keptCrypto is how the lines of global configuration begin that are about
// cryptography and not about tunnels of IKEv1.
const keptCrypto = `
crypto eli
crypto ca profile {ca-profile-enroll
crypto key pubkey-chain {config-pubkey-chain
	*
	addressed-key|named-key {config-pubkey-key
crypto key storage
crypto isakmp client firewall {config-isakmp-client-fw
	exit|policy
	policy = check-presence <cr>
	policy = central-policy-push access-list in|out WORD <cr>
crypto isakmp client firewall = WORD optional|required WORD
crypto pki benchmark
crypto pki certificate pool {ca-cert-pool
	cabundle|exit
	cabundle = WORD <cr>
crypto pki certificate storage
crypto pki certificate query
crypto pki crl
crypto pki|ca http max-buffer-size
crypto pki profile {ca-profile-enroll
crypto pki server {cs-server
	*
	@pki-server
crypto pki token
crypto pki trustpool
crypto pki trustpool policy {ca-trustpool
webvpn gateway {config-webvpn-gateway
	*
	dtls|exit|hostname|http-redirect|inservice|ip|ssl|logging|throttling
webvpn context {config-webvpn-context
	*
	aaa|acl|csd|color|default-group-policy|exit|gateway|inservice|logging|login-message|login-photo|logo|mask-urls|max-users|sso-server|ssl|title|title-color|secondary-color|secondary-text-color|text-color|timeout|user-profile|virtual-template|vrf-name|ifs|authentication|nbns-list|url-text|url-rewrite
	policy group {config-webvpn-group
	url-list|nbns-list|port-forward|cifs-url-list|sso-server {config-webvpn-list
webvpn install
webvpn
crypto ca benchmark
crypto ca certificate pool {ca-cert-pool
	cabundle|exit
	cabundle = WORD <cr>
crypto ca certificate storage|query
crypto ca crl
crypto ca identity {ca-identity
crypto ca server {cs-server
	*
	@pki-server
crypto ca token
crypto ca trusted-root {ca-root
crypto ca trustpool
crypto ca trustpool policy {ca-trustpool
crypto ca export
crypto pki export
crypto pki cert
crypto key generate ec
crypto key export|import|lock|unlock|move|decrypt|encrypt
`
