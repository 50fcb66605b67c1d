package grammar

// keptGlobalWords is how lines of global configuration go on.
const keptGlobalWords = `
aaa authentication = arap|attempts|banner|dot1x|enable|eou|fail-message|login|nasi|onep|password-prompt|ppp|rejected|sgbp|suppress|token|username-prompt|webauth WORD
aaa new-model = <cr>
aaa authentication login WORD = cache|enable|group|krb5|krb5-telnet|line|local|local-case|none|passwd-expiry|radius|tacacs+
aaa authentication login WORD enable|krb5|line|local|local-case|none|radius|tacacs+ = <cr>|cache|enable|group|krb5|line|local|local-case|none|radius|tacacs+
aaa authentication login WORD group WORD = <cr>|cache|enable|group|krb5|line|local|local-case|none|radius|tacacs+
aaa authorization exec|network WORD = cache|group|if-authenticated|krb5-instance|local|none|radius|tacacs+
aaa authorization exec|network WORD if-authenticated|krb5-instance|local|none|radius|tacacs+ = <cr>|cache|group|if-authenticated|krb5-instance|local|none|radius|tacacs+
aaa authorization exec|network WORD group WORD = <cr>|cache|group|if-authenticated|krb5-instance|local|none
aaa authorization = auth-proxy|cache|commands|config-commands|configuration|console|credential-download|exec|ipmobile|multicast|network|onep|policy-if|prepaid|radius-proxy|reverse-access|subscriber-service|template
archive = <cr>
class-map = WORD <cr>
class-map = match-all|match-any WORD <cr>
class-map = match-all|match-any type WORD
clock timezone = WORD <offset>
clock summer-time = WORD date|recurring
control-plane = <cr>|host|transit|cef-exception|slot
dial-peer voice = <1-2147483647> mmoip|pots|voatm|vofr|voip
dialer-list = <1-10> list|protocol WORD
event manager = applet WORD
ip cef = <cr>
ip forward-protocol = nd|sdns <cr>
ip forward-protocol = spanning-tree|turbo-flood|udp
ip dhcp excluded-address = A.B.C.D <cr>|A.B.C.D
ip dhcp excluded-address = vrf WORD A.B.C.D <cr>|A.B.C.D
ip dhcp pool = WORD <cr>
ip http server|secure-server = <cr>
ip scp = server enable <cr>
ip scp = server topdir WORD
ip scp = password|username
ip multicast-routing = <cr>|distributed|vrf
ip prefix-list = WORD permit|deny A.B.C.D/nn <cr>
ip prefix-list = WORD permit|deny A.B.C.D/nn ge|le <1-32> <cr>
ip prefix-list = WORD permit|deny A.B.C.D/nn ge <1-32> le <1-32> <cr>
ip prefix-list = WORD seq <1-4294967294> permit|deny A.B.C.D/nn <cr>
ip prefix-list = WORD seq <1-4294967294> permit|deny A.B.C.D/nn ge|le <1-32> <cr>
ip prefix-list = WORD seq <1-4294967294> permit|deny A.B.C.D/nn ge <1-32> le <1-32> <cr>
ip prefix-list = WORD description WORD
ip prefix-list = sequence-number <cr>
ip sla = <1-2147483647> <cr>
ipv6 prefix-list = WORD permit|deny X:X:X:X::X/<0-128> <cr>
ipv6 prefix-list = WORD permit|deny X:X:X:X::X/<0-128> ge|le <1-128> <cr>
ipv6 prefix-list = WORD permit|deny X:X:X:X::X/<0-128> ge <1-128> le <1-128> <cr>
ipv6 prefix-list = WORD seq <1-4294967294> permit|deny X:X:X:X::X/<0-128> <cr>
ipv6 prefix-list = WORD seq <1-4294967294> permit|deny X:X:X:X::X/<0-128> ge|le <1-128> <cr>
ipv6 prefix-list = WORD seq <1-4294967294> permit|deny X:X:X:X::X/<0-128> ge <1-128> le <1-128> <cr>
ipv6 prefix-list = WORD description WORD
ipv6 prefix-list = sequence-number <cr>
ip ssh authentication-retries = <0-5> <cr>
ip ssh dh = min size 1024|2048|4096 <cr>
ip ssh maxstartups = <2-128> <cr>
ip ssh rsa = keypair-name WORD <cr>
ip ssh source-interface = <interface>
ip ssh time-out = <1-120> <cr>
ip ssh version = <1-2> <cr>
key chain = WORD <cr>|macsec|tcp
line <slot> = <cr>|<slot>
line <slot> <slot> = <cr>
link state track = <1-256> <cr>
login delay = <1-10> <cr>
login block-for = <1-65535> attempts <1-65535> within <1-65535> <cr>
ntp authenticate|update-calendar = <cr>
ntp trusted-key = <1-4294967295>
ntp peer|server = WORD <cr>|burst|iburst|key|maxpoll|minpoll|normal-sync|prefer|source|version
ntp peer|server = ip|ipv6 WORD <cr>|burst|iburst|key|maxpoll|minpoll|normal-sync|prefer|source|version
ntp peer|server = vrf WORD WORD <cr>|burst|iburst|key|maxpoll|minpoll|normal-sync|prefer|source|version|<other>
policy-map = WORD <cr>
redundancy = <cr>|inter-device|linecard-group
router bgp = <1-4294967295>|<asdot> <cr>
router eigrp = WORD <cr>
router ospf = <1-65535> <cr>|vrf
router ospfv3 = <1-65535>
router rip = <cr>
snmp-server community|host = WORD
spanning-tree mode = mst|pvst|rapid-pvst <cr>
tacacs = server
track = <1-1000> <cr>|application|ipv6|stub-object
track = <1-1000> interface <interface> ip|ipv6 routing <cr>
track = <1-1000> interface <interface> line-protocol|capability|carrier-delay <cr>
track = <1-1000> interface <interface> <slot> ip|ipv6 routing <cr>
track = <1-1000> interface <interface> <slot> line-protocol|capability|carrier-delay <cr>
track = <1-1000> ip route
track = <1-1000> rtr <1-2147483647> <cr>|reachability|state
track = <1-1000> ip sla <1-2147483647> <cr>|reachability|state
track = <1-1000> list boolean and|or <cr>
track = <1-1000> list threshold percentage|weight <cr>
vlan = <vlans>
vtp mode = client|off|server|transparent
aaa accounting ... broadcast|commands|connection|default|exec|group|network|none|start-stop|stop-only|system|wait-start
aaa authentication ... default|enable|group|if-needed|krb5|line|local|local-case|none
aaa authorization ... commands|default|exec|group|if-authenticated|local|network|none
ip multicast-routing ... distributed
ntp peer|server WORD ... burst|iburst|maxpoll|minpoll|normal-sync|prefer|source|version
track <1-1000> ... boolean|ip|ipv6|line-protocol|list|metric|percentage|reachability|route|routing|state|threshold|weight
`
