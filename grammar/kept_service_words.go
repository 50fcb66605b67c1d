package grammar

// keptServiceWords is keptGlobalWords for the services of the router: what
// manages it, and what has to do with its hardware.
const keptServiceWords = `
aaa accounting = auth-proxy|commands|connection|delay-start|dot1x|exec|gigawords|identity|include|jitter|multicast|nested|network|onep|redundancy|resource|send|session-duration|suppress|system|update
aaa session-id = common|unique <cr>
bba-group = pppoe WORD
bfd = fast-timers-on-slow-interface|interval|l2cos|map|platform|slow-timers|template
bfd map = ipv4|ipv6
bfd-template = multi-hop|single-hop WORD
boot = auto-copy-sw|auto-download-sw|boothlpr|bootldr|bootstrap|buffersize|config|config-file|enable-break|helper|helper-config-file|host|image|loader|manual|network|nvram|path-list|private-config-file|system
bridge = <1-255> acquire|address|aging-time|bitswap-layer3-addresses|bitswap_l3_addresses|bridge|circuit-group|domain|forward-time|hello-time|lat-service-filtering|max-age|multicast-source|priority|protocol|route|subscriber-policy
bridge = cmf|crb|irb|mac-address-table
bridge <1-255> protocol = dec|ibm|ieee|vlan-bridge
cdp log = mismatch duplex
device-tracking = binding|logging|policy|tracking|upgrade-cli
dot1x = auth-fail|credentials|critical|guest-vlan|logging|supplicant|system-auth-control|test|timeout
default-value = data-character-bits|exec-character-bits|special-character-bits
diagnostic = bootup level
diagnostic = cns|content|event-log|health-monitoring|monitor|ondemand|schedule
fhrp = delay|sampling|version
fhrp version = vrrp v2|v3
isdn = bchan-number-order|disconnect-cause|gateway-max-interworking|global-disconnect|gtd|layer2-flap|leased-line|logging|network-failure-cause|nfas|snmp|supp-service|switch-type|tei|tei-negotiation|timer|voice-call-failure
isdn switch-type = basic-1tr6|basic-5ess|basic-dms100|basic-net3|basic-ni|basic-ni1|basic-nwnet3|basic-nznet3|basic-qsig|basic-ts013|none|ntt|primary-4ess|primary-5ess|primary-dms100|primary-dpnss|primary-net5|primary-ni|primary-ni2c|primary-ntt|primary-qsig|primary-ts014|vn2|vn3
l2vpn evpn = <cr>|ethernet-segment|instance|profile
l2protocol-tunnel = cos|drop-threshold|global|shutdown-threshold
lacp = max-bundle|system-priority
logging message-counter = debug|log|syslog
memory = cache|check-interval|chunk|free|leak|lite|record|reserve|sanity|statistics|validate-checksum
memory free = low-watermark
memory statistics = history
memory-size = iomem
mab = logging|request
mgcp = <cr>|behavior|bind|block-newcalls|call|call-agent|codec|contact|crypto|debug-header|default-package|disconnect-delay|dns|dtmf-relay|endpoint|explicit|fax|ip-tos|max-waiting-delay|modem|package-capability|persistent|piggyback|playout|profile|quality-threshold|quarantine|request|restart-delay|rtp|rtrcac|sched|sdp|sgcp|src-cac|srtp|timer|tse|validate|vad|voice-quality-stats|voip
mls = acl|aclmerge|aging|cef|erm|exclude|flow|ip|ipv6|mpls|nde|netflow|qos|rate-limit|rp|sampling|switching|verify
mls aging = fast|long|normal
mls exclude = acl-deny|protocol
mls flow = ip|ipv6
mls nde = flow|interface|sender
mls netflow = cache|global|interface|maximum-flows|multicast|sampling|usage
mls qos = <cr>|10g-only|aggregate-policer|dscp-mutation|map|marking|mpls|police|protocol|queueing-only|queue-set|recirc|rewrite|srr-queue|statistics-export
mls rate-limit = all|capture|layer2|multicast|unicast
mmi = auto-configure|cpe-info|polling-interval|pvc|snmp-timeout
multilink bundle-name = authenticated|both|endpoint <cr>
ntp source = <interface>
platform = acl|cli|console|cts|hardware|http|ip|ipsec|ipv6|loadbalance|management-interface|memory|mgmt-interface|mpls|multicast|nft|policy|power|punt|punt-interface|punt-keepalive|punt-policer|qfp|qos|resource|rom-variables|shell|software|sudi|tcam-parity-error|time-source|trace|urpf|usb|wireless|xconnect|subscriber|<other>
platform console = auto|serial|virtual
platform punt-keepalive = disable-kernel-core|settings|<other>
platform qfp = utilization|drops|<other>
platform qfp utilization = monitor
port-channel load-balance = default|dst-ip|dst-mac|dst-mixed-ip-port|dst-port|extended|flow-based|mpls|src-dst-ip|src-dst-mac|src-dst-mixed-ip-port|src-dst-port|src-ip|src-mac|src-mixed-ip-port|src-port|vlan-dst-ip|vlan-dst-mixed-ip-port|vlan-manual|vlan-src-dst-ip|vlan-src-dst-mixed-ip-port|vlan-src-ip|vlan-src-mixed-ip-port
security authentication = failure rate
security passwords = min-length <0-16> <cr>
snmp ifmib = ifalias|ifindex|trap
snmp-server enable = informs|logging|traps
snmp-server ifindex = persist
snmp-server trap = authentication|link|timeout
snmp-server trap-source|source-interface = <interface>|informs|traps
spanning-tree backbonefast|logging = <cr>
spanning-tree etherchannel = guard
spanning-tree extend = system-id <cr>
spanning-tree loopguard = default
spanning-tree mst = configuration <cr>
spanning-tree mst = <instances> priority|root
spanning-tree mst = forward-time|hello-time|max-age|max-hops|pre-standard|simulate
spanning-tree optimize = bpdu
spanning-tree pathcost = method
spanning-tree portfast = bpdufilter|bpduguard|default|edge|network|normal|trunk
spanning-tree transmit = hold-count
spanning-tree uplinkfast = <cr>|max-update-rate
spanning-tree vlan = <vlans> <cr>|forward-time|hello-time|max-age|priority|root
spd = enable|extended-headroom|headroom
subscriber = aaa|access|accounting|authorization|feature|profile|redundancy|service|templating
switch virtual = domain
upgrade fpd = auto|path
udld = aggressive|enable|fast-hello|message|recovery
upgrade = automatic|filesystem|fpd|hw-module|hw-programmable|rom-monitor
vlan internal = allocation policy
vtp = domain|file|interface|mode|password|primary|pruning|version|client|server|transparent|v2-mode
snmp-server enable traps ... aaa_server|adslline|alarm|alarms|auth-fail-vlan|auth-framework|authentication|bridge|bstun|bufferpeak|bulkstat|bundle-mismatch|call-home|call-information|callhome|chan-not-avail|circuit|cisco-specific|client|cluster|coldstart|collection|config|config-copy|config-ctid|copy-status|count|cpu|create|cryptomap|delete|dial|diameter|dlsw|down|ds0-busyout|ds1-loopback|eigrp|energywise|entity|entity-diag|entity-qfp|entity-sensor|entity-state|envmon|errdisable|errors|ethernet|event-manager|failure|fast-reroute|firewall|flash|flex-links|flowmon|frame-relay|fru-ctrl|gatekeeper|gdoi|gm-start-registration|group|guest-vlan|hsrp|icsudsu|inconsistency|informational|insertion|instance|interval|invalid|invalid-pim-message|ipmobile|ipmulticast|ipsec|ipsla|isakmp|isdn|isdnu-interface|isis|l2tc|l2tun|layer2|license|linkdown|linkup|lisp|local|loop-inconsistency|lsa|lsa-maxage|mac-notification|max-routes|medium|mem-res-thresh|members|memory|move-change|mpls|msdp|multilink|mvpn|neighbor|neighbor-change|neighbor-state-change|newroot|nhrp|notification-rate|nssa-trans-change|ospf|ospfv3|peer|peer-fib-state-change|peer-state-change|police|policy|port-security|power-ethernet|pppoe|protected|pseudowire|pw|rate|removal|reserves|resource-failure|resource-policy|retransmit|root-inconsistency|rp-mapping-change|rsvp|sec-violation|serverstatus|session|session-down|session-up|sham-link|shim|smart-license|snmp|sonet|stackwise|start|state-change|state-changes|status|stop|storm-control|stpx|stun|subif|supply|syslog|temperature|threshold|throughput-notif|tokenring|too-many-sas|topologychange|traffic-eng|transceiver|transfer|trap-rate|trustsec|trustsec-sxp|tunnel|unavailable|unprotected|up|vdsl2line|vlan-mac-limit|vlan-membership|vlancreate|vlandelete|vnet-trunk-down|vnet-trunk-up|voice|voltage|vrf-down|vrf-up|vrfmib|vrrp|vstack|vswitch|waas|warmstart|wireless
snmp-server group ... access|auth|context|exact|match|noauth|notify|prefix|priv|read|write
snmp-server host ... auth|informs|noauth|priv|traps|udp-port|version
snmp-server user ... access|auth|encrypted|priv|remote|udp-port
snmp-server view ... excluded|included
mls qos ... bandwidth|buffers|cos-dscp|cos-map|dscp-cos|dscp-map|dscp-mutation|input|ip-prec-dscp|output|policed-dscp|priority-queue|queue|queue-set|srr-queue|threshold
mgcp ... action|bind|call-agent|codec|control|dtmf-relay|media|mode|notify|out-of-band|package-capability|passthrough|service-type|source-interface|timeout|unreachable|version
spanning-tree portfast ... bpdufilter|bpduguard|default|edge|network|normal|trunk
spanning-tree vlan ... diameter|forward-time|hello-time|max-age|primary|priority|root|secondary
radius-server ... access-request|accounting|acct-port|attribute|auth-port|authentication|dead-criteria|format|include-in-access-req|on-for-login-auth|retransmit|send|timeout|tries
tacacs-server ... port|single-connection|timeout
`
