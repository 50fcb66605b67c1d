package grammar

// keptWireless is how the lines of global configuration begin that are about
// access points and those who use them.
const keptWireless = `
aaa cache profile {config-profile-map
	all|exit|profile|regexp
dot11 = aaa|activity-timeout|adjacent-ap|arp-cache|association|auto-immune|band-select|guest|holdoff-time|ids|igmp|lbs|linktest|location|mbssid|meter|network-map|pause-time|phone|priority-map|qos|ssid|syslog|update-group-key|vlan-name|wids|wpa|<other>
dot11 association = mac-list
dot11 band-select parameters {config-dot11-band-select
	client-rssi|cycle-count|cycle-threshold|default|exit|expire-dual-band|expire-suppression|expire-supression
	cycle-count = <1-10>
dot11 lbs {config-dot11-lbs
	*
	channel-match|exit|interface|method|multicast|packet-type|server-address
dot11 qos class {config-dot11-qos
	@radio-class
dot11 ssid {config-ssid
	*
	11w-pmf|accounting|admit-traffic|authentication|band-select|default|dot1x|exit|guest-mode|ids|information-element|infrastructure-ssid|ip|max-associations|mbssid|mobility|rate-limit|vlan|web-auth|wpa-psk
	authentication = client|key-management|network-eap|open|shared
	authentication key-management = cckm|wpa
	guest-mode = <cr>
	max-associations = <1-255>
	mbssid = <cr>|guest-mode
	vlan = <1-4094>|WORD
	wpa-psk = ascii|hex
	authentication key-management wpa = <cr>|cckm|optional|version
iapp standby
led display|flash
wlccp = ap|authentication-server|wds|wlan-server|wnm|<other>
wlccp authentication-server client {config-wlccp-auth
	exit|ssid
wlccp authentication-server infrastructure {config-wlccp-auth
	exit|ssid
workgroup-bridge client-vlan|service-vlan|timeouts|unified-vlan-client
`

// keptRadio is how the lines of the radios of access points begin.
const keptRadio = `
amsdu transmit
b-only
beamform ofdm
concatenation
countermeasure tkip
distance
dot11 = adjacent-ap|extension|linktest|phone|qos|<other>
dot11 qos class {config-if-qosclass
	@radio-class
dot11 qos class = background|best-effort|video|voice
dot1x client-timeout|reauth-period
infrastructure-client
mobile station
packet max-retries|retries|speed|timeout
payload-encapsulation dot1h|rfc1042|snap
peakdetect
power client|local
preamble-short
probe-response gratuitous
short-slot-time
slot-time-short
station-role = fallback|install|non-root|repeater|root|scanner|workgroup-bridge
world-mode = dot11d|legacy
world-mode ... both|country|indoor|outdoor
`

// radioClassLines are lines of a class of traffic of radios.
const radioClassLines = `
admission-control|cw-max|cw-min|default|exit|fixed-slot|transmit-op
cw-max|cw-min = <0-10>
fixed-slot = <0-20>
transmit-op = <0-65535>
`
