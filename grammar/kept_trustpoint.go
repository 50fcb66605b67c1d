package grammar

// keptTrustpoint is keptGlobal for trustpoints.
const keptTrustpoint = `
authorization
auto-enroll
auto-trigger
chain-validation
crl
eku
enrollment http-proxy
enrollment mode
enrollment profile
enrollment retry
enrollment credential
fingerprint
hash
ip-extension
match
ocsp
on
password
primary
redundancy
regenerate
root
serial-number
source
storage
subject-alt-name
vrf
eckeypair
query
usage-keys
validation-usage
enrollment command|selfsigned-profile
ipv6-address
lifetime
grant
`
