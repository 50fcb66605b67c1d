// Package ike is IKEv1: main mode, quick mode and the informational exchange
// of RFC 2409 over the messages of RFC 2408.
//
// [Engine] is pure: events go in, actions come out. It has no clock, socket,
// goroutine or random source of its own, so that a handshake can be replayed
// byte by byte under virtual time. [Server] gives it those.
package ike
