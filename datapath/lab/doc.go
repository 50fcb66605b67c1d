// Package lab runs networks of routers on one machine: every node of a
// topology in its own network namespace, joined by pairs of virtual Ethernet
// devices.
//
// The namespaces have no names. They are held by file descriptors of the
// process that made them and by the processes started in them, so that they,
// their devices and everything running there vanish with that process however
// it ends. [Isolate] adds the process identifier namespace that makes this
// true of grandchildren too, and the user namespace that makes it possible
// without root.
package lab
