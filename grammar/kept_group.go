package grammar

// keptGroup is keptGlobal for groups of clients.
const keptGroup = `
access-restrict
auto-update
backup-gateway
browser-proxy
configuration url
configuration version
crypto aaa
dhcp
firewall are-u-there
firewall policy
group-lock
include-local-lan
ipv6
max-logins
pfs
smartcard-removal-disconnect
split-dns
`

// keptProfile is keptGlobal for IPsec profiles.
const keptProfile = `
set security-association dummy pps|seconds
set group
set security-policy
set peer
set ip access-group
`

// keptKeyring is keptGlobal for keyrings: public keys of peers have no bearing,
// as encryption by RSA is not done.
const keptKeyring = `
rsa-pubkey address|name {config-pubkey-key
	address
	serial-number
	key-string
`
