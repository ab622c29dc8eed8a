package worker_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/worker"
)

// packagesDir is the directory in which .ci/packages has installed what testdata/packages/package-lock.json names.
const packagesDir = "DOLAB_PACKAGES"

// project loads a project of testdata/packages beside the installed packages.
func packageProject(t *testing.T, name string) *worker.Worker {
	installed := os.Getenv(packagesDir)
	if installed == "" {
		t.Skipf("no packages: install them by .ci/packages DIR, and set %s=DIR", packagesDir)
	}
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "packages", name))))
	modules, err := filepath.Abs(filepath.Join(installed, "node_modules"))
	require.NoError(t, err)
	require.NoError(t, os.Symlink(modules, filepath.Join(dir, "node_modules")))
	w, err := worker.Load(dir)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	return w
}

// ask sends a request and returns status and body.
func ask(t *testing.T, app *worker.App, method, path, content, text string) (int, string) {
	q := durable.NewRequest("https://example.com" + path)
	q.Method = method
	if text != "" {
		q.Body = io.NopCloser(bytes.NewReader([]byte(text)))
		q.Header.Set("Content-Type", content)
	}
	resp, err := app.Fetch(q)
	require.NoError(t, err)
	return resp.StatusCode, body(t, resp, nil)
}

func get(t *testing.T, app *worker.App, path string) (int, string) {
	return ask(t, app, http.MethodGet, path, "", "")
}

// TestPackageHono: a router with middleware, validation, forms, exceptions and streams.
func TestPackageHono(t *testing.T) {
	_, app := deployed(t, packageProject(t, "hono"))
	status, text := get(t, app, "/hello/w%20x?x=1")
	require.Equal(t, 200, status)
	require.Equal(t, "hello w x 1", text)
	_, text = ask(t, app, http.MethodPost, "/json", "application/json", `{"n": 4}`)
	require.JSONEq(t, `{"twice": 8}`, text)
	status, text = ask(t, app, http.MethodPost, "/json", "application/json", `{"n": "x"}`)
	require.Equal(t, 400, status)
	require.Equal(t, "bad", text)
	_, text = ask(t, app, http.MethodPost, "/form", "application/x-www-form-urlencoded", "a=1&b=two")
	require.JSONEq(t, `{"a": "1", "b": "two"}`, text)
	status, text = get(t, app, "/teapot")
	require.Equal(t, 418, status)
	require.Equal(t, "short and stout", text)
	_, text = get(t, app, "/stream")
	require.Equal(t, "ab", text)
	status, text = get(t, app, "/none")
	require.Equal(t, 404, status)
	require.Equal(t, "nothing here", text)
}

// TestPackageIttyRouter: routes, parameters, JSON and errors.
func TestPackageIttyRouter(t *testing.T) {
	_, app := deployed(t, packageProject(t, "itty-router"))
	_, text := get(t, app, "/items/7?q=z")
	require.JSONEq(t, `{"id": "7", "q": "z"}`, text)
	status, text := ask(t, app, http.MethodPost, "/items", "application/json", `{"a": 1}`)
	require.Equal(t, 201, status)
	require.JSONEq(t, `{"a": 1}`, text)
	status, text = get(t, app, "/fail")
	require.Equal(t, 409, status)
	require.JSONEq(t, `{"status": 409, "error": "conflict"}`, text)
	status, _ = get(t, app, "/none")
	require.Equal(t, 404, status)
}

// TestPackageZod: schemas say what is wrong and where.
func TestPackageZod(t *testing.T) {
	_, app := deployed(t, packageProject(t, "zod"))
	_, text := ask(t, app, http.MethodPost, "/", "application/json",
		`{"id": "ab", "email": "a@b.cd", "items": [{"sku": "x", "n": 2}], "when": "2026-01-02"}`)
	require.JSONEq(t, `{"id": "ab", "email": "a@b.cd", "items": [{"sku": "x", "n": 2}], "when": "2026-01-02T00:00:00.000Z",
		"note": "none"}`, text)
	status, text := ask(t, app, http.MethodPost, "/", "application/json",
		`{"id": "a", "email": "x", "items": [{"sku": "x", "n": -1}], "when": "?"}`)
	require.Equal(t, 400, status)
	for _, place := range []string{"id: ", "email: ", "items.0.n: ", "when: "} {
		require.Contains(t, text, place)
	}
}

// TestPackagePartyserver: rooms with hibernatable sockets.
func TestPackagePartyserver(t *testing.T) {
	world, app := deployed(t, packageProject(t, "partyserver"))
	dial := func(id string) *durable.Socket {
		q := durable.NewRequest("https://example.com/parties/room/blue?_pk=" + id)
		q.Header.Set("Upgrade", "websocket")
		resp, err := app.Fetch(q)
		require.NoError(t, err)
		require.Equal(t, http.StatusSwitchingProtocols, resp.StatusCode)
		sock, err := world.Objects.Accept(resp)
		require.NoError(t, err)
		return sock
	}
	receive := func(s *durable.Socket) string {
		m, err := s.ReceiveTimeout(time.Second)
		require.NoError(t, err)
		return m.Text
	}
	a, b := dial("a"), dial("b")
	require.Equal(t, "welcome to blue", receive(a))
	require.Equal(t, "welcome to blue", receive(b))
	require.NoError(t, a.SendText("hi"))
	require.Equal(t, "hi", receive(b))
	require.Equal(t, "sent", receive(a))
	world.Advance(time.Minute) // It hibernates.
	require.NoError(t, b.SendText("awake"))
	require.Equal(t, "awake", receive(a))
	_, text := get(t, app, "/parties/room/blue")
	require.Equal(t, "room blue has 2", text)
	status, _ := get(t, app, "/else")
	require.Equal(t, 404, status)
}

// TestPackageActors: schedules, crons and cancelling, over evictions.
func TestPackageActors(t *testing.T) {
	world, app := deployed(t, packageProject(t, "actors"))
	stub := app.Namespace("Jobs").GetByName("a")
	type schedule struct {
		ID string `clone:"id"`
	}
	_, err := stub.Call("in", 3600, "hour")
	require.NoError(t, err)
	s, err := durable.Call[schedule](stub, "in", 60, "never")
	require.NoError(t, err)
	_, err = stub.Call("cancel", s.ID)
	require.NoError(t, err)
	_, err = stub.Call("cron", "0 0 * * *", "night")
	require.NoError(t, err)
	require.NoError(t, durabletest.EvictDurableObject(world, stub))
	world.Advance(50 * time.Hour)
	ran, err := durable.Call[[]string](stub, "ran")
	require.NoError(t, err)
	require.Equal(t, []string{"hour", "night", "night"}, ran)
}

// TestPackageAgents: state and schedules of an agent.
func TestPackageAgents(t *testing.T) {
	world, app := deployed(t, packageProject(t, "agents"))
	_, text := get(t, app, "/")
	require.JSONEq(t, `{"count": 0, "last": ""}`, text)
	status, text := get(t, app, "/plan?in=60&what=tea")
	require.Equal(t, 200, status, text)
	world.Advance(2 * time.Minute)
	_, text = get(t, app, "/")
	require.JSONEq(t, `{"count": 1, "last": "tea"}`, text)
}
