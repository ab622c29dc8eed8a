package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chromiumNames are how distributions call the browser.
var chromiumNames = []string{"chromium", "chromium-browser", "google-chrome"}

// browserWait bounds a test in the browser: it hangs otherwise where the browser does.
const browserWait = 2 * time.Minute

// openBrowser starts a browser for one test. Without one the test is skipped on a developer's machine, and fails where CI
// is set: .ci/run installs it.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range chromiumNames {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("there is no chromium: .ci/run installs it")
		}
		t.Skip("there is no chromium: apt-get install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-dev-shm-usage", true), chromedp.UserDataDir(t.TempDir()))
	alive, end := context.WithTimeout(t.Context(), browserWait)
	t.Cleanup(end)
	allocated, end := chromedp.NewExecAllocator(alive, options...)
	t.Cleanup(end)
	ctx, end := chromedp.NewContext(allocated)
	t.Cleanup(end)
	require.NoError(t, chromedp.Do(ctx, call(log.Enable, cdp.Empty{})))
	return ctx
}

// call sends a command of the protocol.
func call[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// screen is a size of a window and a scheme of colours.
type screen struct {
	width, height int64
	scheme        string // light, dark
}

// shown is a page in a browser.
type shown struct {
	t   *testing.T
	ctx context.Context

	lock   sync.Mutex
	errors []string // of the console, and exceptions
}

// show opens a file in the browser: see visit.
func show(t *testing.T, ctx context.Context, path string, s screen) *shown {
	t.Helper()
	path, err := filepath.Abs(path)
	require.NoError(t, err)
	return visit(t, ctx, "file://"+path, s)
}

// visit opens a page in the browser and waits until it is drawn. Motion is reduced, so that nothing glides.
func visit(t *testing.T, ctx context.Context, url string, s screen) *shown {
	t.Helper()
	p := &shown{t: t, ctx: ctx}
	require.NoError(t, chromedp.Listen(ctx, p.hear))
	options := []chromedp.EmulateViewportOption{}
	if s.width < 600 {
		options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	p.do(
		chromedp.EmulateViewport(s.width, s.height, options...),
		call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: s.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}}),
		chromedp.Navigate(url),
		chromedp.WaitReady(chromedp.CSS("html[data-ready=yes]")),
	)
	return p
}

// hear notes what the browser complains of: exceptions, errors of the console, and what the policy of the page refuses.
func (p *shown) hear(ev any) {
	p.lock.Lock()
	defer p.lock.Unlock()
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		p.errors = append(p.errors, ev.ExceptionDetails.Text)
		if x := ev.ExceptionDetails.Exception; x != nil {
			p.errors = append(p.errors, x.Description)
		}
	case *runtime.EventConsoleAPICalled:
		p.errors = append(p.errors, fmt.Sprintf("console %v: %v", ev.Type, ev.Args))
	case *log.EventEntryAdded:
		p.errors = append(p.errors, fmt.Sprintf("%v: %s", ev.Entry.Level, ev.Entry.Text))
	}
}

func (p *shown) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.lock.Lock()
		defer p.lock.Unlock()
		require.NoError(p.t, err, "the console says %q", p.errors)
	}
}

// quiet demands that the browser has complained of nothing.
func (p *shown) quiet() {
	p.t.Helper()
	p.lock.Lock()
	defer p.lock.Unlock()
	require.Empty(p.t, p.errors)
}

// eval returns the value of an expression in the page, once what was to be drawn is drawn.
func eval[T any](p *shown, expression string) T {
	p.t.Helper()
	frames := "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(" + expression + "))))"
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](frames, chromedp.EvalAwaitPromise))
	require.NoError(p.t, err, expression)
	return v
}

// keys presses keys, one after another.
func (p *shown) keys(list ...string) {
	p.t.Helper()
	for _, key := range list {
		p.do(chromedp.KeyEvent(key))
	}
}

// text is what a reader sees of an element.
func (p *shown) text(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf("document.querySelector(%q).innerText", selector))
}

// keep writes a picture of the screen into the test's artifacts.
func (p *shown) keep(name string) {
	p.t.Helper()
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	require.NoError(p.t, err)
	require.NoError(p.t, os.WriteFile(filepath.Join(p.t.ArtifactDir(), name+".png"), png, 0o666))
}

// drawn runs dolab with arguments and --html, and returns the file.
func drawn(t *testing.T, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.html")
	var stdout, stderr bytes.Buffer
	code := newApp(called, &stdout, &stderr).run(append(args, "--html", path))
	require.LessOrEqual(t, code, exitClaim, stderr.String())
	return path
}
