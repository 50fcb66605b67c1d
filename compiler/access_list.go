package compiler

import (
	"mainmode/datapath"
	"mainmode/grammar"
)

// ListKind is the kind of an access list.
type ListKind uint8

const (
	StandardList ListKind = iota
	ExtendedList
	IPv6List
)

// String is the word of the command that makes such a list.
func (k ListKind) String() string { return [...]string{"standard", "extended", "ipv6"}[k] }

// AccessList is an access list of the configuration, with a number or a name.
// What none of its entries fits is denied; a list without entries permits
// everything, as on a router.
type AccessList struct {
	Name    string
	Kind    ListKind
	Entries []AccessEntry // in the order of their sequence numbers, remarks among them
}

// AccessEntry is one line of an access list: a rule or a remark.
type AccessEntry struct {
	Sequence int
	Remark   string // of a remark, which has nothing else
	Permit   bool
	Log      bool
	LogInput bool   // the messages have the interface by which the packet came
	Cookie   string // what stands at the end of them, "": nothing
	Match    datapath.Match
	Evaluate string // the reflexive list of "evaluate"
	Dynamic  string // the name of an entry that waits for users, and fits nothing
	// TimeRange is when the entry has effect, "": always. While Inactive it fits
	// no packet.
	TimeRange string
	Inactive  bool
	More      bool // it stands for the same line as the entry before it, for another member of an object group
	// Text is the entry as "show running-config" prints it, without a sequence
	// number: "permit ip any any".
	Text string
}

// logs has an entry log as the words at its end say.
func (e *AccessEntry) logs(l *grammar.AccessLog) {
	if l == nil {
		return
	}
	e.Log, e.LogInput = true, l.Kind == "log-input"
	if l.Cookie != nil {
		e.Cookie = string(*l.Cookie)
	}
}

// CryptoLine is a line of an access list by which a crypto map protects
// packets.
type CryptoLine struct {
	Entry  datapath.EntryID
	Policy string
}

// Rule reports whether the entry decides over packets: a remark does not.
func (e *AccessEntry) Rule() bool { return e.Remark == "" && e.Evaluate == "" && e.Dynamic == "" }

// AccessList finds an access list by its number or name; nil if there is none.
func (r *Router) AccessList(name string) *AccessList { return r.list(name, false) }

// IPv6AccessList finds an IPv6 access list; nil if there is none. Those names
// are apart from the ones of IPv4.
func (r *Router) IPv6AccessList(name string) *AccessList { return r.list(name, true) }

func (r *Router) list(name string, ipv6 bool) *AccessList {
	for i := range r.AccessLists {
		if l := &r.AccessLists[i]; l.Name == name && (l.Kind == IPv6List) == ipv6 {
			return l
		}
	}
	return nil
}
