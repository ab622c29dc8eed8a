//go:build linux || darwin

package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"dolab/cmd/dolab/serve"
	"dolab/cmd/dolab/serve/admin"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// chat is a folder with a project to serve.
func chat(t *testing.T) string {
	dir := filepath.Join(t.TempDir(), "chat")
	require.NoError(t, os.CopyFS(dir, os.DirFS("../../experiments/examples/chat-ts")))
	return dir
}

// TestKeys: each key does what the list says, and says what has come of it.
func TestKeys(t *testing.T) {
	w, err := worker.Load(chat(t))
	require.NoError(t, err)
	defer w.Close()
	t.Chdir(t.TempDir())
	adm, err := admin.New(admin.Options{Name: "chat", Faults: []string{"stub.request p=1% error=L1"}})
	require.NoError(t, err)
	s, err := serve.New(serve.Options{Worker: w, Profile: platform.Workerd(), Admin: adm})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Stop(context.Background())) }()
	said := &bytes.Buffer{}
	var opened []string
	exits := 0
	k := &keys{
		a: newApp(called, io.Discard, said), admin: adm, url: "http://127.0.0.1:1", exit: func() { exits++ },
		browse: func(url string) error {
			opened = append(opened, url)
			if len(opened) > 2 {
				return exec.ErrNotFound
			}
			return nil
		},
	}
	press := func(typed string) string {
		said.Reset()
		k.read(strings.NewReader(typed))
		return said.String()
	}
	require.Equal(t, "Opened http://127.0.0.1:1\n", press("b"))
	require.Equal(t, "Opened http://127.0.0.1:1/cdn-cgi/local/dolab/inspector\n", press("i"))
	require.Contains(t, press("b"), "The page is http://127.0.0.1:1\n")
	require.Equal(t, "a: no alarm is set\n", press("a"))
	require.Equal(t, "Evicted: no object.\n", press("v"))
	require.Equal(t, "Crashed: no object.\n", press("k"))
	require.Equal(t, "Reset by a deploy: no object.\n", press("u"))
	require.Equal(t, "Faults are off.\nFaults are on: 1.\n", press("ff"))
	require.Equal(t, "Cleared: no object.\n", press("c"))
	k.keeps = true
	require.NotContains(t, press("czc"), "Cleared")
	require.Equal(t, "This deletes what is in the files. Press c again to do it.\nCleared: no object.\n", press("zcc"))
	require.Contains(t, press("s"), "Saved trace-")
	found, err := filepath.Glob("trace-*.jsonl")
	require.NoError(t, err)
	require.Len(t, found, 1)
	data, err := os.ReadFile(found[0])
	require.NoError(t, err)
	require.Equal(t, trace(adm), string(data))
	require.Empty(t, press("\x1b\r\nqQ"))
	require.Empty(t, press("x"))
	require.Equal(t, 1, exits)
	list := press("?")
	for _, x := range keyList() {
		require.Contains(t, list, "  "+string(x.key)+"  "+x.about+"\n")
	}
	for line := range strings.Lines(list) {
		require.LessOrEqual(t, len(line), widthMin)
	}
	require.Equal(t, "X: a, b.\nc: busy", acted("X", admin.Acted{Objects: []string{"a", "b"}, Refused: []string{"c: busy"}}))
	require.Equal(t, "X: 6 objects.\na\nb\nc\nd\ne\n1 more are busy.", acted("X", admin.Acted{
		Objects: []string{"1", "2", "3", "4", "5", "6"}, Refused: []string{"a", "b", "c", "d", "e", "f"},
	}))
}

func trace(adm *admin.Admin) string {
	var b bytes.Buffer
	_ = adm.SaveTrace(&b, "json") // A buffer takes all.
	return b.String()
}

// ownTerminal is a command on a terminal of its own.
type ownTerminal struct {
	t      *testing.T
	c      *exec.Cmd
	master *os.File
	slave  *os.File // stays open, so that its settings can be read
	said   bytes.Buffer
}

func onTerminal(t *testing.T, line string) *ownTerminal {
	master, slave, err := pty.Open()
	require.NoError(t, err)
	x := &ownTerminal{t: t, master: master, slave: slave, c: child(line)}
	x.c.Stdin, x.c.Stdout, x.c.Stderr = slave, slave, slave
	x.c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(t, x.c.Start())
	t.Cleanup(func() {
		_ = x.c.Process.Kill()
		_ = master.Close()
		_ = slave.Close()
	})
	return x
}

// until reads what the command says, until a text has come.
func (x *ownTerminal) until(text string) {
	x.t.Helper()
	buf := make([]byte, 4096)
	for !strings.Contains(x.said.String(), text) {
		n, err := x.master.Read(buf)
		require.NoError(x.t, err, x.said.String())
		x.said.Write(buf[:n])
	}
}

func (x *ownTerminal) settings() unix.Termios {
	x.t.Helper()
	s, err := unix.IoctlGetTermios(int(x.slave.Fd()), getTermios)
	require.NoError(x.t, err)
	return *s
}

// TestKeysOnATerminal: keys come one by one and unseen, and the terminal is as it was however the command ends.
func TestKeysOnATerminal(t *testing.T) {
	dir := chat(t)
	for _, c := range []struct {
		name, typed string
		signal      syscall.Signal
		code        int
	}{
		{"exit", "x", 0, exitOK},
		{"interrupt", "\x03", 0, exitOK},
		{"terminate", "", syscall.SIGTERM, exitOK},
		{"quit", "", syscall.SIGHUP, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.signal != 0 && signal.Ignored(c.signal) {
				t.Skip("a child ignores the signal too, as under nohup")
			}
			x := onTerminal(t, "dev "+dir+" --port 0")
			before := x.settings()
			x.until("Keys:")
			require.Zero(t, x.settings().Lflag&(unix.ICANON|unix.ECHO))
			require.NotZero(t, x.settings().Lflag&unix.ISIG)
			_, err := x.master.WriteString("f")
			require.NoError(t, err)
			x.until("There are no faults: --fault adds them.\r\n")
			require.NotContains(t, x.said.String(), "\nf")
			if c.typed != "" {
				_, err = x.master.WriteString(c.typed)
			} else {
				err = x.c.Process.Signal(c.signal)
			}
			require.NoError(t, err)
			_ = x.c.Wait()
			require.Equal(t, c.code, x.c.ProcessState.ExitCode(), x.said.String())
			require.Equal(t, before, x.settings())
		})
	}
}

// TestNoKeys: without a terminal there are no keys, and the server is ended by HTTP.
func TestNoKeys(t *testing.T) {
	p := startDevWith(t, strings.NewReader("x"), chat(t), "--port", "0")
	p.waitFor(admin.Prefix + "/\n")
	resp, err := http.Post(p.url+admin.Prefix+"/exit", "application/json", strings.NewReader("{}"))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusOK, resp.StatusCode)
	<-p.done
	require.NoError(t, p.cmd.Wait())
	require.NotContains(t, p.waitFor("Stopped.\n"), "Keys:")
}
