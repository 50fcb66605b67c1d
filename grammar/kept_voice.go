package grammar

// keptVoice is how the lines of global configuration begin that are about
// telephony.
const keptVoice = `
dial-peer cor custom {config-dp-cor
	name|exit
dial-peer cor list {config-dp-corlist
	member|exit
dial-peer hunt|data|outbound|terminator|inbound|search|no-match|default
dial-peer voice {config-dial-peer
	*
dspfarm
dspfarm profile {config-dspfarm-profile
ephone {config-ephone
ephone-dn {config-ephone-dn
ephone-dn-template {config-ephone-dn-template
ephone-template {config-ephone-template
ephone-hunt {config-ephone-hunt
ephone-type {config-ephone-type
fax
media class|profile {cfg-mediaprofile
media service {
media-proxy
sccp
sccp ccm group {config-sccp-ccm
sip-ua {config-sip-ua
stcapp
telephony-service {config-telephony
	*
translation-rule {config-translate
trunk group {config-trunk-group
uc
voice call|class|dnis-map|dsp|echo|enum-match-table|hpi|iec|local-bypass|mlpp|pcm|rtp|sip|source-group|statistics|vad-time|vrf|hunt-group|moh-group
voice-card {config-voicecard
voice class {config-class
	*
voice moh-group {config-moh-group
voice hunt-group {config-voice-hunt
voice register global {config-register-global
voice register dn {config-register-dn
voice register pool {config-register-pool
voice register dialplan {config-register-dialplan
voice register template {config-register-temp
voice register session-server {config-register-fs
voice register pool-type {
voice service {conf-voi-serv
	*
	sip|h323|modem|stun|ipv4|session {conf-serv-sip
voice source-group {cfg-source-grp
voice translation-profile {cfg-translation-profile
	translate|exit
voice translation-rule {cfg-translation-rule
	rule|exit
voice-gateway
voice-port {config-voiceport
voice vlan
voip-incoming
voip
`
