// Package nft tells nf_tables which packets mainmode wants to see, change or
// drop, and asks the system what it has counted and translated. Its tables are
// its own, each replaced as a whole in one transaction, and it never touches
// another.
package nft

import (
	"fmt"
	"os"
	"syscall"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// Table is the name of our tables, or its beginning. What a killed process left
// in them is gone with the next transaction.
const Table = "mainmode"

// Filter is the network namespace in which it was opened, whichever thread
// uses it later.
type Filter struct{ namespace *os.File }

// namespace of the calling thread.
const namespacePath = "/proc/thread-self/ns/net"

// Open the network namespace of the calling thread.
func Open() (*Filter, error) {
	f, err := os.Open(namespacePath)
	if err != nil {
		return nil, fmt.Errorf("nf_tables: %w", err)
	}
	return &Filter{namespace: f}, nil
}

// Close leaves the rules as they are.
func (f *Filter) Close() error { return f.namespace.Close() }

// dial opens a connection for one transaction: what a failed one leaves unread
// is gone with it.
func (f *Filter) dial() (*netlink.Conn, error) {
	config := &netlink.Config{}
	// To enter a namespace needs a privilege; to stay in it does not.
	if ours, here := inode(f.namespace.Stat()), inode(os.Stat(namespacePath)); ours != here {
		config.NetNS = int(f.namespace.Fd())
	}
	c, err := netlink.Dial(unix.NETLINK_NETFILTER, config)
	if err != nil {
		return nil, fmt.Errorf("nf_tables: %w", err)
	}
	return c, nil
}

// inode of a namespace, 0 if it is not known.
func inode(info os.FileInfo, err error) uint64 {
	if err != nil {
		return 0
	}
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ino
	}
	return 0
}
