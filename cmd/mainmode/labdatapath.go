package main

import (
	"fmt"
	"slices"
	"strings"
)

// datapaths are the values of lab's --datapath: "kernel" for every node,
// "R2=kernel" for one.
type datapaths []string

var datapathNames = []string{"auto", "userspace", "kernel"}

// check finds what is no datapath, or for no router.
func (d datapaths) check(isNode func(string) bool) error {
	for _, value := range d {
		node, who, one := strings.Cut(value, "=")
		if !one {
			node, who = "", value
		}
		switch {
		case one && !isNode(node):
			return fmt.Errorf("--datapath: unknown node %q", node)
		case !slices.Contains(datapathNames, who):
			return fmt.Errorf("--datapath: %q is not one of %s", who, strings.Join(datapathNames, ", "))
		}
	}
	return nil
}

// of is the datapath of a node: what names the node counts more than what is
// for all, and of two alike the later.
func (d datapaths) of(name string) string {
	all, own := "auto", ""
	for _, value := range d {
		if node, who, one := strings.Cut(value, "="); !one {
			all = value
		} else if node == name {
			own = who
		}
	}
	if own != "" {
		return own
	}
	return all
}
