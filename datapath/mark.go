package datapath

// Marks of packets (SO_MARK) have the number of their VRF, 0 for none, in the
// lower half. VRFMark is in those of packets in a VRF, Mark in those of the
// packets by which mainmode sends ESP and ISAKMP: they leave an interface with
// a crypto map as they are.
const (
	VRFMark = 0x6d600000
	Mark    = 0x6d610000
	// ToTranslate is also in those of packets whose source NAT is going to
	// translate: crypto maps are for what becomes of them. Translating is instead
	// of it from when NAT has its turn.
	ToTranslate = 0x00020000
	Translating = 0x00040000
	// MarkMask is what of a mark says that it is Mark.
	MarkMask = 0xffff0000 &^ (ToTranslate | Translating)
	// TableMask is what the marks of a table have in common.
	TableMask = 0xffffffff &^ (VRFMark ^ Mark | ToTranslate | Translating)
)
