package nft

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/google/nftables/expr"
	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// logGroup is the group of NFLOG by which the packets of lines with "log" come.
const logGroup = 0x4D4D

// Bounds of what comes: the packets a second of one line, and the bytes of
// each, which hold the headers.
const (
	loggedPackets = 1000
	loggedBytes   = 128
)

// logPrefix names a line and what it does with packets.
func logPrefix(l *datapath.AccessList, e *datapath.AccessEntry) string {
	action := "deny"
	if e.Permit {
		action = "permit"
	}
	return fmt.Sprintf("%s %t %d %s", action, l.IPv6, e.Sequence, l.Name)
}

// parsePrefix is the reverse of logPrefix.
func parsePrefix(s string) (id datapath.EntryID, permit, ok bool) {
	f := strings.SplitN(s, " ", 4)
	if len(f) < 4 {
		return id, false, false
	}
	sequence, err := strconv.Atoi(f[2])
	return datapath.EntryID{List: f[3], IPv6: f[1] == "true", Sequence: sequence}, f[0] == "permit", err == nil
}

// logs are the parts of a rule whose packets come by the group of NFLOG, but
// not more than a person could read: a flood is not to take the processor.
func logs(l *datapath.AccessList, e *datapath.AccessEntry) []expr.Any {
	const keys = 1<<unix.NFTA_LOG_GROUP | 1<<unix.NFTA_LOG_PREFIX | 1<<unix.NFTA_LOG_SNAPLEN
	return []expr.Any{
		&expr.Limit{Type: expr.LimitTypePkts, Rate: loggedPackets, Burst: loggedPackets, Unit: expr.LimitTimeSecond},
		&expr.Log{Key: keys, Group: logGroup, Snaplen: loggedBytes, Data: []byte(logPrefix(l, e))},
	}
}

// logger reads the group of NFLOG.
type logger struct {
	conn *netlink.Conn
	emit func(datapath.Event)
	wg   sync.WaitGroup
}

// Of linux/netfilter/nfnetlink_log.h.
const (
	logPacketMessage = unix.NFNL_SUBSYS_ULOG << 8
	logConfigMessage = unix.NFNL_SUBSYS_ULOG<<8 | 1

	configCommand   = 1 // NFULA_CFG_CMD
	configMode      = 2 // NFULA_CFG_MODE
	configThreshold = 5 // NFULA_CFG_QTHRESH
	commandBind     = 1
	modePacket      = 2

	logInDevice = 4 // NFULA_IFINDEX_INDEV
	logAddress  = 8 // NFULA_HWADDR
	logPayload  = 9
	logText     = 10 // NFULA_PREFIX
)

// openLogger subscribes to the group.
func (f *Filter) openLogger(emit func(datapath.Event)) (*logger, error) {
	conn, err := f.dial()
	if err != nil {
		return nil, err
	}
	l := &logger{conn: conn, emit: emit}
	for _, a := range []netlink.Attribute{
		{Type: configCommand, Data: []byte{commandBind}},
		{Type: configMode, Data: append(binary.BigEndian.AppendUint32(nil, loggedBytes), modePacket, 0)},
		number(configThreshold, 1), // each packet at once
	} {
		data, err := netlink.MarshalAttributes([]netlink.Attribute{a})
		if err == nil {
			head := binary.BigEndian.AppendUint16([]byte{unix.AF_UNSPEC, unix.NFNETLINK_V0}, logGroup)
			_, err = conn.Execute(netlink.Message{
				Header: netlink.Header{Type: logConfigMessage, Flags: netlink.Request | netlink.Acknowledge}, Data: append(head, data...),
			})
		}
		if err != nil {
			conn.Close()
			return nil, fmt.Errorf("access list logging: %w", err)
		}
	}
	l.wg.Go(l.run)
	return l, nil
}

// close ends the subscription.
func (l *logger) close() {
	l.conn.Close()
	l.wg.Wait()
}

// run reads packets until the subscription is closed.
func (l *logger) run() {
	for {
		messages, err := l.conn.Receive()
		if err != nil {
			if errors.Is(err, unix.ENOBUFS) {
				continue // more came than was read
			}
			return
		}
		for _, m := range messages {
			if m.Header.Type == logPacketMessage {
				if ev, index, ok := parseLogged(m.Data); ok {
					ev.Device = l.deviceName(index)
					l.emit(ev)
				}
			}
		}
	}
}

// deviceName is the name of a device in the namespace of the subscription, ""
// for none.
func (l *logger) deviceName(index uint32) string {
	if index == 0 {
		return ""
	}
	raw, err := l.conn.SyscallConn()
	if err != nil {
		return ""
	}
	request, err := unix.NewIfreq("")
	if err != nil {
		return ""
	}
	request.SetUint32(index)
	name := ""
	err = raw.Control(func(fd uintptr) {
		if unix.IoctlIfreq(int(fd), unix.SIOCGIFNAME, request) == nil {
			name = request.Name()
		}
	})
	if err != nil {
		return ""
	}
	return name
}

// parseLogged reads a message of the group, and by which device its packet came.
func parseLogged(data []byte) (ev datapath.Logged, device uint32, ok bool) {
	const header = 4
	if len(data) < header {
		return ev, 0, false
	}
	list, err := netlink.UnmarshalAttributes(data[header:])
	if err != nil {
		return ev, 0, false
	}
	for _, a := range list {
		switch a.Type {
		case logInDevice:
			if len(a.Data) == 4 {
				device = binary.BigEndian.Uint32(a.Data)
			}
		case logAddress: // its length, two zero bytes, the address
			if len(a.Data) >= 10 && binary.BigEndian.Uint16(a.Data) == 6 {
				ev.MAC = [6]byte(a.Data[4:])
			}
		case logPayload:
			ev.Packet = append([]byte(nil), a.Data...)
		case logText:
			ev.Entry, ev.Permit, ok = parsePrefix(strings.TrimRight(string(a.Data), "\x00"))
		}
	}
	return ev, device, ok && len(ev.Packet) > 0
}
