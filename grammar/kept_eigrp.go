package grammar

// eigrpLines are lines of EIGRP, of the process, of its address families and
// topologies.
const eigrpLines = `
auto-summary|bfd|default|default-information|default-metric|distance|distribute-list|eigrp|exit|help|log-neighbor-changes|maximum-paths|maximum-secondary-paths|metric|neighbor|network|nsf|offset-list|passive-interface|redistribute|router-id|shutdown|stub|summary-metric|timers|traffic-share|variance
@redistribute6
@distribute-list
@passive
auto-summary = <cr>
bfd = all-interfaces|interface
default-information = allowed|in|out
default-information = <1-2699>|WORD in|out
default-metric = <1-4294967295>
distance = <1-255> <cr>|A.B.C.D|X:X:X:X::X/<0-128>
distance = eigrp <1-255> <1-255>
eigrp = default-route-tag|event-log-size|event-logging|interface|log-event-type|log-neighbor-changes|log-neighbor-warnings|router-id|stub|stub-site|upgrade-cli
eigrp = log-neighbor-changes <cr>
eigrp = log-neighbor-warnings <cr>|<1-65535>
eigrp = router-id A.B.C.D <cr>
eigrp = stub <cr>
eigrp stub * connected|receive-only|redistributed|static|summary
eigrp stub * leak-map WORD
eigrp event-log-size = <0-4294967295> <cr>
eigrp interface = dampening-change|dampening-interval
eigrp stub-site = WORD <cr>
log-neighbor-changes = <cr>
maximum-paths = <1-32> <cr>
metric = dampening|holddown|maximum-hops|rib-scale|version|weights
neighbor = A.B.C.D|X:X:X:X::X <interface>|maximum-prefix|description
network = A.B.C.D <cr>
network = A.B.C.D A.B.C.D <cr>
nsf = <cr>
offset-list = <0-99>|WORD in|out
router-id = A.B.C.D <cr>
shutdown = <cr>
stub = <cr>|connected|leak-map|receive-only|redistributed|static|summary
summary-metric = A.B.C.D|X:X:X:X::X/<0-128>|A.B.C.D/nn
timers = active-time|graceful-restart|nsf
traffic-share = balanced <cr>
traffic-share = min across-interfaces <cr>
variance = <1-128> <cr>
`

// keptEIGRP are the processes of EIGRP.
const keptEIGRP = `
router eigrp {config-router
	@eigrp
	address-family {config-router-af
		autonomous-system|exit-address-family|maximum-prefix|remote-neighbors|soft-sia
		@eigrp
		remote-neighbors = source|unicast-listen|multicast-group
		af-interface {config-router-af-interface
			add-paths|authentication|bandwidth-percent|bfd|dampening-change|dampening-interval|default|exit|exit-af-interface|hello-interval|hold-time|next-hop-self|passive-interface|shutdown|split-horizon|stub-site|summary-address
			add-paths = <1-32> <cr>
			authentication = key-chain WORD
			authentication = mode hmac-sha-256|md5
			bandwidth-percent|hello-interval|hold-time = <1-999999> <cr>
			dampening-change|dampening-interval = <cr>|<1-65535>
			next-hop-self = <cr>|no-ecmp-mode
			bfd|passive-interface|shutdown|split-horizon = <cr>
			stub-site = wan-interface <cr>
			summary-address = A.B.C.D|A.B.C.D/nn|X:X:X:X::X/<0-128>
		af-interface = default <cr>
		af-interface = <interface> <cr>
		af-interface = <kind> <unit> <cr>
		topology {config-router-af-topology
			exit-af-topology|fast-reroute|snmp
			@eigrp
			fast-reroute = load-sharing|per-prefix|tie-break
			snmp = context
		topology = base <cr>
		topology = <name> <cr>|tid
	address-family = ipv4|ipv6 <cr>
	address-family ipv4|ipv6 * multicast|unicast
	address-family ipv4|ipv6 * autonomous-system <1-65535>
	address-family ipv4|ipv6 * vrf WORD
	service-family {config-router-sf
		eigrp|exit|exit-service-family|metric|neighbor|network|remote-neighbors|router-id|shutdown|timers
		sf-interface {config-router-sf-interface
			authentication|bandwidth-percent|dampening-change|dampening-interval|exit|exit-sf-interface|hello-interval|hold-time|shutdown|split-horizon
		sf-interface = <interface>|default
		topology {config-router-sf-topology
			eigrp|exit|exit-sf-topology|metric|timers
	service-family = ipv4|ipv6 <cr>|autonomous-system|vrf
ipv6 router eigrp {config-rtr
	@eigrp
`

// ripLines are lines of RIP, of the process and of its address families.
const ripLines = `
auto-summary|bfd|default|default-information|default-metric|distance|distribute-list|exit|flash-update-threshold|help|input-queue|maximum-paths|neighbor|network|offset-list|output-delay|passive-interface|redistribute|route-tag|timers|traffic-share|validate-update-source|version
@redistribute
@distribute-list
@passive
auto-summary = <cr>
bfd = all-interfaces <cr>
default-information = originate <cr>|on-passive|route-map
default-metric = <1-16> <cr>
distance = <1-255> <cr>|A.B.C.D
flash-update-threshold = <0-30>
input-queue = <0-1024>
maximum-paths = <1-32> <cr>
neighbor = A.B.C.D
network = A.B.C.D <cr>
offset-list = <0-99>|WORD in|out
output-delay = <8-50>
timers = basic <0-4294967295>
traffic-share = min
validate-update-source = <cr>
version = <1-2> <cr>
`

// keptRIP are the processes of RIP.
const keptRIP = `
router rip {config-router
	@rip
	address-family {config-router-af
		exit-address-family
		@rip
	address-family = ipv4 <cr>|unicast|vrf
ipv6 router rip {config-rtr
	address-family|default|default-information|distance|distribute-list|exit|help|maximum-paths|poison-reverse|port|redistribute|split-horizon|timers
	@redistribute6
	@distribute-list
	address-family = ipv6 vrf|unicast
	distance = <1-254> <cr>
	maximum-paths = <1-64> <cr>
	poison-reverse|split-horizon = <cr>
	port = <1-65535> multicast-group
	timers = <5-65535>
`
