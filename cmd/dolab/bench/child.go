package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"dolab/actor/live"
	"dolab/cmd/dolab/serve"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// What a child serves.
const (
	kindScript = "script" // the Worker's class
	kindGo     = "go"     // the Go class
	kindNull   = "null"   // one canned response: what the client can do at most
)

// Child are the flags of a server that the benchmark starts as a process of its own.
type Child struct {
	Kind       string
	Project    string // folder of the Worker
	Dir        string // of databases
	Durability string
	Profile    string // file for a CPU profile; "" for none
}

// stats are what a child says of itself.
type stats struct {
	Goroutines int    `json:"goroutines"`
	Heap       uint64 `json:"heap"` // bytes of live objects and of garbage not yet collected
}

// Serve is the child process. It prints its address as the first line of out. A line on in asks for stats, and the end
// of in stops the child.
func (c Child) Serve(in io.Reader, out io.Writer) (err error) {
	if c.Profile != "" {
		f, err := os.Create(c.Profile)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer func() {
			pprof.StopCPUProfile()
			err = errors.Join(err, f.Close())
		}()
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	stop, err := c.start(l)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if _, err := fmt.Fprintln(out, l.Addr()); err != nil {
		return err
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if err := json.NewEncoder(out).Encode(stats{runtime.NumGoroutine(), m.HeapAlloc}); err != nil {
			return err
		}
	}
	return stop()
}

// start serves on l until stop.
func (c Child) start(l net.Listener) (stop func() error, err error) {
	if c.Kind == kindNull {
		go serveNull(l)
		return l.Close, nil
	}
	d, err := durable.ParseDurability(c.Durability)
	if err != nil {
		return nil, err
	}
	var h http.Handler
	var end func(context.Context) error
	switch c.Kind {
	case kindScript:
		w, err := worker.Load(c.Project)
		if err != nil {
			return nil, err
		}
		s, err := serve.New(serve.Options{Worker: w, Profile: platform.Workerd(), Dir: c.Dir, Durability: d, Console: os.Stderr})
		if err != nil {
			return nil, err
		}
		h, end = s, s.Stop
	case kindGo:
		s, err := newGoServer(c.Dir, d)
		if err != nil {
			return nil, err
		}
		h, end = s, s.group.Stop
	default:
		return nil, fmt.Errorf("a child of kind %q: want script, go or null", c.Kind)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }()
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = server.Close() // The load has ended.
		return end(ctx)
	}, nil
}

// goServer answers by the Go class.
type goServer struct {
	group *live.Group
	peers *durable.Peers
	ns    *durable.Namespace
}

func newGoServer(dir string, d durable.Durability) (*goServer, error) {
	group, err := live.NewGroup(runtime.GOMAXPROCS(0), live.Options{}, nil)
	if err != nil {
		return nil, err
	}
	var posters []durable.Poster
	for _, w := range group.Worlds() {
		posters = append(posters, w)
	}
	s := &goServer{group: group, peers: durable.NewPeers(posters)}
	for n, w := range group.Worlds() {
		rt := durable.New(w.World, platform.Ideal(), durable.WithPeers(s.peers, n), durable.WithDir(dir+"/v3/do"),
			durable.WithDurability(d), durable.WithBeside(w.Beside))
		if s.ns, err = rt.Namespace(class()); err != nil {
			return nil, err
		}
	}
	group.Start()
	return s, nil
}

func (s *goServer) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	part := strings.SplitN(q.URL.Path, "/", 4)
	if len(part) > 2 && part[1] == "late" {
		list := late.take(part[2] == "reset")
		if part[2] == "count" {
			_, _ = fmt.Fprint(w, len(list))
			return
		}
		_ = json.NewEncoder(w).Encode(list)
		return
	}
	if len(part) < 4 {
		http.NotFound(w, q)
		return
	}
	id := s.ns.IDFromName(part[2])
	at := s.peers.Place(id)
	in := &http.Request{Method: q.Method, URL: &url.URL{Scheme: "http", Host: "localhost", Path: q.URL.Path}, Host: q.Host, Header: q.Header}
	var resp *http.Response
	var failed error
	err := s.group.Worlds()[at].Do(q.Context(), "http", func() {
		resp, failed = s.peers.Runtime(at).Lookup("Bench").Get(id).Fetch(in)
	})
	if err = errors.Join(err, failed); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for name, list := range resp.Header {
		w.Header()[name] = list
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}

// serveNull answers each request with the same bytes, without a look at it.
func serveNull(l net.Listener) {
	answer := []byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\npong")
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = c.Close() }()
			buf := make([]byte, 4096)
			for {
				n, err := c.Read(buf)
				if err != nil {
					return
				}
				if strings.HasSuffix(string(buf[:n]), "\r\n\r\n") {
					if _, err := c.Write(answer); err != nil {
						return
					}
				}
			}
		}()
	}
}

// Define makes the fields flags.
func (c *Child) Define(f *pflag.FlagSet) {
	f.StringVar(&c.Kind, "kind", "", "script, go or null")
	f.StringVar(&c.Project, "project", "", "folder of the Worker")
	f.StringVar(&c.Dir, "dir", "", "folder of databases")
	f.StringVar(&c.Durability, "durability", "power", "power or process")
	f.StringVar(&c.Profile, "cpu-profile", "", "file for a CPU profile")
}
