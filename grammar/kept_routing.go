package grammar

// keptRouting is how the lines of global configuration begin that are about
// routing protocols and MPLS.
const keptRouting = `
route-tag
router iso-igrp|egp|igrp|odr|bgp-ls {config-router
	*
	default|default-information|default-metric|distance|distribute-list|exit|maximum-paths|metric|neighbor|net|network|offset-list|passive-interface|redistribute|timers|traffic-share|validate-update-source|variance
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
mpls traffic-eng ds-te bc-model|mode
mpls traffic-eng ds-te te-classes {config-te-class
	default|exit|te-class
	te-class = <0-7> class-type
mpls traffic-eng lsp attributes WORD {config-lsp-attr
	affinity|auto-bw|bandwidth|default|exit|list|lockdown|path-selection|priority|protection|record-route
	path-selection = metric
	priority = <0-7>
	protection = fast-reroute
mpls traffic-eng path-option list name|identifier WORD {cfg-pathoption-list
	default|exit|list|path-option
	path-option = <1-1000>
mpls oam {config-mpls-oam
	default|exit
	echo = revision|vendor-extension
mpls tp {
mpls ldp label {config-ldp-lbl
	allocate|exit
segment-routing = <cr>|mpls|srv6|traffic-eng|<other>
segment-routing {config-srmpls
	*
	adjacency-sid|binding|encapsulation|exit|explicit-sids|global-block|local-block|locators|logging|mapping-server|mpls|on-demand|pcc|pce|policy|segment-list|srv6|traffic-eng|candidate-paths|interface|attributes|affinity-map|affinity|disable|maximum-sid-depth|preferred-path
	connected-prefix-sid-map {
		*
		address-family|exit-address-family|exit
	set-attributes {
affinity-map
lisp
l2vpn evpn {config-evpn
	*
	arp|default-gateway|encapsulation|ethernet-segment|flooding-suppression|ip|logging|mpls|multi-homing|replication-type|route-target|router-id|mac|advertise|anycast-gateway|rd|multicast|df-election|identifier|redundancy|auto-route-target|no-advertise|spmsi|exit
table-map {config-tablemap
performance-measurement {
mpls ip ... default-route|forwarded|local|propagate-ttl|ttl-expiration
mpls ldp ... accept|address|advertise-labels|duration|explicit-null|fallback|forwarding-holding|graceful-restart|hello|holddown|holdtime|interval|key-chain|max-recovery|maxlength|neighbor|neighbor-changes|neighbor-liveness|option|pak-priority|password|protection|required|router-id|rollover|session|sync|targeted|targeted-hello|timers|transport-address
mpls traffic-eng ... attributes|auto-bw|auto-tunnel|backup|bandwidth-hold|change|cleanup|delay|events|frequency|holddown|installation|link-management|link-up|lsp-changes|mesh|metric|neighbors|onehop|path|path-option|periodic-flooding|reoptimize|restart|setup|sigerr|signalling|srlg|timers|topology|tunnel|tunnel-num|tunnels
`
