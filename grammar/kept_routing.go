package grammar

// keptRouting is how the lines of global configuration begin that are about
// routing protocols and MPLS.
const keptRouting = `
route-tag
router ospf {config-router
	area|auto-cost|bfd|capability|compatible|default-information|default-metric|discard-route|distance|distribute-list|domain-id|domain-tag|event-log|exit|fast-reroute|graceful-restart|ignore|interface-id|ispf|limit|local-rib-criteria|log-adjacency-changes|log-adj-changes|max-lsa|max-metric|maximum-paths|mpls|neighbor|network|nsf|nsr|passive-interface|prefix-suppression|prefix-priority|process-min-time|queue-depth|redistribute|router-id|segment-routing|shutdown|snmp|summary-address|timers|topology|traffic-share|ttl-security|table-map|microloop|adjacency|distribute|default|nssa|sham-link|help|authentication|lsa-group|optimize
	area = <0-4294967295>|A.B.C.D WORD
	network = A.B.C.D A.B.C.D area <0-4294967295>|A.B.C.D
	router-id = A.B.C.D <cr>
router ospfv3 {config-router
	area|auto-cost|bfd|compatible|default-information|default-metric|discard-route|distance|distribute-list|event-log|exit|graceful-restart|help|interface-id|limit|local-rib-criteria|log-adjacency-changes|manet|max-lsa|max-metric|maximum-paths|passive-interface|prefix-suppression|queue-depth|redistribute|router-id|shutdown|snmp|summary-prefix|timers|authentication|encryption|adjacency|nsr|distribute|capability|ispf|maxim|compatible|address-family
	address-family {config-router-af
		area|bfd|default|default-information|default-metric|discard-route|distance|distribute-list|exit|exit-address-family|maximum-paths|passive-interface|redistribute|router-id|summary-prefix|timers|log-adjacency-changes|auto-cost|capability|compatible|graceful-restart|interface-id|limit|max-lsa|max-metric|prefix-suppression|shutdown|table-map|manet|authentication|domain-id
router eigrp {config-router
	address-family {config-router-af
		eigrp|exit|exit-address-family|maximum-prefix|metric|neighbor|network|nsf|remote-neighbors|router-id|shutdown|soft-sia|timers|redistribute|distribute-list|autonomous-system|auto-summary|default-information|default-metric|distance|variance|passive-interface|offset-list|traffic-share|summary-metric|maximum-paths|bfd
		af-interface {config-router-af-interface
			add-paths|authentication|bandwidth-percent|bfd|dampening-change|dampening-interval|exit|exit-af-interface|hello-interval|hold-time|next-hop-self|passive-interface|shutdown|split-horizon|stub-site|summary-address
		topology {config-router-af-topology
			auto-summary|default-information|default-metric|distance|distribute-list|eigrp|exit|exit-af-topology|fast-reroute|maximum-paths|metric|offset-list|redistribute|snmp|summary-metric|timers|traffic-share|variance
	service-family {config-router-sf
		eigrp|exit|exit-service-family|metric|neighbor|network|remote-neighbors|router-id|shutdown|timers
		sf-interface {config-router-sf-interface
			*
			exit-sf-interface
		topology {config-router-sf-topology
			*
			exit-sf-topology
	auto-summary|bfd|default-information|default-metric|distance|distribute-list|eigrp|exit|help|maximum-paths|metric|neighbor|network|nsf|offset-list|passive-interface|redistribute|router-id|shutdown|summary-metric|timers|traffic-share|variance|stub|log-neighbor-changes
	network = A.B.C.D
router bgp {config-router
	address-family {config-router-af
		aggregate-address|auto-summary|bgp|default|default-information|default-metric|distance|distribute-list|exit|exit-address-family|exit-peer-policy|export|import|inherit|maximum-paths|maximum-secondary-paths|mpls|neighbor|network|redistribute|snmp|synchronization|table-map|timers|soft-reconfig|segment-routing|advertise|route-target|allow-vni
		topology {config-router-af-topology
			*
	template peer-policy {config-router-ptmp
		*
		exit-peer-policy
	template peer-session {config-router-stmp
		*
		exit-peer-session
	scope {config-router-scope
		*
		address-family {config-router-scope-af
	aggregate-address|auto-summary|bgp|bmp|default|default-information|default-metric|distance|distribute-list|exit|help|maximum-paths|maximum-secondary-paths|neighbor|network|redistribute|snmp|synchronization|table-map|timers|session|mpls|segment-routing|inherit|advertise|import|export
	neighbor = WORD activate|additional-paths|advertise|advertise-map|advertisement-interval|aigp|allow-policy|allowas-in|as-override|autodetect-peers|bmp-activate|capability|cluster-id|default|default-originate|description|disable-connected-check|distribute-list|dmzlink-bw|dont-capability-negotiate|ebgp-multihop|encap|enforce-first-as|fall-over|filter-list|ha-mode|inherit|internal-vpn-client|local-as|maximum-prefix|next-hop-self|next-hop-unchanged|password|path-attribute|peer-group|prefix-length-size|prefix-list|remote-as|remove-private-as|route-map|route-reflector-client|route-server-client|send-community|send-label|shutdown|slow-peer|soft-reconfiguration|soo|suppress-signaling-protocol|timers|translate-topology|translate-update|transport|ttl-security|unsuppress-map|update-source|version|weight
	network = A.B.C.D|X:X:X:X::X/<0-128>
	rpki {
		*
		exit-rpki-server-mode
	bmp {
		*
		exit-bmp-server-mode
	bmp buffer-size|initial-refresh
router rip {config-router
	address-family {config-router-af
		auto-summary|default-information|default-metric|distance|distribute-list|exit|exit-address-family|flash-update-threshold|input-queue|maximum-paths|neighbor|network|offset-list|output-delay|passive-interface|redistribute|route-tag|timers|traffic-share|validate-update-source|version
	auto-summary|default-information|default-metric|distance|distribute-list|exit|flash-update-threshold|help|input-queue|maximum-paths|neighbor|network|offset-list|output-delay|passive-interface|redistribute|timers|traffic-share|validate-update-source|version|bfd
	network = A.B.C.D <cr>
	version = <1-2> <cr>
router isis {config-router
	*
	address-family {config-router-af
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
