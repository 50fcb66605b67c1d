package grammar

// Inert is a command that is valid IOS without bearing on what mainmode does.
// It is kept, like the lines that Kept knows, but read word by word, with help.
type Inert interface{ inert() }
