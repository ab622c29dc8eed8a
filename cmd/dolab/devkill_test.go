package main

import (
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var kills = flag.Int("kills", 3, "how often TestDevKill kills dev under load")

// Bounds of the load.
const (
	killObjects = 20
	killCallers = 8
)

// killed is what clients of a server that is killed again and again have asked for, and what they were answered.
type killed struct {
	mu       sync.Mutex
	answered [killObjects]int // the highest count that was answered
	asked    [killObjects]int // how often a count was asked for
	armed    [killObjects]bool
}

// TestDevKill kills dev under load over HTTP, with signal 9, and holds what the next one finds against what was answered:
// no count that was answered is missing, none is there that was not asked for, and no alarm is lost. In the end an
// interrupt under load loses nothing either, and leaves no write-ahead log.
func TestDevKill(t *testing.T) {
	t.Parallel()
	dir, _ := devProject(t)
	for _, durability := range []string{"power", "process"} {
		t.Run(durability, func(t *testing.T) {
			k, state := &killed{}, t.TempDir()
			start := func() *devProcess {
				return startDev(t, dir, "--port", "0", "--persist-to", state, "--durability", durability)
			}
			for n := range *kills {
				p := start()
				k.check(t, p)
				k.load(p, time.Duration(50+n*37%200)*time.Millisecond, p.kill)
			}
			p := start()
			k.check(t, p)
			k.load(p, 100*time.Millisecond, func() { require.Zero(t, p.interrupt(), p.said.String()) })
			require.Empty(t, filesBelow(t, state, "*-wal"))
			p = start()
			k.check(t, p)
			for object, armed := range k.armed {
				if armed {
					p.waitUntil(fmt.Sprintf("/rang?name=%d", object), "null true")
				}
			}
			p.kill()
		})
	}
}

// load lets callers count and set alarms until end has ended the server under them.
func (k *killed) load(p *devProcess, span time.Duration, end func()) {
	var callers sync.WaitGroup
	for caller := range killCallers {
		callers.Go(func() {
			for n := caller; k.request(p, n); n += 3 {
			}
		})
	}
	time.Sleep(span)
	end()
	callers.Wait()
}

// request makes a request, and reports false once the server has gone.
func (k *killed) request(p *devProcess, n int) bool {
	object := n % killObjects
	if n%9 == 0 {
		text, err := p.ask(fmt.Sprintf("/ring?name=%d", object))
		k.mu.Lock()
		defer k.mu.Unlock()
		k.armed[object] = k.armed[object] || err == nil && text == "set"
		return err == nil
	}
	k.mu.Lock()
	k.asked[object]++
	k.mu.Unlock()
	text, err := p.ask(fmt.Sprintf("/add?name=%d", object))
	if err != nil {
		return false
	}
	var count int
	if _, err := fmt.Sscanf(text, "one %d", &count); err != nil {
		return text == "The server is stopping.\n"
	}
	k.mu.Lock()
	k.answered[object] = max(k.answered[object], count)
	k.mu.Unlock()
	return true
}

// check looks whether each object has all that was answered, and no more than was asked for.
func (k *killed) check(t *testing.T, p *devProcess) {
	t.Helper()
	for object := range killObjects {
		var n int
		_, err := fmt.Sscanf(p.answer(fmt.Sprintf("/?name=%d", object)), "one %d", &n)
		require.NoError(t, err)
		require.GreaterOrEqual(t, n, k.answered[object], "object %d: an answered count is missing", object)
		require.LessOrEqual(t, n, k.asked[object], "object %d", object)
		k.answered[object] = n
	}
}
