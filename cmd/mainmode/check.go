package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"mainmode/compiler"
)

type checkCommand struct {
	Files []string `arg:"" name:"file" help:"Configurations. Of two or more it is told whether these peers will agree."`
	JSON  bool     `name:"json" help:"Write the report as JSON."`
}

// checked is the JSON form of what check says.
type checked struct {
	Reports []*compiler.Report    `json:"reports"`
	Pairs   []compiler.PeerReport `json:"pairs,omitempty"`
	Status  int                   `json:"status"` // the exit status
}

func (c *checkCommand) Run() error { return c.write(os.Stdout) }

func (c *checkCommand) write(w io.Writer) error {
	out := checked{}
	for _, file := range c.Files {
		text, err := compiler.ReadFile(file)
		if err != nil {
			return err
		}
		r := compiler.Check(file, text)
		out.Reports = append(out.Reports, r)
		out.Status = max(out.Status, r.Status())
	}
	out.Pairs = compiler.ComparePeers(out.Reports)
	for i := range out.Pairs {
		out.Status = max(out.Status, out.Pairs[i].Status())
	}
	if err := c.print(w, &out); err != nil {
		return err
	}
	if out.Status > 0 {
		return exitStatus(out.Status)
	}
	return nil
}

func (c *checkCommand) print(w io.Writer, out *checked) error {
	if c.JSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(out)
	}
	for i, r := range out.Reports {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if _, err := io.WriteString(w, r.String()); err != nil {
			return err
		}
	}
	for i := range out.Pairs {
		if _, err := fmt.Fprintf(w, "\n%s", &out.Pairs[i]); err != nil {
			return err
		}
	}
	return nil
}
