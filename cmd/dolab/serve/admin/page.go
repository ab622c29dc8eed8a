package admin

import (
	"embed"
	"html/template"
	"net/http"
)

//go:embed web
var web embed.FS

// policy lets the page of objects run its own script only, and talk to its own server only.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'"

// servePage sends the page that lists objects, alarms and faults.
func (a *Admin) servePage(w http.ResponseWriter, _ *http.Request, _ *params) {
	t, err := template.ParseFS(web, "web/admin.html")
	if err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = t.Execute(w, map[string]string{"Name": a.o.Name, "Prefix": Prefix}) // An error means that the client has gone.
}

func serveAsset(name, kind string) func(http.ResponseWriter, *http.Request, *params) {
	return func(w http.ResponseWriter, _ *http.Request, _ *params) {
		data, err := web.ReadFile("web/" + name)
		if err != nil {
			fail(w, err)
			return
		}
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(data)
	}
}

// serveInspector draws the trace so far.
func (a *Admin) serveInspector(w http.ResponseWriter, _ *http.Request, _ *params) {
	p, err := a.Picture()
	if err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = p.WriteTo(w)
}
