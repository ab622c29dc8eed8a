package actor

import (
	"cmp"
	"fmt"
	"path"
	"runtime"
	"strings"
)

// runtimes are the packages whose lines CodeLine passes over: those that run the code of objects and tests.
var runtimes = []string{
	"runtime.", "reflect.", "iter.", "testing.", "github.com/stretchr/testify/",
	"dolab/actor.", "dolab/actor/", "dolab/durable.", "dolab/durable/platform.",
}

// framesMax is how far up CodeLine looks.
const framesMax = 64

// CodeLine names the line of the running code that led here, "file.go:12 (package.function)": the innermost that is not
// of the runtimes; in a function deferred by code that calls runtime.Goexit, the innermost that led to that. It has no
// directory, so that it is the same on each machine.
func CodeLine() string {
	var pcs [framesMax]uintptr
	n := runtime.Callers(2, pcs[:])
	frames := runtime.CallersFrames(pcs[:n])
	line := ""
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.Goexit":
			line = ""
		case line == "" && f.Function != "" && !ofRuntimes(f):
			line = fmt.Sprintf("%s:%d (%s)", path.Base(f.File), f.Line, f.Function)
		}
		if !more {
			return cmp.Or(line, "an unknown line")
		}
	}
}

func ofRuntimes(f runtime.Frame) bool {
	if strings.HasSuffix(f.File, "_test.go") {
		return false
	}
	for _, prefix := range runtimes {
		if strings.HasPrefix(f.Function, prefix) {
			return true
		}
	}
	return false
}
