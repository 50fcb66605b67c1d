package grammar

// keptLine is how the lines of terminal lines begin that are kept.
const keptLine = `
absolute-timeout
access-class
access-type
activation-character
authorization
accounting
arap
autobaud
autocommand
autocommand-options
autohangup
autoselect
buffer-length
callback
data-character-bits
databits
disconnect-character
dispatch-character
dispatch-machine
dispatch-timeout
domain-lookup
editing
escape-character
exec-banner
exec-character-bits
exec-prompt
flowcontrol
flush-at-activation
full-help
hold-character
insecure
international
ip access-group|access-class|netmask-format|tcp
ipv6 access-class
keymap-type
lat
local
location
logging synchronous level
logging synchronous limit
logout-warning
login authentication|ctrlc-disable|tacacs
media-type
modem
monitor
motd-banner
no-exec
notify
padding
parity
prc-interface
private
privilege exec
prompt
refuse-message
rotary
rxspeed
script
session-disconnect-warning
session-limit
session-timeout
slip
special-character-bits
speed
squeeze
start-character
start-chat
stop-character
telnet
terminal-queue
terminal-type
timeout
tn3270
transport output
txspeed
usb-inactivity-timeout
vacant-message
vacuous-message
access-class = WORD in|out <cr>|vrf-also|vrfname
access-class WORD in|out vrf-also = <cr>
ipv6 access-class = WORD in|out <cr>|vrf-also
login authentication = WORD <cr>
absolute-timeout = <0-10000> <cr>
databits = 5|6|7|8 <cr>
logout-warning = <cr>
logout-warning = <0-4294967295> <cr>
modem = <cr>|CTS-Alarm|DTR-active|DTR-delay|InOut|Dialin|Dialout|Printer|Callin|Callout|answer-timeout|autoconfigure|autotest|busyout|busyout-threshold|bad|callin|callout|cts-alarm|cts-required|dialin|dialout|discovery|dtr-active|dtr-delay|enable|hold-reset|host|inout|log|min-speed|optimistic|printer|recovery|recovery-time|ri-is-cd|shutdown|startup-test|status-poll|type
session-limit = <0-4294967295> <cr>
session-timeout = <0-35791> <cr>|output
speed|rxspeed|txspeed = <0-4294967295> <cr>
modem ... answer-timeout|autoconfigure|callin|callout|cts-alarm|cts-required|dialin|discovery|dtr-active|dtr-delay|host|inout|printer|ri-is-cd|status-poll|type
flowcontrol ... hardware|software
authorization ... commands|default|exec|reverse-access
script ... activation|connection|dialer|reset|startup
transport output ... lapb-ta|none|rlogin|telnet|udptn
`
