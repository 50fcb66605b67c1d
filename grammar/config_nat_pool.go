package grammar

// NATPool is a range of addresses to translate to. One of Mask and Length is
// set.
type NATPool struct {
	Name    Word            `parser:"'ip' 'nat' 'pool' @@" names:"nat-pool" help:"pool=Define pool of addresses;Name=Pool name"`
	First   *IPv4           `parser:"(( @@" help:"First=Start IP address"`
	Last    *IPv4           `parser:"   @@" help:"Last=End IP address"`
	Mask    *Mask           `parser:"   ( 'netmask' @@" help:"netmask=Specify the network mask;Mask=Network mask"`
	Bits    *Number         `parser:"   | 'prefix-length' @@ )" range:"1-32" help:"prefix-length=Specify the prefix length;Bits=Prefix length"`
	Options []NATPoolOption `parser:"   @@* ))?" order:"any"`
}

func (p *NATPool) normalize() { p.Options = sortOptions(p.Options) }

// NATPoolRanges opens a pool of several ranges. One of Mask and Length is set.
type NATPoolRanges struct {
	Name    Word            `parser:"'ip' 'nat' 'pool' @@" names:"nat-pool" help:"pool=Define pool of addresses;Name=Pool name"`
	Mask    *Mask           `parser:"( 'netmask' @@" help:"netmask=Specify the network mask;Mask=Network mask"`
	Bits    *Number         `parser:"| 'prefix-length' @@ )" range:"1-32" help:"prefix-length=Specify the prefix length;Bits=Prefix length"`
	Options []NATPoolOption `parser:"@@*" order:"any"`
}

func (*NATPoolRanges) Submode() *Mode { return PoolRanges }

func (p *NATPoolRanges) normalize() { p.Options = sortOptions(p.Options) }

// NATPoolOption is what a pool has besides. One field is set.
type NATPoolOption struct {
	Type           string `parser:"  'type' @('match-host' | 'rotary')" help:"type=Specify the pool type;match-host=Keep host numbers the same after translation;rotary=Rotary address pool"`
	Accounting     *Word  `parser:"| 'accounting' @@" help:"accounting=Specify the accounting;Accounting=Accounting list name"`
	ARPPing        bool   `parser:"| @'arp-ping'" help:"arp-ping=Ping an address before it is given to another host"`
	NoPreservation bool   `parser:"| @'nopreservation'" help:"nopreservation=Disable IP address pool port preservation"`
	Route          bool   `parser:"| @'add-route'" help:"add-route=Add special route to Virtual Interface"`
}

// NATPoolAddresses is a range of a pool.
type NATPoolAddresses struct {
	First IPv4 `parser:"'address' @@" help:"address=Specify addresses in pool;First=Start IP address"`
	Last  IPv4 `parser:"@@" help:"Last=End IP address"`
}
