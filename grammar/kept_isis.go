package grammar

// isisLines are lines of IS-IS, of the process and of its address families.
const isisLines = `
adjacency-check|adjacency-filter|advertise|affinity-map|area-password|attached-bit|authentication|bfd|clns|context|default|default-information|distance|distribute|distribute-list|domain-password|domain-tag|exit|external|fast-flood|fast-reroute|flex-algo|hello|help|hostname|ignore-attached-bit|ignore-lsp-errors|is-type|ispf|log-adjacency-changes|lsp-full|lsp-gen-interval|lsp-mtu|lsp-refresh-interval|max-area-addresses|max-lsp-lifetime|maximum-paths|metric|metric-style|microloop|mpls|multi-topology|net|nsf|nsr|partition|passive-interface|prc-interval|protocol|purge-transmit|redistribute|router-id|segment-routing|set-attached-bit|set-overload-bit|snmp|spf-interval|summary-address|summary-prefix|topology|traffic-share|update-queue-depth|use|vrf
@redistribute6
@distribute-list
@passive
adjacency-check|ignore-attached-bit|ignore-lsp-errors = <cr>
adjacency-filter = WORD
advertise = application|link|passive-only|tlv
area-password|domain-password = WORD
authentication = key-chain WORD
authentication = mode md5|text <cr>|level-1|level-2
authentication = send-only <cr>|level-1|level-2
bfd = all-interfaces
default-information = originate <cr>|route-map
distance = <1-255>
distribute = link-state <cr>|instance-id|level|throttle
fast-flood = <cr>|<1-15>
fast-reroute = load-sharing|per-prefix|remote-lfa|ti-lfa|tie-break|use-candidate-only|microloop
hello = padding <cr>|multi-point|point-to-point
hostname = dynamic <cr>
is-type = level-1|level-1-2|level-2-only <cr>
ispf = level-1|level-1-2|level-2
log-adjacency-changes = <cr>|all
lsp-full = suppress
lsp-gen-interval|prc-interval|spf-interval = <1-120>|level-1|level-2
lsp-mtu|lsp-refresh-interval|max-lsp-lifetime = <1-65535> <cr>
max-area-addresses = <3-254>
maximum-paths = <1-64> <cr>
metric = <1-16777214> <cr>|level-1|level-2
metric-style = narrow|transition|wide <cr>|level-1|level-1-2|level-2|transition
microloop = avoidance
mpls = ldp autoconfig|sync
mpls = traffic-eng level-1|level-2|multicast-intact|router-id|scanner|path-selection
multi-topology = <cr>|transition
net = WORD <cr>
nsf = <cr>|advertise|cisco|ietf|interface|interval|t3
nsr = <cr>
partition = avoidance WORD
protocol = shutdown <cr>
router-id = <interface>|A.B.C.D
segment-routing = mpls|prefix-sid-map|srv6|global-block|bundle-member-adj-sid
set-attached-bit = route-map WORD
set-overload-bit = <cr>|level-1|level-2|on-startup|suppress
snmp = context
summary-address = A.B.C.D A.B.C.D
summary-prefix = X:X:X:X::X/<0-128>
fast-reroute ... level-1|level-2|maximum-metric|mpls-ldp|route-map|tunnel
set-overload-bit ... external|interlevel|on-startup|suppress|wait-for-bgp
topology = ipv4|ipv6|base
traffic-share = min
use = external-metrics
vrf = WORD
`

// keptISIS are the processes of IS-IS, which may have no tag.
const keptISIS = `
router isis {config-router
	@isis
	address-family ipv4|ipv6 {config-router-af
		exit-address-family
		@isis
	address-family = ipv4|ipv6 <cr>|multicast|unicast
router isis = <cr>
router isis = WORD <cr>
ipv6 router isis {config-rtr
	@isis
`
