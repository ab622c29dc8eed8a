package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"dolab/cmd/dolab/serve"
	"dolab/cmd/dolab/serve/admin"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

const paged = `const {DurableObject} = globalThis[Symbol.for('dolab.workers')];
export class Room extends DurableObject {
  async fetch() {
    this.ctx.storage.kv.put('<i>key</i>', '<script>document.title = "pwned"</script>');
    await this.ctx.storage.setAlarm(Date.now() + 3600_000);
    return new Response('here');
  }
  alarm() { this.ctx.storage.kv.put('rang', true); }
}
export default { fetch(q, env) { return env.ROOM.getByName(new URL(q.url).searchParams.get('room')).fetch(q); } };`

// TestAdminPage: the page lists objects, alarms and faults, its buttons work, and what the world says is text. It fits a
// phone and a desk, in light and dark.
func TestAdminPage(t *testing.T) {
	w, err := worker.New(worker.Config{
		Name: "<b>paged</b>", Source: paged, Date: "2026-07-30", Classes: []worker.Class{{Name: "Room", UniqueKey: "paged-Room", SQL: true}},
		Bindings: []worker.Binding{{Name: "ROOM", Kind: worker.BindingNamespace, Class: "Room"}},
	})
	require.NoError(t, err)
	defer w.Close()
	adm, err := admin.New(admin.Options{Name: "<b>paged</b>", Faults: []string{"stub.request p=1% error=L1"}})
	require.NoError(t, err)
	server, err := serve.New(serve.Options{Worker: w, Profile: platform.Workerd(), Admin: adm})
	require.NoError(t, err)
	h := httptest.NewUnstartedServer(nil)
	h.Config = server.HTTP()
	h.Start()
	defer func() {
		adm.Close()
		h.Close()
		require.NoError(t, server.Stop(context.Background()))
	}()
	ctx := openBrowser(t)
	const evil = `<img src=x onerror="document.title='pwned'">`
	page := h.URL + admin.Prefix + "/"
	empty := visit(t, ctx, page, screen{1280, 800, "light"})
	require.Contains(t, empty.text("main"), "No object has been reached so far.")
	for _, room := range []string{"lobby", evil} {
		resp, err := http.Get(h.URL + "/?room=" + url.QueryEscape(room))
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
	}
	for _, s := range []screen{{1280, 800, "light"}, {390, 844, "dark"}, {390, 844, "light"}, {1280, 800, "dark"}} {
		p := visit(t, ctx, page, s)
		require.Contains(t, p.text("#objects"), "Room/lobby")
		require.Contains(t, p.text("#objects"), evil)
		require.Contains(t, p.text("#alarms"), "waiting")
		require.Contains(t, p.text("#faults"), "stub.request p=1% error=L1")
		require.Equal(t, "<b>paged</b>", p.text("h1"))
		require.LessOrEqual(t, eval[int64](p, "document.documentElement.scrollWidth"), s.width, "%v", s)
		require.Equal(t, s.scheme == "dark", eval[string](p, "getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)")
		p.keep(fmt.Sprintf("admin-%d-%s", s.width, s.scheme))
		p.quiet()
	}
	p := visit(t, ctx, page, screen{1280, 800, "light"})
	appears := func(said string) {
		t.Helper()
		_, err := chromedp.Run(p.ctx, chromedp.Poll[bool](fmt.Sprintf("document.body.innerText.includes(%q)", said)))
		require.NoError(t, err, said)
	}
	press := func(label, said string) {
		t.Helper()
		p.do(chromedp.Click(chromedp.CSS(fmt.Sprintf("[aria-label=%q]", label))))
		appears(said)
	}
	press("Look Room/lobby", "Key-value store")
	require.Contains(t, p.text("#details-text"), `<i>key</i> = "<script>document.title = \"pwned\"</script>"`)
	press("Fire Room/lobby", "fire: Room/lobby")
	press("Crash Room/lobby", "crash: Room/lobby")
	// What happens meanwhile takes neither the focus nor a button that is being pressed.
	p.do(chromedp.Focus(chromedp.CSS(`[aria-label="Look Room/lobby"]`)))
	resp, err := http.Get(h.URL + "/?room=another")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	appears("Room/another")
	require.Equal(t, "Look Room/lobby", eval[string](p, "document.activeElement.ariaLabel"))
	press("Remove stub.request p=1% error=L1", "There are no faults.")
	require.NotEqual(t, "pwned", eval[string](p, "document.title"))
	require.Zero(t, eval[int64](p, "document.querySelectorAll('main img, main i, main script').length"))
	p.quiet()

	shown := visit(t, ctx, page+"inspector", screen{1280, 800, "light"})
	require.Contains(t, shown.text("body"), "Room/lobby")
	shown.keep("inspector")
	shown.quiet()
}
