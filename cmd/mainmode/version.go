package main

import (
	"fmt"
	"runtime"

	"mainmode/shell"
)

type versionCommand struct{}

func (versionCommand) Run() error {
	fmt.Printf("mainmode %s (%s, %s/%s)\n", shell.SoftwareVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
