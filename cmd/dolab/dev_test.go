package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
)

// devProcess is dolab dev in a process of its own.
type devProcess struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	mu   sync.Mutex
	said strings.Builder // on stderr
	more chan struct{}   // closed and made anew with each line
	done chan struct{}   // closed when it says nothing more
}

var devServes = regexp.MustCompile(`: (http://\S+)\. Ctrl-C`)

// startDev starts dolab dev in a folder and waits until it serves.
func startDev(t *testing.T, dir string, args ...string) *devProcess {
	t.Helper()
	return startDevWith(t, nil, dir, args...)
}

// startDevWith is startDev with a stdin.
func startDevWith(t *testing.T, stdin io.Reader, dir string, args ...string) *devProcess {
	t.Helper()
	line := strings.Join(append([]string{"dev"}, args...), " ")
	p := &devProcess{t: t, cmd: child(line), more: make(chan struct{}), done: make(chan struct{})}
	p.cmd.Dir, p.cmd.Stdin = dir, stdin
	out, err := p.cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	t.Cleanup(p.kill)
	go func() {
		defer close(p.done)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.mu.Lock()
			p.said.WriteString(lines.Text() + "\n")
			close(p.more)
			p.more = make(chan struct{})
			p.mu.Unlock()
		}
	}()
	p.url = devServes.FindStringSubmatch(p.waitFor("Ctrl-C"))[1]
	return p
}

// waitFor waits until the process has said a text, and returns all that it has said.
func (p *devProcess) waitFor(text string) string {
	p.t.Helper()
	limit := time.After(30 * time.Second)
	for ended := false; ; {
		p.mu.Lock()
		said, more := p.said.String(), p.more
		p.mu.Unlock()
		if strings.Contains(said, text) {
			return said
		}
		require.False(p.t, ended, "dev has ended, want %q:\n%s", text, said)
		select {
		case <-more:
		case <-p.done:
			ended = true
		case <-limit:
			require.Fail(p.t, "dev does not say it", "want %q:\n%s", text, said)
		}
	}
}

// kill ends the process with signal 9.
func (p *devProcess) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
	_ = p.cmd.Wait()
}

// interrupt ends the process as Ctrl-C does, and returns its exit code.
func (p *devProcess) interrupt() int {
	require.NoError(p.t, p.cmd.Process.Signal(syscall.SIGINT))
	<-p.done
	_ = p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

// ask makes a request. An error means that the process has gone.
func (p *devProcess) ask(path string) (string, error) {
	resp, err := http.Get(p.url + path)
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(resp.Body)
	if err == nil {
		err = resp.Body.Close()
	}
	return string(data), err
}

func (p *devProcess) answer(path string) string {
	text, err := p.ask(path)
	require.NoError(p.t, err)
	return text
}

// waitUntil asks until the answer ends with a text.
func (p *devProcess) waitUntil(path, end string) {
	p.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		text := p.answer(path)
		if strings.HasSuffix(text, end) {
			return
		}
		require.True(p.t, time.Now().Before(deadline), "%s: %q, want %q", path, text, end)
		time.Sleep(20 * time.Millisecond)
	}
}

// devCounter is a Worker whose objects count.
const devCounter = `import { DurableObject } from 'cloudflare:workers';
import { greeting } from './greeting';
export class Counter extends DurableObject {
  started = greeting;
  fetch(request) {
    const { kv } = this.ctx.storage;
    switch (new URL(request.url).pathname) {
      case '/add': kv.put('n', (kv.get('n') ?? 0) + 1); break;
      case '/slow': return scheduler.wait(2000).then(() => {
        kv.put('n', 7);
        return new Response('kept');
      }).catch((e) => new Response(this.started + ': ' + e.message));
      case '/ring': return this.ctx.storage.setAlarm(Date.now() + 20).then(() => new Response('set'));
      case '/rang': return this.ctx.storage.getAlarm().then((at) => new Response(at + ' ' + (kv.get('rang') ?? false)));
    }
    return new Response(this.started + ' ' + (kv.get('n') ?? 0));
  }
  alarm() {
    this.ctx.storage.kv.put('rang', true);
  }
}
export default {
  fetch(request, env) {
    return env.COUNTER.getByName(new URL(request.url).searchParams.get('name') ?? 'a').fetch(request);
  },
};
`

// devProject writes a project of devCounter.
func devProject(t *testing.T) (dir string, write func(name, text string)) {
	dir = t.TempDir()
	write = func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	write("wrangler.jsonc", `{
  "name": "counted", "main": "index.ts", "compatibility_date": "2026-07-30",
  "durable_objects": { "bindings": [{ "name": "COUNTER", "class_name": "Counter" }] },
  "migrations": [{ "tag": "v1", "new_sqlite_classes": ["Counter"] }]
}`)
	write("index.ts", devCounter)
	write("greeting.ts", "export const greeting = 'one';\n")
	return dir, write
}

// TestDevReloads: a change of a file is a deploy, an error leaves the version before and is shown with its place, and
// storage stays.
func TestDevReloads(t *testing.T) {
	t.Parallel()
	dir, write := devProject(t)
	p := startDev(t, dir, "--port", "0")
	require.Equal(t, "one 1", p.answer("/add"))
	write("greeting.ts", "export const greeting = 'two';\n")
	p.waitFor("objects that were reset: 1.")
	require.Equal(t, "two 1", p.answer("/"))
	write("greeting.ts", "export const greeting = ;\n")
	p.waitFor("greeting.ts:1:25")
	p.waitFor("The version before goes on.")
	require.Equal(t, "two 2", p.answer("/add"))
	write("greeting.ts", "export { greeting } from './other';\n")
	p.waitFor("Could not resolve")
	write("other.ts", "export const greeting = 'three';\n")
	p.waitUntil("/", "three 2")
	require.Zero(t, p.interrupt())
	p.waitFor("Stopped.")
}

// TestDevGrace: with a grace an object goes on with its request in the code of before, without storage, while others
// reach the new code.
func TestDevGrace(t *testing.T) {
	t.Parallel()
	dir, write := devProject(t)
	p := startDev(t, dir, "--port", "0", "--grace", "1m", "--log", "none")
	require.Equal(t, "one 1", p.answer("/add"))
	slow := make(chan string, 1)
	go func() {
		text, err := p.ask("/slow")
		slow <- fmt.Sprint(text, " ", err)
	}()
	write("greeting.ts", "export const greeting = 'two';\n")
	p.waitFor("objects that were reset: 1.")
	require.Equal(t, "two 1", p.answer("/"))
	row, _ := platform.FailureByName("L3c")
	require.Equal(t, "one: "+row.Text+" <nil>", <-slow)
	require.Equal(t, "two 1", p.answer("/"))
}

// TestWatchMissesNothing: what changes while a version is read and while it is deployed is seen.
func TestWatchMissesNothing(t *testing.T) {
	dir := t.TempDir()
	file, other := filepath.Join(dir, "a.ts"), filepath.Join(dir, "b.ts")
	old := time.Now().Add(-time.Hour)
	for _, f := range []string{file, other} {
		require.NoError(t, os.WriteFile(f, []byte("1"), 0o600))
	}
	for _, f := range []string{file, other, dir} {
		require.NoError(t, os.Chtimes(f, old, old))
	}
	w := &watcher{}
	began := time.Now()
	w.note([]string{file}, began)
	require.False(t, w.changed())
	require.NoError(t, os.WriteFile(file, []byte("2"), 0o600)) // While the next version is read.
	w.note([]string{file, other}, began)
	require.True(t, w.changed())
	require.False(t, w.changed())
	require.NoError(t, os.WriteFile(other, []byte("2"), 0o600))
	w = &watcher{}
	w.note([]string{other}, began) // It was written after the reading began.
	require.True(t, w.changed())
	require.False(t, w.changed())
}

// TestDevStarts: a port that is taken gives the next free one, and says so; without a project the built-in objects are
// served; a host that is not this machine's is an error; and logs may be JSON.
func TestDevStarts(t *testing.T) {
	first := startDev(t, t.TempDir(), "--port", "0")
	_, port, _ := strings.Cut(strings.TrimPrefix(first.url, "http://"), ":")
	second := startDev(t, t.TempDir(), "--port", port)
	require.Contains(t, second.waitFor("built-in"), fmt.Sprintf("Port %s is taken.", port))
	require.NotEqual(t, first.url, second.url)
	require.Contains(t, second.answer("/Room/lobby/"), "say who you are")
	require.Zero(t, second.interrupt())
	logged := startDev(t, t.TempDir(), "--port", "0", "--log", "json")
	logged.answer("/Room/lobby/")
	require.Regexp(t, `"msg":"request","method":"GET","path":"/Room/lobby/","status":400,"ms":\d`, logged.waitFor(`"status"`))
	page, code := typedIn(t, "dev", "--host", "192.0.2.1", "--port", "0", "../../experiments/examples/chat-ts")
	require.Equal(t, exitUsage, code, page)
	require.Contains(t, page, "192.0.2.1")
}

// filesBelow are the files below a folder whose names match.
func filesBelow(t *testing.T, dir, pattern string) (found []string) {
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if ok, _ := filepath.Match(pattern, filepath.Base(path)); ok {
			found = append(found, path)
		}
		return err
	}))
	return found
}
