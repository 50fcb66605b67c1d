package grammar

// keptLinkWords is keptInterfaceWords for links that are dialled and for
// routing protocols.
const keptLinkWords = `
dialer fast-idle|idle-timeout|wait-for-carrier-time|enable-timeout = <0-2147483>
dialer load-threshold|pool-member|rotary-group = <1-255>
dialer map = appletalk|bridge|clns|decnet|ip|ipv6|ipx|llc2|netbios|snapshot|vines|xns
dialer aaa = <cr>|password|suffix
dialer order = last-successful|round-robin|sequential
dialer persistent = <cr>|delay|max-attempts
dialer redial = interval
dialer rotor = best|priority
dialer string = WORD
isdn = all-incoming-calls-v120|channel-id|answer1|answer2|autodetect|bchan-number-order|bind-l3|busy|call|caller|calling-name|calling-number|calling-party|cause-location|conference-code|contiguous-bchan|date-format|disconnect-cause|dpnss|fast-rollover-delay|global-disconnect|gtd|guard-timer|ie|incoming-voice|integrate|layer1-emulate|layer2-flap|leased-line|map|modem-busy-cause|negotiate-bchan|network-failure-cause|nfas|not-end-to-end|number|outgoing|outgoing-voice|overlap-receiving|piafs-enabled|point-to-point-setup|protocol-emulate|qsig|reject|rlm-group|send-alerting|sending-complete|service|silent-boot|skipsend-idverify|snmp|spid1|spid2|spoofing|static-tei|supp-service|switch-type|t-activate|t203|t306|t309|t310|tei|tei-negotiation|test|timer|transfer-code|transfer-on-call|transparent|trunk|termination|twait-disable|v110|v120|voice-call-failure|voice-priority|x25
isdn incoming-voice = data|modem|voice
isdn layer1-emulate|protocol-emulate = network|user
isdn switch-type = basic-1tr6|basic-5ess|basic-dms100|basic-net3|basic-ni|basic-ni1|basic-nwnet3|basic-nznet3|basic-qsig|basic-ts013|none|ntt|primary-4ess|primary-5ess|primary-dms100|primary-dpnss|primary-net5|primary-ni|primary-ni2c|primary-ntt|primary-qsig|primary-ts014|vn2|vn3
isis = adjacency-filter|advertise|affinity|authentication|bfd|circuit-type|csnp-interval|database-filter|delay|display|fast-reroute|hello|hello-interval|hello-multiplier|ipv6|link-group|lsp-interval|mesh-group|metric|microloop|mtu|network|password|prefix-priority|priority|protocol|retransmit-interval|retransmit-throttle-interval|segment-routing|tag|three-way-handshake|topology|tunnel|prefix-attributes|suppressed|remote-psnp
isis authentication = key-chain|mode|send-only
isis circuit-type = level-1|level-1-2|level-2-only <cr>
isis hello = padding
isis ipv6 = bfd|metric|tag
isis metric = <1-16777215>|maximum
isis network = point-to-point <cr>
isis protocol = shutdown <cr>
mpls = accounting|bgp|forwarding|ip|ipv6|l2transport|label|ldp|mldp|mtu|netflow|tp|traffic-eng
mpls ip = <cr>|encapsulate-default|propagate-ttl
mpls label = protocol|range
mpls ldp = discovery|entropy-label|igp|neighbor
frame-relay map ... active|broadcast|cisco|compress|header-compression|ietf|nocompress|passive|payload-compression|tcp
dialer idle-timeout|load-threshold ... either|inbound|outbound
dialer map ... broadcast|class|modem-script|name|system-script
dialer string ... class
`
