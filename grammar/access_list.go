package grammar

// NumberedList is the number of an access list, which says its kind. One
// field is set.
type NumberedList struct {
	Standard         *Number `parser:"  @@" range:"1-99" help:"Standard=IP standard access list"`
	StandardExpanded *Number `parser:"| @@" range:"1300-1999" help:"StandardExpanded=IP standard access list (expanded range)"`
}

// String is the number.
func (n *NumberedList) String() string { return oneNumber(n.Standard, n.StandardExpanded) }

// NumberedExtendedList is the number of an extended access list. One field is
// set.
type NumberedExtendedList struct {
	Extended         *Number `parser:"  @@" range:"100-199" help:"Extended=IP extended access list"`
	ExtendedExpanded *Number `parser:"| @@" range:"2000-2699" help:"ExtendedExpanded=IP extended access list (expanded range)"`
}

// String is the number.
func (n *NumberedExtendedList) String() string { return oneNumber(n.Extended, n.ExtendedExpanded) }

func oneNumber(a, b *Number) string {
	if a != nil {
		return a.String()
	}
	return b.String()
}

// AccessListStandard is a line of a numbered standard access list.
type AccessListStandard struct {
	List     NumberedList  `parser:"'access-list' @@" help:"access-list=Add an access list entry"`
	Sequence *Number       `parser:"(( @@?" range:"1-2147483647" help:"Sequence=Sequence Number"`
	Remark   *Remark       `parser:"  ( @@"`
	Rule     *StandardRule `parser:"  | @@ ) ))?"`
}

func (a *AccessListStandard) normalize() { a.Rule.normalize() }

// AccessListExtended is a line of a numbered extended access list.
type AccessListExtended struct {
	List     NumberedExtendedList `parser:"'access-list' @@" help:"access-list=Add an access list entry"`
	Sequence *Number              `parser:"(( @@?" range:"1-2147483647" help:"Sequence=Sequence Number"`
	Remark   *Remark              `parser:"  ( @@"`
	Dynamic  *Dynamic             `parser:"  | @@"`
	Rule     *ExtendedRule        `parser:"  | @@ ) ))?"`
}

func (a *AccessListExtended) normalize() {
	a.Rule.normalize()
	a.Dynamic.normalize()
}

// Remark is a comment in an access list.
type Remark struct {
	Text Text `parser:"'remark' @@" help:"remark=Access list entry comment;Text=Comment up to 100 characters"`
}

// IPAccessListStandard opens a standard access list. One field is set.
type IPAccessListStandard struct {
	List *NumberedList   `parser:"'ip' 'access-list' 'standard' ( @@" help:"access-list=Named access-list;standard=Standard Access List"`
	Name *AccessListName `parser:"| @@ )" help:"Name=Access-list name"`
}

// String is the list's number or name.
func (a *IPAccessListStandard) String() string {
	if a.List != nil {
		return a.List.String()
	}
	return a.Name.String()
}

func (*IPAccessListStandard) Submode() *Mode { return StandardACL }

// IPAccessListExtended opens an extended access list. One field is set.
type IPAccessListExtended struct {
	List *NumberedExtendedList `parser:"'ip' 'access-list' 'extended' ( @@" help:"access-list=Named access-list;extended=Extended Access List"`
	Name *AccessListName       `parser:"| @@ )" help:"Name=Access-list name"`
}

// String is the list's number or name.
func (a *IPAccessListExtended) String() string {
	if a.List != nil {
		return a.List.String()
	}
	return a.Name.String()
}

func (*IPAccessListExtended) Submode() *Mode { return ExtendedACL }

// IPAccessListResequence numbers the entries of an access list anew. Nothing
// of it stays in the configuration.
type IPAccessListResequence struct {
	Name  Word   `parser:"'ip' 'access-list' 'resequence' @@" help:"access-list=Named access-list;resequence=Resequence Access List;Name=Access-list name or number"`
	First Number `parser:"@@" range:"1-2147483647" help:"First=Starting Sequence Number"`
	Step  Number `parser:"@@" range:"1-2147483647" help:"Step=Step to increment the sequence number"`
}

// AccessListLogUpdate says after how many packets the next message of a flow
// comes.
type AccessListLogUpdate struct {
	Threshold *Number `parser:"'ip' 'access-list' 'log-update' 'threshold' (( @@ ))?" range:"0-2147483647" help:"log-update=Control access list log updates;threshold=Set access list logging threshold;Threshold=Access list logging threshold"`
}

// AccessListLogging is how often packets are logged, and what the messages have
// at their end. It concerns IOS's forwarding and the form of its messages alone.
type AccessListLogging struct {
	Interval *Number `parser:"'ip' 'access-list' 'logging' ( 'interval' (( @@ ))?" range:"0-2147483647" help:"logging=Control access list logging;interval=Set access list logging interval;Interval=Access list logging interval (milliseconds)"`
	Hash     bool    `parser:"| @'hash-generation' )" help:"hash-generation=Enable syslog hash code generation"`
}

// StandardEntry is a line of a standard access list. After "no" a sequence
// number is enough.
type StandardEntry struct {
	Sequence       *Number       `parser:"( @@" range:"1-2147483647" help:"Sequence=Sequence Number"`
	SequenceRemark *Remark       `parser:"  (( @@"`
	SequenceRule   *StandardRule `parser:"  | @@ ))?"`
	Remark         *Remark       `parser:"| @@"`
	Rule           *StandardRule `parser:"| @@ )"`
}

func (e *StandardEntry) normalize() {
	e.Rule.normalize()
	e.SequenceRule.normalize()
}

// ExtendedEntry is a line of an extended access list. After "no" a sequence
// number is enough.
type ExtendedEntry struct {
	Sequence         *Number       `parser:"( @@" range:"1-2147483647" help:"Sequence=Sequence Number"`
	SequenceRemark   *Remark       `parser:"  (( @@"`
	SequenceEvaluate *Evaluate     `parser:"  | @@"`
	SequenceDynamic  *Dynamic      `parser:"  | @@"`
	SequenceRule     *ExtendedRule `parser:"  | @@ ))?"`
	Remark           *Remark       `parser:"| @@"`
	Evaluate         *Evaluate     `parser:"| @@"`
	Dynamic          *Dynamic      `parser:"| @@"`
	Rule             *ExtendedRule `parser:"| @@ )"`
}

func (e *ExtendedEntry) normalize() {
	e.Rule.normalize()
	e.SequenceRule.normalize()
	e.Dynamic.normalize()
	e.SequenceDynamic.normalize()
}

// Evaluate nests a reflexive access list.
type Evaluate struct {
	Name Word `parser:"'evaluate' @@" help:"evaluate=Evaluate an access list;Name=IP reflexive access list name"`
}

// Dynamic is the pattern of the entries that lock-and-key makes for users who
// have logged in, with their addresses. Minutes is how long one lives at most.
type Dynamic struct {
	Name    Word          `parser:"'dynamic' @@" help:"dynamic=Specify a DYNAMIC list of PERMITs or DENYs;Name=Name of a Dynamic list"`
	Minutes *Number       `parser:"( 'timeout' @@ )?" range:"1-9999" help:"timeout=Maximum time for dynamic ACL to live;Minutes=Maximum time to live"`
	Rule    *ExtendedRule `parser:"@@"`
}

func (d *Dynamic) normalize() {
	if d != nil {
		d.Rule.normalize()
	}
}
