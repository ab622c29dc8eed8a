package durable_test

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
)

var kills = flag.Int("kills", 5, "how often TestLiveKill kills a server under load")

// The environment of a server that is to be killed.
const (
	killDir        = "DURABLE_KILL_DIR"
	killDurability = "DURABLE_KILL_DURABILITY"
)

// Bounds of the load.
const (
	killObjects = 40
	killCallers = 8
)

// TestLiveKill kills a server under load again and again, with signal 9, and holds what the next one finds against what
// was answered: no count that was answered is missing, none is there that was not asked for, and no alarm is lost.
func TestLiveKill(t *testing.T) {
	if dir := os.Getenv(killDir); dir != "" {
		killServer(t, dir)
		return
	}
	for _, d := range []durable.Durability{durable.Power, durable.Process} {
		t.Run(d.String(), func(t *testing.T) {
			k := &killer{dir: t.TempDir(), durability: d}
			for n := range *kills {
				s := k.start(t)
				k.check(t, s, n)
				k.load(s, time.Duration(20+n*37%150)*time.Millisecond)
			}
			s := k.start(t)
			k.check(t, s, *kills)
			k.allRing(t, s)
			s.kill()
		})
	}
}

// killer knows what it was answered, and what it asked for.
type killer struct {
	dir        string
	durability durable.Durability
	mu         sync.Mutex
	answered   [killObjects]int // the highest count that was answered
	asked      [killObjects]int // how often a count was asked for
	armed      [killObjects]int // how many alarms were answered that may not have rung yet
}

// killedServer is a server in a process of its own, which reads requests from a pipe and writes answers to another.
type killedServer struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Scanner
	mu   sync.Mutex
	next int
	wait map[int]chan string
}

func (k *killer) start(t *testing.T) *killedServer {
	s := &killedServer{cmd: exec.Command(os.Args[0], "-test.run", "^TestLiveKill$"), wait: map[int]chan string{}}
	s.cmd.Env = append(os.Environ(), killDir+"="+k.dir, killDurability+"="+k.durability.String())
	s.cmd.Stderr = os.Stderr
	var err error
	s.in, err = s.cmd.StdinPipe()
	require.NoError(t, err)
	out, err := s.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, s.cmd.Start())
	s.out = bufio.NewScanner(out)
	require.True(t, s.out.Scan())
	require.Equal(t, "ready", s.out.Text())
	go s.read()
	return s
}

// read hands out answers until the server is gone.
func (s *killedServer) read() {
	for s.out.Scan() {
		id, text, _ := strings.Cut(s.out.Text(), " ")
		n, _ := strconv.Atoi(id)
		s.mu.Lock()
		c := s.wait[n]
		delete(s.wait, n)
		s.mu.Unlock()
		c <- text
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.wait {
		close(c)
	}
	s.wait = nil
}

// ask returns the server's answer, false where it was killed before.
func (s *killedServer) ask(format string, args ...any) (string, bool) {
	c := make(chan string, 1)
	s.mu.Lock()
	if s.wait == nil {
		s.mu.Unlock()
		return "", false
	}
	s.next++
	s.wait[s.next] = c
	_, err := fmt.Fprintf(s.in, "%d %s\n", s.next, fmt.Sprintf(format, args...))
	s.mu.Unlock()
	if err != nil {
		return "", false
	}
	text, answered := <-c
	return text, answered
}

func (s *killedServer) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// load lets callers count and set alarms until the server is killed under them.
func (k *killer) load(s *killedServer, span time.Duration) {
	var wg sync.WaitGroup
	for caller := range killCallers {
		wg.Go(func() {
			for n := caller; ; n++ {
				if !k.request(s, n) {
					return
				}
			}
		})
	}
	time.Sleep(span)
	s.kill()
	wg.Wait()
}

func (k *killer) request(s *killedServer, n int) bool {
	object := n % killObjects
	if n%9 == 0 {
		_, answered := s.ask("ring %d %d", object, n%7*10)
		if answered {
			k.mu.Lock()
			k.armed[object] = 1
			k.mu.Unlock()
		}
		return answered
	}
	k.mu.Lock()
	k.asked[object]++
	k.mu.Unlock()
	text, answered := s.ask("add %d", object)
	if !answered {
		return false
	}
	count, err := strconv.Atoi(text)
	if err != nil {
		panic(text)
	}
	k.mu.Lock()
	k.answered[object] = max(k.answered[object], count)
	k.mu.Unlock()
	return true
}

// check looks whether each object has all that was answered, and no more than was asked for.
func (k *killer) check(t *testing.T, s *killedServer, round int) {
	for object := range killObjects {
		text, answered := s.ask("get %d", object)
		require.True(t, answered)
		n, err := strconv.Atoi(text)
		require.NoError(t, err, text)
		require.GreaterOrEqual(t, n, k.answered[object], "object %d after %d kills: an answered count is missing", object, round)
		require.LessOrEqual(t, n, k.asked[object], "object %d", object)
		k.answered[object] = n
	}
}

// allRing waits until every object whose alarm was answered has rung.
func (k *killer) allRing(t *testing.T, s *killedServer) {
	for deadline := time.Now().Add(20 * time.Second); ; {
		var missing []string
		for object := range killObjects {
			text, answered := s.ask("alarm %d", object)
			require.True(t, answered)
			if k.armed[object] > 0 && text != "false 1" {
				missing = append(missing, fmt.Sprintf("object %d: %s", object, text))
			}
		}
		if len(missing) == 0 {
			return
		}
		require.True(t, time.Now().Before(deadline), "alarms are lost: %q", missing)
	}
}

// killServer serves requests from its standard input until it is killed.
func killServer(t *testing.T, dir string) {
	d, err := durable.ParseDurability(os.Getenv(killDurability))
	require.NoError(t, err)
	s := serve(t, dir, durable.WithDurability(d), durable.WithOpenMax(24))
	var mu sync.Mutex
	fmt.Println("ready")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		f := strings.Fields(in.Text())
		go func() {
			text := killAnswer(s, f[1:])
			mu.Lock()
			defer mu.Unlock()
			fmt.Println(f[0], text)
		}()
	}
	os.Exit(0)
}

func killAnswer(s *served, f []string) string {
	var v any
	var err error
	switch f[0] {
	case "add":
		v, err = call[int](s, f[1], "Add", 1)
	case "get":
		v, err = call[int](s, f[1], "Add", 0)
	case "ring":
		ms, _ := strconv.Atoi(f[2])
		v, err = call[any](s, f[1], "Ring", ms)
	case "alarm": // Whether one is set, and whether one has ever rung.
		var set bool
		var rings int
		set, err = call[bool](s, f[1], "Armed")
		if err == nil {
			rings, err = call[int](s, f[1], "Rings")
		}
		v = fmt.Sprint(set, " ", min(rings, 1))
	}
	if err != nil {
		return "error: " + err.Error()
	}
	return fmt.Sprint(v)
}
