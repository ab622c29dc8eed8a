package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// outputMax is how much of a test's output is kept.
const outputMax = 1 << 16

// memoryMax is the address space of a test, in KiB: a mutant that grows without end must not take the machine along.
const memoryMax = 8 << 20

// outcome is what came of a run of tests.
type outcome struct {
	passed  bool
	tooLong bool
	output  string
	cpu     time.Duration
}

// test runs tests of a suite. They may use so much CPU time; the wall clock may show ten times as much, since a
// machine has other work, and a mutant that only waits must end too.
func (s *session) test(at *suite, pattern string, limit time.Duration, env ...string) outcome {
	seconds := int(math.Ceil(limit.Seconds()))
	args := append([]string{
		"-c", fmt.Sprintf(`ulimit -t %d && ulimit -v %d && exec "$@"`, seconds, memoryMax), "sh",
		at.bin, "-test.run", pattern, "-test.failfast", "-test.timeout", (10 * limit).String(),
	}, s.sized(at.path)...)
	cmd := exec.Command("sh", args...)
	cmd.Dir = at.dir
	cmd.Env = append(os.Environ(), env...)
	var out tail
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return outcome{output: err.Error()}
	}
	late := time.AfterFunc(11*limit, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	err := cmd.Wait()
	stopped := !late.Stop()
	o := outcome{passed: err == nil, output: out.String()}
	if state := cmd.ProcessState; state != nil {
		o.cpu = state.UserTime() + state.SystemTime()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			status, ok := exit.Sys().(syscall.WaitStatus)
			o.tooLong = stopped || o.cpu >= limit || ok && status.Signaled() && status.Signal() == syscall.SIGXCPU ||
				strings.Contains(o.output, "panic: test timed out after")
		}
	}
	return o
}

// tail keeps the beginning and drops what is too much.
type tail struct{ bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if rest := outputMax - t.Len(); rest > 0 {
		t.Buffer.Write(p[:min(rest, len(p))])
	}
	return len(p), nil
}

// awake is the environment of a mutant.
func awake(n int) string { return "MUTATE_ON=" + strconv.Itoa(n) }
