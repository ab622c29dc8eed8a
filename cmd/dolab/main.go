package main

import (
	"io"
	"os"

	"dolab/experiments/all"
)

func main() {
	prepareSignals()
	a := newApp(os.Args[0], os.Stdout, os.Stderr)
	end := a.listen()
	code := a.run(os.Args[1:])
	end()
	os.Exit(code)
}

// newApp returns the command as the user has called it.
func newApp(called string, stdout, stderr io.Writer) *app {
	return &app{program: program(called), experiments: all.Experiments(), stdout: stdout, stderr: stderr}
}
