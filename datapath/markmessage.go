package datapath

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"
)

// MarkMessage is the control message that has a datagram follow the routing
// table of the mark, padded so that others may follow it.
func MarkMessage(mark uint32) []byte {
	b := make([]byte, unix.CmsgSpace(4))
	h := (*unix.Cmsghdr)(unsafe.Pointer(&b[0]))
	h.Level, h.Type = unix.SOL_SOCKET, unix.SO_MARK
	h.SetLen(unix.CmsgLen(4))
	binary.NativeEndian.PutUint32(b[unix.CmsgLen(0):], mark)
	return b
}
