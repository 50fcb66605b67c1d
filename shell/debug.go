package shell

import (
	"fmt"
	"io"
	"strings"

	"mainmode/datapath/nhrp"
	"mainmode/grammar"
	"mainmode/ike"
)

// debugCommands are the handlers of "debug" and "undebug".
var debugCommands = []handler{
	handle(func(s *Session, c *grammar.DebugCrypto) error {
		s.debugCrypto(cryptoTopic(&c.Debug), true)
		return nil
	}),
	handle(func(s *Session, c *grammar.UndebugCrypto) error {
		s.debugCrypto(cryptoTopic(&c.Debug), false)
		return nil
	}),
	handle(func(s *Session, c *grammar.DebugCryptoCondition) error {
		if c.Reset {
			s.router.conditions.reset()
			s.router.SetDebug(0, 0)
			return nil
		}
		s.debugCondition(c.Condition, true)
		return nil
	}),
	handle(func(s *Session, c *grammar.UndebugCryptoCondition) error {
		s.debugCondition(c.Condition, false)
		return nil
	}),
	handle(func(s *Session, c *grammar.DebugInterfaceCondition) error {
		return s.limitToInterface(c.Interface.String())
	}),
	handle(unlimitInterfaces),
	handle(testAAA),
	handle(func(s *Session, c *grammar.DebugCryptoPKI) error {
		s.debugCrypto(c.Topic, true)
		return nil
	}),
	handle(func(s *Session, c *grammar.UndebugCryptoPKI) error {
		s.debugCrypto(c.Topic, false)
		return nil
	}),
	handle(func(s *Session, c *grammar.DebugSystem) error { return s.debugSystem(&c.Topic, true) }),
	handle(func(s *Session, c *grammar.UndebugSystem) error { return s.debugSystem(&c.Topic, false) }),
	handle(debugIP),
	handle(func(s *Session, c *grammar.UndebugIP) error {
		want := s.router.packets.showing()
		switch c.Topic {
		case "icmp":
			want.ICMP = false
		case "nat":
			want.NAT, want.NATDetail, want.NATList = false, false, ""
		default:
			want.Packet, want.Detail, want.List = false, false, ""
		}
		s.router.showPackets(want)
		s.Printf("%s debugging is off\n", map[string]string{"icmp": "ICMP packet", "nat": "IP NAT", "packet": "IP packet"}[c.Topic])
		return nil
	}),
	handle(debugIPNAT),
	handle(func(s *Session, _ *grammar.DebugAll) error {
		answer, err := s.Ask("This may severely impact network performance. Continue? (yes/[no]): ")
		if err != nil || answer == "" || !strings.HasPrefix("yes", strings.ToLower(answer)) {
			return err
		}
		var all ike.DebugClass
		for _, topic := range debugTopics {
			all |= topic.class
		}
		s.router.SetDebug(all, 0)
		s.router.nextHops.setDebug(nhrp.DebugAll, 0)
		if err := s.router.showPackets(shownPackets{ICMP: true, Packet: true, NAT: true, System: allSystemDebugs()}); err != nil {
			return fmt.Errorf("%% %w", err)
		}
		s.Printf("All possible debugging has been turned on\n")
		return nil
	}),
	handle(func(s *Session, _ *grammar.UndebugAll) error {
		s.router.SetDebug(0, s.router.Debugging())
		s.router.nextHops.setDebug(0, nhrp.DebugAll)
		s.router.showPackets(shownPackets{})
		s.Printf("All possible debugging has been turned off\n")
		return nil
	}),
}

// debugTopic is a debug that can be switched on and off.
type debugTopic struct {
	word  string
	class ike.DebugClass
	name  string
}

// The crypto debugs in the order in which they are listed, and the parts of the
// router that they belong to.
var (
	cryptoTopics = []debugTopic{
		{"isakmp", ike.DebugISAKMP, "Crypto ISAKMP debugging"},
		{"isakmp error", ike.DebugISAKMPErrors, "Crypto ISAKMP Error debugging"},
		{"ipsec", ike.DebugIPsec, "Crypto IPSEC debugging"},
		{"ipsec error", ike.DebugIPsecErrors, "Crypto IPSEC Error debugging"},
		{"kmi", ike.DebugKMI, "Crypto KMI debugging"},
		{"engine", ike.DebugEngine, "Crypto Engine debugging"},
	}
	pkiTopics = []debugTopic{
		{"messages", ike.DebugPKIMessages, "Crypto PKI Msg debugging"},
		{"transactions", ike.DebugPKITransactions, "Crypto PKI Trans debugging"},
		{"callbacks", ike.DebugPKICallbacks, "Crypto PKI callbacks debugging"},
		{"validation", ike.DebugPKIValidation, "Crypto PKI Validation Path debugging"},
	}
	debugTopics = append(cryptoTopics[:len(cryptoTopics):len(cryptoTopics)], pkiTopics...)
)

// cryptoTopic is the word of the debug that a command names.
func cryptoTopic(c *grammar.CryptoDebug) string {
	if c.Errors {
		return c.Topic + " error"
	}
	return c.Topic + c.Other
}

// debugCrypto switches one of the crypto debugs.
func (s *Session) debugCrypto(word string, on bool) {
	for _, topic := range debugTopics {
		switch {
		case topic.word != word:
		case on:
			s.router.SetDebug(topic.class, 0)
			s.Printf("%s is on\n", topic.name)
		default:
			s.router.SetDebug(0, topic.class)
			s.Printf("%s is off\n", topic.name)
		}
	}
}

// debugCondition sets a limit of the crypto debugs, or takes it away.
func (s *Session) debugCondition(c *grammar.DebugCondition, on bool) {
	conditions := &s.router.conditions
	if c.Unmatched {
		classes, ok := map[string]ike.DebugClass{"isakmp": ike.DebugISAKMP, "ipsec": ike.DebugIPsec,
			"engine": ike.DebugKMI | ike.DebugEngine}[c.Class]
		if !ok {
			classes = ike.DebugISAKMP | ike.DebugIPsec | ike.DebugKMI | ike.DebugEngine
		}
		conditions.unmatched(classes, on)
		return
	}
	if x := conditionOf(c); on {
		conditions.add(x)
	} else {
		conditions.remove(x)
	}
	s.router.SetDebug(0, 0) // the engine is to say what records are about, or no more
}

// debugIP shows the packets of the router's interfaces.
func debugIP(s *Session, c *grammar.DebugIP) error {
	want := s.router.packets.showing()
	if c.ICMP {
		want.ICMP = true
	} else {
		want.Packet, want.Detail, want.List = true, c.Detail || c.More, ""
		if c.List != nil {
			want.List = c.List.String()
		}
	}
	if err := s.router.showPackets(want); err != nil {
		return fmt.Errorf("%% %w", err)
	}
	if c.ICMP {
		s.Printf("ICMP packet debugging is on\n")
	} else {
		s.Printf("IP packet debugging is on%s\n", want.detail())
	}
	return nil
}

// debugIPNAT shows what NAT does to packets.
func debugIPNAT(s *Session, c *grammar.DebugIPNAT) error {
	want := s.router.packets.showing()
	want.NAT, want.NATDetail, want.NATList = true, c.Detailed, ""
	if c.List != nil {
		want.NATList = c.List.String()
	}
	if err := s.router.showPackets(want); err != nil {
		return fmt.Errorf("%% %w", err)
	}
	s.Printf("IP NAT %s\n", want.natDetail())
	return nil
}

// writeDebugging is "show debugging", which prints nothing when no debug is on.
func writeDebugging(w io.Writer, on ike.DebugClass, packets shownPackets, hops nhrp.DebugClass) {
	writeSystemDebugs(w, packets.System&^ipv6Debugs)
	if packets.ICMP || packets.Packet || packets.NAT {
		fmt.Fprint(w, "Generic IP:\n")
		if packets.ICMP {
			fmt.Fprint(w, "  ICMP packet debugging is on\n")
		}
		if packets.Packet {
			fmt.Fprintf(w, "  IP packet debugging is on%s\n", packets.detail())
		}
		if packets.NAT {
			fmt.Fprintf(w, "  IP NAT %s\n", packets.natDetail())
		}
	}
	writeSystemDebugs(w, packets.System&ipv6Debugs)
	writeNHRPDebugs(w, hops)
	writeTopics(w, "Cryptographic Subsystem:", cryptoTopics, on)
	writeTopics(w, "PKI:", pkiTopics, on)
}

// writeTopics lists the debugs of one part of the router that are on, if any.
func writeTopics(w io.Writer, heading string, topics []debugTopic, on ike.DebugClass) {
	heading = "\n" + heading + "\n"
	for _, d := range topics {
		if on&d.class != 0 {
			fmt.Fprintf(w, "%s  %s is on\n", heading, d.name)
			heading = ""
		}
	}
}
