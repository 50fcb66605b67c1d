// Package frr hands routing protocols to FRR (https://frrouting.org), whose
// vtysh reads the language of IOS.
//
// [Host] speaks to the daemons that the system runs. [Start] runs daemons of
// its own for one router, in its network namespace and with an empty /run that
// only they see: several routers of one machine do not meet, and nothing is
// left behind however the process ends.
//
// [FRR.Set] converges like a datapath.Driver: it is given all that FRR is to
// be told, and tells the difference. FRR may refuse a line; the rest holds.
package frr
