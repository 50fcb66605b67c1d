package grammar

// Configure enters configuration mode; without a Source it asks from where.
// RevertTimer and RevertIdle are minutes after which the change is taken back
// unless "configure confirm" comes.
type Configure struct {
	Source      string  `parser:"'configure' ( @('memory' | 'network' | 'overwrite-network')" help:"memory=Configure from NV memory;network=Configure from a TFTP network host;overwrite-network=Overwrite NV memory from TFTP network host"`
	Terminal    bool    `parser:"| @'terminal'" help:"terminal=Configure from the terminal"`
	Lock        bool    `parser:"  ( @'lock'" help:"lock=Lock configuration mode"`
	Exclusive   bool    `parser:"  | @'exclusive'" help:"exclusive=Lock configuration mode until this session leaves it"`
	RevertTimer *Number `parser:"  | 'revert' ( 'timer' @@" range:"1-120" help:"revert=Parameters for reverting the configuration;timer=Revert if not confirmed within a time;RevertTimer=Time in minutes for confirmation"`
	RevertIdle  *Number `parser:"    | 'timer' 'idle' @@ ) )? )?" range:"1-120" help:"idle=Revert if the terminal is idle for a time;RevertIdle=Idle time in minutes"`
}

// ConfigureReplace makes a file the running configuration.
type ConfigureReplace struct {
	File    URL             `parser:"'configure' 'replace' @@" help:"replace=Replace the running-config with a new config file;File=URL of config file that will replace the running-config"`
	Options []ReplaceOption `parser:"@@*" order:"any"`
}

// ReplaceOption is a detail of a ConfigureReplace. One field is set, but for
// Revert, which goes with Error and Timer.
type ReplaceOption struct {
	Force      bool    `parser:"  @'force'" help:"force=Forcibly replace without prompting the user"`
	IgnoreCase bool    `parser:"| @'ignorecase'" help:"ignorecase=Ignore the case when comparing configs"`
	List       bool    `parser:"| @'list'" help:"list=List the commands applied in each pass"`
	NoLock     bool    `parser:"| @'nolock'" help:"nolock=Do not acquire configuration lock"`
	Time       *Number `parser:"| 'time' @@" range:"1-120" help:"time=Time for which to wait for confirmation;Time=Time in minutes for confirmation"`
	Revert     bool    `parser:"| @'revert'" help:"revert=Parameters for reverting the configuration"`
	Error      bool    `parser:"  ( 'trigger' @'error'" help:"trigger=Specify a trigger for reverting the configuration;error=Revert to the original configuration upon error"`
	ErrorTimer *Number `parser:"    ( 'timer' @@ )?" range:"1-120" help:"timer=Revert if not confirmed within a time;ErrorTimer=Time in minutes for confirmation"`
	Timer      *Number `parser:"  | 'timer' @@ )" range:"1-120" help:"timer=Revert if not confirmed within a time;Timer=Time in minutes for confirmation"`
}

// ConfigureConfirm keeps what would be taken back.
type ConfigureConfirm struct {
	Set bool `parser:"'configure' @'confirm'" help:"confirm=Confirm replacement of running-config with a new config file"`
}

// ConfigureRevert takes a change back now, or after Timer minutes.
type ConfigureRevert struct {
	Now   bool    `parser:"'configure' 'revert' ( @'now'" help:"revert=Parameters for reverting the configuration;now=Cancel the timer and revert immediately"`
	Timer *Number `parser:"| 'timer' @@" range:"1-120" help:"timer=Reset the confirmation timer;Timer=Time in minutes for confirmation"`
	Idle  *Number `parser:"| 'timer' 'idle' @@ )" range:"1-120" help:"idle=Reset the idle timer;Idle=Idle time in minutes"`
}

// ArchiveConfig puts the running configuration into the archive.
type ArchiveConfig struct {
	Set bool `parser:"'archive' @'config'" help:"archive=manage archive files;config=Archive the running configuration"`
}

// ShowArchive lists the archive.
type ShowArchive struct {
	Set bool `parser:"'show' @'archive'" help:"archive=Archive functions"`
}

// ShowArchiveDifferences compares two configurations: by default the running
// one with the startup one, a single one with the running one.
type ShowArchiveDifferences struct {
	Differences bool `parser:"'show' 'archive' 'config' @'differences'" help:"archive=Archive functions;config=Config related;differences=Print the diffs between two files"`
	First       *URL `parser:"( @@" help:"First=First file"`
	Second      *URL `parser:"  @@?" help:"Second=Second file"`
	IgnoreCase  bool `parser:"  @'ignorecase'? )?" help:"ignorecase=Ignore the case when comparing configs"`
}

// ShowArchiveIncremental lists the lines of a file that the running
// configuration does not have.
type ShowArchiveIncremental struct {
	File       URL  `parser:"'show' 'archive' 'config' 'incremental-diffs' @@" help:"archive=Archive functions;config=Config related;incremental-diffs=Print the lines of a file that the running configuration does not have;File=File to compare"`
	IgnoreCase bool `parser:"@'ignorecase'?" help:"ignorecase=Ignore the case when comparing configs"`
}

// ShowArchiveRollbackTimer shows when a change will be taken back.
type ShowArchiveRollbackTimer struct {
	Timer bool `parser:"'show' 'archive' 'config' 'rollback' @'timer'" help:"archive=Archive functions;config=Config related;rollback=Rollback settings;timer=Timed rollback"`
}

// ShowArchiveLog lists the configuration commands that were logged.
type ShowArchiveLog struct {
	All        bool    `parser:"'show' 'archive' 'log' 'config' ( @'all'" help:"archive=Archive functions;log=Log of archived commands;config=Configuration commands;all=Display all entries"`
	Statistics bool    `parser:"| @'statistics'" help:"statistics=Display statistics of the log"`
	First      *Number `parser:"| @@" range:"1-2147483647" help:"First=Start record number"`
	Last       *Number `parser:"  @@? )" range:"1-2147483647" help:"Last=End record number"`
}

// configureEntries are the commands that concern the configuration as a whole.
var configureEntries = []entry{
	plain[Configure](), plain[ConfigureReplace](), plain[ConfigureConfirm](), plain[ConfigureRevert](),
	plain[ArchiveConfig](), plain[ShowArchive](), plain[ShowArchiveDifferences](), plain[ShowArchiveIncremental](),
	plain[ShowArchiveRollbackTimer](), plain[ShowArchiveLog](),
}

// configureShared is the help of the words that several of them begin with.
var configureShared = map[string]string{
	"configure":           "Enter configuration mode",
	"show archive":        "Archive functions",
	"show archive config": "Config related",
	"show file":           "Show filesystem information",
}
