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

// memoryMax is how many bytes of memory a test may take: a mutant that grows without end must not take the machine
// along. Address space is not bounded, because each engine of durable/worker reserves 2 GB of it.
const memoryMax = 8 << 30

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
		"-c", fmt.Sprintf(`ulimit -t %d && exec "$@"`, seconds), "sh",
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
	ended := make(chan struct{})
	go watchMemory(cmd.Process.Pid, ended)
	err := cmd.Wait()
	close(ended)
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

// watchMemory kills a process and its children when it has more than memoryMax, until ended is closed.
func watchMemory(pid int, ended <-chan struct{}) {
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-ended:
			return
		case <-look.C:
			if resident(pid) > memoryMax {
				_ = syscall.Kill(-pid, syscall.SIGKILL)
				return
			}
		}
	}
}

// resident is how many bytes of memory a process has, 0 where the system does not say.
func resident(pid int) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.Atoi(fields[1])
	return pages * os.Getpagesize()
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
