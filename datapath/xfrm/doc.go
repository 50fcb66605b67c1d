// Package xfrm is the datapath of the kernel: its ESP, its policies, and an
// xfrm interface for each tunnel. Packets never come to this process.
//
// What it adds can be told from the rest, also after the process was killed:
// the interface identifiers and the request identifiers of its states,
// policies and interfaces begin with the same sixteen bits. States and
// policies of anybody else are never touched.
package xfrm
