package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/spf13/pflag"

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
	o := serve.Options{Profile: platform.Workerd(), Dir: c.Dir, Console: func(who, text string) { fmt.Fprintf(os.Stderr, "%s: %s\n", who, text) }}
	if o.Durability, err = durable.ParseDurability(c.Durability); err != nil {
		return nil, err
	}
	switch c.Kind {
	case kindScript:
		o.Worker, err = worker.Load(c.Project)
	case kindGo:
		o.Classes = []durable.Class{class()}
	default:
		err = fmt.Errorf("a child of kind %q: want script, go or null", c.Kind)
	}
	if err != nil {
		return nil, err
	}
	s, err := serve.New(o)
	if err != nil {
		return nil, err
	}
	server := s.HTTP()
	go func() { _ = server.Serve(serve.Limit(l, serve.ConnectionsMax)) }()
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return errors.Join(server.Close(), s.Stop(ctx)) // The load has ended.
	}, nil
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
