// Package env shows the ways to the machine and its environment.
package env

import (
	"os"
	"runtime"
	"time"
)

func bad() {
	_ = os.Getenv("HOME")                          // want `os.Getenv shows the environment of the process: take it as an option \(env\)`
	_ = runtime.GOMAXPROCS(0)                      // want `runtime.GOMAXPROCS shows the machine`
	_ = time.UnixMilli(7)                          // want `time.UnixMilli gives a time in the machine's zone: add .UTC\(\) \(env\)`
	_ = time.Unix(7, 0).String()                   // want `time.Unix gives`
	_ = time.UnixMicro                             // want `time.UnixMicro gives`
	_ = time.Unix(7, 0).Local()                    // want `time.Unix gives` `time.Time.Local shows`
	_ = time.Date(1, 1, 1, 0, 0, 0, 0, time.Local) // want `time.Local shows the machine's time zone: use UTC`
}

func good() (string, int64) {
	_, _ = os.ReadFile("counter.db")
	_ = time.UnixMilli(7).UTC()
	_ = time.Unix(7, 0).In(time.UTC)
	return runtime.GOOS, time.UnixMicro(7).UnixMilli()
}
