package grammar

// keptVoice is how the lines of global configuration begin that are about
// telephony.
const keptVoice = `
capf-server {config-capf-server
	auth-mode|auth-string|cert-enroll-trustpoint|cert-oper|default|exit|keygen-retry|keygen-timeout|phone-key-size|port|source-addr|trustpoint-label
	auth-mode = auth-string|LSC|MIC|none|null-string
	keygen-retry = <0-100>
	keygen-timeout = <1-120>
	phone-key-size = 512|1024|2048
	port = <1-65535>
	source-addr = A.B.C.D
credentials <cr> {config-credentials
	default|exit|ip|trustpoint
	ip = source-address A.B.C.D
ctl-client {config-ctl-client
	default|exit|import|regenerate|sast1|sast2|server
	import = certificate
	sast1|sast2 = trustpoint WORD
	server = application|capf|cme|cucme|tftp
dial-peer cor custom {config-dp-cor
	name|exit
dial-peer cor list {config-dp-corlist
	member|exit
dial-peer list {config-dp-list
	member|exit
dial-peer hunt|data|outbound|terminator|inbound|search|no-match|default
dial-peer voice {config-dial-peer
	*
	@dial-peer
dspfarm
dspfarm profile {config-dspfarm-profile
	*
	associate = application|profile
	associate application = CUBE|SBC|SCCP
	maximum = conference-participants|sessions|streams
	associate|call-progress-analysis|codec|conference-join|conference-leave|description|exit|maximum|rsvp|shutdown|tls|trustpoint|universal
ephone {config-ephone
	*
	@phone
	audible-tone|auto-line|button|capf-auth-str|cert-oper|fastdial|headset|keep-conference|keepalive|keyphone|mac-address|max-calls-per-button|mtp|multicast-moh|mwi-line|night-service|nte-end-digit-delay|paging-dn|ephone-template|transfer-park
ephone-dn {config-ephone-dn
	*
	@extension
	conference|ephone-dn-template|ephone-hunt|feed|intercom|loopback-dn|mailbox-selection|moh|paging|park-slot|pickup-call|port|session-server|snr|transfer-mode|trunk|whisper-intercom
ephone-dn-template {config-ephone-dn-template
	*
	@extension
ephone-template {config-ephone-template
	*
	@phone
	button-layout|conference|exclude|features|fastdial|keep-conference|mlpp|network-locale|overlap-signal|services|softkeys|url|url-button|user-locale|transfer-park|transfer-pattern
ephone-hunt {config-ephone-hunt
	*
	auto|description|display-logout|exit|final|from-ring|fwd-final|hops|list|max-redirect|max-timeout|members|no-reg|pilot|preference|present-call|secondary|statistics|timeout
ephone-type {config-ephone-type
	*
	addon|device-id|device-name|device-type|exit|max-presentation|num-buttons|phoneload|security|type|utf8
fax
media class|profile {cfg-mediaprofile
	*
media service {
media-proxy
sccp
sccp plar {config-sccp-plar
	default|exit|voiceport
sccp ccm group {config-sccp-ccm
	*
	associate|audio|bind|connect|description|exit|keepalive|signaling|switchback|switchover
	associate = ccm|profile
	associate ... priority|register
	bind = interface
sip-ua {config-sip-ua
	*
	authentication ... challenge|enable|password|realm|username
	credentials ... number|password|realm|username
	registrar ... auth-realm|expires|ipv4|ipv6|preference|random-contact|refresh-ratio|scheme|secondary|tcp|type
	retry = bye|cancel|comet|info|interval|invite|keepalive|notify|options|prack|refer|register|rel1xx|response|subscribe|update
	timers = buffer-invite|comet|connect|connection|disconnect|expires|hold|info|keepalive|notify|options|prack|refer|register|registrar|rel1xx|subscribe|trying|update
	aaa|authentication|calling-info|connection-reuse|credentials|crypto|disable-early-media|exit|g729-annexb|handle-replaces|host-registrar|keepalive|max-forwards|mwi-server|nat|notify|offer|permit|presence|protocol|reason-header|redirection|registrar|remote-party-id|retry|set|sip-server|srv|suspend-resume|tcp-retry|timers|transport|xfer
stcapp
telephony-service {config-telephony
	*
	@call-manager
	after-hours|authentication|auto|auto-reg-ephone|background|call-park|cnf-file|codec|conference|create|date-format|default|default-destination|device-security-mode|dn-webedit|em|ephone-reg|extension-assigner|fac|fxo|group|hunt-group|internal-call|live-record|load|load-cfg-file|log|login|max-redirect|mwi|network-locale|night-service|olsontimezone|phone-redirect-limit|privacy|pin|sdspfarm|secure-signaling|server-security-mode|service|srst|standby|tftp-server-credentials|time-webedit|time-zone|url|user-locale|voicemail|web|xml|xmlschema|xmltest|xmlthread
translation-rule {config-translate
trunk group {config-trunk-group
	*
	carrier-id|description|exit|hunt-scheme|max-calls|max-retry|preemption|translation-profile|xsvc
uc
voice disc-pi-incoming-on|hunt|persistent-storage
voice lpcor {cfg-lpcor
vm-integration {config-vm-int
ixi transport|application {config-ixi
voice cause-code {config-voice-cause
voice dnis-map|enum-match-table {config-voice-table
voice call|class|dsp|echo|hpi|iec|local-bypass|mlpp|pcm|rtp|sip|source-group|statistics|vad-time|vrf|hunt-group|moh-group
voice-card {config-voicecard
	*
	codec|dsp|dspfarm|exit|local-bypass|voice-service|watchdog
voice class = aaa|busyout|called-number|cause-code|codec|custom-cptone|dscp-profile|dpg|dtmf-profile|dualtone|dualtone-detect-params|e164-pattern-map|e164-translation|h323|media|mlpp|permanent|phone-proxy|resource-group|route-string|server-group|sip-copylist|sip-event-list|sip-hdr-passthrulist|sip-options-keepalive|sip-predicate|sip-profiles|srtp-crypto|stun-usage|tenant|tls-cipher|tls-profile|tone-signal|uri
voice class {config-class
	*
	bind|call-route|codec|cause|condition|crypto|credentials|default|description|dial-peer|down-interval|dualtone|e164|exit|freq-pair|h225|h245|host|hunt-scheme|ipv4|media|outbound-proxy|pattern|permanent|registrar|request|response|retry|rule|session|signal|sip-server|stun|tls|transport|up-interval|url|user-id
	codec = preference
	codec preference = <1-24> aacld|clear-channel|g711alaw|g711ulaw|g722-64|g723ar53|g723ar63|g723r53|g723r63|g726r16|g726r24|g726r32|g728|g729br8|g729r8|gsmamr-nb|gsmefr|gsmfr|ilbc|isac|mp4a-latm|opus|transparent
	codec preference ... bytes|fixed-bytes|mode|profile
	h225 ... establish|setup|tcp|timeout
	request|response ... add|copy|modify|remove|sdp-header|sip-header|sip-req-uri|sip-status
voice logout-profile {config-logout-profile
	*
	@phone-profile
voice user-profile {config-user-profile
	*
	@phone-profile
	max-idle-time
voice moh-group {config-moh-group
voice hunt-group {config-voice-hunt
	*
	auto|callqueue|description|exit|final|forward|hops|list|members|name|phone-display|pilot|preference|present-call|statistics|timeout
voice register = dialplan|dn|global|pool|pool-type|session-server|template
voice register global {config-register-global
	*
	@call-manager
	authenticate|auto-register|bandwidth|call-feature-uri|camera|conference|create|date-format|dst|external-ring|file|forwarding|group|hold-alert|load|logo|max-pool|mode|mwi|network-locale|ntp-server|olsontimezone|outbound-proxy|phone-redirect-limit|privacy|security-policy|source-address|standby|tftp-path|timezone|upgrade|url|user-locale|video|voicemail|xml
voice register dn {config-register-dn
	*
	@extension
	after-hour|auto-answer|intercom|no-reg|pickup-call|refer|session-server|snr|voice-hunt-groups
voice register pool {config-register-pool
	*
	@phone
	alias|application|ata-ivr-pwd|camera|conference|cor|dialplan|digit|dtmf-relay|group|id|incoming|keep-conference|mac-address|max|night-service|number|paging-dn|preference|proxy|reset|session-transport|template|transfer|translate-outgoing|translation-profile|vad|voice-class
voice register dialplan {config-register-dialplan
voice register template {config-register-temp
voice register session-server {config-register-fs
voice register pool-type {
voice service = pots|saf|voatm|vofr|voip
voice service {conf-voi-serv
	*
	address-hiding|allow-connections|call-quality|callmonitor|cause-code|clid|cpa|default|description|dtmf-interworking|emergency|exit|fax|fax-relay|gcid|ip|lpcor|media|media-address|mode|notify|privacy-policy|qsig|redirect|redundancy-group|redundancy-reload|rtcp|rtp-media-loop|rtp-port|signaling|srtp|supplementary-service|supported-language|text|trace|trunk-group|voice-class|vpn-group|vpn-profile
	allow-connections = h323|sip to h323|sip <cr>
	fax = interface-type|protocol|rate
	fax protocol ... cisco|fallback|force|hs-redundancy|ls-redundancy|none|nse|pass-through|pass-through|redundancy|system|t38|version
	supplementary-service ... h225-notify|h450.12|h450.2|h450.3|h450.7|handle-replaces|media-renegotiate|moved-temporarily|notify|qsig|refer|refer-to
	ip address trusted = authenticate|call-block|list
	ip address trusted list {cfg-iptrust-list
		default|exit|ipv4|ipv6
	sip|h323|modem|stun|ipv4|session {conf-serv-sip
		*
		asserted-id|asymmetric|bind|call|call-route|default|early-offer|error-passthru|exit|h225|header-passing|history-info|localhost|midcall-signaling|min-se|options-ping|outbound-proxy|pass-thru|privacy|random-contact|registrar|rel1xx|session|sip-profiles|srtp|transport|update-callerid|url
		bind ... control|media|source-interface
		early-offer = forced
		h225 ... establish|setup|tcp|timeout
		call ... forward|hold|preserve|redirect|service|start|stop
		registrar ... expires|server
voice source-group {cfg-source-grp
	access-list|carrier-id|description|disconnect-cause|exit|h323zone-id|translation-profile|trunk-group-label
voice translation-profile {cfg-translation-profile
	translate|exit
	translate = called|callback-number|calling|redirect-called|redirect-target
voice translation-rule {cfg-translation-rule
	rule|exit
	rule = <1-100>
	rule ... abbreviated|international|isdn|national|network|plan|reject|subscriber|type|unknown
voice-gateway
voice-port {config-voiceport
	*
	caller-id = alerting|attenuation|block|enable|format|mode
	connection = plar|tie-line|trunk
	connection ... opx
	signal = did|ground-start|groundStart|immediate|loop-start|loopStart|cama|ext-signal|lmr|wink-start|loopstart|groundstart
	station-id = name|number
	timeouts = call-disconnect|initial|interdigit|ringing|teardown|voice-class|wait-release|power-denial
	timing = clear-wait|delay-duration|delay-start|delay-with-integrity|dial-pulse|dialout-delay|digit|disconnect-debounce|guard-out|hangover|hookflash-in|hookflash-out|ignore|inter-digit|interdigit|percentbreak|pulse|pulse-digit|sup-disconnect|wink-duration|wink-wait|opx-ringwait|hookflash|answer-winkwidth|dnis-winkwidth
	auto-cut-through|battery-reversal|bearer-cap|busyout|cable-detect|caller-id|comfort-noise|compand-type|condition|connection|cptone|description|dial-type|disc_pi_off|disconnect-ack|dsp|echo-cancel|exit|fax|groundstart|idle-voltage|ignore|impedance|input|lmr|loop-length|loopback|lpcor|loss-plan|mode|mwi|music-threshold|non-linear|operation|output|playout-delay|pre-dial-delay|response|ring|shutdown|signal|signaling|snmp|station-id|supervisory|tdm-group|threshold|timeouts|timing|translation-profile|trunk-group|type|vad|vmwi|voice-class|calling-name|line-termination|define|alt-battery-feed|description|detect
voice vlan
voice call = bypass|capacity|carrier|convert-discpi-to-prog|csr|debug|disc-pi-off|limit|low|preserve|rate|send-alert|trap-duration|disc_pi_off
voice rtp = send-recv <cr>
voice hunt-group = <1-100> longest-idle|parallel|peer|sequential <cr>
voip-incoming
voip
dspfarm profile ... conference|mtp|security|transcode|universal|video
ephone-dn ... dual-line|octo-line|single-line
sccp ... ccm|group|identifier|local|precedence|priority|trustpoint|version
`

// dialPeerLines are lines of dial peers.
const dialPeerLines = `
acc-qos|anat|answer-address|application|audio|authentication|billing|bind|block|call-block|caller-id|carrier-id|clid|codec|corlist|default|description|destination|destination-pattern|destination-pattern-map|digit-strip|direct-inward-dial|dtmf-interworking|dtmf-relay|emergency|exit|expect-factor|fax|fax-relay|forward-digits|forward-alldigits|huntstop|icpif|image|incoming|information-type|ip|loopback|lpcor|max-bandwidth|max-conn|max-redirects|media|media-class|medical|mmoip|modem|mtp|numbering-type|num-exp|outbound-proxy|outgoing|permission|playout-delay|port|preemption|preference|prefix|privacy|progress_ind|redirect|redirection|register|req-qos|roaming|rtp|rtp-ssrc|sequence-numbers|service|session|settle-call|shutdown|signal-type|signaling|snmp|srtp|subscribe|supplementary-service|supplementary-data|target|tech-prefix|tgrep|tone|translate-outgoing|translation-profile|trunk-group-label|trunkgroup|url|vad|video|voice|voice-class|voice-vpath
session ... multicast|protocol|sip-server|sipv2|system|target|tcp|tls|transport|udp
codec = aacld|clear-channel|g711alaw|g711ulaw|g722-64|g723ar53|g723ar63|g723r53|g723r63|g726r16|g726r24|g726r32|g728|g729abr8|g729ar8|g729br8|g729r8|gsmamr-nb|gsmefr|gsmfr|ilbc|isac|mp4a-latm|opus|transparent|<other>
dtmf-relay * cisco-rtp|h245-alphanumeric|h245-signal|rtp-nte|sip-info|sip-kpml|sip-notify
dtmf-relay * digit-drop
incoming = alert|called-number|calling|uri|port|secondary|called
incoming called-number = <cr>|WORD|e164-pattern-map
fax = nsf|protocol|rate
forward-digits = all|extra|<0-32>
huntstop = <cr>
direct-inward-dial|digit-strip|shutdown = <cr>
preference = <0-10> <cr>
translation-profile ... incoming|outgoing
voice-class ... called-number|codec|permanent|sip|tenant
`

// phoneLines are lines of telephones and their templates.
const phoneLines = `
after-hours|after-hour|blf-speed-dial|busy-trigger-per-button|codec|conference|default|description|device-security-mode|dnd|emergency|exit|feature-button|lpcor|logout-profile|park|paging-dn|phone-ui|pin|presence|privacy|privacy-button|provision-tag|restart|speed-dial|type|username|video|vpn-group|vpn-profile
`

// phoneProfileLines are lines of what a telephone is where nobody, or who, has
// logged in at it.
const phoneProfileLines = `
default|exit|fastdial|mlpp|number|pin|privacy-button|reset|speed-dial|user
`

// extensionLines are lines of the numbers of telephones.
const extensionLines = `
allow|call-forward|call-waiting|caller-id|cor|corlist|default|description|exit|forward-mwi|hold-alert|huntstop|label|mobility|moh-group|mwi|mwi-type|name|night-service|number|pickup-group|preference|ring|shared-line|timeouts|translate|translation-profile
`

// callManagerLines are lines of what registers telephones.
const callManagerLines = `
access-code|alias|application|call-forward|calling-number|conference-pattern|cor|dialplan-pattern|exit|huntstop|ip|keepalive|max-conferences|max-dn|max-ephones|moh|moh-file-buffer|moh-live|multicast|overlap-signal|reset|restart|secondary-dialtone|system|time-format|timeouts|transfer-digit-collect|transfer-pattern|transfer-system|translate|translation-profile|voicemail
dialplan-pattern ... demote|extension-length|extension-pattern|no-reg
ip = qos|source-address
ip source-address ... any-match|port|secondary|strict-match
max-conferences ... gain
max-dn ... dual-line|no-reg|octo-line|preference
transfer-system = blind|full-blind|full-consult|local-consult
`
