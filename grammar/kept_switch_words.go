package grammar

// keptSwitchWords is keptInterfaceWords for the ports of switches and what
// keeps watch over them.
const keptSwitchWords = `
authentication = client|closed|command|control-direction|event|fallback|host-mode|key-management|limit-adv|linksec|network-eap|open|order|periodic|port-control|priority|shared|timer|violation
bridge-group = <1-255>
channel-protocol = lacp|pagp
device-tracking = <cr>|attach-policy|vlan
dot1x = auth-fail|authenticator|control-direction|credentials|critical|default|guest-vlan|host-mode|initialize|mac-auth-bypass|max-reauth-req|max-req|max-start|multi-hosts|multiple-hosts|pae|port-control|re-authentication|reauth-period|reauthentication|supplicant|timeout|violation-mode
dot1x pae = authenticator|both|supplicant
energywise = <cr>|activitycheck|domain|importance|keywords|level|name|role
flowcontrol = auto|receive|send|off|on
glbp = <0-1023> authentication|client-cache|forwarder|ip|ipv6|load-balancing|name|preempt|priority|timers|weighting
ip arp inspection = limit|trust
ip dhcp snooping = information|limit|trust|vlan
ipv6 nd raguard = <cr>|attach-policy|vlan
l2protocol-tunnel = <cr>|cdp|drop-threshold|lldp|point-to-point|shutdown-threshold|stp|vtp
lacp = device-priority|dual-dhd|fast-switchover|failover|max-bundle|min-bundle|min-links|port-priority|rate
lldp = enable|med-tlv-select|receive|tlv-select|transmit|vlan-id
mab = <cr>|eap
mls qos = <cr>|bridged|channel-consistency|cos|dscp-mutation|exp-mutation|loopback|mpls|monitor|queue-mode|statistics-export|trust|vlan-based
mls qos trust = <cr>|cos|device|dscp|extend|ip-precedence
mvr = immediate|type|vlan
pagp = learn-method|port-priority|rate|timer
power inline = auto|consumption|four-pair|max|never|police|port|static|<4000-60000>
priority-queue = cos-map|out|queue-limit
snmp = ifindex|trap
snmp trap = ip|link-status|mac-notification|rmon
spanning-tree bpdufilter = disable|enable <cr>
spanning-tree bpduguard = default|disable|enable <cr>
spanning-tree cost = <0-200000000>
spanning-tree guard = loop|none|root <cr>
spanning-tree link-type = auto|point-to-point|shared <cr>
spanning-tree mst = <instances> cost|port-priority
spanning-tree mst = pre-standard|simulate
spanning-tree port-priority = <0-255>
spanning-tree portfast = <cr>|bpduguard|disable|edge|network|normal|trunk
spanning-tree vlan = <vlans> cost|port-priority
srr-queue = bandwidth limit|shape|share
storm-control = action|broadcast|multicast|unicast|unknown-unicast
storm-control action = shutdown|trap
switchport autostate = exclude
switchport backup = interface
switchport block = multicast|unicast
switchport host|nonegotiate = <cr>
switchport mode dynamic = auto|desirable
switchport mode private-vlan = host|promiscuous|trunk
switchport port-security = <cr>|aging|limit|mac-address|maximum|violation
switchport port-security aging = static|time|type
switchport port-security mac-address = forbidden|sticky|<mac>
switchport port-security maximum = <1-8192>
switchport port-security violation = protect|restrict|shutdown
switchport priority = default|extend|override
switchport private-vlan = association|host-association|mapping|native|trunk
switchport trunk = allowed vlan
switchport trunk = encapsulation dot1q|isl|negotiate
switchport trunk = native vlan <1-4094>|tag
switchport trunk = pruning vlan
switchport trunk allowed vlan = add|all|except|none|remove|<vlans>
switchport voice = detect|vlan
switchport voice vlan = <0-4095>|dot1p|name|none|untagged
udld = <cr>|aggressive|alert|disable|enable|port
udld port = <cr>|aggressive|alert|disable
vtp = <cr>
authentication ... action|alive|authorize|control-direction|dead|dynamic|event|fail|fallback|host-mode|inactivity|multi-auth|multi-domain|multi-host|next-method|no-response|order|periodic|port-control|priority|protect|reauthenticate|reinitialize|replace|restart|restrict|retry|server|shutdown|single-host|timer|violation|vlan|voice
bridge-group <1-255> ... block-unknown-source|input-address-list|output-address-list|port-protected|source-learning|spanning-disabled|subscriber-loop-control|unicast-flooding
dot1x timeout ... auth-period|held-period|quiet-period|ratelimit-period|reauth-period|server-timeout|start-period|supp-timeout|tx-period
snmp trap ... added|change|removed
storm-control ... broadcast|level|multicast|shutdown|trap|unicast
`
