// Package dhcp obtains an IPv4 address for an interface and keeps it: the
// client of RFC 2131, for "ip address dhcp".
package dhcp
