package main

import (
	"io"
	"os"
)

// Exit codes.
const (
	exitReached = 0
	exitMissed  = 1 // the score is below the target
	exitTrouble = 2 // usage, or code that cannot be mutated or tested
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run obeys a command line and returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	o, err := parseOptions(args, stderr)
	if err != nil {
		return exitTrouble
	}
	return (&session{options: o, left: ours(), stdout: stdout, stderr: stderr}).run()
}
