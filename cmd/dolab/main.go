package main

import (
	"io"
	"os"

	"dolab/experiments/all"
)

func main() {
	prepareSignals()
	os.Exit(newApp(os.Args[0], os.Stdout, os.Stderr).run(os.Args[1:]))
}

// newApp returns the command as the user has called it.
func newApp(called string, stdout, stderr io.Writer) *app {
	return &app{program: program(called), experiments: all.Experiments(), stdout: stdout, stderr: stderr}
}
