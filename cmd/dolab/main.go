package main

import (
	"io"
	"os"

	"dolab/experiments/all"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run obeys a command line and returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	a := &app{experiments: all.Experiments(), stdout: stdout, stderr: stderr}
	return a.run(args)
}
