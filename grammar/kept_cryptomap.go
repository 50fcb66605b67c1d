package grammar

// keptCryptoMap is keptGlobal for the entries of crypto maps and dynamic maps.
const keptCryptoMap = `
set security-association dummy pps|seconds
set dhcp
set group
set session-key
set security-association dummy
set security-association ecn
set security-policy
`
