package main

import (
	"go/ast"

	"golang.org/x/tools/go/ast/inspector"
)

const (
	environment = "shows the environment of the process: take it as an option"
	machine     = "shows the machine or the process: take it as an option"
	randomName  = "gives a name that differs from run to run: take the directory as an option"
	localZone   = "shows the machine's time zone: use UTC"
)

var envDoors = doors{
	"os.Args":          environment,
	"os.Environ":       environment,
	"os.ExpandEnv":     environment,
	"os.Getenv":        environment,
	"os.LookupEnv":     environment,
	"os.Setenv":        environment,
	"os.Unsetenv":      environment,
	"os.Clearenv":      environment,
	"os.Getwd":         environment,
	"os.UserCacheDir":  environment,
	"os.UserConfigDir": environment,
	"os.UserHomeDir":   environment,
	"os.TempDir":       environment,
	"os.Executable":    machine,
	"os.Getpid":        machine,
	"os.Getppid":       machine,
	"os.Hostname":      machine,
	"os.CreateTemp":    randomName,
	"os.MkdirTemp":     randomName,
	"os/exec.*":        machine,
	"os/user.*":        machine,

	"runtime.GOMAXPROCS":   machine,
	"runtime.NumCPU":       machine,
	"runtime.NumCgoCall":   machine,
	"runtime.NumGoroutine": machine,
	"runtime.ReadMemStats": machine,
	"syscall.Environ":      environment,
	"syscall.Getenv":       environment,
	"syscall.Getpid":       machine,
	"syscall.Getppid":      machine,

	"time.Local":      localZone,
	"time.Time.Local": localZone,
}

// zoneFree are the methods of time.Time that take the zone away or do not look at it.
var zoneFree = map[string]bool{
	"UTC": true, "In": true, "Before": true, "After": true, "Equal": true, "Compare": true, "Sub": true,
	"Unix": true, "UnixMilli": true, "UnixMicro": true, "UnixNano": true, "IsZero": true,
}

// checkZone reports times made from a count without a word on the zone: they are in the machine's.
func checkZone(s *source, report reporter) {
	for cur := range s.cur.Preorder((*ast.Ident)(nil)) {
		obj := s.info.Uses[cur.Node().(*ast.Ident)]
		if obj == nil {
			continue
		}
		switch pathName(obj) {
		case "time.Unix", "time.UnixMilli", "time.UnixMicro":
			if !zoneDropped(cur) {
				report(cur.Node(), shownName(obj)+" gives a time in the machine's zone: add .UTC()")
			}
		}
	}
}

// zoneDropped reports whether the function at cur is called and its result at once freed of its zone.
func zoneDropped(cur inspector.Cursor) bool {
	if _, isSelector := cur.Parent().Node().(*ast.SelectorExpr); isSelector {
		cur = cur.Parent()
	}
	call, isCall := cur.Parent().Node().(*ast.CallExpr)
	if !isCall || call.Fun != cur.Node() {
		return false
	}
	method, isSelector := cur.Parent().Parent().Node().(*ast.SelectorExpr)
	return isSelector && zoneFree[method.Sel.Name]
}
