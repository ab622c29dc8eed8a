package worker

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker/engine"
)

// kvEntry is a value of a KV namespace.
type kvEntry struct {
	data     []byte
	metadata engine.Value // JSON or null
	until    float64      // when it expires, in milliseconds; 0 for never
}

// kv returns the entries of a KV namespace that have not expired.
func (s *scope) kv(name string) map[string]kvEntry {
	a := s.iso.app
	if a.kv[name] == nil {
		a.kv[name] = map[string]kvEntry{}
	}
	now := float64(s.where.now().UnixMilli())
	for k, e := range a.kv[name] {
		if e.until > 0 && e.until <= now {
			delete(a.kv[name], k)
		}
	}
	return a.kv[name]
}

// number is the number by which the script knows a namespace: see scope.namespace.
func (s *scope) number(ns *durable.Namespace) int64 {
	a, own := s.iso.app, s.iso.worker.config.Classes
	if n := slices.IndexFunc(own, func(c Class) bool { return a.namespaces[c.Name] == ns }); n >= 0 {
		return int64(n)
	}
	at := slices.Index(a.others, ns)
	if at < 0 {
		at = len(a.others)
		a.others = append(a.others, ns)
	}
	return int64(len(own) + at)
}

// metadata is an argument that is JSON or null.
func metadata(c *engine.Call, n int) engine.Value {
	if c.Kind(n) != engine.KindString {
		return engine.Null()
	}
	return engine.String(c.String(n))
}

// leave waits until all that the scope has written is durable: what leaves for another Worker rests on it.
func (s *scope) leave() error {
	if s.state == nil {
		return nil
	}
	return s.state.Storage.Sync()
}

func bindingNatives() []native {
	return []native{
		{"foreign", func(s *scope, c *engine.Call) {
			a := s.iso.app
			ns := a.foreign[c.String(0)+" "+c.String(1)]
			if other := a.other(c.String(0)); other != nil && ns == nil {
				ns = other.Namespace(c.String(1))
			}
			at := int64(-1)
			if ns != nil {
				at = s.number(ns)
			}
			c.Return(engine.Int(at))
		}},
		{"ownScript", func(s *scope, c *engine.Call) { c.Return(engine.String(s.iso.app.worker.config.Name)) }},
		{"serviceFetch", func(s *scope, c *engine.Call) {
			if props, ok := props(c, 3); ok {
				to := service{c.String(1), c.String(2), props}
				s.startFetch(c, 4, func(q *http.Request) (*http.Response, error) { return s.serviceFetch(to, q) })
			}
		}},
		{"serviceCall", func(s *scope, c *engine.Call) {
			if props, ok := props(c, 3); ok {
				to, method := service{c.String(1), c.String(2), props}, c.String(4)
				s.startCall(c, 5, func(args [][]byte) ([]byte, error) { return s.serviceCall(to, method, args) })
			}
		}},
		{"asset", func(s *scope, c *engine.Call) {
			s.startFetch(c, 1, func(q *http.Request) (*http.Response, error) { return asset(s.iso.app.assets(), q), nil })
		}},
		{"kvnsGet", func(s *scope, c *engine.Call) {
			e, ok := s.kv(c.String(0))[c.String(1)]
			if !ok {
				c.Return(engine.Null())
				return
			}
			c.Return(engine.Array(engine.Bytes(e.data), e.metadata))
		}},
		{"kvnsPut", func(s *scope, c *engine.Call) {
			s.kv(c.String(0))[c.String(1)] = kvEntry{slices.Clone(c.Bytes(2)), metadata(c, 3), c.Float(4)}
		}},
		{"kvnsDelete", func(s *scope, c *engine.Call) { delete(s.kv(c.String(0)), c.String(1)) }},
		{"kvnsList", func(s *scope, c *engine.Call) {
			all, prefix, after, limit := s.kv(c.String(0)), c.String(1), c.String(2), int(c.Int(3))
			var names []string
			for name := range all {
				if strings.HasPrefix(name, prefix) && name > after {
					names = append(names, name)
				}
			}
			slices.Sort(names)
			complete := len(names) <= limit
			names = names[:min(len(names), max(limit, 0))]
			list := make([]engine.Value, len(names))
			for n, name := range names {
				e := all[name]
				list[n] = engine.Array(engine.String(name), engine.Float(e.until), e.metadata)
			}
			c.Return(engine.Array(engine.Array(list...), engine.Bool(complete)))
		}},
	}
}

// service returns the Worker of a name: this one, or another of the run.
func (a *app) service(name string) (*app, error) {
	if name == "" || name == a.worker.config.Name {
		return a, nil
	}
	if other := a.other(name); other != nil {
		return &other.app, nil
	}
	return nil, &platform.Error{Name: "Error", Message: "The Worker \"" + name + "\" is not part of this run.", User: true}
}

// entry is the export that is called.
func (to service) entry() entrypoint {
	if to.entrypoint == "" {
		return entrypoint{"default", to.props}
	}
	return entrypoint{to.entrypoint, to.props}
}

// service is what a stub of an entrypoint calls.
type service struct {
	script, entrypoint string
	props              []byte // a structured clone, nil for none
}

// props are those of a stub, in argument n. false: an exception is being thrown, return at once.
func props(c *engine.Call, n int) ([]byte, bool) {
	if c.Kind(n) == engine.KindUndefined {
		return nil, true
	}
	return c.Clone(n, engine.RPC)
}

func (s *scope) serviceFetch(to service, q *http.Request) (*http.Response, error) {
	a, err := s.iso.app.service(to.script)
	if err == nil {
		err = s.leave()
	}
	if err != nil {
		return nil, err
	}
	resp, err := a.fetch(to.entry(), q, nil)
	if err != nil {
		return nil, platform.Remote(err)
	}
	return resp, nil
}

func (s *scope) serviceCall(to service, method string, args [][]byte) ([]byte, error) {
	a, err := s.iso.app.service(to.script)
	if err == nil {
		err = s.leave()
	}
	if err != nil {
		return nil, err
	}
	return a.call(to.entry(), method, args)
}

// assets returns the directory of the Worker's static files, "" for none.
func (a *app) assets() string {
	if p := a.worker.config.Project; p != nil && p.Assets != nil {
		return p.Assets.Directory
	}
	return ""
}

// asset answers a request with a file of a directory: index.html for a path that ends with a slash.
func asset(dir string, q *http.Request) *http.Response {
	resp := &http.Response{StatusCode: http.StatusNotFound, Status: "404 Not Found", Header: http.Header{}}
	if q.Method != http.MethodGet && q.Method != http.MethodHead {
		resp.StatusCode, resp.Status = http.StatusMethodNotAllowed, "405 Method Not Allowed"
		return resp
	}
	name := path.Clean("/" + q.URL.Path)
	if strings.HasSuffix(q.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	file := filepath.Join(dir, filepath.FromSlash(name))
	data, err := os.ReadFile(file)
	if err != nil {
		if data, err = os.ReadFile(file + ".html"); err != nil {
			return resp
		}
		file += ".html"
	}
	kind := mime.TypeByExtension(filepath.Ext(file))
	if kind == "" {
		kind = "application/octet-stream"
	}
	resp.StatusCode, resp.Status = http.StatusOK, "200 OK"
	resp.Header.Set("Content-Type", kind)
	if q.Method == http.MethodGet {
		resp.Body = io.NopCloser(bytes.NewReader(data))
	}
	return resp
}
