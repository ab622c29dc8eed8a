package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	workerd "dolab/experiments/remote/reference"
)

// process is a server under measurement.
type process struct {
	side side
	addr string
	cmd  *exec.Cmd
	in   io.WriteCloser // of a child of ours
	out  *bufio.Reader
	dir  string // its databases
}

// logMax is how many bytes of a server's log are shown: one that fails under load has much to say.
const logMax = 1000

// short lets no more than so many bytes through.
type short struct {
	w    io.Writer
	left int
}

func (s *short) Write(p []byte) (int, error) {
	if n := min(len(p), s.left); n > 0 {
		s.left -= n
		if _, err := s.w.Write(p[:n]); err != nil {
			return 0, err
		}
		if s.left == 0 {
			_, _ = io.WriteString(s.w, "…\n")
		}
	}
	return len(p), nil
}

// start starts a server of a side with an empty folder of databases.
func (b *bench) start(s side) (*process, error) {
	dir, err := os.MkdirTemp(b.dir, string(s)+"-")
	if err != nil {
		return nil, err
	}
	p := &process{side: s, dir: dir}
	if s == reference {
		err = p.startReference(b)
	} else {
		err = p.startChild(b)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", s, err), os.RemoveAll(dir))
	}
	b.running = append(b.running, p)
	return p, nil
}

func (p *process) startChild(b *bench) (err error) {
	args := append([]string{}, b.o.Child[1:]...)
	args = append(args, "--kind", string(p.side), "--project", b.dir, "--dir", p.dir, "--durability", b.o.Durability)
	if b.o.Profiles != "" && p.side != null {
		args = append(args, "--cpu-profile", filepath.Join(b.o.Profiles, filepath.Base(p.dir)+".pprof"))
	}
	p.cmd = exec.Command(b.o.Child[0], args...)
	p.cmd.Env = append(os.Environ(), b.o.ChildEnv...)
	p.cmd.Stderr = &short{w: b.o.Log, left: logMax}
	p.cmd.SysProcAttr = ownGroup()
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	p.out = bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		return err
	}
	defer context.AfterFunc(b.ctx, func() { _ = p.cmd.Process.Kill() })()
	line, err := p.out.ReadString('\n')
	if err != nil {
		return errors.Join(fmt.Errorf("it ended before it served: %w", err), p.cmd.Wait())
	}
	p.addr = strings.TrimSpace(line)
	return nil
}

func (p *process) startReference(b *bench) (err error) {
	if err := (workerd.Options{Project: b.dir}).Write(p.dir); err != nil {
		return err
	}
	p.cmd = workerd.Command(b.ctx, b.o.Workerd, p.dir)
	p.cmd.Stderr = &short{w: b.o.Log, left: logMax}
	p.cmd.SysProcAttr = ownGroup()
	p.addr, err = workerd.Listen(p.cmd)
	return err
}

// stopMax is how long a server may take to end: on a busy machine, to write a thousand logs back takes its time.
const stopMax = time.Minute

// stop ends the server and removes its databases.
func (p *process) stop() (err error) {
	if p.in == nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	} else {
		_ = p.in.Close()
		timer := time.AfterFunc(stopMax, func() { _ = p.cmd.Process.Kill() })
		err = p.cmd.Wait()
		if !timer.Stop() {
			err = fmt.Errorf("%s: it did not end within %s, and was killed", p.side.title(), stopMax)
		}
	}
	return errors.Join(err, os.RemoveAll(p.dir))
}

// stats asks a child of ours for what it knows of itself.
func (p *process) stats() (s stats, err error) {
	if _, err := fmt.Fprintln(p.in, "stats"); err != nil {
		return s, err
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(line, &s)
}

// cpu returns the CPU time that the process has used so far, 0 where the system does not tell.
func (p *process) cpu() time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(data), ") ") // The name may have spaces.
	f := strings.Fields(after)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(f[11], 10, 64)
	system, _ := strconv.ParseInt(f[12], 10, 64)
	const tick = 10 * time.Millisecond // USER_HZ is 100 on all of Linux.
	return time.Duration(user+system) * tick
}

// memory returns the resident bytes of the process, 0 where the system does not tell.
func (p *process) memory() int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmRSS:" {
			kb, _ := strconv.ParseInt(f[1], 10, 64)
			return kb << 10
		}
	}
	return 0
}

// descriptors returns how many files the process has open, 0 where the system does not tell.
func (p *process) descriptors() int {
	list, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.cmd.Process.Pid))
	return len(list)
}
