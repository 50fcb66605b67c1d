package grammar

import "github.com/alecthomas/participle/v2/lexer"

// URL names a file: "flash:r2.cfg", "tftp://192.0.2.1/r2.cfg", "r2.cfg".
type URL string

func (URL) Accepts(word string) bool { return word != "" }
func (URL) Syntax() string           { return "WORD" }
func (u URL) String() string         { return string(u) }

// Parse implements participle.Parseable.
func (u *URL) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool { *u = URL(s); return s != "" })
}

// CopyEnd is one end of a copy: a file of the router that has a name of its
// own, a file system whose file is asked for, or a URL.
type CopyEnd struct {
	Known string `parser:"  @('running-config' | 'startup-config' | 'bootflash:' | 'disk0:' | 'flash:' | 'ftp:' | 'http:' | 'https:' | 'null:' | 'nvram:' | 'scp:' | 'system:' | 'tftp:')" help:"running-config=Current system configuration;startup-config=Startup configuration;bootflash:=The bootflash: file system;disk0:=The disk0: file system;flash:=The flash: file system;ftp:=The ftp: file system;http:=The http: file system;https:=The https: file system;null:=The null: file system;nvram:=The nvram: file system;scp:=The scp: file system;system:=The system: file system;tftp:=The tftp: file system"`
	URL   *URL   `parser:"| @@" help:"URL=URL of a file"`
}

// String is the end as a URL.
func (e *CopyEnd) String() string {
	switch {
	case e.URL != nil:
		return e.URL.String()
	case e.Known == "running-config":
		return "system:running-config"
	case e.Known == "startup-config":
		return "nvram:startup-config"
	}
	return e.Known
}

// Copy copies a file to another, or lines into the configuration.
type Copy struct {
	From CopyEnd `parser:"'copy' @@" help:"copy=Copy from one file to another"`
	To   CopyEnd `parser:"@@"`
}

// Erase removes what the router boots from.
type Erase struct {
	What string `parser:"'erase' @('nvram:' | 'startup-config')" help:"erase=Erase a filesystem;nvram:=Filesystem to be erased;startup-config=Erase contents of configuration memory"`
}

// Dir lists the files of a directory, nil is the working directory, or of all
// file systems.
type Dir struct {
	All       bool `parser:"'dir' @'/all'?" help:"dir=List files on a filesystem;/all=List all files"`
	Recursive bool `parser:"@'/recursive'?" help:"/recursive=List files recursively"`
	Systems   bool `parser:"( @'all-filesystems'" help:"all-filesystems=List files on all filesystems"`
	Directory *URL `parser:"| @@ )?" help:"Directory=Directory or file name"`
}

// More shows a file.
type More struct {
	As   string `parser:"'more' @('/ascii' | '/binary')?" help:"more=Display the contents of a file;/ascii=Display binary files in ascii;/binary=Force display to hex/text format"`
	File URL    `parser:"@@" help:"File=File to display"`
}

// Delete removes a file.
type Delete struct {
	Options []DeleteOption `parser:"'delete' @@*" order:"any" help:"delete=Delete a file"`
	File    URL            `parser:"@@" help:"File=File to be deleted"`
}

// DeleteOption is a detail of a Delete. One field is set.
type DeleteOption struct {
	Force     bool `parser:"  @'/force'" help:"/force=Force delete"`
	Recursive bool `parser:"| @'/recursive'" help:"/recursive=Recursive delete"`
}

// Rename gives a file another name.
type Rename struct {
	From URL  `parser:"'rename' @@" help:"rename=Rename a file;From=File to be renamed"`
	To   *URL `parser:"@@?" help:"To=New name of the file"`
}

// MakeDirectory makes a directory.
type MakeDirectory struct {
	Directory URL `parser:"'mkdir' @@" help:"mkdir=Create new directory;Directory=Directory to be created"`
}

// RemoveDirectory removes a directory that is empty.
type RemoveDirectory struct {
	Directory URL `parser:"'rmdir' @@" help:"rmdir=Remove existing directory;Directory=Directory to be removed"`
}

// PrintDirectory shows the working directory.
type PrintDirectory struct {
	Set bool `parser:"@'pwd'" help:"pwd=Display current working directory"`
}

// ChangeDirectory changes the working directory; nil is flash:.
type ChangeDirectory struct {
	Set       bool `parser:"@'cd'" help:"cd=Change current directory"`
	Directory *URL `parser:"@@?" help:"Directory=Directory name"`
}

// Verify computes the digest of a file and compares it with Digest, if that
// is given.
type Verify struct {
	MD5    bool  `parser:"'verify' @'/md5'?" help:"verify=Verify a file;/md5=Compute an md5 signature for a file"`
	File   URL   `parser:"@@" help:"File=File to be verified"`
	Digest *Word `parser:"@@?" help:"Digest=md5 signature of the file"`
}

// ShowFileSystems lists the file systems.
type ShowFileSystems struct {
	Systems bool `parser:"'show' 'file' @'systems'" help:"file=Show filesystem information;systems=List filesystems"`
}

// ShowFileInformation shows what kind of file one is.
type ShowFileInformation struct {
	File URL `parser:"'show' 'file' 'information' @@" help:"file=Show filesystem information;information=Display information about a file;File=File to display information about"`
}

// ShowFlash lists the flash.
type ShowFlash struct {
	Name string `parser:"'show' @('bootflash:' | 'disk0:' | 'flash:' | 'flash')" help:"bootflash:=display information about bootflash: file system;disk0:=display information about disk0: file system;flash:=display information about flash: file system;flash=display information about flash: file system"`
}

// fileEntries are the commands that concern files.
var fileEntries = []entry{
	plain[Copy](), plain[Erase](), plain[Dir](), plain[More](), plain[Delete](), plain[Rename](),
	plain[MakeDirectory](), plain[RemoveDirectory](), plain[PrintDirectory](), plain[ChangeDirectory](), plain[Verify](),
	plain[ShowFileSystems](), plain[ShowFileInformation](),
}
