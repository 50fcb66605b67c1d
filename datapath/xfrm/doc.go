// Package xfrm is the datapath of the kernel: its ESP, its policies, and an
// xfrm interface for each tunnel, or a VTI where a kernel has none. Packets never come to this process.
//
// What it adds can be told from the rest, also after the process was killed:
// the request identifiers of its states begin with the same sixteen bits, the
// indexes of its policies with the same eight, and its devices are of one
// group. States, policies and devices of anybody else are never touched, and a
// policy of somebody else for the same packets is an error, not replaced.
package xfrm
