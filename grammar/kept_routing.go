package grammar

// keptRouting is how the lines of global configuration begin that are about
// routing protocols and MPLS.
const keptRouting = `
route-tag
router iso-igrp|egp|igrp|odr|bgp-ls {config-router
router mobile {config-router
router lisp {config-router-lisp
	*
	locator-set|eid-table|site|instance-id|prefix-list|locator-table|map-server {config-router-lisp-inner
	service ipv4|ipv6|ethernet {config-router-lisp-inner
	ipv4
router nhrp {config-router
router pim {config-router
mpls discovery|experimental|export|forwarding|ip|ipv6|l2transport|label|ldp|load-balance|mldp|mtu|netflow|oam|prefix-map|stack|static|tp|traffic-eng|traffic-engineering|trap
mpls traffic-eng path-option|lsp|auto-tunnel|tunnels|reoptimize|signalling|logging|link-management|topology|flooding|fault-oam|multicast-intact|path-selection
mpls tp {
mpls ldp label {config-ldp-lbl
	allocate|exit
segment-routing {config-srmpls
	*
	connected-prefix-sid-map {
	set-attributes {
affinity-map
lisp
l2vpn evpn {config-evpn
table-map {config-tablemap
performance-measurement {
`
