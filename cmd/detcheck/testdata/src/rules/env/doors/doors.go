// Package doors uses every door of its rule.
package doors

import (
	"os"
	"os/exec"
	"os/user"
	"runtime"
	"syscall"
	"time"
)

var (
	_ = os.Args              // want `os\.Args .*\(env\)`
	_ = os.Environ           // want `os\.Environ .*\(env\)`
	_ = os.ExpandEnv         // want `os\.ExpandEnv .*\(env\)`
	_ = os.Getenv            // want `os\.Getenv .*\(env\)`
	_ = os.LookupEnv         // want `os\.LookupEnv .*\(env\)`
	_ = os.Setenv            // want `os\.Setenv .*\(env\)`
	_ = os.Unsetenv          // want `os\.Unsetenv .*\(env\)`
	_ = os.Clearenv          // want `os\.Clearenv .*\(env\)`
	_ = os.Getwd             // want `os\.Getwd .*\(env\)`
	_ = os.UserCacheDir      // want `os\.UserCacheDir .*\(env\)`
	_ = os.UserConfigDir     // want `os\.UserConfigDir .*\(env\)`
	_ = os.UserHomeDir       // want `os\.UserHomeDir .*\(env\)`
	_ = os.TempDir           // want `os\.TempDir .*\(env\)`
	_ = os.Executable        // want `os\.Executable .*\(env\)`
	_ = os.Getpid            // want `os\.Getpid .*\(env\)`
	_ = os.Getppid           // want `os\.Getppid .*\(env\)`
	_ = os.Hostname          // want `os\.Hostname .*\(env\)`
	_ = os.CreateTemp        // want `os\.CreateTemp .*\(env\)`
	_ = os.MkdirTemp         // want `os\.MkdirTemp .*\(env\)`
	_ = exec.Command         // want `exec\.Command .*\(env\)`
	_ = user.Current         // want `user\.Current .*\(env\)`
	_ = runtime.GOMAXPROCS   // want `runtime\.GOMAXPROCS .*\(env\)`
	_ = runtime.NumCPU       // want `runtime\.NumCPU .*\(env\)`
	_ = runtime.NumCgoCall   // want `runtime\.NumCgoCall .*\(env\)`
	_ = runtime.NumGoroutine // want `runtime\.NumGoroutine .*\(env\)`
	_ = runtime.ReadMemStats // want `runtime\.ReadMemStats .*\(env\)`
	_ = syscall.Environ      // want `syscall\.Environ .*\(env\)`
	_ = syscall.Getenv       // want `syscall\.Getenv .*\(env\)`
	_ = syscall.Getpid       // want `syscall\.Getpid .*\(env\)`
	_ = syscall.Getppid      // want `syscall\.Getppid .*\(env\)`
	_ = time.Local           // want `time\.Local .*\(env\)`
	_ = time.Time.Local      // want `time\.Time\.Local .*\(env\)`
)
