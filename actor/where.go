package actor

import (
	"fmt"
	"path"
	goruntime "runtime"
	"strings"
)

// runtimes are the packages whose lines codeLine passes over: those that run the code of objects and tests.
var runtimes = []string{
	"runtime.", "reflect.", "iter.", "testing.", "github.com/stretchr/testify/", "dolab/actor.", "dolab/durable.",
}

// framesMax is how far up codeLine looks.
const framesMax = 64

// codeLine names the line of the running code that led here: the innermost that is not of the runtimes. It has no
// directory, so that it is the same on each machine.
func codeLine() string {
	var pcs [framesMax]uintptr
	n := goruntime.Callers(2, pcs[:])
	frames := goruntime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		if f.Function != "" && !ofRuntimes(f) {
			return fmt.Sprintf("%s:%d (%s)", path.Base(f.File), f.Line, f.Function)
		}
		if !more {
			return "an unknown line"
		}
	}
}

func ofRuntimes(f goruntime.Frame) bool {
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
