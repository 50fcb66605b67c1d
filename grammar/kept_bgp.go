package grammar

// bgpLines are lines of BGP, of the process and of its address families.
const bgpLines = `
advertise|aggregate-address|auto-summary|bgp|default|default-information|default-metric|distance|distribute-list|exit|export|help|import|inherit|maximum-paths|maximum-secondary-paths|mpls|neighbor|network|redistribute|rewrite-evpn-rt-asn|segment-routing|snmp|synchronization|table-map|timers
@redistribute
@distribute-list
advertise = additional-paths|best-external|l2vpn|l3vpn
aggregate-address = A.B.C.D A.B.C.D <cr>|advertise-map|as-confed-set|as-set|attribute-map|nlri|route-map|summary-only|suppress-map
aggregate-address = X:X:X:X::X/<0-128> <cr>|advertise-map|as-confed-set|as-set|attribute-map|route-map|summary-only|suppress-map
auto-summary|synchronization = <cr>
bgp = additional-paths install|receive|select|send
bgp = advertise-best-external|always-compare-med|deterministic-med|enforce-first-as|fast-external-fallover|non-deterministic-med|redistribute-internal|soft-reconfig-backup|suppress-inactive <cr>
bgp = aggregate-timer|maxas-limit|maxcommunity-limit|max-as|dynamic-med-interval|nopeerup-delay|sourced-paths
bgp = aigp|rib-metric-as-external|recursion|igp-metric|import|internal|route-map|rr-group|upgrade-cli|mpls-local-label|inject-map|default-information|client-to-client|lsp|mvpn|labels|advertise|update-source|rtc|ha-mode|prefix|export|refresh|traffic-index|cluster|bfd|segment-routing
bgp = asnotation dot <cr>
bgp = maxextcommunity-limit <1-65535>
bgp = sso route-refresh-enable <cr>
bgp = bestpath aigp|as-path|compare-routerid|cost-community|igp-metric|med|prefix-validate
bgp = cluster-id A.B.C.D|<1-4294967295>
bgp = confederation identifier|peers <1-4294967295>|<asdot>
bgp = consistency-checker auto-repair|error-message
bgp = convergence|route-map-cache
bgp = dampening <cr>|<1-45>|route-map
bgp = default ipv4-unicast|ipv6-nexthop|local-preference|route-target
bgp = dmzlink-bw <cr>
bgp = enhanced-error <cr>
bgp = graceful-restart <cr>|all|extended|restart-time|stalepath-time
bgp = graceful-shutdown all|neighbors|vrfs
bgp = listen limit <1-5000> <cr>
bgp = listen range A.B.C.D/nn|X:X:X:X::X/<0-128> peer-group
bgp = log-neighbor-changes <cr>
bgp = nexthop route-map|trigger
bgp = regexp deterministic <cr>
bgp = router-id A.B.C.D <cr>
bgp = router-id interface|vrf
bgp = rpki server|bestpath
bgp = scan-time <5-60>|import
bgp = slow-peer detection|split-update-group
bgp = transport path-mtu-discovery <cr>
bgp = update-delay <1-3600>
bgp = update-group split
default-information = originate <cr>
default-metric = <1-4294967295> <cr>
distance = <1-255> A.B.C.D|X:X:X:X::X/<0-128>
distance = bgp|mbgp <1-255>
export = ipv4|ipv6|map
import = ipv4|ipv6|map|path|l2vpn|vrf
inherit = peer-policy|peer-session
maximum-paths = <1-64> <cr>|import
maximum-paths = eibgp|ibgp|import|external <1-64>|unequal-cost
maximum-secondary-paths = <1-64>|eibgp|ibgp
neighbor = WORD activate|additional-paths|advertise|advertise-map|advertisement-interval|aigp|allow-policy|allowas-in|ao|as-override|autodetect-peers|bmp-activate|capability|cluster-id|default|default-originate|description|disable-connected-check|distribute-list|dmzlink-bw|dont-capability-negotiate|ebgp-multihop|encap|enforce-first-as|fall-over|filter-list|ha-mode|inherit|internal-vpn-client|local-as|log-neighbor-changes|maximum-prefix|next-hop-self|next-hop-unchanged|password|path-attribute|peer-group|prefix-length-size|prefix-list|remote-as|remove-private-as|route-map|route-reflector-client|route-server-client|send-community|send-label|shutdown|slow-peer|soft-reconfiguration|soo|suppress-signaling-protocol|timers|translate-topology|translate-update|transport|ttl-security|unsuppress-map|update-source|version|weight
neighbor WORD activate|route-reflector-client = <cr>
neighbor WORD default-originate = <cr>|route-map
neighbor WORD ebgp-multihop = <cr>
neighbor WORD ebgp-multihop = <1-255> <cr>
neighbor WORD next-hop-self = <cr>|all
neighbor WORD soft-reconfiguration = inbound <cr>
neighbor WORD distribute-list|filter-list|prefix-list|route-map = WORD in|out <cr>
neighbor WORD weight = <0-65535> <cr>
neighbor WORD additional-paths = disable|receive|send
neighbor WORD additional-paths * disable|receive|send
neighbor WORD advertise = additional-paths|best-external|diverse-path
neighbor WORD advertise additional-paths = all|best|group-best
neighbor WORD advertise additional-paths * all|group-best
neighbor WORD advertise additional-paths * best <1-3>
neighbor WORD advertise best-external = <cr>
neighbor WORD advertise-map = WORD exist-map|non-exist-map WORD <cr>
neighbor WORD advertisement-interval = <0-600> <cr>
neighbor WORD allowas-in = <cr>|origin
neighbor WORD allowas-in = <1-10> <cr>|origin
neighbor WORD as-override = <cr>|split-horizon
neighbor WORD capability = orf prefix-list both|receive|send <cr>
neighbor WORD default-originate route-map = WORD <cr>
neighbor WORD disable-connected-check|dmzlink-bw|dont-capability-negotiate|internal-vpn-client = <cr>
neighbor WORD fall-over = <cr>|bfd
neighbor WORD fall-over = route-map WORD <cr>
neighbor WORD fall-over bfd = <cr>|check-control-plane-failure|multi-hop|single-hop|strict-mode
neighbor WORD inherit = peer-policy|peer-session WORD <cr>
neighbor WORD local-as * <1-4294967295>|<asdot>|dual-as|no-prepend|replace-as
neighbor WORD maximum-prefix = <1-2147483647> <cr>
neighbor WORD maximum-prefix <1-2147483647> * <1-100>|discard-extra|warning-only
neighbor WORD maximum-prefix <1-2147483647> * restart <1-65535>
neighbor WORD next-hop-self all = <cr>
neighbor WORD next-hop-unchanged = <cr>|allpaths
neighbor WORD peer-group = <cr>|nlri
neighbor WORD peer-group = WORD <cr>
neighbor WORD remote-as = <1-4294967295>|<asdot> <cr>|alternate-as|nlri|shutdown
neighbor WORD remove-private-as = <cr>|all
neighbor WORD remove-private-as all = <cr>|replace-as
neighbor WORD route-server-client = <cr>|context
neighbor WORD send-community = <cr>
neighbor WORD send-community = both|extended|standard <cr>
neighbor WORD send-label = <cr>|explicit-null
neighbor WORD shutdown = <cr>|graceful
neighbor WORD slow-peer = detection|split-update-group
neighbor WORD soo|unsuppress-map = WORD <cr>
neighbor WORD timers = <0-65535> <0-65535> <cr>
neighbor WORD timers = <0-65535> <0-65535> <0-65535> <cr>
neighbor WORD transport = connection-mode active|passive <cr>
neighbor WORD transport = multi-session|single-session <cr>
neighbor WORD transport = path-mtu-discovery <cr>|disable
neighbor WORD ttl-security = hops <1-254> <cr>
neighbor WORD update-source = <interface> <cr>
neighbor WORD update-source = <kind> <unit> <cr>
neighbor WORD ao = WORD <cr>|accept-ao-mismatch-connections|include-tcp-options
network = A.B.C.D <cr>|backdoor|evpn|mask|nlri|route-map|weight
network = X:X:X:X::X/<0-128> <cr>|backdoor|route-map
snmp = context
table-map = WORD <cr>|filter
timers = bgp <0-65535> <0-65535> <cr>
timers = bgp <0-65535> <0-65535> <0-65535> <cr>
network A.B.C.D * backdoor|evpn
network A.B.C.D * mask A.B.C.D
network A.B.C.D * nlri multicast|unicast
network A.B.C.D * route-map WORD
network A.B.C.D * weight <0-65535>
network X:X:X:X::X/<0-128> * backdoor
network X:X:X:X::X/<0-128> * route-map WORD
aggregate-address A.B.C.D A.B.C.D * as-confed-set|as-set|summary-only
aggregate-address A.B.C.D A.B.C.D * advertise-map|attribute-map|route-map|suppress-map WORD
aggregate-address A.B.C.D A.B.C.D * nlri multicast|unicast
aggregate-address X:X:X:X::X/<0-128> * as-confed-set|as-set|summary-only
aggregate-address X:X:X:X::X/<0-128> * advertise-map|attribute-map|route-map|suppress-map WORD
bgp additional-paths install = <cr>
bgp additional-paths * receive|send
bgp additional-paths select = all|backup|best|best-external|group-best
bgp additional-paths select * all|backup|best-external|group-best
bgp additional-paths select * best <1-3>
bgp bestpath as-path = ignore|multipath-relax <cr>
bgp bestpath compare-routerid = <cr>
bgp bestpath igp-metric = ignore <cr>
bgp confederation identifier <1-4294967295>|<asdot> = <cr>
bgp confederation peers = <1-4294967295>|<asdot>
bgp confederation peers * <1-4294967295>|<asdot>
bgp default local-preference = <0-4294967295> <cr>
bgp default ipv4-unicast = <cr>
bgp listen range A.B.C.D/nn|X:X:X:X::X/<0-128> peer-group = WORD <cr>|remote-as
bgp nexthop trigger = <cr>|delay|enable
distance bgp|mbgp = <1-255> <1-255> <1-255> <cr>
maximum-paths eibgp|ibgp <1-64> = <cr>|import|unequal-cost
bgp ... always|as-path|best-external|confed|critical|delay|detection|disable|enable|extended|filter|group-best|identifier|ignore|install|limit|missing-as-worst|multipath-relax|path-mtu-discovery|peer-group|peers|port|prefixes|receive|refresh|restart-time|route-map|select|send|split-update-group|stalepath-time|threshold|trigger|wait-for-convergence
default-information ... originate
import ... map|multicast|path|selection|unicast
maximum-paths ... import
neighbor WORD ... accept-ao-mismatch-connections|active|additional-paths|allpaths|best|both|community|connection-mode|detection|disable|discard|dual-as|dynamic|exist-map|explicit-null|extended|graceful|group-best|hops|inbound|include-tcp-options|local-preference|multi-hop|multi-session|no-prepend|non-exist-map|passive|path-mtu-discovery|peer-policy|peer-session|prefix-list|receive|replace-as|restart|route-map|send|single-hop|single-session|split-update-group|standard|threshold|unicast|warning-only
network ... backdoor|evpn|mask|route-map
`

// peerPolicyLines and peerSessionLines are those of templates.
const peerPolicyLines = `
additional-paths|advertise|advertise-map|advertisement-interval|aigp|allow-policy|allowas-in|as-override|capability|default|default-originate|distribute-list|dmzlink-bw|encap|exit|exit-peer-policy|filter-list|help|inherit|internal-vpn-client|maximum-prefix|next-hop-self|next-hop-unchanged|prefix-list|remove-private-as|route-map|route-reflector-client|route-server-client|send-community|send-label|slow-peer|soft-reconfiguration|soo|suppress-signaling-protocol|unsuppress-map|validation|weight
capability = orf
filter-list|prefix-list|route-map|distribute-list = WORD in|out
inherit = peer-policy WORD
send-community = <cr>|both|extended|standard
soft-reconfiguration = inbound
`

const peerSessionLines = `
bmp-activate|capability|cluster-id|default|description|disable-connected-check|dont-capability-negotiate|ebgp-multihop|enforce-first-as|exit|exit-peer-session|fall-over|ha-mode|help|inherit|local-as|password|path-attribute|remote-as|shutdown|single-connection|timers|translate-update|transport|ttl-security|update-source|version
fall-over = <cr>|bfd|route-map
inherit = peer-session WORD
remote-as = <1-4294967295>|<asdot>
transport = connection-mode|multi-session|path-mtu-discovery|single-session
ttl-security = hops
update-source = <interface>
version = <4-4>
`

// keptBGP is the process of BGP.
const keptBGP = `
router bgp {config-router
	address-family {config-router-af
		allow-vni|exit-address-family|route-target|soft-reconfig
		@bgp
		topology {config-router-af-topology
			@bgp
	address-family = ipv4|ipv6 <cr>|flowspec|mdt|multicast|mvpn|tunnel|unicast|vrf
	address-family = l2vpn <cr>|evpn|vpls
	address-family = link-state|nsap|rtfilter
	address-family = vpnv4|vpnv6 <cr>|flowspec|multicast|unicast
	address-family ipv4|ipv6 flowspec|mdt|mvpn|tunnel|unicast|multicast = <cr>|vrf
	address-family ipv4|ipv6 vrf = WORD <cr>|multicast|unicast
	address-family vpnv4|vpnv6 flowspec|multicast|unicast = <cr>
	template peer-policy {config-router-ptmp
		@peer-policy
	template peer-session {config-router-stmp
		@peer-session
	scope {config-router-scope
		address-family {config-router-scope-af
		@bgp
	scope = global|vrf
	bmp|session
	@bgp
	rpki {
		*
		exit-rpki-server-mode
	bmp {
		activate|address|description|exit|exit-bmp-server-mode|failure-retry-delay|flapping-delay|initial-delay|set|stats-reporting-period|update-source
	bmp buffer-size|initial-refresh
`
