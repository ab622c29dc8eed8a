package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"dolab/cmd/dolab/serve/admin"
)

// keys obeys the keys of dolab dev on a terminal.
type keys struct {
	a      *app
	admin  *admin.Admin
	url    string // of the server
	keeps  bool   // storage is in files
	browse func(url string) error
	exit   func()

	sure byte // the key that must be pressed again; 0: none
}

// key is what a key does.
type key struct {
	key   byte
	about string
	press func(k *keys, ctx context.Context) (said string, err error)
}

// keyList are the keys in the order in which they are listed.
func keyList() []key {
	act := func(do func(*admin.Admin, context.Context, string) (admin.Acted, error), did string) func(*keys, context.Context) (string, error) {
		return func(k *keys, ctx context.Context) (string, error) {
			done, err := do(k.admin, ctx, "")
			return acted(did, done), err
		}
	}
	return []key{
		{'b', "open the Worker in a browser", func(k *keys, _ context.Context) (string, error) { return k.open(k.url) }},
		{'i', "open the picture of what has happened so far", func(k *keys, _ context.Context) (string, error) {
			return k.open(k.url + admin.Prefix + "/inspector")
		}},
		{'a', "let the alarm that is next ring now", act((*admin.Admin).Fire, "An alarm rings now")},
		{'v', "evict the objects that are quiet", act((*admin.Admin).Evict, "Evicted")},
		{'k', "crash the machines of all objects", act((*admin.Admin).Crash, "Crashed")},
		{'u', "reset all objects as a deploy does", act((*admin.Admin).Deploy, "Reset by a deploy")},
		{'f', "let faults strike, or no longer", func(k *keys, ctx context.Context) (string, error) {
			list, err := k.admin.SwitchFaults(ctx, nil)
			return faultsText(list), err
		}},
		{'c', "clear the storage of all objects", func(k *keys, ctx context.Context) (string, error) {
			if k.keeps && k.sure != 'c' {
				k.sure = 'c'
				return "This deletes what is in the files. Press c again to do it.", nil
			}
			done, err := k.admin.Clear(ctx, "")
			return acted("Cleared", done), err
		}},
		{'s', "save the trace in this folder", func(k *keys, _ context.Context) (string, error) { return k.save() }},
		{'x', "exit", func(k *keys, _ context.Context) (string, error) {
			k.exit()
			return "", nil
		}},
		{'?', "list the keys", func(*keys, context.Context) (string, error) {
			var b strings.Builder
			for _, x := range keyList() {
				fmt.Fprintf(&b, "  %c  %s\n", x.key, x.about)
			}
			return strings.TrimSuffix(b.String(), "\n"), nil
		}},
	}
}

// listenKeys obeys keys where stdin is a terminal. The func it returns restores the terminal.
func (a *app) listenKeys(k *keys) (end func()) {
	restore, err := cbreak(os.Stdin)
	if err != nil {
		return func() {}
	}
	k.exit = func() { a.interrupted.Store(true) }
	restore = sync.OnceFunc(restore)
	a.terminal.Store(&restore)
	a.complain("Keys: b i a v k u f c s x; ? says what they do.\n")
	go k.read(os.Stdin)
	return restore
}

// read obeys keys until there are no more.
func (k *keys) read(in io.Reader) {
	bytes := bufio.NewReader(in)
	list := keyList()
	for {
		pressed, err := bytes.ReadByte()
		if err != nil {
			return
		}
		sure := k.sure
		for _, x := range list {
			if x.key == pressed {
				k.press(x)
			}
		}
		if k.sure == sure { // Any other key cancels the question.
			k.sure = 0
		}
	}
}

// press obeys a key and shows the result.
func (k *keys) press(x key) {
	said, err := x.press(k, context.Background())
	switch {
	case err != nil:
		k.a.complain("%c: %v\n", x.key, err)
	case said != "":
		k.a.complain("%s\n", said)
	}
}

// namedMax is how many objects are named.
const namedMax = 5

// acted is the text for an action: the objects that it reached, and those that refused it.
func acted(did string, done admin.Acted) string {
	text := did + ": " + strings.Join(done.Objects, ", ") + "."
	switch n := len(done.Objects); {
	case n == 0:
		text = did + ": no object."
	case n > namedMax:
		text = fmt.Sprintf("%s: %d objects.", did, n)
	}
	for n, refused := range done.Refused {
		if n == namedMax {
			return text + fmt.Sprintf("\n%d more are busy.", len(done.Refused)-n)
		}
		text += "\n" + refused
	}
	return text
}

func faultsText(list admin.FaultList) string {
	switch n := len(list.Faults); {
	case n == 0:
		return "There are no faults: --fault adds them."
	case !list.On:
		return "Faults are off."
	default:
		return fmt.Sprintf("Faults are on: %d.", n)
	}
}

// open shows a page in the browser, and says where it is.
func (k *keys) open(url string) (string, error) {
	if err := k.browse(url); err != nil {
		return "No browser can be opened here. The page is " + url, nil
	}
	return "Opened " + url, nil
}

// browse opens a page in the user's browser.
func browse(url string) error {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	c := exec.Command(name, args...)
	if err := c.Start(); err != nil {
		return err
	}
	go func() { _ = c.Wait() }()
	return nil
}

// save writes the trace so far into a new file.
func (k *keys) save() (said string, err error) {
	name := "trace-" + time.Now().Format("20060102-150405.000") + ".jsonl"
	out, err := k.a.open(name)
	if err != nil {
		return "", err
	}
	out.end = func() error { return k.admin.SaveTrace(out, "json") }
	if err := out.close(); err != nil {
		return "", err
	}
	return "Saved " + name, nil
}
